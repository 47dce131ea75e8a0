-- Purpose: the log of what was done by whom, newest first, from an entry on.
-- Grain: one row per entry. An entry of no account may name accounts: those of a statement, those whose transfers were matched. It is
-- shown to those who may see each of them, one that names none to everybody. Safe to run again: reads only.
-- Parameters: emails (text[], with '' for no account), action (text, '' for all), before (an entry's number, NULL for the newest), most.
SELECT id, at, actor, action, email, date, detail
FROM binance_audit_log
WHERE email = ANY (%(emails)s::text[]) AND (%(action)s = '' OR action = %(action)s) AND (%(before)s::bigint IS NULL OR id < %(before)s)
  AND (
      email <> ''
      OR (
          jsonb_path_query_array(detail, '$.accounts.*')
          || jsonb_path_query_array(detail, '$.accounts[*] ? (@.type() == "string")')
          || jsonb_path_query_array(detail, '$.days[*][0]')
      ) <@ to_jsonb(%(emails)s::text[])
  )
ORDER BY id DESC
LIMIT %(most)s
