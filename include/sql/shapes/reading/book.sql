-- Readings of ours become binance_snapshot_days and balances of binance_reconciliation_balances: what a wallet held, borrowed and owed
-- at the moment of the reading, which stands for the midnight before it. What moved between the two is taken off where the balance
-- equation is made (macros/balance_equation.sql), from the rows as they are then, so that a row that comes late needs nothing here.
-- Grain: account, wallet, UTC date that ended at that midnight (the page's window), asset; in isolated margin a record is a pair, and
-- each of its two coins an asset of its own. An asset that is not listed has zero.
-- A reading with one balance that cannot be read exactly, that does not add up or with an asset twice, is refused whole: an asset left
-- out would look like zero. So is one that did not come within the day after the one it stands for.
-- The newest reading of a day counts: another one is taken only where the one before did not hold.
-- Positions of contracts, where the answer lists them too, stand beside the balances and are no condition of them.
-- A rerun is safe: an answer is used only if it is newer than the day's, and a balance written only where it is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a WalletReading.
{% import 'macros/canonical.sql' as canonical -%}
{% import 'macros/snapshots.sql' as snapshot -%}
{% import 'macros/positions.sql' as position -%}
{% set columns, pair = source.booking.columns, source.booking.pair -%}
{{ canonical.lock('balances_' ~ source.name) }}

WITH {{ canonical.entries('binance_raw_daily_snapshot', 'snapshot_data', source.name) }},
balance AS (
    SELECT entry.*, {{ snapshot.holding(source.booking) }} AS asset,
        {% for column, fields in columns -%}
        {{ snapshot.amount(fields) }} AS {{ column }},
        {% endfor -%}
        {{ snapshot.smallest(columns) }} AS smallest,
        {% if source.booking.net -%}
        binrecon_exact(item ->> '{{ source.booking.net }}') AS net,
        {% endif -%}
        count(*) OVER (PARTITION BY reading, {{ snapshot.holding(source.booking) }}) AS times
    FROM entry
    CROSS JOIN LATERAL {{ snapshot.items(source.booking) }} AS side (item)
),
judged AS (
    SELECT balance.*, listing.ended_at AS at, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN asset IS NULL THEN 'an asset is missing or not a name'
        WHEN {{ snapshot.names(columns) | replace(',', ' IS NULL OR') }} IS NULL OR abs(raw_balance) >= 1e18
            {%- if source.booking.loan %} OR smallest < 0{% endif %}
            THEN '{{ columns | sum(attribute=1, start=()) | join(' or ') }} is missing or not exact'
        {%- if source.booking.net %}
        WHEN net IS DISTINCT FROM raw_balance - raw_loan - raw_interest
            THEN '{{ source.booking.net }} is not what is held without what is owed'
        {%- endif %}
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
        (source, fid, external_id, date, email, wallet, asset, {{ snapshot.names(columns) }}, evidence_at)
    SELECT '{{ source.name }}', day.fid, day.date::text, day.date, %(email)s, %(wallet)s, asset, {{ snapshot.names(columns) }},
        day.received_at
    FROM day
    JOIN judged USING (reading)
    ORDER BY day.date, asset
    ON CONFLICT (email, date, wallet, asset) DO UPDATE
    SET source = excluded.source, fid = excluded.fid, external_id = excluded.external_id,
        {% for column, _ in columns %}{{ column }} = excluded.{{ column }}, {% endfor -%}
        evidence_at = excluded.evidence_at, updated_at = clock_timestamp()
    WHERE ({{ snapshot.names(columns, 'held.') }}) IS DISTINCT FROM ({{ snapshot.names(columns, 'excluded.') }})
),
absent AS (
    UPDATE binance_reconciliation_balances AS held
    SET source = '{{ source.name }}', fid = day.fid, external_id = day.date::text,
        {% for column, _ in columns %}{{ column }} = 0, {% endfor -%}
        evidence_at = day.received_at, updated_at = clock_timestamp()
    FROM day
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = day.date
      AND ({% for column, _ in columns %}{{ " OR " if not loop.first }}held.{{ column }} IS DISTINCT FROM 0{% endfor %})
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
