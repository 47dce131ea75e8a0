-- Purpose: log that somebody looked at the resolutions and the error queue.
-- Grain: one row of binance_audit_log. Not safe to run again: each look is a row. Parameters: author, email ('' for all accounts).
INSERT INTO binance_audit_log (actor, action, email) VALUES (%(author)s, 'resolutions and errors shown', %(email)s)
