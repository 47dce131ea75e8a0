-- Daily snapshots of one wallet (`accountSnapshot`, one type a list) become binance_snapshot_days, and raw_balance of
-- binance_reconciliation_balances, of a wallet that can borrow raw_loan and raw_interest too: the sums of the fields that the
-- list's description (`source.booking`) names. Assets keep the exchange's names, those of Earn shares (LD…) too.
-- Grain: account, wallet, UTC date of updateTime, asset. An asset that the newest answer of a day does not list has zero.
-- A snapshot with one balance that cannot be read exactly, or an asset twice, is refused whole: an asset left out would
-- look like zero. So is one that was not taken in the last minute of a day, as its day would be a guess, one that came before its
-- day was over, by the exchange's clock, and one that lists nothing and says that all of it is worth something.
-- Only a wallet that can be in debt may hold less than nothing. What is lent and owed is not below zero, and where a row says
-- what is left of the balance without both, it must be that.
-- A day that was read a day after its end or later is final. A newer answer that says other balances of it, or that does not
-- list it any more, contradicts what was proved: what stands stays, the answer goes to quarantine, and the day is in doubt
-- until a newer one agrees with what stands, or one of another day with the contradiction.
-- Positions of contracts, where a snapshot lists them, stand beside the balances and are no condition of them.
-- A rerun is safe: an answer is used only if it is newer than the day's, and a balance written only where it is distinct.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{% import 'macros/positions.sql' as position -%}
{% import 'macros/snapshots.sql' as snapshot -%}
{% set listed = snapshot.path(source.booking.listed) -%}
{% set columns = source.booking.columns -%}
{{ canonical.lock('balances_' ~ source.name) }}

WITH {{ canonical.entries('binance_raw_daily_snapshot', 'snapshot_data', source.name) }},
balance AS (
    SELECT entry.fid, entry.ordinal, binrecon_name(item ->> 'asset') AS asset,
        {% for column, fields in columns -%}
        {{ snapshot.amount(fields) }} AS {{ column }},
        {% endfor -%}
        {{ snapshot.smallest(columns) }} AS smallest
        {%- if source.booking.net %}, binrecon_exact(item ->> '{{ source.booking.net }}') AS net{% endif %}
    FROM entry
    CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(record #> {{ listed }}) WHEN 'array' THEN record #> {{ listed }} ELSE '[]' END
    ) AS item
),
summary AS (
    SELECT fid, ordinal, bool_or(asset IS NULL) AS nameless, count(*) <> count(DISTINCT asset) AS doubled,
        sum(raw_balance) AS held,
        bool_and({% if not source.booking.debts %}smallest >= 0 AND {% endif %}abs(raw_balance) < 1e18) IS NOT TRUE
            OR bool_or({{ snapshot.names(columns) | replace(',', ' IS NULL OR') }} IS NULL) AS inexact
        {%- if source.booking.net %},
        NOT bool_and(net IS NOT DISTINCT FROM raw_balance - raw_loan - raw_interest) AS unbalanced
        {%- endif %}
    FROM balance
    GROUP BY fid, ordinal
),
parsed AS (
    SELECT entry.*, binrecon_ms(record ->> 'updateTime') AS at, summary.nameless, summary.doubled, summary.inexact, summary.held
        {%- if source.booking.net %}, summary.unbalanced{% endif %}
    FROM entry
    LEFT JOIN summary USING (fid, ordinal)
),
judged AS (
    SELECT *,
        (at AT TIME ZONE 'UTC')::date AS date,
        ((at AT TIME ZONE 'UTC')::date)::text AS external_id,
        CASE
            WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
            WHEN record ->> 'type' IS DISTINCT FROM '{{ source.booking.word }}' THEN 'type is missing or not the one asked for'
            WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'updateTime is missing or impossible'
            WHEN (at AT TIME ZONE 'UTC')::time < '23:59' THEN 'not taken at the end of a day'
            WHEN (at AT TIME ZONE 'UTC')::date >= (received_at AT TIME ZONE 'UTC')::date THEN 'its day was not over yet'
            WHEN jsonb_typeof(record #> {{ listed }}) IS DISTINCT FROM 'array' THEN '{{ source.booking.listed }} are missing'
            WHEN nameless THEN 'an asset is missing or not a name'
            WHEN inexact THEN '{{ columns | sum(attribute=1, start=()) | join(' or ') }} is missing or not exact'
            {%- if source.booking.net %}
            WHEN unbalanced THEN '{{ source.booking.net }} is not what is held without what is owed'
            {%- endif %}
            WHEN doubled THEN 'an asset stands there twice'
            {%- if source.booking.total %}
            WHEN coalesce(held, 0) = 0 AND binrecon_exact(record #>> {{ snapshot.path(source.booking.total) }}) > 0
                THEN 'no balance, and a total above zero'
            {%- endif %}
        END AS reason
    FROM parsed
),
{{ canonical.settled() }},
newer AS (
    SELECT newest.*,
        held.evidence_at >= (newest.date + 2)::timestamp AT TIME ZONE 'UTC' AND EXISTS (
            SELECT FROM (
                SELECT asset, {{ snapshot.names(columns) }} FROM balance
                WHERE balance.fid = newest.fid AND balance.ordinal = newest.ordinal
            ) AS said
            FULL JOIN (
                SELECT asset, {{ snapshot.names(columns) }} FROM binance_reconciliation_balances
                WHERE email = %(email)s AND wallet = %(wallet)s AND date = newest.date
            ) AS kept USING (asset)
            WHERE {% for column, _ in columns %}{{ " OR " if not loop.first -}}
                coalesce(said.{{ column }}, 0) <> coalesce(kept.{{ column }}, 0){% endfor %}
        ) AND NOT {{ canonical.said_before('newest') }} AS contradicts
    FROM newest
    LEFT JOIN binance_snapshot_days AS held
        ON held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = newest.date
    WHERE held.date IS NULL OR (newest.received_at, newest.fid) > (held.evidence_at, held.fid)
),
day AS (
    SELECT * FROM newer WHERE contradicts IS NOT TRUE
),
doubted AS (
    SELECT fid, ordinal, reason, at FROM refused
    UNION ALL
    SELECT fid, ordinal, '{{ canonical.CONTRADICTS }}', at FROM newer WHERE contradicts
),
-- The exchange answers for a month: what is nearly as old may be left out for that.
vanished AS (
    INSERT INTO binance_quarantine
        (email, endpoint, key, coverage_id, raw_table, fid, ordinal, reason, record, exchange_time, window_start, window_end)
    SELECT %(email)s, '{{ source.name }}', listing.key, listing.reading, 'binance_raw_daily_snapshot', listing.fid,
        -row_number() OVER (PARTITION BY listing.fid ORDER BY held.date), '{{ canonical.VANISHED }}',
        jsonb_build_object('date', held.date, 'listed on page', held.fid)::text, held.update_time, listing.window_start,
        listing.window_end
    FROM listing
    JOIN binance_snapshot_days AS held
        ON held.email = %(email)s AND held.wallet = %(wallet)s AND held.evidence_at < listing.begun_at
        AND held.update_time >= listing.window_start AND held.update_time < listing.window_end
        AND held.update_time > listing.ended_at - interval '28 days'
    WHERE NOT EXISTS (SELECT FROM judged WHERE judged.reading = listing.reading AND (judged.date = held.date OR judged.at IS NULL))
    ON CONFLICT (raw_table, fid, ordinal) DO NOTHING
),
dated AS (
    INSERT INTO binance_snapshot_days AS held (email, wallet, date, update_time, fid, evidence_at)
    SELECT %(email)s, %(wallet)s, date, at, fid, received_at FROM day ORDER BY date
    ON CONFLICT (email, wallet, date) DO UPDATE
    SET update_time = excluded.update_time, fid = excluded.fid, evidence_at = excluded.evidence_at
),
listed AS (
    INSERT INTO binance_reconciliation_balances AS held
        (source, fid, external_id, date, email, wallet, asset, {{ snapshot.names(columns) }}, evidence_at)
    SELECT '{{ source.name }}', day.fid, day.record ->> 'updateTime', day.date, %(email)s, %(wallet)s, asset,
        {{ snapshot.names(columns) }}, received_at
    FROM day
    JOIN balance USING (fid, ordinal)
    ORDER BY day.date, asset
    ON CONFLICT (email, date, wallet, asset) DO UPDATE
    SET source = excluded.source, fid = excluded.fid, external_id = excluded.external_id,
        {% for column, _ in columns %}{{ column }} = excluded.{{ column }}, {% endfor -%}
        evidence_at = excluded.evidence_at, updated_at = clock_timestamp()
    WHERE ({{ snapshot.names(columns, 'held.') }}) IS DISTINCT FROM ({{ snapshot.names(columns, 'excluded.') }})
),
absent AS (
    UPDATE binance_reconciliation_balances AS held
    SET source = '{{ source.name }}', fid = day.fid, external_id = day.record ->> 'updateTime',
        {% for column, _ in columns %}{{ column }} = 0, {% endfor -%}
        evidence_at = day.received_at, updated_at = clock_timestamp()
    FROM day
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = day.date
      AND ({% for column, _ in columns %}{{ " OR " if not loop.first }}held.{{ column }} IS DISTINCT FROM 0{% endfor %})
      AND NOT EXISTS (
          SELECT FROM balance
          WHERE balance.fid = day.fid AND balance.ordinal = day.ordinal AND balance.asset = held.asset
      )
)
{%- if source.booking.positions %},
position_list AS (
    SELECT day.date, day.fid, day.received_at, listing.asked_at, day.at AS taken_at,
        {{ position.lists('day.record #> ' ~ snapshot.path(source.booking.positions.listed)) }} AS items
    FROM day
    JOIN listing USING (reading)
),
{{ position.written(source, source.booking.positions) }}
{%- endif %}
{{ canonical.refuse('binance_raw_daily_snapshot', 'snapshot_data', said='doubted') }}
