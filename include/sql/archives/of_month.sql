-- Purpose: what of a month lies in archives, kept from whoever would put it back or archive it meanwhile.
-- Grain: one row per table, oldest folder first. Safe to run again: writes nothing. Parameters: month, tables (text[]).
SELECT folder, month, table_name, rows, first_id, last_id, file_sha256, manifest_sha256
FROM binance_archives
WHERE month = %(month)s AND table_name = ANY (%(tables)s)
ORDER BY folder, table_name
FOR UPDATE
