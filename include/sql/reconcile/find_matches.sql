-- Purpose: match what was sent with what was received among the touched ends. Fills the temporary table binrecon_matched with the pairs
-- that are alone (own_pairs.sql), and tells how many sent ends several others would fit.
-- Grain: one row, with the number of sent ends left undecided; of binrecon_matched one row per own transfer with two ends.
-- matched_on: what says so, in words; of times the distance as days, hours, minutes and seconds.
-- Safe to run again on an empty binrecon_matched. Parameters: as for own_pairs.sql.
{% macro told(distance) -%}
concat(CASE WHEN extract(day FROM {{ distance }}) > 0 THEN extract(day FROM {{ distance }}) || ' day'
                     || CASE WHEN extract(day FROM {{ distance }}) > 1 THEN 's' ELSE '' END || ', ' END,
                to_char({{ distance }}, 'FMHH24:MI:SS'), nullif(to_char({{ distance }}, '.US'), '.000000'))
{%- endmacro -%}
WITH pair AS MATERIALIZED (
    {% include 'reconcile/own_pairs.sql' %}
), matched AS (
    INSERT INTO binrecon_matched
        (method, matched_on, asset, out_pid, in_pid, sender, receiver, sent, received, sent_at, received_at)
    SELECT CASE WHEN step < 3 THEN 'tran_id' WHEN step = 3 THEN 'client_tran_id' WHEN step = 4 THEN 'txn_hash' ELSE 'amount_and_time' END,
        CASE WHEN step < 3 THEN 'tranId ' || sent.number
             WHEN step = 3 THEN 'clientTranId ' || sent.client_id
             WHEN step = 4 THEN 'transaction ' || sent.txn_hash
             ELSE 'asset, amount and ' || {{ told('(greatest(sent.at, received.at) - least(sent.at, received.at))') }} || ' between them' END,
        sent.asset, sent.pid, received.pid, sent.email, received.email, sent.amount, received.amount, sent.at, received.at
    FROM pair
    JOIN binrecon_touched_ends AS sent ON sent.pid = pair.sent_pid
    JOIN binrecon_touched_ends AS received ON received.pid = pair.received_pid
    WHERE pair.alone
)
SELECT count(DISTINCT sent_pid) FROM pair WHERE NOT alone
