-- Purpose: what of a list that expires is to be read back: what was never read of the time before it was read first.
-- Grain: one row per stretch of whole days, oldest first. No row: nothing is left, or the list was never read.
-- Parameters: email, endpoint, key, oldest (timestamptz: from when on the exchange tells all). Safe to run again: reads only.
{% import 'macros/reading_back.sql' as reading_back -%}
{{ reading_back.missing('%(endpoint)s', '%(key)s', '%(oldest)s') }}
ORDER BY since
