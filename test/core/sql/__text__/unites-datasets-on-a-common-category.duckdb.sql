-- unites datasets on a common category
SELECT "dataset", "category", COUNT(*) AS "rows"
FROM (SELECT 'north-crime' AS "dataset", CASE WHEN "category" = 'burglary' THEN 'Burglary' WHEN "category" = 'robbery' THEN 'Robbery' END AS "category"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "category" = 'robbery' AND "month" >= 201805 AND "month" <= 201807
UNION ALL SELECT 'south-calls' AS "dataset", CASE WHEN "kind" IN ('hold_up', 'mugging') THEN 'Robbery' WHEN "kind" = 'break_in' THEN 'Burglary' END AS "category"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "kind" IN ('hold_up', 'mugging') AND "month" >= 201805 AND "month" <= 201806
UNION ALL SELECT 'road-casualties' AS "dataset", 'Road casualty' AS "category"
FROM read_parquet(['/root/lake/road-casualties/period=2018/v=01JVERS10N0000000000000002/part-0.parquet'], union_by_name=true, hive_partitioning=false)) AS "united"
GROUP BY 1, 2
LIMIT 250001;

SELECT CAST(SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS BIGINT) AS "not_mapped", CAST(SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS BIGINT) AS "outside_coverage"
FROM (SELECT 0 AS "is_unknown", CASE WHEN NOT (("month" >= 201805 AND "month" <= 201807)) THEN 1 ELSE 0 END AS "is_outside"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "category" = 'robbery' AND NOT (("month" >= 201805 AND "month" <= 201807))
UNION ALL SELECT 0 AS "is_unknown", CASE WHEN NOT (("month" >= 201805 AND "month" <= 201806)) THEN 1 ELSE 0 END AS "is_outside"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "kind" IN ('hold_up', 'mugging') AND NOT (("month" >= 201805 AND "month" <= 201806))
UNION ALL SELECT 0 AS "is_unknown", 0 AS "is_outside"
FROM read_parquet(['/root/lake/road-casualties/period=2018/v=01JVERS10N0000000000000002/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE FALSE) AS "united";
