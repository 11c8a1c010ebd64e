SELECT customer.id, first_name, last_name, email, phone, national_id, birth_date, is_active,
       balance, created_at, updated_at,
       city.id AS city_id, city.name AS city_name, country,
       company.id AS company_id, company.name AS company_name, industry
FROM customers_customer AS customer
JOIN customers_city AS city ON city.id = customer.city_id
JOIN customers_company AS company ON company.id = customer.company_id
