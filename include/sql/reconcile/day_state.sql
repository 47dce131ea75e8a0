-- Purpose: what an account-day needs before its sums mean anything: both snapshots, no page left unread, a plan.
-- A snapshot that came before its day was over shows another moment and does not count.
-- Grain: one row. Pages of the sub-account list hold no movement and are not counted, nor are pages of readings that are not
-- complete: whatever those will bring, the day rests on the readings that are, or is not covered.
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
        SELECT count(*)
        FROM binance_pages_pending AS pending
        LEFT JOIN binance_collection_coverage AS reading ON reading.id = pending.coverage_id
        WHERE pending.email = %(email)s AND pending.raw_table <> 'binance_raw_sub_accounts'
          AND coalesce(reading.status, 'complete') = 'complete'
    ) AS pending_pages,
    EXISTS (
        SELECT FROM binance_collection_plan
        WHERE email = %(email)s AND date = %(day)s::date AND wallet = %(wallet)s AND required
    ) AS planned
