DROP FUNCTION customers_city_json;
DROP FUNCTION customers_company_json;
