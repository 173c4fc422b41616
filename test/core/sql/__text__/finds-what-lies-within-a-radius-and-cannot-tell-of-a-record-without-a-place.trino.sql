-- finds what lies within a radius, and cannot tell of a record without a place
SELECT COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "latitude" >= 51505503 AND "latitude" <= 51514497 AND "longitude" >= (-87226) AND "longitude" <= (-72774) AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 51505503 AND "latitude" <= 51514497 AND "longitude" >= (-87226) AND "longitude" <= (-72774)) THEN ((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) <= 20219427000000 ELSE FALSE END AND "month" >= 201805 AND "month" <= 201806;

SELECT COUNT(*) AS "not_mapped"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "location_quality" IN ('missing', 'zero', 'swapped', 'invalid') AND "month" >= 201805 AND "month" <= 201806;
