-- Purpose: transfers of other days that a bundle names, as the lines of transfers.sql.
-- Grain: one line per leg, in the order of time, source, id, leg and measure. Safe to run again: reads only.
-- Parameters: email, beyond (bigint[], their numbers), and those of page_names.sql.
WITH {% include 'bundle/page_names.sql' %}
SELECT jsonb_strip_nulls(jsonb_build_object(
    'wallet', leg.wallet, 'measure', leg.measure, 'asset', leg.asset, 'amount', trim_scale(leg.amount)::text,
    'time', (extract(epoch FROM leg.datetime) * 1000)::bigint, 'listed', (extract(epoch FROM leg.listed_at) * 1000)::bigint,
    'source', leg.source, 'list', leg.endpoint, 'id', leg.external_id, 'leg', leg.leg, 'kind', leg.txn_subtype,
    'status', leg.status, 'standing', leg.standing, 'body', page.body))::text
FROM binance_reconciliation_transfers AS leg
LEFT JOIN lies ON lies.list = leg.endpoint
LEFT JOIN page ON page.home = lies.home AND page.fid = leg.fid
WHERE leg.email = %(email)s AND leg.pid = ANY (%(beyond)s)
ORDER BY leg.datetime, leg.source COLLATE "C", leg.external_id, leg.leg, leg.measure COLLATE "C"
