-- Bad rows: snapshots that were read and are neither kept nor in quarantine; and of each day's newest snapshot, assets whose
-- balance is another one than the page's, or that the page does not list; positions likewise. Empty is good.
-- Parameters: email, wallet, day.
{% import 'macros/checks.sql' as check -%}
{% import 'macros/positions.sql' as position -%}
{% import 'macros/snapshots.sql' as snapshot -%}
WITH {{ check.pages_of_day('binance_raw_daily_snapshot', 'snapshot_data', source.name) }},
snapshot AS (
    SELECT fid, ordinal, record, (binrecon_ms(record ->> 'updateTime') AT TIME ZONE 'UTC')::date AS date FROM record
),
newest AS (
    SELECT DISTINCT ON (snapshot.date) snapshot.*
    FROM snapshot
    JOIN binance_snapshot_days AS held
        ON held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = snapshot.date AND held.fid = snapshot.fid
    ORDER BY snapshot.date, snapshot.ordinal
),
listed AS (
    SELECT newest.fid, newest.ordinal, newest.date, item ->> 'asset' AS asset, said.measure, said.amount
    FROM newest
    CROSS JOIN LATERAL jsonb_array_elements(record #> {{ snapshot.path(source.booking.listed) }}) AS item
    CROSS JOIN LATERAL (VALUES
        {% for column, fields in source.booking.columns -%}
        ('{{ column }}', {{ snapshot.amount(fields) }}){{ "," if not loop.last }}
        {% endfor -%}
    ) AS said (measure, amount)
),
kept AS (
    SELECT held.date, held.asset, stands.measure, stands.amount
    FROM binance_reconciliation_balances AS held
    JOIN newest ON newest.date = held.date
    CROSS JOIN LATERAL (VALUES
        {% for column, _ in source.booking.columns -%}
        ('{{ column }}', held.{{ column }}){{ "," if not loop.last }}
        {% endfor -%}
    ) AS stands (measure, amount)
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.raw_balance IS NOT NULL
)
SELECT snapshot.fid, snapshot.ordinal, snapshot.date, NULL AS asset, 'read, but neither kept nor in quarantine' AS problem
FROM snapshot
LEFT JOIN binance_snapshot_days AS held
    ON held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = snapshot.date
WHERE held.date IS NULL
UNION ALL
SELECT listed.fid, listed.ordinal, date, asset, 'another balance than its page'
FROM listed
FULL JOIN kept USING (date, asset, measure)
WHERE coalesce(listed.amount, 0) <> coalesce(kept.amount, 0)
{%- if source.booking.positions %}
UNION ALL
SELECT * FROM (
    WITH position_list AS (
        SELECT date, fid, {{ position.lists('record #> ' ~ snapshot.path(source.booking.positions.listed)) }} AS items FROM newest
    ),
    {{ position.unlike(source.booking.positions) }}
) AS positions
{%- endif %}
