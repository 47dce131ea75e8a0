-- Purpose: write down that a month of a table was archived. Grain: one row. Not safe to run again: a month is archived once, and the
-- table refuses a second time. Parameters: folder, month, table, rows, first_id, last_id, file_sha256, manifest_sha256.
INSERT INTO binance_archives (folder, month, table_name, rows, first_id, last_id, file_sha256, manifest_sha256, author)
VALUES (%(folder)s, %(month)s, %(table)s, %(rows)s, %(first_id)s, %(last_id)s, %(file_sha256)s, %(manifest_sha256)s, session_user)
