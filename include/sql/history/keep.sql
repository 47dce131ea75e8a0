-- Purpose: keep how much of a history is proved. Grain: one row, none where the newest of the account and wallet says the same.
-- Safe to run again: it adds nothing then. Parameters: email, wallet (empty: all together), born, through, days, covered, proved, open,
-- unproved, digest, run_id.
INSERT INTO binance_histories (email, wallet, born, through, days, covered, proved, open, unproved, digest, run_id)
SELECT told.*, %(run_id)s
FROM (
    SELECT %(email)s::text, %(wallet)s::text, %(born)s::date, %(through)s::date, %(days)s::integer, %(covered)s::integer,
        %(proved)s::integer, %(open)s::integer, %(unproved)s::integer, %(digest)s::text
) AS told
WHERE told IS DISTINCT FROM (
    SELECT held FROM (
        SELECT email, wallet, born, through, days, covered, proved, open, unproved, digest
        FROM binance_histories
        WHERE email = %(email)s AND wallet = %(wallet)s
        ORDER BY id DESC
        LIMIT 1
    ) AS held
)
