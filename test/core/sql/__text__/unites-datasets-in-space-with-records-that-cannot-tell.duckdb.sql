-- unites datasets in space, with records that cannot tell
SELECT "dataset", COUNT(*) AS "rows"
FROM (SELECT 'north-crime' AS "dataset", "borough_2022" AS "in_borough_2022", "location_quality" AS "in_quality", "latitude", "longitude", "location_quality"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet', '/root/lake/north-crime/period=2019/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE (("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902))
UNION ALL SELECT 'south-calls' AS "dataset", "borough_2022" AS "in_borough_2022", "location_quality" AS "in_quality", "latitude", "longitude", "location_quality"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806) AS "united"
WHERE "in_borough_2022" = 'E01' AND "latitude" >= 51465033 AND "latitude" <= 51554967 AND "longitude" >= (-152321) AND "longitude" <= (-7679) AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 51465033 AND "latitude" <= 51554967 AND "longitude" >= (-152321) AND "longitude" <= (-7679)) THEN ((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) <= 2021942791000000 ELSE FALSE END
GROUP BY 1
LIMIT 250001;

SELECT CAST(SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS BIGINT) AS "not_mapped", CAST(SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS BIGINT) AS "outside_coverage"
FROM (SELECT 0 AS "is_unknown", CASE WHEN NOT ((("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902))) THEN 1 ELSE 0 END AS "is_outside", "borough_2022" AS "in_borough_2022", "location_quality" AS "in_quality", "latitude", "longitude", "location_quality"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet', '/root/lake/north-crime/period=2019/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
UNION ALL SELECT 0 AS "is_unknown", CASE WHEN NOT (("month" >= 201805 AND "month" <= 201806)) THEN 1 ELSE 0 END AS "is_outside", "borough_2022" AS "in_borough_2022", "location_quality" AS "in_quality", "latitude", "longitude", "location_quality"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)) AS "united"
WHERE ("in_borough_2022" = 'E01' OR "in_quality" IN ('missing', 'zero', 'swapped', 'invalid')) AND (("latitude" >= 51465033 AND "latitude" <= 51554967 AND "longitude" >= (-152321) AND "longitude" <= (-7679) AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 51465033 AND "latitude" <= 51554967 AND "longitude" >= (-152321) AND "longitude" <= (-7679)) THEN ((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) <= 2021942791000000 ELSE FALSE END) OR "location_quality" IN ('missing', 'zero', 'swapped', 'invalid')) AND ("is_outside" = 1 OR "is_unknown" = 1 OR "in_quality" IN ('missing', 'zero', 'swapped', 'invalid') OR "location_quality" IN ('missing', 'zero', 'swapped', 'invalid'));
