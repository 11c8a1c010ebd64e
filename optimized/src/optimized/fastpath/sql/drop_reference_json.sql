ALTER TABLE customers_city DROP json;
ALTER TABLE customers_company DROP json;
DROP FUNCTION fastpath_city_json;
DROP FUNCTION fastpath_company_json;
