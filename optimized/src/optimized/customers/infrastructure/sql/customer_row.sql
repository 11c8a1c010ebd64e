SELECT
    c.id,
    c.first_name,
    c.last_name,
    c.email,
    c.phone,
    c.national_id,
    c.birth_date,
    c.is_active,
    c.balance::text AS balance,
    to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at,
    to_char(c.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at
