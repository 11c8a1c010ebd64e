SELECT customer.id, first_name, last_name, email, phone, national_id, birth_date, is_active,
       balance::text,
       to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at,
       to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at,
       json_build_object('id', city.id, 'name', city.name, 'country', country) AS city,
       json_build_object('id', company.id, 'name', company.name, 'industry', industry) AS company
FROM customers_customer AS customer
JOIN customers_city AS city ON city.id = customer.city_id
JOIN customers_company AS company ON company.id = customer.company_id
