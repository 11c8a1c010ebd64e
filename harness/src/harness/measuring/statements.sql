-- Where the time of one database went since the last reset: the dearest statements first, and all
-- others as one row, so that the calls add up.
SELECT coalesce(json_agg(statement), '[]')
FROM (
  SELECT CASE WHEN place > 20 THEN 'all other statements' ELSE query END AS query,
         sum(calls)::bigint AS calls,
         sum(total_exec_time) AS milliseconds,
         sum(rows)::bigint AS rows
  FROM (
    SELECT *, row_number() OVER (ORDER BY total_exec_time DESC) AS place
    FROM pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND query NOT LIKE '%pg_stat_statements%'
  ) AS placed
  GROUP BY least(place, 21), 1
  ORDER BY least(place, 21)
) AS statement;
