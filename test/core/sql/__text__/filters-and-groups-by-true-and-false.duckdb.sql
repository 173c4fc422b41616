-- filters and groups by true and false
SELECT "armed", COUNT(*) AS "rows", CAST(SUM("minutes") AS BIGINT) AS "sum:minutes", COUNT("minutes") AS "known:minutes"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "armed" IN (TRUE, FALSE) AND "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;

SELECT COUNT(*) AS "outside_coverage"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE NOT (("month" >= 201805 AND "month" <= 201806)) AND "armed" IN (TRUE, FALSE);
