-- counts everything within coverage
SELECT COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000')) AND (("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))));

SELECT COUNT(*) AS "outside_coverage"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000')) AND NOT ((("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02')))));
