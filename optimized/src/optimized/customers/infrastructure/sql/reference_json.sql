-- Immutable, for a generated column: of numbers and texts row_to_json depends on no setting.
CREATE FUNCTION customers_city_json(id bigint, name text, country text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT row_to_json(city) FROM (SELECT id, name, country) AS city);

CREATE FUNCTION customers_company_json(id bigint, name text, industry text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT row_to_json(company) FROM (SELECT id, name, industry) AS company);
