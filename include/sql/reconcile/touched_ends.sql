-- Purpose: the ends whose matches may be others because these ends changed: they, all that could be the other end of one of them, as it is
-- or as it was, then all that could be the other end of those, and so on. What could be is wider here than where it is decided:
-- one number, clientTranId or transaction of an asset, or asset, amount and time; where nothing of this joins two ends, neither
-- has a say in the matches of the other. Where an account has its first end or loses its last, the ends that name it are with them:
-- it is one of ours from then on, or none any more. Of deposits and withdrawals of one amount on a day one with a transaction looks for
-- those without one alone, which have an index of their own: many with one each would read each other.
-- Grain: one row per end: the changed ones as they are, the others as they were last matched. Safe to run again on an empty
-- binrecon_touched_ends, which it fills. Reads the temporary table binrecon_changed_ends. Parameters: inside and chain (interval): between the two
-- ends of a transfer inside the exchange, and from a withdrawal to its deposit.
{%- set COLUMNS = 'pid, email, wallet, pair, inside, asset, amount, at, other_name, other_wallet, other_pair, '
    ~ 'tran_id, ledger_id, client_id, txn_hash, network, name, number, bare_hash' %}
{%- macro told() -%}
other.pid, other.name, other.inside, other.asset, other.amount, other.at, other.ledger_id IS NOT NULL AS of_ledger, other.number,
               other.client_id, other.bare_hash, other.other_name
{%- endmacro %}
{%- macro near(beside) %}
        UNION ALL
        SELECT {{ told() }}
        FROM binance_transfer_ends AS other
        WHERE other.asset = reached.asset AND other.amount = -reached.amount AND {{ beside }}
          AND other.at >= reached.at - CASE
              WHEN reached.inside THEN %(inside)s WHEN reached.amount > 0 THEN %(chain)s ELSE interval '0' END
          AND other.at <= reached.at + CASE
              WHEN reached.inside THEN %(inside)s WHEN reached.amount < 0 THEN %(chain)s ELSE interval '0' END
          AND NOT (other.ledger_id IS NOT NULL AND reached.of_ledger AND other.name <> reached.name)
          AND other.other_name IN ('', reached.name) AND reached.other_name IN ('', other.name)
{%- endmacro %}
WITH RECURSIVE seed AS (
    SELECT {{ told() }}
    FROM binrecon_changed_ends AS other
), turned AS (
    SELECT changed.name
    FROM (SELECT DISTINCT name FROM binrecon_changed_ends) AS changed
    LEFT JOIN LATERAL (
        SELECT true AS stays
        FROM binance_transfer_ends AS own
        WHERE own.name >= changed.name AND own.name <= changed.name  -- as in strangers.sql
          AND NOT EXISTS (SELECT FROM binrecon_changed_ends AS again WHERE again.pid = own.pid)
        ORDER BY own.name
        LIMIT 1
    ) AS own ON true
    WHERE own.stays IS NULL
), naming AS (
    SELECT other.*
    FROM turned
    CROSS JOIN LATERAL (
        SELECT {{ told() }}
        FROM binance_transfer_ends AS other
        WHERE other.other_name >= turned.name AND other.other_name <= turned.name AND other.other_name NOT IN ('', other.name)
        OFFSET 0  -- else the whole table is read first, though hardly ever an account turns
    ) AS other
), reached AS (
    SELECT * FROM seed
    UNION
    SELECT * FROM naming
    UNION
    SELECT near.*
    FROM reached
    CROSS JOIN LATERAL (
        SELECT {{ told() }}
        FROM binance_transfer_ends AS other
        WHERE other.number = reached.number AND other.asset = reached.asset AND sign(other.amount) = -sign(reached.amount)
        UNION ALL
        SELECT {{ told() }}
        FROM binance_transfer_ends AS other
        WHERE other.client_id = reached.client_id AND other.asset = reached.asset AND sign(other.amount) = -sign(reached.amount)
        UNION ALL
        SELECT {{ told() }}
        FROM binance_transfer_ends AS other
        WHERE other.bare_hash = reached.bare_hash AND other.asset = reached.asset AND other.amount = -reached.amount
        {{- near('other.inside = reached.inside AND (reached.bare_hash IS NULL OR reached.inside)
          AND (other.bare_hash IS NULL OR reached.bare_hash IS NULL)') }}
        {{- near('NOT other.inside AND NOT reached.inside AND reached.bare_hash IS NOT NULL AND other.bare_hash IS NULL') }}
    ) AS near
    WHERE reached.amount <> 0
)
INSERT INTO binrecon_touched_ends (is_sent, is_received, {{ COLUMNS }})
SELECT amount < 0, amount > 0, {{ COLUMNS }}
FROM binrecon_changed_ends
WHERE stands
UNION ALL
SELECT amount < 0, amount > 0, {{ COLUMNS }}
FROM binance_transfer_ends
WHERE pid = ANY (ARRAY(SELECT pid FROM reached EXCEPT SELECT pid FROM seed))
