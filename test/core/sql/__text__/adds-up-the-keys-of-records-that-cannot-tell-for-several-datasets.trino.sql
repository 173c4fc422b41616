-- adds up the keys of records that cannot tell, for several datasets
SELECT "dataset", "month", COUNT(*) AS "rows", SUM("record_key") AS "key_sum"
FROM (SELECT 'road-casualties' AS "dataset", "month", "record_key"
FROM "lake"."safestats"."road_casualties"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000002') AND "date_from" >= 17652 AND "date_to" <= 17682
UNION ALL SELECT 'south-calls' AS "dataset", "month", "record_key"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "month" = 201805) AS "united"
GROUP BY 1, 2
LIMIT 250001;

SELECT SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS "not_mapped", SUM(CASE WHEN NOT ("is_outside" = 1) THEN "record_key" ELSE 0 END) AS "not_mapped_keys", SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS "outside_coverage", SUM(CASE WHEN "is_outside" = 1 THEN "record_key" ELSE 0 END) AS "outside_coverage_keys"
FROM (SELECT CASE WHEN ("date_to" >= 17652 AND "date_from" <= 17682 AND ("date_from" < 17652 OR "date_to" > 17682)) THEN 1 ELSE 0 END AS "is_unknown", 0 AS "is_outside", "record_key"
FROM "lake"."safestats"."road_casualties"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000002') AND (("date_from" >= 17652 AND "date_to" <= 17682) OR ("date_to" >= 17652 AND "date_from" <= 17682 AND ("date_from" < 17652 OR "date_to" > 17682))) AND "date_to" >= 17652 AND "date_from" <= 17682 AND ("date_from" < 17652 OR "date_to" > 17682)
UNION ALL SELECT 0 AS "is_unknown", 0 AS "is_outside", "record_key"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND FALSE) AS "united";
