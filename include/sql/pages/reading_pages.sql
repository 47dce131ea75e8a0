-- Purpose: the pages that a reading brought, of one raw table. Grain: one row per page, in their order. Safe to run again: reads
-- only. Parameters: coverage (the reading's id). The table is an identifier, put in quoted.
SELECT id, received_at, http_status, length(body) FROM {table} WHERE coverage_id = %(coverage)s ORDER BY id
