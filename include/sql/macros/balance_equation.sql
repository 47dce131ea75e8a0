{#- The balance equation of one wallet, the same for each measure of an asset: opening + movements = expected,
    actual - expected = variance. Movements are signed, and only those that count; a day is [00:00, next 00:00) UTC.

    A balance that was read after midnight, as the exchange gives no snapshot of the wallet, is that at midnight once what moved
    from midnight to the reading is taken off; snapshots are of before midnight, and nothing is.

    amounts   the terms of the equation, one row each, as asset, measure, kind and amount: 1 opening, 2 and 3 transfers in and out,
              4 and 5 trades in and out, 6 fees, 7 actual. Of the account-day of the parameters, all measures; or, with email,
              date and wallet before them, of one measure, the balance unless told, of the rows of `wanted`, a relation with email,
              asset, date and wallet
    variance  what such rows come to where both snapshots are held
    after_midnight  the movements from midnight to such a reading, by the day that the reading ends: a table of email, wallet, date,
              asset, measure and amount
    expected  of a row that has the sums of each kind as columns (reconcile/balance_lines.sql) -#}

{%- macro amounts(wanted='', measure="'balance'") -%}
{%- set email, wallet, date = ('one.email', 'one.wallet', 'one.date') if wanted else ('%(email)s', '%(wallet)s', '%(day)s::date') -%}
{%- set row = 'one.email, one.date, one.wallet, ' if wanted else '' -%}
{%- set first = wanted ~ ' AS one\n    JOIN ' if wanted else '' -%}
{%- set of_it = "ON term.asset = one.asset AND term.measure = " ~ measure ~ " AND" if wanted else 'WHERE' -%}
SELECT {{ row }}term.asset, term.measure, CASE WHEN term.date = {{ date }} THEN 7 ELSE 1 END AS kind, term.amount
    FROM {{ first }}(
        SELECT email, wallet, date, asset, held.measure, held.amount
        FROM binance_reconciliation_balances
        CROSS JOIN LATERAL (
            VALUES ('balance', raw_balance), ('loan', raw_loan), ('interest', raw_interest), ('unrealised_pnl', raw_unrealised_pnl)
        ) AS held (measure, amount)
    ) AS term
    {{ of_it }} term.email = {{ email }} AND term.wallet = {{ wallet }} AND term.date IN ({{ date }} - 1, {{ date }})
      AND term.amount IS NOT NULL
    UNION ALL
    SELECT {{ row }}term.asset, term.measure, CASE term.leg WHEN 1 THEN 2 WHEN 2 THEN 3 ELSE 6 END, term.amount
    FROM {{ first }}binance_reconciliation_transfers AS term
    {{ of_it }} term.email = {{ email }} AND term.wallet = {{ wallet }} AND term.effective
      AND term.datetime >= {{ date }}::timestamp AT TIME ZONE 'UTC' AND term.datetime < ({{ date }} + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT {{ row }}term.asset, term.measure, CASE term.leg WHEN 1 THEN 4 WHEN 2 THEN 5 ELSE 6 END, term.amount
    FROM {{ first }}binance_reconciliation_trades AS term
    {{ of_it }} term.email = {{ email }} AND term.wallet = {{ wallet }}
      AND term.datetime >= {{ date }}::timestamp AT TIME ZONE 'UTC' AND term.datetime < ({{ date }} + 1)::timestamp AT TIME ZONE 'UTC'
    UNION ALL
    SELECT {{ row }}term.asset, term.measure, CASE WHEN term.date = {{ date }} THEN 7 ELSE 1 END, -term.amount
    FROM {{ first }}({{ after_midnight() }}) AS term
    {{ of_it }} term.email = {{ email }} AND term.wallet = {{ wallet }} AND term.date IN ({{ date }} - 1, {{ date }})
{%- endmacro %}

{%- macro after_midnight() -%}
SELECT held.email, held.wallet, held.date, leg.asset, leg.measure, leg.amount
        FROM binance_snapshot_days AS held
        CROSS JOIN LATERAL (
            SELECT asset, measure, amount FROM binance_reconciliation_transfers
            WHERE email = held.email AND wallet = held.wallet AND effective
              AND datetime >= (held.date + 1)::timestamp AT TIME ZONE 'UTC' AND datetime <= held.update_time
            UNION ALL
            SELECT asset, measure, amount FROM binance_reconciliation_trades
            WHERE email = held.email AND wallet = held.wallet
              AND datetime >= (held.date + 1)::timestamp AT TIME ZONE 'UTC' AND datetime <= held.update_time
        ) AS leg
        WHERE held.update_time >= (held.date + 1)::timestamp AT TIME ZONE 'UTC'
{%- endmacro %}

{%- macro variance(term) -%}
sum(CASE {{ term }}.kind WHEN 7 THEN {{ term }}.amount ELSE -{{ term }}.amount END)
{%- endmacro %}

{%- macro expected() -%}
opening + transfers_in + transfers_out + trades_in + trades_out + fees
{%- endmacro %}
