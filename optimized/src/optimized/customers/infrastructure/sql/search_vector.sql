-- The words of a text as the text of a tsvector: maximal runs of letters and digits in lower
-- case. Every word stands at position 1, so that a word in two fields keeps its higher weight.
CREATE FUNCTION customers_words(value text, weight text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT CASE WHEN words <> '' THEN
        replace(words, ' ', ':1' || weight || ' ') || ':1' || weight || ' '
    ELSE '' END
    FROM (SELECT btrim(regexp_replace(lower(value), '[^[:alnum:]]+', ' ', 'g'))) AS w (words)
);

-- names before e-mail before city and company
CREATE FUNCTION customers_search(
    first_name text, last_name text, email text, city text, company text
) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    customers_words(first_name || ' ' || last_name, 'A')
    || customers_words(email, 'B')
    || customers_words(city || ' ' || company, 'C')
)::tsvector;

-- FOR SHARE: a rename that is under way is waited for, and a later one sees this row.
CREATE FUNCTION customers_customer_search() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    city text;
    company text;
BEGIN
    SELECT name INTO city FROM customers_city WHERE id = NEW.city_id FOR SHARE;
    SELECT name INTO company FROM customers_company WHERE id = NEW.company_id FOR SHARE;
    NEW.search := customers_search(NEW.first_name, NEW.last_name, NEW.email, city, company);
    RETURN NEW;
END
$$;

CREATE TRIGGER customers_customer_search
BEFORE INSERT OR UPDATE OF first_name, last_name, email, city_id, company_id
ON customers_customer FOR EACH ROW EXECUTE FUNCTION customers_customer_search();

-- Naming the key column as changed makes each customer's own trigger build its vector again.
CREATE FUNCTION customers_city_renamed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers_customer SET city_id = city_id WHERE city_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER customers_city_renamed
AFTER UPDATE OF name ON customers_city
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
EXECUTE FUNCTION customers_city_renamed();

CREATE FUNCTION customers_company_renamed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customers_customer SET company_id = company_id WHERE company_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER customers_company_renamed
AFTER UPDATE OF name ON customers_company
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
EXECUTE FUNCTION customers_company_renamed();
