-- finds what lies within a radius, and cannot tell of a record without a place
SELECT COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "latitude" >= 51505503 AND "latitude" <= 51514497 AND "longitude" >= (-87226) AND "longitude" <= (-72774) AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 51505503 AND "latitude" <= 51514497 AND "longitude" >= (-87226) AND "longitude" <= (-72774)) THEN ((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) <= 20219427000000 ELSE FALSE END AND "month" >= 201805 AND "month" <= 201806;

SELECT COUNT(*) AS "not_mapped"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "location_quality" IN ('missing', 'zero', 'swapped', 'invalid') AND "month" >= 201805 AND "month" <= 201806;
