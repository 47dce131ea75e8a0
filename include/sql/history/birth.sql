-- Purpose: the first day that anything is known of an account in any wallet: its first record, line of a statement, or balance that is
-- not zero.
-- Grain: one row: records and balances, each a date or NULL. A balance at a midnight is that of the day which begins with it.
-- Safe to run again: reads only. Parameters: email.
SELECT (
    SELECT min((datetime AT TIME ZONE 'UTC')::date)
    FROM (
        SELECT datetime FROM binance_reconciliation_transfers WHERE email = %(email)s AND effective
        UNION ALL
        SELECT datetime FROM binance_reconciliation_trades WHERE email = %(email)s
        UNION ALL
        SELECT min(at) FROM ({% include 'history/lines.sql' %}) AS line
    ) AS record
) AS records, (
    SELECT min(date)
    FROM (
        SELECT date + 1 AS date FROM binance_reconciliation_balances WHERE email = %(email)s AND raw_balance <> 0
        UNION ALL
        SELECT date FROM ({% include 'history/stated_balances.sql' %}) AS stated WHERE balance <> 0
    ) AS held
) AS balances
