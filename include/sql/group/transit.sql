-- Purpose: what of transfers inside the group is on its way at the two midnights of a day: sent and not arrived. Of a match it is what was
-- sent, until it arrives; an end without its other one is on its way from then on, above zero where it was sent and below where it arrived.
-- Grain: one row per asset of which anything is. negative: how many transfers arrived at the later midnight and were not sent by then; since:
-- when the oldest of those that are on their way then was sent. Safe to run again: reads only.
-- Parameters: emails and wallets (text[], one of each for a wallet), day (date).
{% import 'macros/group.sql' as group -%}
WITH {{ group.members() }},
midnight AS (
    SELECT %(day)s::date::timestamp AT TIME ZONE 'UTC' AS opening, (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC' AS closing
),
held AS MATERIALIZED (
    SELECT out_pid, in_pid
    FROM midnight
    CROSS JOIN binance_transfer_matches
    WHERE taken_back_at IS NULL
      AND ((sent_at < opening) <> (received_at < opening) OR (sent_at < closing) <> (received_at < closing))
),
alone AS MATERIALIZED (
    -- By number alone, which indexes answer: of years of transfers few have no match.
    SELECT pid
    FROM binance_transfer_ends AS told
    WHERE NOT EXISTS (SELECT FROM binance_transfer_matches AS gone WHERE gone.out_pid = told.pid AND gone.taken_back_at IS NULL)
      AND NOT EXISTS (SELECT FROM binance_transfer_matches AS come WHERE come.in_pid = told.pid AND come.taken_back_at IS NULL)
),
transfer AS (
    SELECT binrecon_coin(gone.wallet, gone.asset) AS asset, gone.datetime AS sent_at, come.datetime AS arrived_at, -gone.amount AS sent,
        come.amount AS arrived
    FROM held
    -- One by one, here and below: the planner takes a part of all for these few, and would read all transfers.
    CROSS JOIN LATERAL (SELECT * FROM binance_reconciliation_transfers AS one WHERE one.pid = held.out_pid OFFSET 0) AS gone
    CROSS JOIN LATERAL (SELECT * FROM binance_reconciliation_transfers AS one WHERE one.pid = held.in_pid OFFSET 0) AS come
    JOIN member AS sender ON (sender.email, sender.wallet) = (gone.email, gone.wallet)
    JOIN member AS receiver ON (receiver.email, receiver.wallet) = (come.email, come.wallet)
    UNION ALL
    SELECT binrecon_coin(leg.wallet, leg.asset), CASE WHEN leg.amount < 0 THEN leg.datetime ELSE 'infinity' END,
        CASE WHEN leg.amount < 0 THEN 'infinity' ELSE leg.datetime END, greatest(-leg.amount, 0), greatest(leg.amount, 0)
    FROM midnight
    CROSS JOIN alone
    CROSS JOIN LATERAL (SELECT inside FROM binance_transfer_ends AS one WHERE one.pid = alone.pid OFFSET 0) AS told
    CROSS JOIN LATERAL (SELECT * FROM binance_reconciliation_transfers AS one WHERE told.inside AND one.pid = alone.pid OFFSET 0) AS leg
    -- IS TRUE: looked up for each leg; joined, all wallets would be read for each.
    WHERE ((leg.email, leg.wallet) IN (SELECT email, wallet FROM member)) IS TRUE
      AND leg.match_id IS NULL AND leg.effective AND leg.measure = 'balance' AND leg.datetime < closing AND {{ group.awaits('leg') }}
),
on_its_way AS (
    SELECT asset, sent_at,
        CASE WHEN sent_at < opening AND arrived_at >= opening THEN sent WHEN arrived_at < opening AND sent_at >= opening THEN -arrived ELSE 0 END
            AS at_opening,
        CASE WHEN sent_at < closing AND arrived_at >= closing THEN sent WHEN arrived_at < closing AND sent_at >= closing THEN -arrived ELSE 0 END
            AS at_closing
    FROM transfer
    CROSS JOIN midnight
)
SELECT asset, sum(at_opening), sum(at_closing), min(sent_at) FILTER (WHERE at_closing > 0), count(*) FILTER (WHERE at_closing < 0)
FROM on_its_way
WHERE at_opening <> 0 OR at_closing <> 0
GROUP BY asset
