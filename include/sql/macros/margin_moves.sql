{#- Moves of the list of margin moves (`margin/transfer`) that no other list tells: those between one wallet, which the list calls
    `wallet`, and isolated margin become one leg each of binance_reconciliation_transfers, in (1) or out (2) by the wallets that the
    record names. All other moves of the list have no effect: `own` and `between` are the sources of the lists that tell them. Whoever
    uses it includes told_beside_margin.sql after it.

    others  what it calls the wallet's like in other accounts: such a move counts in the lists of accounts, or is refused
    comes   the type of a move that brings money to the wallet
    beside  of rows of `own` (`told`): that they are moves to and from margin
    ways    further [condition, reason] pairs -#}
{%- import 'macros/products.sql' as product -%}

{%- set STATUSES = {'PENDING': 'pending', 'CONFIRMED': 'counts', 'FAILED': 'failed'} -%}
{%- set WALLETS = [
    'SPOT', 'FUTURES', 'FIAT', 'DELIVERY', 'MINING', 'ISOLATED_MARGIN', 'FUNDING', 'MOTHER_SPOT', 'OPTION', 'SUB_SPOT',
    'SUB_MARGIN', 'CROSS_MARGIN'
] -%}
{%- set FROM = "record ->> 'transFrom'" -%}
{%- set TO = "record ->> 'transTo'" -%}

{%- macro moves(endpoint, wallet, own, between, others, comes, beside='true', ways=[]) -%}
{#- By its id; or, as no document says that the ids are the same, a move to or from margin of that amount in that second. -#}
{%- set same_id = "told.external_id = parsed.external_id" -%}
{%- set same_move =
    "told.source = '" ~ own ~ "' AND " ~ beside ~ " AND told.asset = parsed.asset"
    ~ " AND told.amount = CASE type WHEN '" ~ comes ~ "' THEN parsed.amount ELSE -parsed.amount END"
    ~ " AND date_trunc('second', told.datetime) = date_trunc('second', moment)" -%}
{%- set told =
    "EXISTS (SELECT FROM binance_reconciliation_transfers AS told WHERE told.email = %(email)s"
    ~ " AND told.source IN ('" ~ own ~ "', '" ~ between ~ "') AND (" -%}
{{ product.open(endpoint, lock='transfers_account_transfer') }}
{{ product.judged(
    ids=['txId'], time='timestamp', words={'type': ['ROLL_IN', 'ROLL_OUT'], 'status': STATUSES},
    moment=product.in_seconds('timestamp'),
    also=[
        ["coalesce(" ~ FROM ~ ", 'SPOT') NOT IN (" ~ product.known(WALLETS) ~ ")", 'transFrom is unknown'],
        ["coalesce(" ~ TO ~ ", 'SPOT') NOT IN (" ~ product.known(WALLETS) ~ ")", 'transTo is unknown']
    ] + ways + [
        ["status = 'CONFIRMED' AND (" ~ FROM ~ " IS NULL OR " ~ TO ~ " IS NULL)"
         ~ " AND NOT " ~ told ~ same_id ~ " OR " ~ same_move ~ "))",
         'transFrom or transTo is missing, and no other list tells it'],
        ["status = 'CONFIRMED' AND (" ~ FROM ~ " IN (" ~ product.known(others) ~ ") OR " ~ TO ~ " IN (" ~ product.known(others) ~ "))"
         ~ " AND NOT " ~ told ~ same_id ~ "))",
         'it names another account, and no list of accounts tells it']
    ]
) }}
{{ product.movements(endpoint, [
    [1, '"asset"', '"amount"', TO ~ " = '" ~ wallet ~ "' AND " ~ FROM ~ " = 'ISOLATED_MARGIN'"],
    [2, '"asset"', '"amount"', FROM ~ " = '" ~ wallet ~ "' AND " ~ TO ~ " = 'ISOLATED_MARGIN'"]
], standing="CASE WHEN status = 'CONFIRMED' AND " ~ product.as_held(endpoint) ~ " = 'told_elsewhere' THEN 'told_elsewhere' ELSE "
   ~ product.standing('status', STATUSES) ~ " END") }}
{%- endmacro %}
