{#- The days [first, last] that one statement with lines of the account covers whole. Part of other queries.
    Columns: date, offset_proved (of every file that reaches into the day). Parameters: email, first, last (dates or NULL). -#}
SELECT day.date, bool_and(starts_with(touching.offset_proof, 'proved:')) AS offset_proved
FROM (
    SELECT DISTINCT midnight::date AS date
    FROM binance_statement_files AS file
    CROSS JOIN LATERAL generate_series(
        date_trunc('day', file.covered_from AT TIME ZONE 'UTC' + interval '1 day' - interval '1 microsecond'),
        file.covered_to AT TIME ZONE 'UTC' - interval '1 day', interval '1 day'
    ) AS midnight
    WHERE EXISTS (SELECT FROM binance_statement_rows AS row WHERE row.file_id = file.id AND row.email = %(email)s)
) AS day
JOIN binance_statement_files AS touching
    ON touching.covered_from < (day.date + 1)::timestamp AT TIME ZONE 'UTC'
    AND touching.covered_to >= day.date::timestamp AT TIME ZONE 'UTC'
WHERE (%(first)s::date IS NULL OR day.date >= %(first)s::date) AND (%(last)s::date IS NULL OR day.date <= %(last)s::date)
    AND EXISTS (SELECT FROM binance_statement_rows AS row WHERE row.file_id = touching.id AND row.email = %(email)s)
GROUP BY day.date
