-- Converts (`convert/tradeFlow`) become two signed legs of binance_reconciliation_trades: received (1) and given (2). There
-- is no fee; the cost is in the ratio. symbol is fromAsset/toAsset, price the ratio: toAsset for one fromAsset, NULL where it
-- does not fit NUMERIC(36,18): both amounts are exact without it, and a price nobody sums must not unprove a day.
-- Grain: account, orderId, leg. Only SUCCESS is booked; PROCESS, ACCEPT_SUCCESS and FAIL stay raw only until then.
-- A rerun is safe: a booked convert is not written again; newer evidence that says something else of it (other amounts, or
-- no success) goes to quarantine.
-- Parameters: email, wallet. Two statements of one transaction.
{% import 'macros/canonical.sql' as canonical -%}
{{ canonical.lock('trades_convert_history') }}

WITH {{ canonical.entries('binance_raw_convert_history', 'convert_data', 'convert_history') }},
parsed AS (
    SELECT *,
        record ->> 'orderId' AS external_id,
        record ->> 'orderStatus' AS status,
        binrecon_name(record ->> 'fromAsset') AS given_asset,
        binrecon_exact(record ->> 'fromAmount') AS given,
        binrecon_name(record ->> 'toAsset') AS received_asset,
        binrecon_exact(record ->> 'toAmount') AS received,
        binrecon_exact(record ->> 'ratio') AS ratio,
        binrecon_ms(record ->> 'createTime') AS at
    FROM entry
),
judged AS (
    SELECT *, CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL OR external_id !~ '^[1-9][0-9]*$' THEN 'orderId is missing or not a number'
        WHEN status IS NULL OR status NOT IN ('PROCESS', 'ACCEPT_SUCCESS', 'SUCCESS', 'FAIL')
            THEN 'orderStatus is missing or unknown'
        WHEN given_asset IS NULL THEN 'fromAsset is missing or not a name'
        WHEN given IS NULL OR given < 0 THEN 'fromAmount is missing or not exact'
        WHEN received_asset IS NULL THEN 'toAsset is missing or not a name'
        WHEN received IS NULL OR received < 0 THEN 'toAmount is missing or not exact'
        WHEN ratio < 0 THEN 'ratio is negative'
        WHEN at IS NULL OR at > received_at + interval '1 day' THEN 'createTime is missing or impossible'
    END AS reason
    FROM parsed
),
compared AS (
    SELECT *,
        min(record::text) OVER (PARTITION BY reading, external_id)
            <> max(record::text) OVER (PARTITION BY reading, external_id) AS contested
    FROM judged
),
booked AS (
    SELECT DISTINCT ON (external_id) *
    FROM compared
    WHERE reason IS NULL AND NOT contested AND status = 'SUCCESS'
    ORDER BY external_id, received_at, fid, ordinal
),
stored AS (
    SELECT bought.external_id, bought.evidence_at, bought.fid, bought.datetime AS at, bought.asset AS received_asset,
        bought.amount AS received, sold.asset AS given_asset, -sold.amount AS given, bought.price AS ratio
    FROM binance_reconciliation_trades AS bought
    JOIN binance_reconciliation_trades AS sold
        ON sold.email = bought.email AND sold.source = bought.source AND sold.external_id = bought.external_id AND sold.leg = 2
    WHERE bought.email = %(email)s AND bought.source = 'convert' AND bought.leg = 1
      AND bought.external_id IN (SELECT external_id FROM compared)
),
believed AS (
    SELECT external_id, evidence_at, fid, at, received_asset, received, given_asset, given, ratio FROM stored
    UNION ALL
    SELECT external_id, received_at, fid, at, received_asset, received, given_asset, given, ratio FROM booked
    WHERE external_id NOT IN (SELECT external_id FROM stored)
),
{{ canonical.missed_trades('convert', 'convert_history', 'binance_raw_convert_history') }}
refused AS (
    SELECT fid, ordinal, coalesce(reason, 'same id with other content in one reading') AS reason, at
    FROM compared
    WHERE reason IS NOT NULL OR contested
    UNION ALL
    SELECT said.fid, said.ordinal, 'contradicts earlier evidence', {{ canonical.day_in_doubt('said.at', 'believed.at') }}
    FROM compared AS said
    JOIN believed USING (external_id)
    WHERE said.reason IS NULL AND NOT said.contested
      AND CASE
          WHEN said.status = 'SUCCESS' THEN
              (said.at, said.received_asset, said.received, said.given_asset, said.given, said.ratio)
              IS DISTINCT FROM
              (believed.at, believed.received_asset, believed.received, believed.given_asset, believed.given, believed.ratio)
          ELSE (said.received_at, said.fid) > (believed.evidence_at, believed.fid)
      END
),
written AS (
    INSERT INTO binance_reconciliation_trades
        (source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, price, agg_id, evidence_at)
    SELECT 'convert', fid, external_id, side.leg, at, side.txn_subtype, %(email)s, %(wallet)s,
        given_asset || '/' || received_asset, side.asset, side.amount, ratio, external_id, received_at
    FROM booked
    CROSS JOIN LATERAL (VALUES
        (1::smallint, 'convert_buy', received_asset, received),
        (2, 'convert_sell', given_asset, -given)
    ) AS side (leg, txn_subtype, asset, amount)
    ORDER BY external_id, side.leg
    ON CONFLICT (email, source, external_id, leg, measure) DO NOTHING
)
{{ canonical.refuse('binance_raw_convert_history', 'convert_data') }}
