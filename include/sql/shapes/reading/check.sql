-- Bad rows: readings of ours that were read and are neither kept nor in quarantine; and of each day's newest reading, assets whose
-- balance is another one than the page's, or that the page does not list; positions likewise. Empty is good.
-- Parameters: email, wallet, day.
{% import 'macros/checks.sql' as check -%}
{% import 'macros/snapshots.sql' as snapshot -%}
{% import 'macros/positions.sql' as position -%}
WITH {{ check.pages_of_day('binance_raw_daily_snapshot', 'snapshot_data', source.name) }},
listed AS (
    SELECT record.fid, record.ordinal, held.date, {{ snapshot.holding(source.booking) }} AS asset, said.measure, said.amount
    FROM record
    JOIN binance_snapshot_days AS held
        ON held.email = %(email)s AND held.wallet = %(wallet)s AND held.fid = record.fid
    CROSS JOIN LATERAL {{ snapshot.items(source.booking) }} AS side (item)
    CROSS JOIN LATERAL (VALUES
        {% for column, fields in source.booking.columns -%}
        ('{{ column }}', {{ snapshot.amount(fields) }}){{ "," if not loop.last }}
        {% endfor -%}
    ) AS said (measure, amount)
),
kept AS (
    SELECT held.date, held.asset, stands.measure, stands.amount
    FROM binance_reconciliation_balances AS held
    CROSS JOIN LATERAL (VALUES
        {% for column, _ in source.booking.columns -%}
        ('{{ column }}', held.{{ column }}){{ "," if not loop.last }}
        {% endfor -%}
    ) AS stands (measure, amount)
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.raw_balance IS NOT NULL
      AND held.date IN (SELECT date FROM listed)
)
SELECT record.fid, record.ordinal, NULL::date AS date, NULL AS asset, 'read, but neither kept nor in quarantine' AS problem
FROM record
JOIN binance_raw_daily_snapshot AS page ON page.id = record.fid
WHERE NOT EXISTS (
    SELECT FROM binance_snapshot_days AS held
    WHERE held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = (page.window_start AT TIME ZONE 'UTC')::date
)
AND NOT EXISTS (SELECT FROM binance_quarantine AS refused WHERE refused.coverage_id = page.coverage_id)
UNION ALL
SELECT listed.fid, listed.ordinal, date, asset, 'another balance than its page'
FROM listed
FULL JOIN kept USING (date, asset, measure)
WHERE coalesce(listed.amount, 0) <> coalesce(kept.amount, 0)
{%- if source.booking.positions %}
UNION ALL
SELECT * FROM (
    WITH position_list AS (
        SELECT DISTINCT held.date, held.fid,
            {{ position.lists(position.document('raw.body') ~ " -> '" ~ source.booking.positions.listed ~ "'") }} AS items
        FROM listed
        JOIN binance_snapshot_days AS held ON held.email = %(email)s AND held.wallet = %(wallet)s AND held.date = listed.date
        JOIN binance_raw_daily_snapshot AS raw ON raw.id = held.fid
    ),
    {{ position.unlike(source.booking.positions) }}
) AS positions
{%- endif %}
