-- Purpose: transfers that findings of a bundle name, as the lines of transfers.sql.
-- Grain: one line per leg, in the order of time, source, id, leg and measure. Safe to run again: reads only.
-- Parameters: email, since and until (timestamptz; what lies between them stands in the other file), sources and records (text[]),
-- and those of page_names.sql.
WITH {% include 'bundle/page_names.sql' %}
SELECT jsonb_strip_nulls(jsonb_build_object(
    'wallet', leg.wallet, 'measure', leg.measure, 'asset', leg.asset, 'amount', trim_scale(leg.amount)::text,
    'time', (extract(epoch FROM leg.datetime) * 1000)::bigint, 'listed', (extract(epoch FROM leg.listed_at) * 1000)::bigint,
    'source', leg.source, 'list', leg.endpoint, 'id', leg.external_id, 'leg', leg.leg, 'kind', leg.txn_subtype,
    'status', leg.status, 'standing', leg.standing, 'body', page.body))::text
FROM unnest(%(sources)s::text[], %(records)s::text[]) AS named (source, record)
JOIN binance_reconciliation_transfers AS leg
    ON leg.email = %(email)s AND leg.source = named.source AND leg.external_id = named.record
LEFT JOIN lies ON lies.list = leg.endpoint
LEFT JOIN page ON page.home = lies.home AND page.fid = leg.fid
WHERE leg.datetime < %(since)s OR leg.datetime >= %(until)s
ORDER BY leg.datetime, leg.source COLLATE "C", leg.external_id, leg.leg, leg.measure COLLATE "C"
