-- Purpose: append one link over rows of {table} that no link holds yet, lowest ids first.
-- Grain: one row of binance_hash_chain, or none where nothing is left to seal; gives how many rows it holds, and the link.
-- Safe to run again: rows that are sealed are passed over. Run it alone (advisory lock): UNIQUE (previous) refuses a fork.
-- A row may commit after one with a higher id, so ids below the highest are still taken: down to the last id of the newest link
-- that is settled, which is one that another sealing has followed after more time than any transaction lasts. All links after
-- that one are read, none before it. For that the last id of a link is always the highest sealed so far: a link of late rows
-- alone repeats the highest row.
-- Parameters: table, at (timestamptz), settled (timestamptz; links up to it are settled, NULL for none), most (rows a link may
-- hold), genesis (what the first link names as the one before it).
-- The names in single braces are identifiers, put in quoted.
WITH passed AS (
    SELECT id, row_ids[cardinality(row_ids)] AS last_id
    FROM binance_hash_chain
    WHERE table_name = %(table)s AND sealed_at <= %(settled)s::timestamptz
    ORDER BY id DESC
    LIMIT 1
), sealed AS MATERIALIZED (
    SELECT unnest(row_ids) AS id
    FROM binance_hash_chain
    WHERE table_name = %(table)s AND id > coalesce((SELECT id FROM passed), 0)
), fresh AS MATERIALIZED (
    SELECT id
    FROM {table} AS row
    WHERE id > coalesce((SELECT last_id FROM passed), -9223372036854775808)
      AND NOT EXISTS (SELECT FROM sealed WHERE sealed.id = row.id)
    ORDER BY id
    LIMIT %(most)s
), highest AS (
    SELECT max(id) AS id FROM (SELECT id FROM sealed UNION ALL SELECT last_id FROM passed) AS held
), chosen AS (
    SELECT id FROM fresh
    UNION ALL
    SELECT id FROM highest WHERE id > (SELECT max(id) FROM fresh)
), hashed AS (
    SELECT row.id, {% include 'hash_chain/row_hash.sql' %} AS row_hash
    FROM chosen JOIN {table} AS row ON row.id = chosen.id
), digested AS (
    SELECT array_agg(id ORDER BY id) AS row_ids, {% include 'hash_chain/digest.sql' %} AS digest
    FROM hashed
    HAVING count(*) > 0
), linked AS (
    SELECT row_ids, digest,
        coalesce((SELECT link FROM binance_hash_chain ORDER BY id DESC LIMIT 1), %(genesis)s) AS previous
    FROM digested
)
INSERT INTO binance_hash_chain (table_name, row_ids, digest, previous, link, sealed_at)
SELECT %(table)s, row_ids, digest, previous,
    encode(sha256(convert_to(
        concat_ws('|', previous, %(table)s::text, array_to_string(row_ids, ','), digest,
                  to_char(%(at)s::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8')), 'hex'),
    %(at)s
FROM linked
RETURNING (SELECT count(*) FROM fresh), link
