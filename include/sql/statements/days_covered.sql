{#- The days [first, last] that one statement with lines of the account covers whole. Part of other queries.
    Columns: date, offset_proved (of every file that reaches into the day). Parameters: email, first, last (dates or NULL),
    moved_files (bigint[]) and moved_by (interval[]): files whose clock was proved after they were imported. -#}
SELECT day.date, bool_and(touching.offset_proved) AS offset_proved
FROM (
    SELECT id, covered_from + coalesce(moved.by, interval '0') AS covered_from,
        covered_to + coalesce(moved.by, interval '0') AS covered_to,
        moved.id IS NOT NULL OR starts_with(offset_proof, 'proved:') AS offset_proved
    FROM binance_statement_files
    LEFT JOIN unnest(%(moved_files)s::bigint[], %(moved_by)s::interval[]) AS moved (id, by) USING (id)
    WHERE EXISTS (
        SELECT FROM binance_statement_rows AS line WHERE line.file_id = binance_statement_files.id AND line.email = %(email)s
    )
) AS touching
CROSS JOIN LATERAL generate_series(
    date_trunc('day', touching.covered_from AT TIME ZONE 'UTC'), touching.covered_to AT TIME ZONE 'UTC', interval '1 day'
) AS midnight
CROSS JOIN LATERAL (SELECT midnight::date AS date) AS day
WHERE (%(first)s::date IS NULL OR day.date >= %(first)s::date) AND (%(last)s::date IS NULL OR day.date <= %(last)s::date)
GROUP BY day.date
HAVING bool_or(
    touching.covered_from <= day.date::timestamp AT TIME ZONE 'UTC'
    AND touching.covered_to >= (day.date + 1)::timestamp AT TIME ZONE 'UTC'
)
