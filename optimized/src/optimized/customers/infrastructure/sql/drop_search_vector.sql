DROP TRIGGER customers_company_renamed ON customers_company;
DROP TRIGGER customers_city_renamed ON customers_city;
DROP TRIGGER customers_customer_search ON customers_customer;
DROP FUNCTION customers_company_renamed;
DROP FUNCTION customers_city_renamed;
DROP FUNCTION customers_customer_search;
DROP FUNCTION customers_search;
DROP FUNCTION customers_words;
