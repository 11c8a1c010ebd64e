-- The words of a search term as the text of a tsquery, split and lowered as customers_words does
-- for the vectors; with `prefix` the last one stands for all words that begin with it.
CREATE FUNCTION customers_query(term text, prefix boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT CASE WHEN words <> '' THEN
        '''' || replace(words, ' ', ''' & ''') || '''' || CASE WHEN prefix THEN ':*' ELSE '' END
    ELSE '' END
    FROM (SELECT btrim(regexp_replace(lower(term), '[^[:alnum:]]+', ' ', 'g'))) AS w (words)
);
