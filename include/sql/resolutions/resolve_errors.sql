-- Purpose: mark errors as resolved, with what was done and by whom, and log it. Gives the account of each.
-- Grain: one row per error in the span that needs a person and is not resolved. Safe to run again: resolved ones stay as they are.
-- Parameters: first, last (ids), notes, author.
WITH resolved AS (
    UPDATE binance_reconciliation_errors
    SET resolved_at = clock_timestamp(), resolution_notes = %(notes)s || ' (by ' || %(author)s || ')'
    WHERE id BETWEEN %(first)s AND %(last)s AND needs_manual_review AND resolved_at IS NULL
    RETURNING id, email, error_type
), logged AS (
    INSERT INTO binance_audit_log (actor, action, email, detail)
    SELECT %(author)s, 'error resolved', email, jsonb_build_object('error', id, 'type', error_type, 'notes', %(notes)s::text)
    FROM resolved
)
SELECT email FROM resolved ORDER BY id
