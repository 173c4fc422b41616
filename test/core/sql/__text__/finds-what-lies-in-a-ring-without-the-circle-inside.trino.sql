-- finds what lies in a ring, without the circle inside
SELECT COUNT(*) AS "rows"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "latitude" >= 51456040 AND "latitude" <= 51563960 AND "longitude" >= (-166802) AND "longitude" <= 6802 AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 51456040 AND "latitude" <= 51563960 AND "longitude" >= (-166802) AND "longitude" <= 6802) THEN (((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) <= 2911597619000000 AND ((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) > 20219427000000) ELSE FALSE END AND "month" >= 201805 AND "month" <= 201806;

SELECT COUNT(*) AS "not_mapped"
FROM "lake"."safestats"."north_crime"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000000') AND "location_quality" IN ('missing', 'zero', 'swapped', 'invalid') AND "month" >= 201805 AND "month" <= 201806;
