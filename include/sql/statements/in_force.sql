{#- The statements that are witnesses: imported and not withdrawn. Part of other queries.
    Columns: id, sha256, file_name, member, accounts, rows, export, part, offset_proved, moved (what to add to the times of its lines:
    the clock of some was proved after their import), then of the export that the file is, or is a part of: export_id (the lowest id),
    whole (no part is missing), covered_from and covered_to (moved; of the parts that are held together). -#}
SELECT file.id, file.sha256, file.file_name, file.member, file.accounts, file.rows, file.export, file.part,
    proved.id IS NOT NULL OR starts_with(file.offset_proof, 'proved:') AS offset_proved, clock.moved,
    min(file.id) OVER same_export AS export_id,
    file.export = '' OR coalesce(count(*) OVER same_export = file.parts, false) AS whole,
    min(file.covered_from + clock.moved) OVER same_export AS covered_from,
    max(file.covered_to + clock.moved) OVER same_export AS covered_to
FROM binance_statement_files AS file
LEFT JOIN binance_statement_events AS proved ON proved.file_id = file.id AND proved.action = 'clock_proved'
CROSS JOIN LATERAL (SELECT coalesce(file.utc_offset - proved.utc_offset, interval '0') AS moved) AS clock
WHERE NOT EXISTS (
    SELECT FROM binance_statement_events AS ended WHERE ended.file_id = file.id AND ended.action = 'withdrawn'
)
WINDOW same_export AS (PARTITION BY file.export, CASE WHEN file.export = '' THEN file.id END)
