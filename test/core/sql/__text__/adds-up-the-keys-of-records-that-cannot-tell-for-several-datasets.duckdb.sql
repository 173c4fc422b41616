-- adds up the keys of records that cannot tell, for several datasets
SELECT "dataset", "month", COUNT(*) AS "rows", CAST(SUM("record_key") AS BIGINT) AS "key_sum"
FROM (SELECT 'road-casualties' AS "dataset", "month", "record_key"
FROM read_parquet(['/root/lake/road-casualties/period=2018/v=01JVERS10N0000000000000002/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "date_from" >= 17652 AND "date_to" <= 17682
UNION ALL SELECT 'south-calls' AS "dataset", "month", "record_key"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" = 201805) AS "united"
GROUP BY 1, 2
LIMIT 250001;

SELECT CAST(SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS BIGINT) AS "not_mapped", CAST(SUM(CASE WHEN NOT ("is_outside" = 1) THEN "record_key" ELSE 0 END) AS BIGINT) AS "not_mapped_keys", CAST(SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS BIGINT) AS "outside_coverage", CAST(SUM(CASE WHEN "is_outside" = 1 THEN "record_key" ELSE 0 END) AS BIGINT) AS "outside_coverage_keys"
FROM (SELECT CASE WHEN ("date_to" >= 17652 AND "date_from" <= 17682 AND ("date_from" < 17652 OR "date_to" > 17682)) THEN 1 ELSE 0 END AS "is_unknown", 0 AS "is_outside", "record_key"
FROM read_parquet(['/root/lake/road-casualties/period=2018/v=01JVERS10N0000000000000002/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE (("date_from" >= 17652 AND "date_to" <= 17682) OR ("date_to" >= 17652 AND "date_from" <= 17682 AND ("date_from" < 17652 OR "date_to" > 17682))) AND "date_to" >= 17652 AND "date_from" <= 17682 AND ("date_from" < 17652 OR "date_to" > 17682)
UNION ALL SELECT 0 AS "is_unknown", 0 AS "is_outside", "record_key"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE FALSE) AS "united";
