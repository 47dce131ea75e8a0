-- Purpose: what lies in archives and no longer in the raw tables.
-- Grain: one row per month and table, oldest first. Safe to run again: reads only. No parameters.
SELECT folder, month, table_name, rows, first_id, last_id, file_sha256, manifest_sha256 FROM binance_archives ORDER BY folder, table_name
