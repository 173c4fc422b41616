-- puts a record without an hour under not mapped when hours are asked
SELECT "weekday", COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "hour" IN (0, 22, 23) AND "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;

SELECT CAST(SUM(CASE WHEN ("month" >= 201805 AND "month" <= 201806) THEN 1 ELSE 0 END) AS BIGINT) AS "not_mapped", CAST(SUM(CASE WHEN NOT (("month" >= 201805 AND "month" <= 201806)) THEN 1 ELSE 0 END) AS BIGINT) AS "outside_coverage"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE ("hour" IS NULL OR NOT (("month" >= 201805 AND "month" <= 201806))) AND ("hour" IN (0, 22, 23) OR "hour" IS NULL);
