-- counts everything within coverage
SELECT COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet', '/root/lake/north-crime/period=2019/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE (("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))));

SELECT COUNT(*) AS "outside_coverage"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet', '/root/lake/north-crime/period=2019/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE NOT ((("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02')))));
