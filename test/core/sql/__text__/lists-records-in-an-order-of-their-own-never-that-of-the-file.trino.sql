-- lists records in an order of their own, never that of the file
SELECT "category", "month", "loss", "borough_2022" AS "borough", "record_id"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "month" >= 201805 AND "month" <= 201806
ORDER BY 3 DESC NULLS LAST, 1 ASC NULLS LAST, 2 ASC NULLS LAST, 4 ASC NULLS LAST, "record_key" ASC NULLS LAST, "record_id" ASC NULLS LAST
LIMIT 6;

SELECT COUNT(*) AS "mapped"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "month" >= 201805 AND "month" <= 201806;
