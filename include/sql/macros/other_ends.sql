{#- Where the records of own transfers say that their other end is, and which lists would tell it. The parameters are those of
    domain/wallets.py: `ledgers`, what lists call a wallet (`words`, `meant`), and the wallets without a ledger (`counters`).

    MOVES     the sources of rows that are a transfer inside the exchange each
    is_end    whether a row of binance_reconciliation_transfers (`leg`) is an end of a transfer inside the exchange: one of those, or
              what the ledger of a wallet calls a transfer
    ledger_id the number that a ledger gives its row
    family    `family` (email): our accounts, which `places` writes as their own rows do
    places    `place` (pid, email, wallet, pair): the account and the wallet that the rows of a relation (`legs`) name, of those that
              name any, and of isolated margin the pair; after family. The columns of `legs` are pid, email, source, endpoint, fid, external_id, leg
              and counter_party. What a record does not say is empty, a wallet that has no ledger keeps the word of its list, an
              account that is none of ours its name
    counters  `counter` (pid, wallet) of the rows of `legs` that have their other end in such a wallet of the same account; after places
    isolated  whether one of two places is isolated margin
    tells     `teller` (endpoint, across, isolated): the lists that tell a wallet's end of a transfer between wallets of one account,
              or `across` accounts, with or without `isolated` margin at one end
    label     a wallet, with the pair of isolated margin where one is told -#}

{%- macro words(names) -%}
{% for name in names %}{{ "'" if loop.first else ", '" }}{{ name }}'{% endfor %}
{%- endmacro %}

{#- A list of own wallets names the other one as counter_party, a list of margin moves does not: what counts there moved to or from
    isolated margin. The list of a pair of isolated margin names both the wallet, with a colon and the pair where it is one, and another
    account by its kind alone; of another account's margin it does not say which. A list of accounts names the other one as
    counter_party, and the wallet on its page. -#}
{%- set OWN = ['wallet_transfer', 'margin_wallet_transfer', 'margin_transfer', 'margin_isolated_transfer'] -%}
{%- set BETWEEN = ['account_transfer', 'margin_account_transfer'] -%}
{%- set PAIR = ['isolated_transfer'] -%}
{%- set MOVES = OWN + PAIR + BETWEEN -%}
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

{%- macro family(legs) -%}
family AS (
    SELECT email FROM binance_reconciliation_days
    UNION
    SELECT email FROM {{ legs }}
)
{%- endmacro %}

{%- macro places(legs) -%}
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
    SELECT pid, email, coalesce(counter_party, 'ISOLATED_MARGIN') AS wallet, '' AS pair FROM {{ legs }} WHERE source IN ({{ words(OWN) }})
    UNION ALL
    SELECT pid, CASE WHEN counter_party ~ '^(MOTHER|SUB)_' THEN '' ELSE email END,
        CASE WHEN counter_party <> 'SUB_MARGIN' THEN regexp_replace(split_part(counter_party, ':', 1), '^(MOTHER|SUB)_', '') END,
        split_part(counter_party, ':', 2)
    FROM {{ legs }}
    WHERE source IN ({{ words(PAIR) }})
    UNION ALL
    SELECT told.pid, coalesce(own.email, CASE WHEN told.counter_party LIKE '%%@%%' THEN told.counter_party END, ''), typed.wallet, ''
    FROM {{ legs }} AS told
    LEFT JOIN family AS own ON lower(own.email) = lower(told.counter_party)
    LEFT JOIN typed USING (endpoint, fid, external_id, leg)
    WHERE told.source IN ({{ words(BETWEEN) }})
    UNION ALL
    SELECT pid, email, 'EARN', '' FROM {{ legs }} WHERE source IN ({{ words(EARN) }})
    UNION ALL
    SELECT pid, 'a custodian', NULL, '' FROM {{ legs }} WHERE source = 'custody_transfer'
),
place AS (
    SELECT named.pid, named.email, coalesce(ours.wallet, named.wallet, '') AS wallet, named.pair
    FROM named
    LEFT JOIN unnest(%(words)s::text[], %(meant)s::text[]) AS ours (word, wallet) ON ours.word = named.wallet
)
{%- endmacro %}

{%- macro isolated(one, other) -%}
'ISOLATED_MARGIN' IN ({{ one }}, {{ other }})
{%- endmacro %}

{%- macro label(wallet, pair) -%}
concat_ws(' ', {{ wallet }}, nullif({{ pair }}, ''))
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
    SELECT endpoint, across, isolated
    FROM (
        VALUES ('wallet_transfer', false, false), ('margin_wallet_transfer', false, false), ('margin_transfer', false, true),
            ('margin_isolated_transfer', false, true), ('isolated_transfer', false, true), ('isolated_transfer', true, true)
    ) AS list (endpoint, across, isolated)
    UNION ALL
    SELECT endpoint, true, isolated
    FROM (
        VALUES ('sub_user_history'), ('universal_transfer'), ('sub_transfer_history'), ('margin_sub_user_history'),
            ('margin_universal_transfer')
    ) AS list (endpoint)
    CROSS JOIN (VALUES (false), (true)) AS way (isolated)
    UNION ALL
    SELECT endpoint, across, isolated
    FROM unnest(%(ledgers)s::text[]) AS endpoint
    CROSS JOIN (VALUES (false), (true)) AS way (across)
    CROSS JOIN (VALUES (false), (true)) AS kind (isolated)
)
{%- endmacro %}
