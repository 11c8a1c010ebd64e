-- Where the time of one database went since the last reset, the dearest first.
SELECT coalesce(json_agg(statement), '[]')
FROM (
  SELECT query, calls, total_exec_time AS milliseconds, rows
  FROM pg_stat_statements
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND query NOT LIKE '%pg_stat_statements%'
  ORDER BY total_exec_time DESC
  LIMIT 20
) AS statement;
