-- Purpose: the dated balances of a wallet: day-end snapshots of the exchange, readings of ours with what moved between midnight and them
-- taken off, and statements of balances that people brought.
-- Grain: one row per asset of each, or one with an empty asset where it names none; ordered by date and source. date: the balance is
-- that of 00:00 UTC of it. known_until: up to when movements have to be known for it. whole: what it does not name was zero; so is a
-- statement that says of this wallet and date that nothing was held, whatever its form says of the others.
-- A snapshot that came before its day was over, a reading with a movement less than `guard` from it, and a reading asked with a key of
-- another account are none. Nor is any of a day of which the witness's list told something that could not be read, or that contradicts
-- what is held: which of the two is right nobody knows until a newer reading says it again.
-- Safe to run again: reads only. Parameters: email, wallet, witness (the list of its balances), through (date, the last midnight that
-- counts), guard (interval).
{% import 'macros/balance_equation.sql' as equation -%}
WITH unreadable AS MATERIALIZED (
    {% include 'history/unreadable.sql' %}
), held AS (
    SELECT date, update_time, update_time >= (date + 1)::timestamp AT TIME ZONE 'UTC' AS is_reading, fid
    FROM binance_snapshot_days
    WHERE email = %(email)s AND wallet = %(wallet)s AND date < %(through)s::date
      AND evidence_at >= (date + 1)::timestamp AT TIME ZONE 'UTC'
), sound AS (
    SELECT date, is_reading, CASE WHEN is_reading THEN update_time + %(guard)s
                                  ELSE (date + 1)::timestamp AT TIME ZONE 'UTC' END AS known_until
    FROM held
    WHERE NOT EXISTS (
        SELECT FROM unreadable
        WHERE unreadable.endpoint = %(witness)s AND unreadable.window_start < (held.date + 1)::timestamp AT TIME ZONE 'UTC'
          AND unreadable.window_end > held.date::timestamp AT TIME ZONE 'UTC'
    )
    AND (NOT is_reading OR EXISTS (
        SELECT FROM binance_raw_daily_snapshot AS page
        JOIN v_binance_readings AS begun ON begun.id = page.coverage_id
        WHERE page.id = held.fid AND page.email = %(email)s AND NOT EXISTS (
            SELECT FROM (
                SELECT email, wallet, datetime FROM binance_reconciliation_transfers WHERE effective
                UNION ALL
                SELECT email, wallet, datetime FROM binance_reconciliation_trades
            ) AS leg
            WHERE leg.email = %(email)s AND leg.wallet = %(wallet)s
              AND leg.datetime >= begun.asked_at - %(guard)s AND leg.datetime <= held.update_time + %(guard)s
        )
    ))
), after_midnight AS (
    SELECT date, asset, sum(amount) AS amount
    FROM ({{ equation.after_midnight() }}) AS leg
    WHERE email = %(email)s AND wallet = %(wallet)s AND measure = 'balance'
    GROUP BY date, asset
), balance AS (
    SELECT date, asset, sum(amount) AS amount
    FROM (
        SELECT date, asset, raw_balance AS amount FROM binance_reconciliation_balances
        WHERE email = %(email)s AND wallet = %(wallet)s AND raw_balance IS NOT NULL
        UNION ALL
        SELECT date, asset, -amount FROM after_midnight
    ) AS term
    GROUP BY date, asset
)
SELECT date, source, whole, asset, amount, known_until
FROM (
    SELECT sound.date + 1 AS date, CASE WHEN is_reading THEN 'reading' ELSE 'snapshot' END AS source, true AS whole,
        coalesce(balance.asset, '') AS asset, coalesce(balance.amount, 0) AS amount, known_until
    FROM sound
    LEFT JOIN balance ON balance.date = sound.date
    UNION ALL
    SELECT date, 'statement ' || id, whole OR bool_or(asset = '') OVER (PARTITION BY id, date), asset, balance,
        date::timestamp AT TIME ZONE 'UTC'
    FROM ({% include 'history/stated_balances.sql' %}) AS stated
    WHERE wallet = %(wallet)s AND date <= %(through)s::date
) AS anchor
ORDER BY date, source, asset COLLATE "C"
