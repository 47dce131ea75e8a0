-- Purpose: the pairs that what ends say of each other makes of the touched ends, by identity first, then by amount and time, each end in
-- one step alone. Reads the temporary tables binrecon_touched_ends and binrecon_strangers.
-- Grain: one row per pair that nothing speaks against; alone: neither of the two fits another. An end that fits several is left
-- undecided, and so are they: all of them are rows here, and none is alone. step: 1 and 2 tran_id, 3 client_tran_id, 4 txn_hash,
-- 5 and 6 amount_and_time.
-- Identity comes first: tranId, the number that the ledger of a wallet gives, clientTranId, transaction, in this order and each of one asset.
-- Two numberings that nobody says are one may have a number in common, so a ledger's number has to fit in all else; one transaction may
-- hold many outputs, which asset and amount tell apart. Ends of one tranId or clientTranId with two amounts are one transfer told in two
-- ways: no pair, and no later step gets them. An identity is believed before what a record calls a stranger.
-- What no identity names is joined by asset, amount and time; step 5 are those where a record names account and wallet of the other.
-- Times within reach of each other lie in one stretch of that length or in two that follow each other, by which they are joined.
-- Safe to run again: reads only. Parameters: inside and chain (interval): between the two ends of a transfer inside the exchange, and
-- from a withdrawal to its deposit.
{% macro place(named, end) -%}
{{ named }}.other_name IN ('', {{ end }}.name) AND {{ places(named, end) }}
{%- endmacro %}
{%- macro places(named, end) -%}
{{ named }}.other_wallet IN ('', {{ end }}.wallet) AND {{ named }}.other_pair IN ('', {{ end }}.pair)
{%- endmacro %}
{%- macro agreed(named, end) -%}
({{ named }}.other_name IN ('', {{ end }}.name) OR {{ named }}.other_name IN (SELECT name FROM binrecon_strangers)) AND {{ places(named, end) }}
{%- endmacro %}
{%- macro names(named, end) -%}
({{ named }}.other_name <> '' AND {{ named }}.other_wallet <> '' AND {{ place(named, end) }})
{%- endmacro %}
{%- set AGREED = agreed('sent', 'received') ~ '\n        AND ' ~ agreed('received', 'sent') -%}
{%- set MAY_BE_ONE = '(sent.name, sent.wallet, sent.pair) <> (received.name, received.wallet, received.pair)\n        AND '
    ~ place('sent', 'received') ~ ' AND ' ~ place('received', 'sent') -%}
{%- macro stretch(end) -%}
floor(extract(epoch FROM {{ end }}.at))::bigint
            / greatest(1, ceil(extract(epoch FROM CASE WHEN {{ end }}.inside THEN %(inside)s ELSE %(chain)s END)))::bigint
{%- endmacro %}
{%- macro left_after(step, name, before) -%}
{{ name }}_{{ step }} AS MATERIALIZED (
    SELECT * FROM {{ name }}_{{ before }} AS one WHERE NOT EXISTS (SELECT FROM pair_{{ step - 1 }} AS pair WHERE pair.{{ name }}_pid = one.pid)
)
{%- endmacro %}
{%- macro pair(step, sent, received, joined, fits='true') -%}
pair_{{ step }} AS MATERIALIZED (
    SELECT sent.pid AS sent_pid, received.pid AS received_pid, {{ step }} AS step, {{ fits }}
        AND {{ AGREED }} AS fits
    FROM {{ sent }} AS sent
    JOIN {{ received }} AS received ON {{ joined }} AND received.asset = sent.asset
)
{%- endmacro -%}
WITH sent_1 AS NOT MATERIALIZED (
    SELECT * FROM binrecon_touched_ends WHERE amount < 0
), received_1 AS NOT MATERIALIZED (
    SELECT * FROM binrecon_touched_ends WHERE amount > 0
), {{ pair(1, 'sent_1', 'received_1', "received.tran_id = sent.tran_id AND sent.tran_id <> ''", 'received.amount = -sent.amount') }},
{{ left_after(2, 'sent', 1) }}, {{ left_after(2, 'received', 1) }},
{{ pair(2, 'sent_2', 'received_2', "received.number = sent.number AND sent.number <> '' AND received.amount = -sent.amount
        AND coalesce(sent.ledger_id, received.ledger_id, '') <> '' AND " ~ MAY_BE_ONE) }},
{{ left_after(3, 'sent', 2) }}, {{ left_after(3, 'received', 2) }},
{{ pair(3, 'sent_3', 'received_3', "received.client_id = sent.client_id AND sent.client_id <> ''", 'received.amount = -sent.amount') }},
{{ left_after(4, 'sent', 3) }}, {{ left_after(4, 'received', 3) }},
{{ pair(4, 'sent_4', 'received_4', "received.bare_hash = sent.bare_hash AND received.amount = -sent.amount") }},
{{ left_after(5, 'sent', 4) }}, {{ left_after(5, 'received', 4) }},
near AS MATERIALIZED (
    SELECT sent.pid AS sent_pid, received.pid AS received_pid, {{ names('sent', 'received') }} OR {{ names('received', 'sent') }} AS is_named,
        {{ AGREED }} AS fits
    FROM sent_5 AS sent
    JOIN (VALUES (true, -1), (true, 0), (true, 1), (false, 0), (false, 1)) AS reach (inside, stretches) USING (inside)
    JOIN received_5 AS received ON received.inside = sent.inside AND received.asset = sent.asset AND received.amount = -sent.amount
        AND {{ stretch('received') }} = {{ stretch('sent') }} + reach.stretches
    WHERE received.at >= sent.at - CASE WHEN sent.inside THEN %(inside)s ELSE interval '0' END
        AND received.at <= sent.at + CASE WHEN sent.inside THEN %(inside)s ELSE %(chain)s END
        AND (sent.txn_hash IS NULL OR received.txn_hash IS NULL)
        AND (upper(sent.network) <> upper(received.network)) IS NOT TRUE
        AND (sent.ledger_id IS NULL OR received.ledger_id IS NULL OR sent.name = received.name)
        AND {{ MAY_BE_ONE }}
), pair_5 AS MATERIALIZED (
    SELECT sent_pid, received_pid, 5 AS step, fits FROM near WHERE is_named
), pair_6 AS (
    SELECT sent_pid, received_pid, 6 AS step, fits
    FROM near
    WHERE NOT EXISTS (SELECT FROM pair_5 WHERE pair_5.sent_pid = near.sent_pid)
        AND NOT EXISTS (SELECT FROM pair_5 WHERE pair_5.received_pid = near.received_pid)
)
SELECT step, sent_pid, received_pid,
    count(*) OVER (PARTITION BY sent_pid) = 1 AND count(*) OVER (PARTITION BY received_pid) = 1 AS alone
FROM (
    {%- for step in range(1, 7) %}
    SELECT sent_pid, received_pid, step, fits FROM pair_{{ step }}{{ ' UNION ALL' if not loop.last }}
    {%- endfor %}
) AS pair
WHERE fits
