-- shows what was not supplied as x, and what was as 0
SELECT ((("month" / 100) * 10) + ((("month" % 100) + 2) / 3)) AS "quarter", "borough_2022" AS "borough", COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000')) AND "month" >= 201807 AND "month" <= 201903 AND ("month" = 201807 OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))))
GROUP BY 1, 2
LIMIT 250001;

SELECT COUNT(*) AS "outside_coverage"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000')) AND NOT (("month" = 201807 OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))))) AND "month" >= 201807 AND "month" <= 201903;
