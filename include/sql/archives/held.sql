-- Purpose: what a month's partition holds: its rows, the first and last of their numbers, how many no template has read yet, and whether
-- the row with the highest number that is sealed of the whole table is among them: sealing goes on from that one, so it stays.
-- Grain: one row. Safe to run again: reads only. Parameter: table. The partition in braces is an identifier, put in quoted.
SELECT count(*), min(id), max(id),
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM binance_pages_pending AS pending WHERE pending.raw_table = %(table)s AND pending.page_id = id
    )),
    coalesce(max(id) >= (
        SELECT max(row_ids[cardinality(row_ids)]) FROM binance_hash_chain WHERE table_name = %(table)s
    ), false)
FROM {table}
