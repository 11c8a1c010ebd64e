    ',"city":', (SELECT json FROM customers_city AS city WHERE city.id = c.city_id),
    ',"company":', (SELECT json FROM customers_company AS company WHERE company.id = c.company_id)
