-- filters by areas of two levels at once, either of which will do
SELECT "ward_2025" AS "ward", COUNT(*) AS "rows"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE ("borough_2022" = 'E02' OR "ward_2025" = 'E01N') AND "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;

SELECT COUNT(*) AS "not_mapped"
FROM read_parquet(['/root/lake/north-crime/period=2018/v=01JVERS10N0000000000000000/part-0.parquet'], union_by_name=true, hive_partitioning=false)
WHERE "location_quality" IN ('missing', 'zero', 'swapped', 'invalid') AND NOT (CASE WHEN ("borough_2022" = 'E02' OR "ward_2025" = 'E01N') THEN TRUE ELSE FALSE END) AND "month" >= 201805 AND "month" <= 201806;
