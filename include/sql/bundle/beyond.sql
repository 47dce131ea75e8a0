-- Purpose: the transfers outside a bundle's span that something in it names: a finding, or a row that is told elsewhere, by the
-- row of another list under its id, or by a dividend of equal asset and amount within twelve hours.
-- Grain: one row per leg, its number. Safe to run again: reads only.
-- Parameters: email, since and until (timestamptz), sources and records (text[], the records that findings name).
WITH tells (source, teller) AS (
    VALUES ('account_transfer', 'wallet_transfer'), ('margin_transfer', 'wallet_transfer'), ('margin_transfer', 'account_transfer'),
        ('margin_account_transfer', 'margin_wallet_transfer'), ('margin_isolated_transfer', 'margin_wallet_transfer'),
        ('margin_isolated_transfer', 'margin_account_transfer')
),
told AS (
    SELECT * FROM binance_reconciliation_transfers
    WHERE email = %(email)s AND datetime >= %(since)s AND datetime < %(until)s AND standing = 'told_elsewhere'
),
named AS (
    SELECT leg.pid, leg.datetime
    FROM unnest(%(sources)s::text[], %(records)s::text[]) AS named (source, record)
    JOIN binance_reconciliation_transfers AS leg
        ON leg.email = %(email)s AND leg.source = named.source AND leg.external_id = named.record
    UNION
    SELECT leg.pid, leg.datetime
    FROM told
    JOIN tells USING (source)
    JOIN binance_reconciliation_transfers AS leg
        ON leg.email = %(email)s AND leg.source = tells.teller AND leg.external_id = told.external_id AND leg.leg = told.leg
    UNION
    SELECT leg.pid, leg.datetime
    FROM told
    JOIN binance_reconciliation_transfers AS leg
        ON leg.email = %(email)s AND leg.source = 'asset_dividend' AND leg.asset = told.asset AND leg.amount = told.amount
        AND leg.datetime BETWEEN told.datetime - interval '12 hours' AND told.datetime + interval '12 hours'
    WHERE told.source IN ('flexible_rewards', 'locked_rewards')
      AND leg.datetime >= %(since)s::timestamptz - interval '12 hours' AND leg.datetime < %(until)s::timestamptz + interval '12 hours'
)
SELECT DISTINCT pid FROM named WHERE datetime < %(since)s OR datetime >= %(until)s ORDER BY pid
