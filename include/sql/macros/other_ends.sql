{#- Where the records of own transfers say that their other end is, and which lists would tell it. The parameters are those of
    domain/wallets.py: `ledgers`, what lists call a wallet (`words`, `meant`), and the wallets without a ledger (`counters`).

    MOVES     the sources of rows that are a transfer inside the exchange each
    is_end    whether a row of binance_reconciliation_transfers (`leg`) is an end of a transfer inside the exchange: one of those, or
              what the ledger of a wallet calls a transfer
    ledger_id the number that a ledger gives its row
    places    `place` (pid, email, wallet): the account and the wallet that the rows of a relation (`legs`) name, of those that name
              any. The columns of `legs` are pid, email, source, endpoint, fid, external_id, leg and counter_party. What a record does
              not say is empty, a wallet that has no ledger keeps the word of its list, an account that is none of ours its name
    counters  `counter` (pid, wallet) of the rows of `legs` that have their other end in such a wallet of the same account; after places
    tells     `teller` (endpoint, across): the lists that tell a wallet's end of a transfer between wallets of one account, or
              `across` accounts -#}

{%- macro words(names) -%}
{% for name in names %}{{ "'" if loop.first else ", '" }}{{ name }}'{% endfor %}
{%- endmacro %}

{#- A list of own wallets names the other one as counter_party, a list of margin moves does not: what counts there moved to or from
    isolated margin. A list of accounts names the other one as counter_party, and the wallet on its page. -#}
{%- set OWN = ['wallet_transfer', 'margin_wallet_transfer', 'margin_transfer', 'margin_isolated_transfer'] -%}
{%- set BETWEEN = ['account_transfer', 'margin_account_transfer'] -%}
{%- set MOVES = OWN + BETWEEN -%}
{#- What leaves for Earn and comes back from it, and shows as nothing else meanwhile. A flexible subscription shows as shares. -#}
{%- set EARN = ['locked_subscription', 'locked_redemption', 'onchain_subscription', 'onchain_redemption'] -%}
{%- set PAGES = [
    ('binance_raw_transfer_between_account_main_spot', 'transfer_data', ['universal_transfer', 'margin_universal_transfer']),
    ('binance_raw_transfer_between_account_sub', 'transfer_data', ['sub_user_history', 'margin_sub_user_history']),
    ('binance_raw_product_history', 'product_data', ['managed_transfer'])
] -%}

{%- macro is_end(leg) -%}
({{ leg }}.source IN ({{ words(MOVES) }}) OR {{ leg }}.source = ANY (%(ledgers)s) AND {{ leg }}.txn_subtype = 'TRANSFER')
{%- endmacro %}

{#- Rows of an income are named by their type, its number and more; those of a list with an id of its own by that alone. -#}
{%- macro ledger_id(leg) -%}
coalesce(nullif(split_part({{ leg }}.external_id, ':', 2), ''), {{ leg }}.external_id)
{%- endmacro %}

{%- macro places(legs) -%}
family AS (
    SELECT email FROM binance_reconciliation_days
    UNION
    SELECT email FROM {{ legs }}
),
typed AS (
    {%- for table, data, endpoints in PAGES %}
    {{- '\n    UNION' if not loop.first }}
    SELECT raw.endpoint, raw.id AS fid, item.record ->> 'tranId' AS external_id, side.leg, side.wallet
    FROM {{ table }} AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.{{ data }}) AS item (record)
    CROSS JOIN LATERAL (
        VALUES (1, item.record ->> 'fromAccountType'), (2, item.record ->> 'toAccountType')
    ) AS side (leg, wallet)
    WHERE raw.id IN (SELECT fid FROM {{ legs }} WHERE endpoint IN ({{ words(endpoints) }}))
      AND jsonb_typeof(raw.{{ data }}) = 'array'
    {%- endfor %}
),
named AS (
    SELECT pid, email, coalesce(counter_party, 'ISOLATED_MARGIN') AS wallet FROM {{ legs }} WHERE source IN ({{ words(OWN) }})
    UNION ALL
    SELECT told.pid, coalesce(own.email, CASE WHEN told.counter_party LIKE '%%@%%' THEN told.counter_party END, ''), typed.wallet
    FROM {{ legs }} AS told
    LEFT JOIN family AS own ON lower(own.email) = lower(told.counter_party)
    LEFT JOIN typed USING (endpoint, fid, external_id, leg)
    WHERE told.source IN ({{ words(BETWEEN) }})
    UNION ALL
    SELECT pid, email, 'EARN' FROM {{ legs }} WHERE source IN ({{ words(EARN) }})
    UNION ALL
    SELECT pid, 'a custodian', NULL FROM {{ legs }} WHERE source = 'custody_transfer'
),
place AS (
    SELECT named.pid, named.email, coalesce(ours.wallet, named.wallet, '') AS wallet
    FROM named
    LEFT JOIN unnest(%(words)s::text[], %(meant)s::text[]) AS ours (word, wallet) ON ours.word = named.wallet
)
{%- endmacro %}

{%- macro counters(legs) -%}
counter AS (
    SELECT pid, place.wallet
    FROM {{ legs }} AS leg
    JOIN place USING (pid)
    WHERE place.email = leg.email AND place.wallet = ANY(%(counters)s::text[])
)
{%- endmacro %}

{%- macro tells() -%}
teller AS (
    SELECT endpoint, across
    FROM (
        VALUES ('wallet_transfer', false), ('margin_wallet_transfer', false), ('sub_user_history', true), ('universal_transfer', true),
            ('sub_transfer_history', true), ('margin_sub_user_history', true), ('margin_universal_transfer', true)
    ) AS list (endpoint, across)
    UNION ALL
    SELECT endpoint, across FROM unnest(%(ledgers)s::text[]) AS endpoint CROSS JOIN (VALUES (false), (true)) AS way (across)
)
{%- endmacro %}
