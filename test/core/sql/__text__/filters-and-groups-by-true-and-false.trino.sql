-- filters and groups by true and false
SELECT "armed", COUNT(*) AS "rows", SUM("minutes") AS "sum:minutes", COUNT("minutes") AS "known:minutes"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "armed" IN (TRUE, FALSE) AND "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;

SELECT COUNT(*) AS "outside_coverage"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND NOT (("month" >= 201805 AND "month" <= 201806)) AND "armed" IN (TRUE, FALSE);
