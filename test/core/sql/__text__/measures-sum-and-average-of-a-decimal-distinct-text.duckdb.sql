-- measures: sum and average of a decimal, distinct text
SELECT "category", COUNT(*) AS "rows", CAST(SUM("loss") AS BIGINT) AS "sum:loss", COUNT("loss") AS "known:loss", COUNT(DISTINCT "weapon") AS "distinct:weapon"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;
