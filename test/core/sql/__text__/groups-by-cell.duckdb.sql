-- groups by cell
SELECT "h3_7" AS "cell_7", COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" = 201805
GROUP BY 1
LIMIT 250001;
