-- finds a place outside all areas by its coordinates
SELECT COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "latitude" >= 52479550 AND "latitude" <= 52480450 AND "longitude" >= (-1900739) AND "longitude" <= (-1899261) AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 52479550 AND "latitude" <= 52480450 AND "longitude" >= (-1900739) AND "longitude" <= (-1899261)) THEN ((((CAST("longitude" AS BIGINT) - (-1900000)) * (CAST("longitude" AS BIGINT) - (-1900000))) * 370928) + (((CAST("latitude" AS BIGINT) - 52480000) * (CAST("latitude" AS BIGINT) - 52480000)) * 1000000)) <= 202194000000 ELSE FALSE END AND "month" >= 201805 AND "month" <= 201807;

SELECT COUNT(*) AS "not_mapped"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "location_quality" IN ('missing', 'zero', 'swapped', 'invalid') AND "month" >= 201805 AND "month" <= 201807;
