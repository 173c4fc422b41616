-- counts a month-only record in a range of days only if its whole month lies inside
SELECT COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "date_from" >= 17666 AND "date_to" <= 17712;

SELECT COUNT(*) AS "not_mapped"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "date_to" >= 17666 AND "date_from" <= 17712 AND ("date_from" < 17666 OR "date_to" > 17712);
