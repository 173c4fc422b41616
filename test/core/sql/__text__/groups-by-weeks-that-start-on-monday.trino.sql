-- groups by weeks that start on Monday
SELECT ("date_from" - (("date_from" + 3) % 7)) AS "week", COUNT(*) AS "rows"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "date_from" >= 17682 AND "date_from" <= 17692
GROUP BY 1
LIMIT 250001;
