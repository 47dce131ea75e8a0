-- Purpose: the links of the chain as each run left them: one for each table with new rows. Their digests are those of a number, as nothing
-- verifies them here. Grain: one row per run and table. Safe to run again: no. Parameters: none.
INSERT INTO binance_hash_chain (table_name, row_ids, digest, previous, link, sealed_at)
SELECT raw_table, row_ids, md5(place::text), encode(sha256(place::text::bytea), 'hex'), encode(sha256((place + 1)::text::bytea), 'hex'), sealed_at
FROM (
    SELECT *, row_number() OVER (ORDER BY sealed_at, row_ids, raw_table) AS place
    FROM (
        SELECT raw_table, array_agg(number ORDER BY number) AS row_ids, opened_at + interval '18 minutes' AS sealed_at
        FROM page_question
        GROUP BY raw_table, email, opened_at
        UNION ALL
        SELECT 'binance_reconciliation_verdicts', array_agg(id ORDER BY id), max(decided_at) + interval '2 minutes'
        FROM binance_reconciliation_verdicts
        GROUP BY email, date
    ) AS sealed
) AS placed
ORDER BY place;
