concat(
    '{"id":', c.id,
    ',"first_name":', to_json(c.first_name),
    ',"last_name":', to_json(c.last_name),
    ',"email":', to_json(c.email),
    ',"phone":', to_json(c.phone),
    ',"national_id":', to_json(c.national_id),
    ',"birth_date":"', c.birth_date,
    '","is_active":', to_json(c.is_active),
    ',"balance":"', c.balance,
    '","created_at":"', to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    '","updated_at":"', to_char(c.updated_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '"',
    ',"city":', (SELECT json FROM customers_city AS city WHERE city.id = c.city_id),
    ',"company":', (SELECT json FROM customers_company AS company WHERE company.id = c.company_id),
    '}'
)
