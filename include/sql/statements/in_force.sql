{#- The statements that are witnesses: imported and not withdrawn. Part of other queries.
    Columns: id, sha256, file_name, member, accounts, offset_proved, moved (what to add to the times of its lines: the clock of some
    was proved after their import), covered_from and covered_to (moved). -#}
SELECT file.id, file.sha256, file.file_name, file.member, file.accounts,
    proved.id IS NOT NULL OR starts_with(file.offset_proof, 'proved:') AS offset_proved, clock.moved,
    file.covered_from + clock.moved AS covered_from, file.covered_to + clock.moved AS covered_to
FROM binance_statement_files AS file
LEFT JOIN binance_statement_events AS proved ON proved.file_id = file.id AND proved.action = 'clock_proved'
CROSS JOIN LATERAL (SELECT coalesce(file.utc_offset - proved.utc_offset, interval '0') AS moved) AS clock
WHERE NOT EXISTS (
    SELECT FROM binance_statement_events AS ended WHERE ended.file_id = file.id AND ended.action = 'withdrawn'
)
