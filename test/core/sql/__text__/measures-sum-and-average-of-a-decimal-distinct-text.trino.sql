-- measures: sum and average of a decimal, distinct text
SELECT "category", COUNT(*) AS "rows", SUM("loss") AS "sum:loss", COUNT("loss") AS "known:loss", COUNT(DISTINCT "weapon") AS "distinct:weapon"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;
