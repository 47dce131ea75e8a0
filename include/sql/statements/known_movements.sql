-- Purpose: movements to prove the clock of a statement by: as a statement shows them, spread evenly over the time asked for.
-- Grain: one row per expected line, at most 5000. Safe to run again: reads only, and the choice depends on the rows alone.
-- Parameters: emails, wallets (text[]), start, end.
SELECT email, wallet, asset, amount, at
FROM (
{% include 'statements/expected_rows.sql' %}
) AS expected
WHERE at >= %(start)s AND at < %(end)s
ORDER BY md5(name), name, kind, asset, wallet
LIMIT 5000
