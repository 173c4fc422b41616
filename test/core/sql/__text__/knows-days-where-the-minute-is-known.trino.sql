-- knows days where the minute is known
SELECT "date_from" AS "day", COUNT(*) AS "rows"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "date_from" >= 17682 AND "date_from" <= 17685
GROUP BY 1
LIMIT 250001;
