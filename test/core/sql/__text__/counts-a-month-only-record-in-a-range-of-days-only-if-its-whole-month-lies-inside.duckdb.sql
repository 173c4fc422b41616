-- counts a month-only record in a range of days only if its whole month lies inside
SELECT COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "date_from" >= 17666 AND "date_to" <= 17712;

SELECT COUNT(*) AS "not_mapped"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "date_to" >= 17666 AND "date_from" <= 17712 AND ("date_from" < 17666 OR "date_to" > 17712);
