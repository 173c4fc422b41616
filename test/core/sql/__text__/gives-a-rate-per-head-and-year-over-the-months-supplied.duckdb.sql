-- gives a rate per head and year over the months supplied
SELECT "borough_2022" AS "borough", COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "location_quality" = 'located' AND "month" >= 201805 AND "month" <= 201807
GROUP BY 1
LIMIT 250001;

SELECT COUNT(*) AS "outside_coverage"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE NOT (("month" >= 201805 AND "month" <= 201807)) AND "location_quality" = 'located';
