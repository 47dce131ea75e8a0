-- Moves into and out of a pair of isolated margin (`margin/transfer`, asked for one pair) become one leg each of
-- binance_reconciliation_transfers: in (1) where the record says that they reached isolated margin, out (2) where they left it, at
-- `timestamp`, in seconds or in milliseconds, told by the digits. The other end, whichever it is, is told by the lists of its own
-- wallet or account; of a move between two pairs each pair's answer tells the leg of its own. What the list says without a pair (an
-- empty key) only names pairs to ask: of a move to or from SPOT it need not name any.
-- Grain: account, txId, leg. Only CONFIRMED has effect. A record that names no wallets, no isolated margin, or another pair than the
-- one that was asked is refused: what it did to this pair cannot be told.
-- counter_party: the other wallet as the list calls it, with a colon and the pair where that is another pair.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/margin_moves.sql' as margin -%}
{% import 'macros/products.sql' as product -%}
{%- set LEAVES = "coalesce(" ~ margin.FROM ~ ", '') = 'ISOLATED_MARGIN' AND coalesce(record ->> 'fromSymbol', key) = key" -%}
{%- set REACHES = "coalesce(" ~ margin.TO ~ ", '') = 'ISOLATED_MARGIN' AND coalesce(record ->> 'toSymbol', key) = key" -%}
{{ product.open('isolated_transfer') }}
asked AS (
    SELECT * FROM entry WHERE key <> ''
),
{{ product.judged(
    ids=['txId'], time='timestamp', from='asked', words={'type': ['ROLL_IN', 'ROLL_OUT'], 'status': margin.STATUSES},
    moment=product.in_seconds('timestamp'),
    also=[
        ["coalesce(" ~ margin.FROM ~ ", 'SPOT') NOT IN (" ~ product.known(margin.WALLETS) ~ ")", 'transFrom is unknown'],
        ["coalesce(" ~ margin.TO ~ ", 'SPOT') NOT IN (" ~ product.known(margin.WALLETS) ~ ")", 'transTo is unknown'],
        ["status <> 'FAILED' AND (" ~ LEAVES ~ ") = (" ~ REACHES ~ ")", 'it does not say which way it went of the pair that was asked']
    ]
) }}
{{ product.movements('isolated_transfer', [[
    "CASE WHEN " ~ REACHES ~ " THEN 1 ELSE 2 END", "binrecon_holding(key, \"asset\")",
    "\"amount\""
]], standing=product.standing('status', margin.STATUSES), identity='external_id, key',
    counter_party="CASE WHEN " ~ REACHES
        ~ " THEN concat_ws(':', " ~ margin.FROM ~ ", CASE " ~ margin.FROM ~ " WHEN 'ISOLATED_MARGIN' THEN record ->> 'fromSymbol' END)"
        ~ " ELSE concat_ws(':', " ~ margin.TO ~ ", CASE " ~ margin.TO ~ " WHEN 'ISOLATED_MARGIN' THEN record ->> 'toSymbol' END) END") }}
