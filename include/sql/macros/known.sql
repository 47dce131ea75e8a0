{#- What is known of the days of an account in a wallet, for statements that let one day bear witness about another.

    touched   the assets that a gap of v_binance_coverage_gaps (`gap`) can touch, NULL for every one; `info` and `traded` as
              joined by `joins`. A pair touches its two assets and BNB (fees). A pair the exchange no longer lists touches the
              assets it was traded in; one that nothing is known of touches every asset. A list of a pair of isolated margin touches
              what is held in it
    joins     the two joins that `touched` needs
    moves_nothing the lists of which a gap is no gap of a balance
    days      `known` (email, asset, date, wallet): of the days wanted (`wanted`: a relation with these four) those that are
              known: both snapshots are held, the day's own run has judged it and was in no doubt, and every required question
              that could touch the asset has its complete answer
    variances `variances` (email, asset, date, wallet, variance) of the rows of a relation with the first four: what the two
              snapshots differ by that no movement that counts tells (macros/balance_equation.sql); of the balance unless another
              measure is told -#}
{%- import 'macros/balance_equation.sql' as equation -%}

{%- set BY_PAIR = "'trades', 'allocations', 'margin_trades'" -%}
{#- Lists of isolated margin are asked pair by pair; the first one also for all pairs, with an empty key. -#}
{%- set OF_A_PAIR = "(gap.key <> '' AND gap.endpoint IN ('isolated_transfer', 'isolated_borrow', 'isolated_repay', 'isolated_interest',"
    ~ " 'isolated_trades', 'isolated_capital_flow'))" -%}
{#- Lists that no balance rests on: they tell of positions and what changed them. -#}
{%- macro moves_nothing() -%}
'um_trades', 'cm_trades'
{%- endmacro %}

{%- macro joins() -%}
LEFT JOIN binance_exchange_info AS info ON (gap.endpoint IN ({{ BY_PAIR }}) OR {{ OF_A_PAIR }}) AND info.symbol = gap.key
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT leg.asset) || ARRAY['BNB'] AS assets
    FROM binance_reconciliation_trades AS leg
    WHERE gap.endpoint IN ({{ BY_PAIR }}) AND info.symbol IS NULL AND leg.email = gap.email AND leg.symbol = gap.key
    HAVING count(*) > 0
) AS traded ON true
{%- endmacro %}

{%- macro touched() -%}
CASE
        WHEN {{ OF_A_PAIR }} THEN CASE WHEN info.symbol IS NOT NULL
            THEN ARRAY[binrecon_holding(info.symbol, info.base_asset), binrecon_holding(info.symbol, info.quote_asset)]
        END
        WHEN gap.endpoint NOT IN ({{ BY_PAIR }}) THEN NULL
        WHEN info.symbol IS NOT NULL THEN ARRAY[info.base_asset, info.quote_asset, 'BNB']
        ELSE traded.assets
    END
{%- endmacro %}

{%- macro days(wanted) -%}
whole AS (
    SELECT judged.email, judged.date, judged.wallet
    FROM binance_reconciliation_days AS judged
    WHERE (judged.email, judged.date, judged.wallet) IN (SELECT email, date, wallet FROM {{ wanted }})
      AND judged.decided_at IS NOT NULL AND judged.doubts = '{}'
      AND EXISTS (
          SELECT FROM binance_collection_plan AS asked
          WHERE asked.email = judged.email AND asked.date = judged.date AND asked.wallet = judged.wallet AND asked.required
      )
      AND 2 = (
          SELECT count(*) FROM binance_snapshot_days AS held
          WHERE held.email = judged.email AND held.wallet = judged.wallet AND held.date IN (judged.date - 1, judged.date)
      )
),
hole AS (
    SELECT gap.email, gap.date, gap.wallet, {{ touched() }} AS assets
    FROM whole
    JOIN v_binance_coverage_gaps AS gap USING (email, date, wallet)
    {{ joins() }}
    WHERE gap.required AND gap.endpoint NOT IN ({{ moves_nothing() }})
),
known AS (
    SELECT email, asset, date, wallet
    FROM {{ wanted }} AS one
    JOIN whole USING (email, date, wallet)
    WHERE NOT EXISTS (
        SELECT FROM hole
        WHERE (hole.email, hole.date, hole.wallet) = (one.email, one.date, one.wallet)
          AND (hole.assets IS NULL OR one.asset = ANY (hole.assets))
    )
)
{%- endmacro %}

{%- macro variances(wanted, measure="'balance'") -%}
changed AS (
    {{ equation.amounts(wanted, measure) }}
),
variances AS (
    SELECT email, asset, date, wallet, coalesce({{ equation.variance('changed') }}, 0) AS variance
    FROM {{ wanted }} AS one
    LEFT JOIN changed USING (email, asset, date, wallet)
    GROUP BY email, asset, date, wallet
)
{%- endmacro %}
