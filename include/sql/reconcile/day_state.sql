-- Purpose: what an account-day needs before its sums mean anything: both snapshots, no page left unread, a plan.
-- A snapshot that came before its day was over shows another moment and does not count.
-- Grain: one row. Pages of the sub-account list hold no movement and are not counted.
-- Safe to run again: reads only. Parameters: email, day (date), wallet.
SELECT
    EXISTS (
        SELECT FROM binance_snapshot_days
        WHERE email = %(email)s AND wallet = %(wallet)s AND date = %(day)s::date - 1
          AND evidence_at >= %(day)s::date::timestamp AT TIME ZONE 'UTC'
    ) AS opening_snapshot,
    EXISTS (
        SELECT FROM binance_snapshot_days
        WHERE email = %(email)s AND wallet = %(wallet)s AND date = %(day)s::date
          AND evidence_at >= (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
    ) AS closing_snapshot,
    (
        SELECT count(*) FROM binance_pages_pending
        WHERE email = %(email)s AND raw_table <> 'binance_raw_sub_accounts'
    ) AS pending_pages,
    EXISTS (
        SELECT FROM binance_collection_plan WHERE email = %(email)s AND date = %(day)s::date AND required
    ) AS planned
