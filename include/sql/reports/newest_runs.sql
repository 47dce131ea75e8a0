{#- The run of each account that asked anything for the day last. A reading is of the day where its window reaches into it.
    Part of other queries. Columns: email, run_id. Parameters: emails (text[]), day (date). -#}
SELECT DISTINCT ON (email) email, run_id
FROM binance_collection_coverage
WHERE email = ANY (%(emails)s::text[])
  AND window_start < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
  AND window_end > %(day)s::date::timestamp AT TIME ZONE 'UTC'
ORDER BY email, asked_at DESC, id DESC
