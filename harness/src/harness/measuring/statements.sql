-- Where the time of one database went since the last reset: the dearest statements first, and all
-- others as one row, so that the calls add up.
SELECT coalesce(json_agg(statement), '[]')
FROM (
  SELECT query,
         sum(calls)::bigint AS calls,
         sum(total_exec_time) AS milliseconds,
         sum(rows)::bigint AS rows
  FROM (
    SELECT CASE WHEN place > 20 THEN 'all other statements' ELSE query END AS query,
           least(place, 21) AS place, calls, total_exec_time, rows
    FROM (
      SELECT query, calls, total_exec_time, rows,
             row_number() OVER (ORDER BY total_exec_time DESC) AS place
      FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT LIKE '%pg_stat_statements%'
    ) AS placed
  ) AS named
  GROUP BY place, query
  ORDER BY place
) AS statement;
