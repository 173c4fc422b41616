-- filters by areas of two levels at once, either of which will do
SELECT "ward_2025" AS "ward", COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND ("borough_2022" = 'E02' OR "ward_2025" = 'E01N') AND "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;

SELECT COUNT(*) AS "not_mapped"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "location_quality" IN ('missing', 'zero', 'swapped', 'invalid') AND NOT (CASE WHEN ("borough_2022" = 'E02' OR "ward_2025" = 'E01N') THEN TRUE ELSE FALSE END) AND "month" >= 201805 AND "month" <= 201806;
