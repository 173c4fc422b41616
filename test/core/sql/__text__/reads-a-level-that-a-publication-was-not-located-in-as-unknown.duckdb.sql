-- reads a level that a publication was not located in as unknown
SELECT COUNT(*) AS "rows"
FROM (SELECT "lsoa_2021" AS "in_lsoa_2021", "location_quality" AS "in_quality"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806
UNION ALL SELECT CAST(NULL AS VARCHAR) AS "in_lsoa_2021", CASE WHEN "location_quality" = 'outside' THEN 'outside' ELSE 'missing' END AS "in_quality"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806) AS "united"
WHERE "in_lsoa_2021" = 'LE01S';

SELECT CAST(SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS BIGINT) AS "not_mapped", CAST(SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS BIGINT) AS "outside_coverage"
FROM (SELECT 0 AS "is_unknown", 0 AS "is_outside", "lsoa_2021" AS "in_lsoa_2021", "location_quality" AS "in_quality"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806
UNION ALL SELECT 0 AS "is_unknown", 0 AS "is_outside", CAST(NULL AS VARCHAR) AS "in_lsoa_2021", CASE WHEN "location_quality" = 'outside' THEN 'outside' ELSE 'missing' END AS "in_quality"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806) AS "united"
WHERE ("in_lsoa_2021" = 'LE01S' OR "in_quality" IN ('missing', 'zero', 'swapped', 'invalid')) AND ("is_outside" = 1 OR "is_unknown" = 1 OR "in_quality" IN ('missing', 'zero', 'swapped', 'invalid'));
