-- Purpose: the fills of contracts in a bundle's days, and of the day before and after them, as lines: each with the body that tells it.
-- Grain: one line per fill, in the order of time, source and id. Safe to run again: reads only.
-- Parameters: email, since and until (timestamptz), and those of page_names.sql.
WITH {% include 'bundle/page_names.sql' %}
SELECT jsonb_strip_nulls(jsonb_build_object(
    'wallet', fill.wallet, 'contract', fill.symbol, 'side', fill.side, 'quantity', trim_scale(fill.quantity)::text,
    'time', (extract(epoch FROM fill.datetime) * 1000)::bigint, 'source', fill.source, 'id', fill.external_id, 'number', fill.number,
    'realized', trim_scale(fill.realized)::text, 'realized_asset', fill.realized_asset,
    'commission', trim_scale(fill.commission)::text, 'commission_asset', fill.commission_asset, 'body', page.body))::text
FROM binance_reconciliation_fills AS fill
LEFT JOIN lies ON lies.list = fill.source
LEFT JOIN page ON page.home = lies.home AND page.fid = fill.fid
WHERE fill.email = %(email)s AND fill.datetime >= %(since)s AND fill.datetime < %(until)s
ORDER BY fill.datetime, fill.source COLLATE "C", fill.external_id
