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
-- Each step by identity is a full join, so that what it leaves over is known with its pairs; the next step gets that, and what has no such
-- identity, with no more columns than steps look at, those first that tell who takes part: a row is read up to the last column that is asked for.
-- Steps 5 and 6 are one join, of which 6 gets what 5 does not name. Times are joined by stretches as long as the time within which the other end
-- can lie, so that this lies in two that follow each other. Two transactions are never one: a sent end with one meets the received
-- ends without one alone, else a day of equal amounts would be compared each with each.
-- Safe to run again: reads only. Parameters: inside and chain (interval): between the two ends of a transfer inside the exchange, and
-- from a withdrawal to its deposit.
{% macro place(named, end) -%}
{{ named }}.other_name IN ({{ end }}.name, '') AND {{ places(named, end) }}
{%- endmacro %}
{%- macro places(named, end) -%}
{{ named }}.other_wallet IN ('', {{ end }}.wallet) AND {{ named }}.other_pair IN ('', {{ end }}.pair)
{%- endmacro %}
{%- macro agreed(named, end) -%}
({{ named }}.other_name IN ({{ end }}.name, '') OR {{ named }}.other_name IN (SELECT name FROM binrecon_strangers)) AND {{ places(named, end) }}
{%- endmacro %}
{%- macro names(named, end) -%}
({{ named }}.other_name <> '' AND {{ named }}.other_wallet <> '' AND {{ place(named, end) }})
{%- endmacro %}
{%- set AGREED = agreed('sent', 'received') ~ '\n        AND ' ~ agreed('received', 'sent') -%}
{%- set MAY_BE_ONE = '(sent.name, sent.wallet, sent.pair) <> (received.name, received.wallet, received.pair)\n        AND '
    ~ place('sent', 'received') ~ ' AND ' ~ place('received', 'sent') -%}
{%- set COLUMNS = 'pid, at, is_sent, is_received, inside, number, client_id, bare_hash, asset, amount, name, wallet, pair, '
    ~ 'other_name, other_wallet, other_pair, ledger_id, network' -%}
{%- macro step(number, ends, identity, joined='', fits='true') -%}
step_{{ number }} AS MATERIALIZED (
    SELECT sent.pid AS sent_pid, received.pid AS received_pid, {{ fits }}
        AND {{ AGREED }} AS fits
    FROM (SELECT * FROM {{ ends }} WHERE is_sent AND {{ identity }} IS NOT NULL) AS sent
    FULL JOIN (SELECT * FROM {{ ends }} WHERE is_received AND {{ identity }} IS NOT NULL) AS received
        ON received.{{ identity }} = sent.{{ identity }} AND received.asset = sent.asset{{ joined }}
), left_{{ number }} AS MATERIALIZED (
    SELECT {{ COLUMNS }}
    FROM {{ ends }}
    WHERE {{ identity }} IS NULL
        OR pid IN (SELECT coalesce(sent_pid, received_pid) FROM step_{{ number }} WHERE sent_pid IS NULL OR received_pid IS NULL)
)
{%- endmacro %}
{%- macro reach(end) -%}
greatest(CASE WHEN {{ end }}.inside THEN %(inside)s + %(inside)s ELSE %(chain)s END, interval '1 second')
{%- endmacro %}
{%- macro stretch(end, at) -%}
date_bin({{ reach(end) }}, {{ at }}, timestamptz 'epoch')
{%- endmacro %}
{%- macro near(sent, received) -%}
SELECT sent.pid AS sent_pid, received.pid AS received_pid, {{ names('sent', 'received') }} OR {{ names('received', 'sent') }} AS is_named,
        {{ AGREED }} AS fits
    FROM (
        SELECT one.*, {{ stretch('one', 'CASE WHEN one.inside THEN one.at - %(inside)s ELSE one.at END') }}
            + unnest(ARRAY[interval '0', {{ reach('one') }}]) AS stretch
        FROM left_4 AS one
        WHERE is_sent AND {{ sent }}
    ) AS sent
    JOIN (SELECT * FROM left_4 WHERE is_received AND {{ received }}) AS received
        ON received.inside = sent.inside AND received.asset = sent.asset
        AND received.amount = -sent.amount AND {{ stretch('received', 'received.at') }} = sent.stretch
    WHERE received.at >= sent.at - CASE WHEN sent.inside THEN %(inside)s ELSE interval '0' END
        AND received.at <= sent.at + CASE WHEN sent.inside THEN %(inside)s ELSE %(chain)s END
        AND (upper(sent.network) <> upper(received.network)) IS NOT TRUE
        AND (sent.ledger_id IS NULL OR received.ledger_id IS NULL OR sent.name = received.name)
        AND {{ MAY_BE_ONE }}
{%- endmacro -%}
WITH {{ step(1, 'binrecon_touched_ends', 'tran_id', fits='received.amount = -sent.amount') }},
{{ step(2, 'left_1', 'number', " AND received.amount = -sent.amount
            AND coalesce(sent.ledger_id, received.ledger_id) IS NOT NULL AND " ~ MAY_BE_ONE) }},
{{ step(3, 'left_2', 'client_id', fits='received.amount = -sent.amount') }},
{{ step(4, 'left_3', 'bare_hash', ' AND received.amount = -sent.amount') }},
near AS MATERIALIZED (
    {{ near('bare_hash IS NULL', 'true') }}
    UNION ALL
    {{ near('bare_hash IS NOT NULL', 'bare_hash IS NULL') }}
), pair_5 AS MATERIALIZED (
    SELECT sent_pid, received_pid, fits FROM near WHERE is_named
), pair_6 AS (
    SELECT sent_pid, received_pid, fits
    FROM near
    WHERE NOT EXISTS (SELECT FROM pair_5 WHERE pair_5.sent_pid = near.sent_pid)
        AND NOT EXISTS (SELECT FROM pair_5 WHERE pair_5.received_pid = near.received_pid)
)
SELECT step, sent_pid, received_pid,
    count(*) OVER (PARTITION BY sent_pid) = 1 AND count(*) OVER (PARTITION BY received_pid) = 1 AS alone
FROM (
    {%- for step in ('step_1', 'step_2', 'step_3', 'step_4', 'pair_5', 'pair_6') %}
    SELECT sent_pid, received_pid, {{ loop.index }} AS step, fits FROM {{ step }}{{ ' UNION ALL' if not loop.last }}
    {%- endfor %}
) AS pair
WHERE fits AND sent_pid IS NOT NULL AND received_pid IS NOT NULL
