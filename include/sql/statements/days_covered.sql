{#- The days [first, last] that one statement of the account covers whole; of an export in parts all parts together, and none while
    one is missing. One without a single line of the wallet covers none of its days: it may have been made of other wallets alone.
    Part of other queries.
    Columns: date, offset_proved (of every file that reaches into the day). Parameters: email, first, last (dates or NULL), stated_as
    (text[]: what statements call the wallet). -#}
SELECT day.date, bool_and(touching.offset_proved) AS offset_proved
FROM (
    SELECT held.*, bool_or(EXISTS (
        SELECT FROM binance_statement_rows AS line
        WHERE line.file_id = held.id AND line.email = %(email)s AND line.account = ANY(%(stated_as)s::text[])
    )) OVER (PARTITION BY held.export_id) AS shows_wallet
    FROM (
{% include 'statements/in_force.sql' %}
    ) AS held
) AS touching
CROSS JOIN LATERAL generate_series(
    date_trunc('day', greatest(touching.covered_from AT TIME ZONE 'UTC', %(first)s::date)),
    least(touching.covered_to AT TIME ZONE 'UTC', %(last)s::date), interval '1 day'
) AS midnight
CROSS JOIN LATERAL (SELECT midnight::date AS date) AS day
WHERE %(email)s = ANY (touching.accounts) AND touching.covered_from IS NOT NULL
GROUP BY day.date
HAVING bool_or(
    touching.whole AND touching.shows_wallet
    AND touching.covered_from <= day.date::timestamp AT TIME ZONE 'UTC'
    AND touching.covered_to >= (day.date + 1)::timestamp AT TIME ZONE 'UTC'
)
