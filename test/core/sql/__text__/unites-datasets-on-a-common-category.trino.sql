-- unites datasets on a common category
SELECT "dataset", "category", COUNT(*) AS "rows"
FROM (SELECT 'north-crime' AS "dataset", CASE WHEN "category" = 'burglary' THEN 'Burglary' WHEN "category" = 'robbery' THEN 'Robbery' END AS "category"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "category" = 'robbery' AND "month" >= 201805 AND "month" <= 201807
UNION ALL SELECT 'south-calls' AS "dataset", CASE WHEN "kind" IN ('hold_up', 'mugging') THEN 'Robbery' WHEN "kind" = 'break_in' THEN 'Burglary' END AS "category"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "kind" IN ('hold_up', 'mugging') AND "month" >= 201805 AND "month" <= 201806
UNION ALL SELECT 'road-casualties' AS "dataset", 'Road casualty' AS "category"
FROM "lake"."safestats"."road_casualties"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000002')) AS "united"
GROUP BY 1, 2
LIMIT 250001;

SELECT SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS "not_mapped", SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS "outside_coverage"
FROM (SELECT 0 AS "is_unknown", CASE WHEN NOT (("month" >= 201805 AND "month" <= 201807)) THEN 1 ELSE 0 END AS "is_outside"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "category" = 'robbery' AND NOT (("month" >= 201805 AND "month" <= 201807))
UNION ALL SELECT 0 AS "is_unknown", CASE WHEN NOT (("month" >= 201805 AND "month" <= 201806)) THEN 1 ELSE 0 END AS "is_outside"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "kind" IN ('hold_up', 'mugging') AND NOT (("month" >= 201805 AND "month" <= 201806))
UNION ALL SELECT 0 AS "is_unknown", 0 AS "is_outside"
FROM "lake"."safestats"."road_casualties"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000002') AND FALSE) AS "united";
