-- What ANALYZE knows of words, phones and last names; no rows before its first run.
SELECT
    coalesce((
        SELECT json_object_agg(word, frequency)
        FROM pg_stats AS s,
            unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs)
                AS common (word, frequency)
        WHERE s.tablename = 'customers_customer' AND s.attname = 'search' AND word IS NOT NULL
    ), '{}'),
    coalesce((
        SELECT array_to_json(s.histogram_bounds::text::text[])
        FROM pg_stats AS s
        WHERE s.tablename = 'customers_customer' AND s.attname = 'phone'
    ), '[]'),
    greatest((SELECT reltuples FROM pg_class WHERE oid = 'customers_customer'::regclass), 1),
    coalesce((
        SELECT json_object_agg(lower(name), frequency)
        FROM pg_stats AS s,
            unnest(s.most_common_vals::text::text[], s.most_common_freqs)
                AS common (name, frequency)
        WHERE s.tablename = 'customers_customer' AND s.attname = 'last_name' AND name IS NOT NULL
    ), '{}')
