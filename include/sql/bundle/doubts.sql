-- Purpose: what is in doubt by now of whose balances the account's are: a sentence, NULL where nothing is.
-- Grain: one row. Safe to run again: reads only. Parameters: email.
SELECT (SELECT reason FROM v_binance_identity_doubts WHERE email = %(email)s)
