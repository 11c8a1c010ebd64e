-- What the load asks for, drawn from the data itself: equal for equal data. One JSON object.
-- Words are of all customers, the rest is of 5,000 spread evenly.
WITH
sample AS (
  SELECT customer.*, row_number() OVER (ORDER BY id) AS number
  FROM customers_customer AS customer
  WHERE id IN (
    SELECT 1 + step * greatest((SELECT max(id) FROM customers_customer) / 5000, 1)
    FROM generate_series(0, 4999) AS step
  )
),
held(text, customers) AS (
  SELECT first_name, count(*) FROM customers_customer GROUP BY first_name
  UNION ALL
  SELECT last_name, count(*) FROM customers_customer GROUP BY last_name
  UNION ALL
  SELECT name, count(*) FROM customers_customer JOIN customers_city AS city ON city.id = city_id
  GROUP BY name
  UNION ALL
  SELECT name, count(*)
  FROM customers_customer JOIN customers_company AS company ON company.id = company_id
  GROUP BY name
),
word AS (
  SELECT word, row_number() OVER (ORDER BY sum(customers) DESC, word) AS rank, count(*) OVER () AS words
  FROM held, regexp_split_to_table(lower(text), '[ -]+') AS word
  WHERE word ~ '^[[:alpha:]]{3,}$'
  GROUP BY word
),
term(kind, term) AS (
  SELECT 'common', word FROM word WHERE rank <= 100
  UNION ALL
  SELECT 'middle', word FROM word WHERE abs(rank - words / 4) < least(500, words / 8)
  UNION ALL
  SELECT 'rare', word FROM word WHERE rank > words - least(1000, words / 4)
  UNION ALL
  SELECT 'pair', concat_ws(' ', lower(first_name), lower(last_name)) FROM sample
  WHERE first_name ~ '^[[:alpha:]]+$' AND last_name ~ '^[[:alpha:]]+$'
  UNION ALL
  SELECT 'number', CASE number % 3
    WHEN 0 THEN id::text
    WHEN 1 THEN left(national_id, 8)
    ELSE substr(phone, 2, 9)
  END
  FROM sample
  UNION ALL
  SELECT 'nowhere', 'zqx' || substr(md5(step::text), 1, 8) FROM generate_series(1, 100) AS step
)
SELECT json_build_object(
  'cities', (SELECT json_agg(DISTINCT city_id) FROM sample),
  'companies', (SELECT json_agg(DISTINCT company_id) FROM sample),
  'countries', (SELECT json_agg(DISTINCT country) FROM sample JOIN customers_city AS city ON city.id = city_id),
  'birth_dates', (SELECT json_agg(DISTINCT birth_date) FROM sample),
  'balances', (SELECT json_agg(DISTINCT balance::text) FROM sample),
  'terms', (
    SELECT json_object_agg(kind, terms)
    FROM (SELECT kind, json_agg(term ORDER BY term) AS terms FROM term GROUP BY kind) AS by_kind
  )
);
