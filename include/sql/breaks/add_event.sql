-- Purpose: write down what a person says of a break, and log that they did. Gives its number.
-- Grain: one row of binance_break_events, one of binance_audit_log. Not safe to run again: each time is said anew.
-- Parameters: email, date, wallet, asset, measure, owner and due (NULL where they are not said), comment, author.
WITH written AS (
    INSERT INTO binance_break_events (email, date, wallet, asset, measure, owner, due, comment, author)
    VALUES (%(email)s, %(date)s, %(wallet)s, %(asset)s, %(measure)s, %(owner)s, %(due)s, %(comment)s, %(author)s)
    RETURNING *
), logged AS (
    INSERT INTO binance_audit_log (actor, action, email, date, detail)
    SELECT author, 'break', email, date, jsonb_build_object(
               'break_event', id, 'wallet', wallet, 'asset', asset, 'measure', measure, 'owner', owner, 'due', due, 'comment', comment)
    FROM written
)
SELECT id FROM written
