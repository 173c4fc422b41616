-- knows days where the minute is known
SELECT "date_from" AS "day", COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/south-calls/period=2018/v=01JVERS10N0000000000000001/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "date_from" >= 17682 AND "date_from" <= 17685
GROUP BY 1
LIMIT 250001;
