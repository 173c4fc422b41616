-- asks a period in which nothing was supplied
SELECT COUNT(*) AS "rows"
FROM (SELECT 0 AS "none"
WHERE 1 = 0) AS "nothing";
