-- puts a record without an hour under not mapped when hours are asked
SELECT "weekday", COUNT(*) AS "rows"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "hour" IN (0, 22, 23) AND "month" >= 201805 AND "month" <= 201806
GROUP BY 1
LIMIT 250001;

SELECT SUM(CASE WHEN ("month" >= 201805 AND "month" <= 201806) THEN 1 ELSE 0 END) AS "not_mapped", SUM(CASE WHEN NOT (("month" >= 201805 AND "month" <= 201806)) THEN 1 ELSE 0 END) AS "outside_coverage"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND ("hour" IS NULL OR NOT (("month" >= 201805 AND "month" <= 201806))) AND ("hour" IN (0, 22, 23) OR "hour" IS NULL);
