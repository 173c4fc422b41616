-- takes a range of a decimal in its own unit, both ends included
SELECT COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "month" >= 201805 AND "month" <= 201806 AND "loss" >= 25 AND "loss" <= 1050;
