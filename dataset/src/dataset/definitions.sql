-- Statements that make the tables in %(tables)s again, where LIKE INCLUDING ALL leaves off. Names
-- are qualified only where the search path does not find them: run with another schema in front,
-- the statements make the same things there.
WITH tables AS (
    SELECT to_regclass(name)::oid AS id FROM unnest(%(tables)s::text[]) AS t (name)
)
SELECT 'setting', 1, format('ALTER TABLE %%s SET (%%s)', oid::regclass, array_to_string(reloptions, ','))
FROM pg_class JOIN tables ON oid = id
WHERE reloptions IS NOT NULL
UNION ALL
SELECT 'setting', 1, format(
    'ALTER TABLE %%s ALTER COLUMN %%I SET STATISTICS %%s', attrelid::regclass, attname, attstattarget
)
FROM pg_attribute JOIN tables ON attrelid = id
WHERE attnum > 0 AND NOT attisdropped AND attstattarget >= 0
UNION ALL
-- what takes longest comes first: builds run beside each other
SELECT 'index', CASE amname WHEN 'gin' THEN 1 ELSE 2 END, pg_get_indexdef(indexrelid, 0, true)
FROM pg_index
JOIN tables ON indrelid = id
JOIN pg_class ON oid = indexrelid
JOIN pg_am ON pg_am.oid = relam
UNION ALL
SELECT 'constraint', 1, format(
    'ALTER TABLE %%s ADD CONSTRAINT %%I %%s USING INDEX %%I',
    conrelid::regclass, conname,
    CASE contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, conindid::regclass
)
FROM pg_constraint JOIN tables ON conrelid = id
WHERE contype IN ('p', 'u')
UNION ALL
SELECT 'constraint', 2, format(
    'ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)
)
FROM pg_constraint JOIN tables ON conrelid = id
WHERE contype = 'f'
UNION ALL
SELECT 'trigger', 1, pg_get_triggerdef(oid, true)
FROM pg_trigger JOIN tables ON tgrelid = id
WHERE NOT tgisinternal
ORDER BY 1, 2, 3
