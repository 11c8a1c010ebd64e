UPDATE customers_customer AS customer
SET search = customers_search(
    customer.first_name, customer.last_name, customer.email, city.name, company.name
)
FROM customers_city AS city, customers_company AS company
WHERE city.id = customer.city_id AND company.id = customer.company_id;
