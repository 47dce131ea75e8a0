-- Purpose: the positions at the ends of a bundle's days, and at that before them, as lines: each with the body that tells it.
-- Grain: one line per wallet, day and contract. Safe to run again: reads only.
-- Parameters: email, first and last (dates), and those of page_names.sql.
WITH {% include 'bundle/page_names.sql' %}
SELECT jsonb_strip_nulls(jsonb_build_object(
    'date', held.date, 'wallet', held.wallet, 'contract', held.symbol, 'long', trim_scale(held.long)::text,
    'short', trim_scale(held.short)::text, 'list', held.source, 'body', page.body))::text
FROM binance_reconciliation_positions AS held
LEFT JOIN lies ON lies.list = held.source
LEFT JOIN page ON page.home = lies.home AND page.fid = held.fid
WHERE held.email = %(email)s AND held.date BETWEEN %(first)s::date - 1 AND %(last)s
ORDER BY held.date, held.wallet COLLATE "C", held.symbol
