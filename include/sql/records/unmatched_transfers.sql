-- Purpose: own transfers that touch an account-day and that only one end tells, where the lists that would tell the other end are
-- complete for the day: those of the wallet and account that the record names as its other side, or whose record names this one. A
-- wallet that no list is asked about is not reconciled for that account, and nothing is said of it.
-- What the other side lists under the same number in whatever standing is told by it; and where an equal amount stands there about
-- that time, it could be the other end, so that none is missing for certain.
-- Grain: one row per leg and asset, in the order of source, record and leg. subtype 'lone': a leg of this wallet without its other end;
-- subtype 'owed': a leg of another wallet or account that names this one, which lists none; its record names that side, and its
-- amount is what this wallet would have moved by. status: what that side's own day says of the asset: `balanced`, `off`, or empty
-- while it is not known (macros/known.sql). party: that side, where it is not the same wallet of another account.
-- In isolated margin a wallet has as many places as pairs: a move between two of them has its ends in one wallet. A record that names
-- no pair of it speaks of the only open asset of its coin, where there is only one.
-- Safe to run again: reads only. Parameters: email, day (date), wallet, assets (text[]), other_end_reach (interval), and those of
-- macros/other_ends.sql.
{% import 'macros/known.sql' as known -%}
{% import 'macros/other_ends.sql' as ends -%}
WITH wanted AS (
    SELECT asset, binrecon_coin(%(wallet)s, asset) AS coin, binrecon_pair(%(wallet)s, asset) AS pair,
           count(*) OVER (PARTITION BY binrecon_coin(%(wallet)s, asset)) AS alike
    FROM (SELECT DISTINCT unnest(%(assets)s::text[]) AS asset) AS open
),
near AS (
    SELECT pid, email, wallet, source, endpoint, fid, external_id, leg, asset, amount, datetime, counter_party,
           binrecon_coin(wallet, asset) AS coin, binrecon_pair(wallet, asset) AS pair
    FROM binance_reconciliation_transfers
    WHERE source IN ({{ ends.words(ends.MOVES) }}) AND standing = 'counts' AND measure = 'balance' AND match_id IS NULL AND amount <> 0
      AND binrecon_coin(wallet, asset) IN (SELECT coin FROM wanted)
      AND datetime >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
      AND datetime < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
),
{{ ends.family('near') }},
{{ ends.places('near') }},
{{ ends.tells() }},
-- A record that names no wallet speaks of the wallet of its list.
sided AS (
    SELECT near.*, CASE WHEN lower(place.email) = lower(%(email)s) THEN %(email)s ELSE place.email END AS other,
           coalesce(nullif(place.wallet, ''), near.wallet) AS other_wallet, place.pair AS other_pair
    FROM near
    JOIN place USING (pid)
),
lone AS (
    SELECT pid, source, external_id, leg, wanted.asset, amount, datetime, email <> other AS across,
           {{ ends.isolated('wallet', 'other_wallet') }} AS isolated, side.*
    FROM sided
    CROSS JOIN LATERAL (VALUES
        (true, other, other_wallet, other_pair,
         CASE WHEN NOT {{ ends.isolated('other_wallet', "''") }} THEN coin ELSE binrecon_holding(nullif(other_pair, ''), coin) END),
        (false, email, wallet, pair, asset)
    ) AS side (is_own, far, far_wallet, far_pair, far_asset)
    JOIN wanted ON CASE
        WHEN side.is_own THEN (email, wallet, sided.asset) = (%(email)s, %(wallet)s, wanted.asset)
        ELSE (other, other_wallet, sided.coin) = (%(email)s, %(wallet)s, wanted.coin)
             AND (other_pair = wanted.pair OR other_pair = '' AND wanted.alike = 1)
    END
    WHERE (email, wallet, sided.pair) <> (other, other_wallet, other_pair)
      AND NOT EXISTS (
          SELECT FROM binance_reconciliation_transfers AS told
          WHERE told.email = sided.other AND told.wallet = sided.other_wallet AND told.source IN ({{ ends.words(ends.MOVES) }})
            AND told.external_id = sided.external_id AND told.pid <> sided.pid
      )
      AND NOT EXISTS (
          SELECT FROM binance_reconciliation_transfers AS told
          WHERE told.email = sided.other AND told.wallet = sided.other_wallet AND {{ ends.is_end('told') }}
            AND binrecon_coin(told.wallet, told.asset) = sided.coin AND told.pid <> sided.pid
            AND sided.other_pair IN ('', binrecon_pair(told.wallet, told.asset))
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
    SELECT DISTINCT far AS email, far_asset AS asset, %(day)s::date AS date, far_wallet AS wallet FROM lone WHERE far_asset IS NOT NULL
),
{{ known.days('asked') }},
{{ known.variances('known') }},
said AS (
    SELECT lone.*, across AND far_wallet = %(wallet)s AS is_alike,
           CASE WHEN NOT across THEN {{ ends.label('far_wallet', 'far_pair') }} WHEN far_wallet = %(wallet)s THEN far
                ELSE {{ ends.label('far_wallet', 'far_pair') }} || ' of ' || far END AS who
    FROM lone
)
SELECT side.source, CASE WHEN is_own THEN external_id ELSE external_id || ' of ' || who END AS record, leg,
       CASE WHEN is_own THEN 'lone' ELSE 'owed' END AS subtype, side.asset, CASE WHEN is_own THEN amount ELSE -amount END AS amount,
       datetime AS at, 'counts' AS standing,
       CASE WHEN beside.variance = 0 THEN 'balanced' WHEN beside.variance <> 0 THEN 'off' ELSE '' END AS status,
       NULL AS other_at, CASE WHEN is_alike THEN '' ELSE who END AS party, '' AS txn_hash
FROM said AS side
LEFT JOIN variances AS beside ON beside.email = side.far AND beside.wallet = side.far_wallet AND beside.asset = side.far_asset
WHERE EXISTS (
        SELECT FROM binance_collection_plan AS plan
        JOIN teller USING (endpoint)
        WHERE plan.email = side.far AND plan.date = %(day)s AND plan.wallet = side.far_wallet AND plan.required
          AND (teller.across, teller.isolated) = (side.across, side.isolated)
    )
  AND NOT EXISTS (
        SELECT FROM v_binance_coverage_gaps AS gap
        JOIN teller USING (endpoint)
        WHERE gap.email = side.far AND gap.date = %(day)s AND gap.wallet = side.far_wallet
          AND (teller.across, teller.isolated) = (side.across, side.isolated)
    )
ORDER BY source, record, leg
