-- Purpose: statements whose clock is not proved yet, to try again, each with all parts of its export, which have one clock.
-- Grain: one row per unproved file of the account and part of its export, by unproved file and part: id of the unproved file, name,
-- member, bytes of the part, and the account of each user id in it. Safe to run again: reads only. Parameters: email.
WITH held AS MATERIALIZED (
{% include 'statements/in_force.sql' %}
)
SELECT unproved.id, file.file_name, file.member, written.content, owner.owners
FROM held AS unproved
JOIN held AS file USING (export_id)
JOIN binance_statement_files AS written ON written.id = file.id
CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_object_agg(line.user_id, line.email), '{}') AS owners
    FROM (SELECT DISTINCT user_id, email FROM binance_statement_rows WHERE file_id = file.id) AS line
) AS owner
WHERE NOT unproved.offset_proved AND %(email)s = ANY (unproved.accounts)
ORDER BY unproved.id, file.part
