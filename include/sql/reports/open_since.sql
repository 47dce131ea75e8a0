-- Purpose: which opening of these assets an alert is about: the newest verdict of the account-day by which one of them was not
-- open, as an id; 0 where none was. A variance that was explained and is open again is another opening, whatever its amount.
-- Grain: one row. Safe to run again: reads only. Parameters: email, day (date), wallet, assets (text[]: each with its measure behind
-- it where that is not the balance).
SELECT coalesce(max(id), 0) FROM binance_reconciliation_verdicts
WHERE email = %(email)s AND date = %(day)s AND wallet = %(wallet)s AND concat_ws(' ', asset, nullif(measure, 'balance')) = ANY (%(assets)s)
  AND verdict <> 'open'
