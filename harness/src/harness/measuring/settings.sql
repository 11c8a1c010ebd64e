-- The settings in effect that somebody has set.
SELECT 'postgresql.' || name || '=' || replace(current_setting(name), E'\n', ' ')
FROM pg_settings
WHERE source NOT IN ('default', 'client', 'session', 'override') AND name NOT LIKE 'lc\_%'
UNION ALL
SELECT 'postgresql.version=' || version();
