-- groups by cell
SELECT "h3_7" AS "cell_7", COUNT(*) AS "rows"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "month" = 201805
GROUP BY 1
LIMIT 250001;
