{#- Parts of the templates of products, whose records lie in binance_raw_product_history. A template names the fields; the
    columns made of them have the fields' own names, so they are quoted ("amtFromSpot").

    open       the lock and the records of one endpoint's pending pages
    judged     reads and judges the fields. ids: what names a record, joined by colons; time: the field with its time;
               amounts and assets: fields with money and with names; words: field -> the values it may have; also: further
               [condition, reason] pairs; arrival: the field with the time at which the money comes, where that is another;
               numbered: the list gives no id, so equal records of one reading are as many facts, numbered (`:2`).
               Gives external_id, family (external_id without that number), moment, arrival and a column per field, and quarantines what is not exact.
    movements  writes legs to binance_reconciliation_transfers, newest evidence winning. legs: rows of [leg, asset, amount,
               touches the wallet, suffix of external_id, time, whether it is due, measure] as expressions, the last five
               optional. Leg 1 comes in, 2 goes out, 3 is a fee. Legs at different times are different facts and need a
               suffix; of one leg each measure has a row. rows_of: what the rows call their source, where that is not the list;
               identity: what makes a record one, where one id is a record of several questions.
    standing   what each word of the list's status says of the balance, for `movements`; without it what is listed counts.
    ARRIVES    the last two of a leg that counts from its arrival. Until the evidence is that new it stands at the time of
               the record, pending.
    swaps      writes an exchange of two assets to binance_reconciliation_trades, once
    in_seconds a time that the list gives in seconds or in milliseconds, told by its digits: 10 and 13 cannot be mistaken
    as_held    for what another list may tell as well: twins.sql, or told_beside_margin.sql, decided on those that stand
    PAID_FROM, PAID_BY_SPOT  what a subscription says of the wallet that paid -#}
{%- import 'macros/canonical.sql' as canonical -%}

{%- set PAID_FROM = [
    ["type IN ('NORMAL', 'AUTO', 'ACTIVITY')"
     ~ " AND coalesce(record ->> 'sourceAccount', '') NOT IN ('SPOT', 'FUNDING', 'SPOTANDFUNDING')",
     'sourceAccount is missing or unknown'],
    ["record ->> 'sourceAccount' = 'SPOTANDFUNDING' AND coalesce(binrecon_exact(record ->> 'amtFromSpot'), -1) < 0",
     'amtFromSpot is missing or not exact']
] -%}
{%- set PAID_BY_SPOT =
    "CASE record ->> 'sourceAccount' WHEN 'SPOTANDFUNDING' THEN binrecon_exact(record ->> 'amtFromSpot') ELSE amount END" -%}

{%- set ARRIVES = [
    "CASE WHEN arrival <= received_at + interval '1 day' THEN arrival ELSE moment END",
    "coalesce(arrival <= received_at + interval '1 day', false)"
] -%}
{#- Their answers tell of all times, whatever window is read. -#}
{%- set WHOLE_LISTS = ['dust_log', 'margin_dust', 'dual_investment'] -%}
{%- set FINAL = {'PENDING': 'pending', 'SUCCESS': 'counts', 'FAILED': 'failed'} -%}

{%- macro in_seconds(field) -%}
binrecon_ms((record ->> '{{ field }}') || CASE octet_length(record ->> '{{ field }}') WHEN 10 THEN '000' ELSE '' END)
{%- endmacro -%}

{%- macro as_held(endpoint) -%}
coalesce((
            SELECT nullif(standing, 'withdrawn') FROM binance_reconciliation_transfers AS held
            WHERE held.email = %(email)s AND held.source = '{{ endpoint }}' AND held.leg = side.leg
              AND held.external_id = newest.external_id || side.suffix
        ), 'counts')
{%- endmacro %}

{%- macro open(endpoint, lock='') -%}
{{ canonical.lock(lock or endpoint) }}

WITH {{ canonical.entries('binance_raw_product_history', 'product_data', endpoint) }},
{%- endmacro %}

{%- macro known(words) -%}
{{ canonical.known(words) }}
{%- endmacro %}

{%- macro standing(field, words) -%}
{{ canonical.standing(field, words) }}
{%- endmacro %}

{%- macro judged(
    ids, time='time', moment='', amounts=['amount'], assets=['asset'], words={}, also=[], arrival='', suffix='', from='entry',
    numbered=false
) -%}
{%- set name -%}
{% for id in ids %}{{ " || ':' || " if not loop.first }}binrecon_name(record ->> '{{ id }}'){% endfor %}{{ suffix }}
{%- endset -%}
{% if numbered -%}
counted AS (
    SELECT *, row_number() OVER (PARTITION BY reading, record ORDER BY fid, ordinal) AS nth FROM {{ from }}
),
{% endif -%}
parsed AS (
    SELECT *, {{ name }} AS family,
        {{ name }}{% if numbered %} || CASE WHEN nth > 1 THEN ':' || nth ELSE '' END{% endif %} AS external_id,
        {% for field in amounts %}binrecon_exact(record ->> '{{ field }}') AS "{{ field }}",
        {% endfor %}
        {%- for field in assets %}binrecon_name(record ->> '{{ field }}') AS "{{ field }}",
        {% endfor %}
        {%- for field in words %}record ->> '{{ field }}' AS "{{ field }}",
        {% endfor %}
        {%- if arrival %}binrecon_ms(record ->> '{{ arrival }}') AS arrival,
        {% endif %}
        {{- moment or "binrecon_ms(record ->> '" ~ time ~ "')" }} AS moment
    FROM {{ 'counted' if numbered else from }}
),
judged AS (
    SELECT *,
        {% if arrival -%}
        {#- A record that touches two days puts its whole window in doubt. -#}
        {{ canonical.day_in_doubt('moment', 'arrival') }} AS at,
        {%- else -%}
        moment AS at,
        {%- endif %} CASE
        WHEN jsonb_typeof(record) <> 'object' THEN 'not an object'
        WHEN external_id IS NULL THEN '{{ ids | join(' or ') }} is missing or not a name'
        {%- for field in amounts %}
        WHEN "{{ field }}" IS NULL OR "{{ field }}" < 0 THEN '{{ field }} is missing or not exact'
        {%- endfor %}
        {%- for field in assets %}
        WHEN "{{ field }}" IS NULL THEN '{{ field }} is missing or not a name'
        {%- endfor %}
        {%- for field in words %}
        WHEN "{{ field }}" IS NULL OR "{{ field }}" NOT IN ({{ canonical.known(words[field]) }}) THEN '{{ field }} is missing or unknown'
        {%- endfor %}
        {%- for condition, reason in also %}
        WHEN {{ condition }} THEN '{{ reason }}'
        {%- endfor %}
        WHEN moment IS NULL OR moment > received_at + interval '1 day' THEN '{{ time }} is missing or impossible'
    END AS reason
    FROM parsed
),
{%- endmacro %}

{%- macro movements(
    endpoint, legs, status='status', standing="'counts'", moved='', counter_party='NULL', rows_of='',
    identity='external_id'
) -%}
{{ canonical.settled(identity, family='family') }},
leg AS (
    SELECT fid, ordinal, received_at, external_id || side.suffix AS external_id, side.at, moment, {{ status }} AS status, side.leg,
        CASE side.leg WHEN 1 THEN 'transfer_in' WHEN 2 THEN 'transfer_out' ELSE 'txn_fee' END AS txn_type,
        '{{ rows_of or endpoint }}' AS txn_subtype, side.asset, CASE side.leg WHEN 1 THEN side.amount ELSE -side.amount END AS amount,
        coalesce(side.touches_spot, false) AS touches_spot,
        CASE WHEN told.standing <> 'counts' OR side.due THEN told.standing ELSE 'pending' END AS standing,
        {{ counter_party }} AS counter_party, NULL AS network, NULL AS txn_hash, side.measure
    FROM newest
    CROSS JOIN LATERAL (VALUES
        {%- for leg in legs %}
        ({{ leg[0] }}::smallint, {{ leg[1] }}, {{ leg[2] }}, {{ leg[3] | default('true') }},
         {{ leg[4] | default("''") }}, {{ leg[5] | default('moment') }}, {{ leg[6] | default('true') }},
         {{ leg[7] | default("'balance'") }})
        {{- "," if not loop.last }}
        {%- endfor %}
    ) AS side (leg, asset, amount, touches_spot, suffix, at, due, measure)
    CROSS JOIN LATERAL (SELECT {{ standing }} AS standing) AS told
),
{{ canonical.transfers(
    rows_of or endpoint, endpoint, 'binance_raw_product_history', listed='moment', moved=moved, measure='leg.measure'
) }}
{{ canonical.refuse('binance_raw_product_history', 'product_data', endpoint not in WHOLE_LISTS, 'doubted') }}
{%- endmacro %}

{#- A swap that stands is not written again; newer evidence that says something else of it goes to quarantine. -#}
{%- macro swaps(endpoint, kind, given, received, good='true') -%}
compared AS (
    SELECT *, min(record::text) OVER same <> max(record::text) OVER same AS contested,
        {{ given[0] }} AS given_asset, {{ given[1] }} AS given,
        {{ received[0] }} AS received_asset, {{ received[1] }} AS received, {{ good }} AS good
    FROM judged
    WINDOW same AS (PARTITION BY reading, family)
),
booked AS (
    SELECT DISTINCT ON (external_id) *
    FROM compared
    WHERE reason IS NULL AND NOT contested AND good
    ORDER BY external_id, received_at, fid, ordinal
),
stored AS (
    SELECT bought.external_id, bought.evidence_at, bought.fid, bought.datetime AS at, bought.asset AS received_asset,
        bought.amount AS received, sold.asset AS given_asset, -sold.amount AS given
    FROM binance_reconciliation_trades AS bought
    JOIN binance_reconciliation_trades AS sold
        ON sold.email = bought.email AND sold.source = bought.source AND sold.external_id = bought.external_id AND sold.leg = 2
    WHERE bought.email = %(email)s AND bought.source = '{{ endpoint }}' AND bought.leg = 1
      AND bought.external_id IN (SELECT external_id FROM compared)
),
believed AS (
    SELECT external_id, evidence_at, fid, at, received_asset, received, given_asset, given FROM stored
    UNION ALL
    SELECT external_id, received_at, fid, at, received_asset, received, given_asset, given FROM booked
    WHERE external_id NOT IN (SELECT external_id FROM stored)
),
{% if endpoint not in WHOLE_LISTS -%}
{{ canonical.missed_trades(endpoint, endpoint, 'binance_raw_product_history') }}
{% endif -%}
refused AS (
    SELECT fid, ordinal, coalesce(reason, 'same id with other content in one reading') AS reason, at
    FROM compared
    WHERE reason IS NOT NULL OR contested
    UNION ALL
    SELECT said.fid, said.ordinal, 'contradicts earlier evidence', {{ canonical.day_in_doubt('said.at', 'believed.at') }}
    FROM compared AS said
    JOIN believed USING (external_id)
    WHERE said.reason IS NULL AND NOT said.contested
      AND CASE
          WHEN said.good THEN
              (said.at, said.received_asset, said.received, said.given_asset, said.given)
              IS DISTINCT FROM
              (believed.at, believed.received_asset, believed.received, believed.given_asset, believed.given)
          ELSE (said.received_at, said.fid) > (believed.evidence_at, believed.fid)
      END
),
written AS (
    INSERT INTO binance_reconciliation_trades
        (source, fid, external_id, leg, datetime, txn_subtype, email, wallet, symbol, asset, amount, agg_id, evidence_at)
    SELECT '{{ endpoint }}', fid, external_id, side.leg, at, side.txn_subtype, %(email)s, %(wallet)s,
        given_asset || '/' || received_asset, side.asset, side.amount, external_id, received_at
    FROM booked
    CROSS JOIN LATERAL (VALUES
        (1::smallint, '{{ kind }}_buy', received_asset, received),
        (2, '{{ kind }}_sell', given_asset, -given)
    ) AS side (leg, txn_subtype, asset, amount)
    ORDER BY external_id, side.leg
    ON CONFLICT (email, source, external_id, leg, measure) DO NOTHING
)
{{ canonical.refuse('binance_raw_product_history', 'product_data', endpoint not in WHOLE_LISTS) }}
{%- endmacro %}
