-- Read tables and indexes into shared buffers, so that no scenario pays for the restart.
SELECT sum(pg_prewarm(oid)) FROM pg_class
WHERE relkind IN ('r', 'i', 'm') AND relnamespace = 'public'::regnamespace;
