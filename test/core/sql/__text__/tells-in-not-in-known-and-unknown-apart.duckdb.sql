-- tells in, not in, known and unknown apart
SELECT "weapon", COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "month" >= 201805 AND "month" <= 201806 AND NOT ("weapon" IS NULL) AND NOT ("weapon" IS NULL) AND NOT (CASE WHEN "weapon" = 'gun' THEN TRUE ELSE FALSE END) AND "category" IN ('robbery', 'burglary', 'theft')
GROUP BY 1
LIMIT 250001;
