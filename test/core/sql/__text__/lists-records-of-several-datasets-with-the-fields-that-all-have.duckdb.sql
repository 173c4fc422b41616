-- lists records of several datasets with the fields that all have
SELECT "dataset", "category", "occurred_on", "occurred_at", "hour", "longitude", "record_id"
FROM (SELECT 'south-calls' AS "dataset", CASE WHEN "kind" IN ('hold_up', 'mugging') THEN 'Robbery' WHEN "kind" = 'break_in' THEN 'Burglary' END AS "category", CASE WHEN "date_from" = "date_to" THEN "date_from" END AS "occurred_on", "utc_minute" AS "occurred_at", "hour", "longitude", "record_key", "record_id"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE NOT (CASE WHEN "kind" IN ('hold_up', 'mugging') THEN 'Robbery' WHEN "kind" = 'break_in' THEN 'Burglary' END IS NULL) AND "month" >= 201805 AND "month" <= 201806
UNION ALL SELECT 'road-casualties' AS "dataset", 'Road casualty' AS "category", CASE WHEN "date_from" = "date_to" THEN "date_from" END AS "occurred_on", "utc_minute" AS "occurred_at", "hour", "longitude", "record_key", "record_id"
FROM read_parquet(['/root/lake/road-casualties/period=2018/v=01JVERS10N0000000000000002/part-0.parquet'], union_by_name=true, hive_partitioning=false)) AS "united"
ORDER BY 3 ASC NULLS LAST, 1 ASC NULLS LAST, 2 ASC NULLS LAST, 4 ASC NULLS LAST, 5 ASC NULLS LAST, 6 ASC NULLS LAST, "record_key" ASC NULLS LAST, "record_id" ASC NULLS LAST
LIMIT 3;

SELECT COUNT(*) AS "mapped"
FROM (SELECT 1 AS "one"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE NOT (CASE WHEN "kind" IN ('hold_up', 'mugging') THEN 'Robbery' WHEN "kind" = 'break_in' THEN 'Burglary' END IS NULL) AND "month" >= 201805 AND "month" <= 201806
UNION ALL SELECT 1 AS "one"
FROM read_parquet(['/root/lake/road-casualties/period=2018/v=01JVERS10N0000000000000002/part-0.parquet'], union_by_name=true, hive_partitioning=false)) AS "united";

SELECT CAST(SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS BIGINT) AS "not_mapped", CAST(SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS BIGINT) AS "outside_coverage"
FROM (SELECT 0 AS "is_unknown", CASE WHEN NOT (("month" >= 201805 AND "month" <= 201806)) THEN 1 ELSE 0 END AS "is_outside"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE NOT (CASE WHEN "kind" IN ('hold_up', 'mugging') THEN 'Robbery' WHEN "kind" = 'break_in' THEN 'Burglary' END IS NULL) AND NOT (("month" >= 201805 AND "month" <= 201806))
UNION ALL SELECT 0 AS "is_unknown", 0 AS "is_outside"
FROM read_parquet(['/root/lake/road-casualties/period=2018/v=01JVERS10N0000000000000002/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE FALSE) AS "united";
