-- Purpose: how much of an account's history a proof covers, of all its wallets together, as it was worked out last.
-- Grain: one row, none where it never was. Safe to run again: reads only. Parameter: email.
SELECT born, through, days, covered, decided_at FROM binance_histories WHERE email = %(email)s AND wallet = '' ORDER BY id DESC LIMIT 1
