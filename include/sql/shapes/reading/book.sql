-- Readings of ours become binance_snapshot_days and raw_balance of binance_reconciliation_balances: what a wallet held at the moment of
-- the reading, which stands for the midnight before it. What moved between the two is taken off where the balance equation is
-- made (macros/balance_equation.sql), from the rows as they are then, so that a row that comes late needs nothing here.
-- Grain: account, wallet, UTC date that ended at that midnight (the page's window), asset. An asset that is not listed has zero.
-- A reading with one balance that cannot be read exactly, or an asset twice, is refused whole: an asset left out would look like
-- zero. So is one that did not come within the day after the one it stands for.
-- The newest reading of a day counts: another one is taken only where the one before did not hold.
-- Positions of contracts, where the answer lists them too, stand beside the balances and are no condition of them.
-- A rerun is safe: an answer is used only if it is newer than the day's, and a balance written only where it is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a WalletReading.
{% import 'macros/canonical.sql' as canonical -%}
{% import 'macros/positions.sql' as position -%}
{{ canonical.lock('balances_' ~ source.name) }}

WITH {{ canonical.entries('binance_raw_daily_snapshot', 'snapshot_data', source.name) }},
balance AS (
    SELECT entry.*, binrecon_name(record ->> 'asset') AS asset, binrecon_exact(record ->> '{{ source.booking.balance }}') AS amount,
        count(*) OVER (PARTITION BY reading, record ->> 'asset') AS times
    FROM entry
),
judged AS (
    SELECT balance.*, listing.ended_at AS at, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN asset IS NULL THEN 'an asset is missing or not a name'
        WHEN amount IS NULL OR abs(amount) >= 1e18 THEN '{{ source.booking.balance }} is missing or not exact'
        WHEN times > 1 THEN 'an asset stands there twice'
        WHEN listing.ended_at < listing.window_start + interval '24 hours' OR listing.ended_at >= listing.window_start + interval '48 hours'
            THEN 'not taken in the day after'
    END AS reason
    FROM balance
    JOIN listing USING (reading)
),
-- The window's day and not the time of the answer says which day an unreadable balance leaves without a reading.
refused AS (
    SELECT fid, ordinal, reason, NULL::timestamptz AS at FROM judged WHERE reason IS NOT NULL
),
newest AS (
    SELECT DISTINCT ON (date) *
    FROM (
        SELECT reading, fid, ended_at AS received_at, (window_start AT TIME ZONE 'UTC')::date AS date
        FROM listing
        WHERE ended_at >= window_start + interval '24 hours' AND ended_at < window_start + interval '48 hours'
          AND reading NOT IN (SELECT reading FROM judged WHERE reason IS NOT NULL)
    ) AS whole
    ORDER BY date, received_at DESC, fid DESC
),
day AS (
    SELECT newest.*
    FROM newest
    LEFT JOIN binance_snapshot_days AS held
        ON held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = newest.date
    WHERE held.date IS NULL OR (newest.received_at, newest.fid) > (held.evidence_at, held.fid)
),
dated AS (
    INSERT INTO binance_snapshot_days AS held (email, wallet, date, update_time, fid, evidence_at)
    SELECT %(email)s, %(wallet)s, date, received_at, fid, received_at FROM day ORDER BY date
    ON CONFLICT (email, wallet, date) DO UPDATE
    SET update_time = excluded.update_time, fid = excluded.fid, evidence_at = excluded.evidence_at
),
listed AS (
    INSERT INTO binance_reconciliation_balances AS held
        (source, fid, external_id, date, email, wallet, asset, raw_balance, evidence_at)
    SELECT '{{ source.name }}', day.fid, day.date::text, day.date, %(email)s, %(wallet)s, asset, amount, day.received_at
    FROM day
    JOIN judged USING (reading)
    ORDER BY day.date, asset
    ON CONFLICT (email, date, wallet, asset) DO UPDATE
    SET source = excluded.source, fid = excluded.fid, external_id = excluded.external_id,
        raw_balance = excluded.raw_balance, evidence_at = excluded.evidence_at, updated_at = clock_timestamp()
    WHERE held.raw_balance IS DISTINCT FROM excluded.raw_balance
),
absent AS (
    UPDATE binance_reconciliation_balances AS held
    SET source = '{{ source.name }}', fid = day.fid, external_id = day.date::text, raw_balance = 0, evidence_at = day.received_at,
        updated_at = clock_timestamp()
    FROM day
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = day.date
      AND held.raw_balance IS DISTINCT FROM 0
      AND NOT EXISTS (SELECT FROM judged WHERE judged.reading = day.reading AND judged.asset = held.asset)
)
{%- if source.booking.positions %},
position_list AS (
    SELECT day.date, day.fid, day.received_at, listing.asked_at, day.received_at AS taken_at,
        {{ position.lists(position.document('raw.body') ~ " -> '" ~ source.booking.positions.listed ~ "'") }} AS items
    FROM day
    JOIN listing USING (reading)
    JOIN binance_raw_daily_snapshot AS raw ON raw.id = day.fid
),
{{ position.written(source, source.booking.positions) }}
{%- endif %}
{{ canonical.refuse('binance_raw_daily_snapshot', 'snapshot_data') }}
