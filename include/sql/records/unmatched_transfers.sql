-- Purpose: own transfers that touch an account-day and that only one end tells, where the lists that would tell the other end are
-- complete for the day: those of the wallet and account that the record names as its other side, or whose record names this one. A
-- wallet that no list is asked about is not reconciled for that account, and nothing is said of it.
-- What the other side lists under the same number in whatever standing is told by it; and where an equal amount stands there about
-- that time, it could be the other end, so that none is missing for certain.
-- Grain: one row per leg, in the order of source, record and leg. subtype 'lone': a leg of this wallet without its other end;
-- subtype 'owed': a leg of another wallet or account that names this one, which lists none; its record names that side, and its
-- amount is what this wallet would have moved by. status: what that side's own day says of the asset: `balanced`, `off`, or empty
-- while it is not known (macros/known.sql). party: that side, where it is not the same wallet of another account.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, assets (text[]), other_end_reach (interval), and those of macros/other_ends.sql.
{% import 'macros/known.sql' as known -%}
{% import 'macros/other_ends.sql' as ends -%}
WITH near AS (
    SELECT pid, email, wallet, source, endpoint, fid, external_id, leg, asset, amount, datetime, counter_party
    FROM binance_reconciliation_transfers
    WHERE source IN ({{ ends.words(ends.MOVES) }}) AND standing = 'counts' AND measure = 'balance' AND match_id IS NULL AND amount <> 0
      AND asset = ANY (%(assets)s)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
),
{{ ends.places('near') }},
{{ ends.tells() }},
-- A record that names no wallet speaks of the wallet of its list.
sided AS (
    SELECT near.*, CASE WHEN lower(place.email) = lower(%(email)s) THEN %(email)s ELSE place.email END AS other,
           coalesce(nullif(place.wallet, ''), near.wallet) AS other_wallet
    FROM near
    JOIN place USING (pid)
),
lone AS (
    SELECT pid, source, external_id, leg, asset, amount, datetime, email <> other AS across,
           (email, wallet) = (%(email)s, %(wallet)s) AS is_own, side.far, side.far_wallet, other, other_wallet
    FROM sided
    CROSS JOIN LATERAL (
        SELECT CASE WHEN (email, wallet) = (%(email)s, %(wallet)s) THEN other ELSE email END AS far,
               CASE WHEN (email, wallet) = (%(email)s, %(wallet)s) THEN other_wallet ELSE wallet END AS far_wallet
    ) AS side
    WHERE (%(email)s, %(wallet)s) IN ((email, wallet), (other, other_wallet)) AND (email, wallet) <> (other, other_wallet)
      AND NOT EXISTS (
          SELECT FROM binance_reconciliation_transfers AS told
          WHERE told.email = sided.other AND told.wallet = sided.other_wallet AND told.source IN ({{ ends.words(ends.MOVES) }})
            AND told.external_id = sided.external_id
      )
      AND NOT EXISTS (
          SELECT FROM binance_reconciliation_transfers AS told
          WHERE told.email = sided.other AND told.wallet = sided.other_wallet AND {{ ends.is_end('told') }}
            AND told.asset = sided.asset
            AND told.datetime >= (%(day)s::date - 1)::timestamp AT TIME ZONE 'UTC'
            AND told.datetime < (%(day)s::date + 2)::timestamp AT TIME ZONE 'UTC'
            AND (
                told.source = ANY (%(ledgers)s) AND {{ ends.ledger_id('told') }} = sided.external_id
                OR told.standing = 'counts' AND told.match_id IS NULL AND told.amount = -sided.amount
                   AND told.datetime BETWEEN sided.datetime - %(other_end_reach)s AND sided.datetime + %(other_end_reach)s
            )
      )
),
asked AS (
    SELECT DISTINCT far AS email, asset, %(day)s::date AS date, far_wallet AS wallet FROM lone
),
{{ known.days('asked') }},
{{ known.variances('known') }},
said AS (
    SELECT lone.*, CASE WHEN NOT across THEN far_wallet WHEN far_wallet = %(wallet)s THEN far ELSE far_wallet || ' of ' || far END AS who
    FROM lone
)
SELECT side.source, CASE WHEN is_own THEN external_id ELSE external_id || ' of ' || who END AS record, leg,
       CASE WHEN is_own THEN 'lone' ELSE 'owed' END AS subtype, side.asset, CASE WHEN is_own THEN amount ELSE -amount END AS amount,
       datetime AS at, 'counts' AS standing,
       CASE WHEN beside.variance = 0 THEN 'balanced' WHEN beside.variance <> 0 THEN 'off' ELSE '' END AS status,
       NULL AS other_at, CASE WHEN far_wallet = %(wallet)s THEN '' ELSE who END AS party, '' AS txn_hash
FROM said AS side
LEFT JOIN variances AS beside ON beside.email = side.far AND beside.wallet = side.far_wallet AND beside.asset = side.asset
WHERE EXISTS (
        SELECT FROM binance_collection_plan AS plan
        JOIN teller USING (endpoint)
        WHERE plan.email = side.far AND plan.date = %(day)s AND plan.wallet = side.far_wallet AND plan.required
          AND teller.across = side.across
    )
  AND NOT EXISTS (
        SELECT FROM v_binance_coverage_gaps AS gap
        JOIN teller USING (endpoint)
        WHERE gap.email = side.far AND gap.date = %(day)s AND gap.wallet = side.far_wallet AND teller.across = side.across
    )
ORDER BY source, record, leg
