-- finds in a ring the records of several datasets
SELECT COUNT(*) AS "rows"
FROM (SELECT "latitude", "longitude", "location_quality"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000')) AND (("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))))
UNION ALL SELECT "latitude", "longitude", "location_quality"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001') AND "month" >= 201805 AND "month" <= 201806) AS "united"
WHERE "latitude" >= 51474027 AND "latitude" <= 51545973 AND "longitude" >= (-137845) AND "longitude" <= (-22155) AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 51474027 AND "latitude" <= 51545973 AND "longitude" >= (-137845) AND "longitude" <= (-22155)) THEN (((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) <= 1294043386000000 AND ((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) > 20219427000000) ELSE FALSE END;

SELECT SUM(CASE WHEN NOT ("is_outside" = 1) THEN 1 ELSE 0 END) AS "not_mapped", SUM(CASE WHEN "is_outside" = 1 THEN 1 ELSE 0 END) AS "outside_coverage"
FROM (SELECT 0 AS "is_unknown", CASE WHEN NOT ((("month" >= 201805 AND "month" <= 201807) OR ("month" >= 201901 AND "month" <= 201902 AND ("borough_2022" IS NULL OR "borough_2022" IN ('E01', 'E02'))))) THEN 1 ELSE 0 END AS "is_outside", "latitude", "longitude", "location_quality"
FROM "lake"."safestats"."north_crime"
WHERE (("period" = '2018' AND "v" = '01JVERS10N0000000000000000') OR ("period" = '2019' AND "v" = '01JVERS10N0000000000000000'))
UNION ALL SELECT 0 AS "is_unknown", CASE WHEN NOT (("month" >= 201805 AND "month" <= 201806)) THEN 1 ELSE 0 END AS "is_outside", "latitude", "longitude", "location_quality"
FROM "lake"."safestats"."south_calls"
WHERE ("period" = '2018' AND "v" = '01JVERS10N0000000000000001')) AS "united"
WHERE (("latitude" >= 51474027 AND "latitude" <= 51545973 AND "longitude" >= (-137845) AND "longitude" <= (-22155) AND "location_quality" IN ('located', 'outside') AND CASE WHEN ("latitude" >= 51474027 AND "latitude" <= 51545973 AND "longitude" >= (-137845) AND "longitude" <= (-22155)) THEN (((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) <= 1294043386000000 AND ((((CAST("longitude" AS BIGINT) - (-80000)) * (CAST("longitude" AS BIGINT) - (-80000))) * 387354) + (((CAST("latitude" AS BIGINT) - 51510000) * (CAST("latitude" AS BIGINT) - 51510000)) * 1000000)) > 20219427000000) ELSE FALSE END) OR "location_quality" IN ('missing', 'zero', 'swapped', 'invalid')) AND ("is_outside" = 1 OR "is_unknown" = 1 OR "location_quality" IN ('missing', 'zero', 'swapped', 'invalid'));
