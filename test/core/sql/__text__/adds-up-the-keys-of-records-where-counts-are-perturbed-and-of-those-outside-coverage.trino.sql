-- adds up the keys of records where counts are perturbed, and of those outside coverage
SELECT CASE WHEN "category" IN ('burglary', 'robbery', 'theft') THEN "category" END AS "category", COUNT(*) AS "rows", SUM("record_key") AS "key_sum"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000')) AND (("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))))
GROUP BY 1
LIMIT 250001;

SELECT COUNT(*) AS "outside_coverage", SUM("record_key") AS "outside_coverage_keys"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000')) AND NOT ((("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02')))));
