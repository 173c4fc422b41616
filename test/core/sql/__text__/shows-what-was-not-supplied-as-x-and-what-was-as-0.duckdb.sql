-- shows what was not supplied as x, and what was as 0
SELECT ((("month" // 100) * 10) + ((("month" % 100) + 2) // 3)) AS "quarter", "borough_2022" AS "borough", COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet', '/root/lake/north-crime/period=2019/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201807 AND "month" <= 201903 AND ("month" = 201807 OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))))
GROUP BY 1, 2
LIMIT 250001;

SELECT COUNT(*) AS "outside_coverage"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet', '/root/lake/north-crime/period=2019/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE NOT (("month" = 201807 OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))))) AND "month" >= 201807 AND "month" <= 201903;
