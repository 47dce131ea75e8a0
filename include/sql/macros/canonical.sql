{#- Parts that the canonical templates share. They are Common Table Expressions: each gives its columns to the next.

    lock      one run of a template and account at a time; a statement of its own, so that the next one sees what the run
              before it has committed
    entries   takes the pages off binance_pages_pending and gives one row per record: fid, key, received_at, ordinal, record
    settled   from `judged` (fid, ordinal, received_at, external_id, at, reason …): `refused`, and `newest`, the newest
              evidence of each record, which its external_id names or the columns that are given
    day_in_doubt the time to refuse a record with that says another time than the evidence it contradicts
    transfers writes `leg` rows to binance_reconciliation_transfers
    refuse    writes `refused` (fid, ordinal, reason, at) to binance_quarantine; the last part -#}

{%- macro lock(template) -%}
SELECT pg_advisory_xact_lock(hashtext('canonical/{{ template }}'), hashtext(%(email)s));
{%- endmacro %}

{#- What is not a list becomes one record that is not an object, and is refused as such. -#}
{%- macro records(column) -%}
jsonb_array_elements(
        CASE jsonb_typeof({{ column }}) WHEN 'array' THEN {{ column }} ELSE jsonb_build_array(jsonb_build_array({{ column }})) END
    ) WITH ORDINALITY
{%- endmacro %}

{%- macro entries(raw_table, data, endpoint) -%}
taken AS (
    DELETE FROM binance_pages_pending
    WHERE raw_table = '{{ raw_table }}' AND email = %(email)s AND endpoint = '{{ endpoint }}'
    RETURNING page_id
),
entry AS (
    SELECT raw.id AS fid, raw.key, raw.received_at, item.ordinal, item.record
    FROM taken
    JOIN {{ raw_table }} AS raw ON raw.id = taken.page_id
    CROSS JOIN LATERAL {{ records('raw.' ~ data) }} AS item (record, ordinal)
)
{%- endmacro %}

{#- A page that says two things of one id is believed in neither. -#}
{%- macro settled(identity='external_id') -%}
compared AS (
    SELECT *, min(record::text) OVER same <> max(record::text) OVER same AS contested
    FROM judged
    WINDOW same AS (PARTITION BY fid, {{ identity }})
),
refused AS (
    SELECT fid, ordinal, coalesce(reason, 'same id with other content in one page') AS reason, at
    FROM compared
    WHERE reason IS NOT NULL OR contested
),
newest AS (
    SELECT DISTINCT ON ({{ identity }}) *
    FROM compared
    WHERE reason IS NULL AND NOT contested
    ORDER BY {{ identity }}, received_at DESC, fid DESC, ordinal
)
{%- endmacro %}

{#- Words in quotes, of a list or of the keys of a dictionary. -#}
{%- macro known(words) -%}
{% for word in words %}{{ "'" if loop.first else ", '" }}{{ word }}'{% endfor %}
{%- endmacro %}

{#- The standing that each word of a list's status gives a record of SPOT: counts, pending (may still come true) or failed
    (final, moved nothing). A word that is not among them was refused before. -#}
{%- macro standing(field, words) -%}
CASE {{ field }}{% for word in words %} WHEN '{{ word }}' THEN '{{ words[word] }}'{% endfor %} END
{%- endmacro %}

{#- `leg` has: fid, received_at, external_id, at, status, leg, txn_type, txn_subtype, asset, amount, touches_spot, standing,
    counter_party, network, txn_hash. A record that stopped touching SPOT stays as a row that is `elsewhere`; so does any leg
    for which `kept` holds. A row without effect keeps evidence that is older, or believed less, from counting when it is read
    later. Among accounts the witness `universal_transfer` is believed before `sub_transfer_history`, whichever is newer. -#}
{%- macro transfers(source, endpoint, kept='touches_spot') -%}
written AS (
    INSERT INTO binance_reconciliation_transfers AS held
        (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
         standing, counter_party, network, txn_hash, evidence_at)
    SELECT '{{ source }}', '{{ endpoint }}', fid, external_id, leg, at, txn_type, txn_subtype, %(email)s, 'SPOT', asset,
        amount, status, CASE WHEN touches_spot THEN standing ELSE 'elsewhere' END, counter_party, network, txn_hash,
        received_at
    FROM leg
    WHERE {{ kept }} OR EXISTS (
        SELECT FROM binance_reconciliation_transfers AS known
        WHERE known.email = %(email)s AND known.source = '{{ source }}' AND known.external_id = leg.external_id
          AND known.leg = leg.leg
    )
    ORDER BY external_id, leg
    ON CONFLICT (email, source, external_id, leg) DO UPDATE
    SET endpoint = excluded.endpoint, fid = excluded.fid, datetime = excluded.datetime, asset = excluded.asset,
        amount = excluded.amount, status = excluded.status, standing = excluded.standing,
        counter_party = excluded.counter_party, network = excluded.network, txn_hash = excluded.txn_hash,
        evidence_at = excluded.evidence_at, reconciled = false, updated_at = clock_timestamp()
    WHERE (excluded.endpoint = 'universal_transfer', excluded.evidence_at, excluded.fid)
          > (held.endpoint = 'universal_transfer', held.evidence_at, held.fid)
      AND (excluded.endpoint, excluded.datetime, excluded.asset, excluded.amount, excluded.status, excluded.standing,
           excluded.counter_party, excluded.network, excluded.txn_hash)
          IS DISTINCT FROM
          (held.endpoint, held.datetime, held.asset, held.amount, held.status, held.standing, held.counter_party,
           held.network, held.txn_hash)
)
{%- endmacro %}

{#- Two days of one fact are both in doubt: no time, so that the whole window is. -#}
{%- macro day_in_doubt(said, held) -%}
CASE WHEN ({{ said }} AT TIME ZONE 'UTC')::date = ({{ held }} AT TIME ZONE 'UTC')::date THEN {{ said }} END
{%- endmacro %}

{#- A time outside the page's window says nothing of which day is touched: then the whole window is in doubt. A list that
    tells of all times whatever is asked (`windowed` false) is believed in any time that is past. -#}
{%- macro refuse(raw_table, data, windowed=true) -%}
INSERT INTO binance_quarantine
    (email, endpoint, key, coverage_id, raw_table, fid, ordinal, reason, record, exchange_time, window_start, window_end)
SELECT raw.email, raw.endpoint, raw.key, raw.coverage_id, '{{ raw_table }}', raw.id, refused.ordinal, min(refused.reason),
    coalesce(raw.{{ data }} -> (refused.ordinal - 1)::int, raw.{{ data }})::text,
    {% if windowed -%}
    CASE WHEN min(refused.at) >= raw.window_start AND min(refused.at) < raw.window_end THEN min(refused.at) END,
    {%- else -%}
    CASE WHEN min(refused.at) <= raw.received_at THEN min(refused.at) END,
    {%- endif %}
    raw.window_start, raw.window_end
FROM refused
JOIN {{ raw_table }} AS raw ON raw.id = refused.fid
GROUP BY raw.id, refused.ordinal
ORDER BY raw.id, refused.ordinal
ON CONFLICT (raw_table, fid, ordinal) DO NOTHING;
{%- endmacro %}
