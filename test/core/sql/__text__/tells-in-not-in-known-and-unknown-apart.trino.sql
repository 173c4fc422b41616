-- tells in, not in, known and unknown apart
SELECT "weapon", COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "month" >= 201805 AND "month" <= 201806 AND NOT ("weapon" IS NULL) AND NOT ("weapon" IS NULL) AND NOT (CASE WHEN "weapon" = 'gun' THEN TRUE ELSE FALSE END) AND "category" IN ('robbery', 'burglary', 'theft')
GROUP BY 1
LIMIT 250001;
