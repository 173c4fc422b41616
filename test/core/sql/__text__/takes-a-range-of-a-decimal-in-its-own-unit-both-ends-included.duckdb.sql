-- takes a range of a decimal in its own unit, both ends included
SELECT COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806 AND "loss" >= 25 AND "loss" <= 1050;
