
{#- Parts that the canonical templates share. They are Common Table Expressions: each gives its columns to the next.

    Their parameters are email and wallet: the one that the list's records book to.

    lock      one run of a template and account at a time; a statement of its own, so that the next one sees what the run
              before it has committed
    entries   takes the pages of complete readings off binance_pages_pending and gives one row per record of those readings:
              fid, reading, key, received_at, ordinal, record; `listing` has one row per reading
    settled   from `judged` (fid, reading, ordinal, received_at, external_id, at, reason …): `refused`, and `newest`, the
              newest evidence of each record, which its external_id names or the columns that are given
    day_in_doubt the time to refuse a record with that says another time than the evidence it contradicts
    transfers writes `leg` rows to binance_reconciliation_transfers and withdraws those a newer reading does not list any
              more; `doubted` is `refused` with the records that contradict what stands
    refuse    writes `refused`, or the rows that are named, (fid, ordinal, reason, at) to binance_quarantine; the last part -#}

{%- macro lock(template) -%}
SELECT pg_advisory_xact_lock(hashtext('canonical/{{ template }}'), hashtext(%(email)s));
{%- endmacro %}

{#- What is not a list becomes one record that is not an object, and is refused as such. -#}
{%- macro records(column) -%}
jsonb_array_elements(
        CASE jsonb_typeof({{ column }}) WHEN 'array' THEN {{ column }} ELSE jsonb_build_array(jsonb_build_array({{ column }})) END
    ) WITH ORDINALITY
{%- endmacro %}

{#- Whether no reading that is not complete holds the page. -#}
{%- macro whole(page) -%}
NOT EXISTS (
          SELECT FROM binance_collection_coverage AS begun
          WHERE begun.id = {{ page }}.coverage_id AND begun.status <> 'complete'
      )
{%- endmacro %}

{#- A reading is one pass over a list: one coverage row. Only a complete one is read, and always whole: what a list says of
    a record, how many equal ones it holds and what it does not list any more is told by all its pages together. Pages of a
    reading under way wait; those of one that was given up or replaced stay as evidence and are read no more. Of readings that overlap
    the older ones are read first, each by a run of its own, so that what contradicts what is seen in whatever portions they
    come. -#}
{%- macro entries(raw_table, data, endpoint) -%}
given_up AS (
    DELETE FROM binance_pages_pending AS pending
    USING {{ raw_table }} AS raw, binance_collection_coverage AS begun
    WHERE pending.raw_table = '{{ raw_table }}' AND pending.email = %(email)s AND pending.endpoint = '{{ endpoint }}'
      AND raw.id = pending.page_id AND begun.id = raw.coverage_id AND begun.status <> 'complete'
      AND (begun.finished_at IS NOT NULL OR EXISTS (
          -- Killed without a word, or as good as that: a newer one tells all of its window, or it has taken too long.
          SELECT FROM binance_collection_coverage AS newer
          WHERE newer.email = begun.email AND newer.endpoint = begun.endpoint AND newer.key = begun.key
            AND newer.status = 'complete' AND newer.id > begun.id
            AND (newer.window_start <= begun.window_start AND newer.window_end >= begun.window_end
                 OR newer.asked_at > begun.asked_at + interval '1 day')
      ))
),
taken AS (
    DELETE FROM binance_pages_pending AS pending
    USING {{ raw_table }} AS raw
    WHERE pending.raw_table = '{{ raw_table }}' AND pending.email = %(email)s AND pending.endpoint = '{{ endpoint }}'
      AND raw.id = pending.page_id AND {{ whole('raw') }}
      AND NOT EXISTS (
          SELECT FROM binance_pages_pending AS unread
          JOIN {{ raw_table }} AS older ON older.id = unread.page_id
          WHERE unread.raw_table = '{{ raw_table }}' AND unread.email = %(email)s AND unread.endpoint = '{{ endpoint }}'
            AND older.key = raw.key AND older.coverage_id < raw.coverage_id
            AND older.window_start < raw.window_end AND older.window_end > raw.window_start AND {{ whole('older') }}
      )
    RETURNING raw.coverage_id
),
page AS MATERIALIZED (
    SELECT id, coverage_id, key, window_start, window_end, received_at, {{ data }} AS records
    FROM {{ raw_table }}
    WHERE email = %(email)s AND endpoint = '{{ endpoint }}' AND coverage_id IN (SELECT coverage_id FROM taken)
),
listing AS MATERIALIZED (
    SELECT page.coverage_id AS reading, page.key, max(page.id) AS fid, min(page.received_at) AS begun_at,
        max(page.received_at) AS ended_at, coalesce(proved.asked_at, min(page.received_at)) AS asked_at,
        coalesce(proved.window_start, min(page.window_start)) AS window_start,
        coalesce(proved.window_end, max(page.window_end)) AS window_end
    FROM page
    LEFT JOIN binance_collection_coverage AS proved ON proved.id = page.coverage_id
    GROUP BY page.coverage_id, page.key, proved.id
),
entry AS (
    SELECT page.id AS fid, page.coverage_id AS reading, page.key, page.received_at, item.ordinal, item.record
    FROM page
    CROSS JOIN LATERAL {{ records('page.records') }} AS item (record, ordinal)
)
{%- endmacro %}

{#- A reading that says two things of one id is believed in neither. `family` names what must not differ within a reading,
    where that is wider than the identity. -#}
{%- macro settled(identity='external_id', family='') -%}
compared AS (
    SELECT *, min(record::text) OVER same <> max(record::text) OVER same AS contested
    FROM judged
    WINDOW same AS (PARTITION BY reading, {{ family or identity }})
),
refused AS (
    SELECT fid, ordinal, coalesce(reason, 'same id with other content in one reading') AS reason, at
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

{#- The standing that each word of a list's status gives a record of the wallet: counts, pending (may still come true) or failed
    (final, moved nothing). A word that is not among them was refused before. -#}
{%- macro standing(field, words) -%}
CASE {{ field }}{% for word in words %} WHEN '{{ word }}' THEN '{{ words[word] }}'{% endfor %} END
{%- endmacro %}

{%- set CONTRADICTS = 'contradicts earlier evidence' -%}
{%- set VANISHED = 'listed before, and not any more' -%}

{#- Whether an older answer was refused for saying exactly what this record says: half a day older at least, since an outage
    gives one wrong answer after the other. Then it is believed. -#}
{%- macro said_before(said) -%}
EXISTS (
        SELECT FROM binance_quarantine AS before
        JOIN binance_collection_coverage AS first ON first.id = before.coverage_id
        WHERE before.email = %(email)s AND before.endpoint = first.endpoint AND before.key = {{ said }}.key
          AND before.coverage_id <> {{ said }}.reading AND before.reason = '{{ CONTRADICTS }}'
          AND before.record = {{ said }}.record::text
          AND first.asked_at <= {{ said }}.received_at - interval '12 hours'
    )
{%- endmacro %}

{#- Whether the `listing` is the newest that holds both times, all of its records could be read (one that could not may be
    the one that is missed), and it was begun after the row `held` was told. -#}
{%- macro tells_all(endpoint, one, other) -%}
held.evidence_at < listing.begun_at
      AND least({{ one }}, {{ other }}) >= listing.window_start AND greatest({{ one }}, {{ other }}) < listing.window_end
      AND listing.reading NOT IN (SELECT reading FROM compared WHERE reason IS NOT NULL OR contested)
      AND NOT EXISTS (
          SELECT FROM binance_collection_coverage AS newer
          WHERE newer.email = %(email)s AND newer.endpoint = '{{ endpoint }}' AND newer.key = listing.key
            AND newer.status = 'complete' AND newer.asked_at > listing.asked_at
            AND newer.window_start <= least({{ one }}, {{ other }}) AND newer.window_end > greatest({{ one }}, {{ other }})
      )
{%- endmacro %}

{#- Doubts readings for what they do not list any more, rows of `missed`: the records stand on no page of theirs, so their
    ordinals lie below zero. -#}
{%- macro doubt_missed(endpoint, raw_table) -%}
INSERT INTO binance_quarantine
        (email, endpoint, key, coverage_id, raw_table, fid, ordinal, reason, record, exchange_time, window_start, window_end)
    SELECT %(email)s, '{{ endpoint }}', key, reading, '{{ raw_table }}', fid,
        -row_number() OVER (PARTITION BY fid ORDER BY external_id, leg), '{{ VANISHED }}',
        jsonb_build_object('id', external_id, 'asset', asset, 'amount', trim_scale(amount)::text, 'listed by', listed_by)::text,
        datetime, window_start, window_end
    FROM missed
    WHERE counted
    ON CONFLICT (raw_table, fid, ordinal) DO NOTHING
{%- endmacro %}

{#- What was exchanged cannot lose its effect, as its rows are written once: a reading that does not list it any more is doubted,
    and so is its day, until one lists it again. -#}
{%- macro missed_trades(source, endpoint, raw_table) -%}
missed AS (
    SELECT DISTINCT ON (held.pid) held.external_id, held.leg, held.asset, held.amount, held.datetime, true AS counted,
        page.coverage_id AS listed_by, listing.*
    FROM listing
    JOIN binance_reconciliation_trades AS held ON held.email = %(email)s AND held.source = '{{ source }}' AND held.leg = 1
        AND held.datetime >= listing.window_start AND held.datetime < listing.window_end
    JOIN {{ raw_table }} AS page ON page.id = held.fid AND page.key = listing.key
    WHERE NOT EXISTS (SELECT FROM compared WHERE compared.external_id = held.external_id)
      AND {{ tells_all(endpoint, 'held.datetime', 'held.datetime') }}
    ORDER BY held.pid, listing.ended_at DESC
),
vanished AS (
    {{ doubt_missed(endpoint, raw_table) }}
),
{%- endmacro %}

{#- Legs of `told` for which `which` holds, but those of records that are doubted. -#}
{%- macro legs_written(source, endpoint, which) -%}
INSERT INTO binance_reconciliation_transfers AS held
        (source, endpoint, fid, external_id, leg, datetime, listed_at, txn_type, txn_subtype, email, wallet, measure,
         asset, amount, status, standing, counter_party, network, txn_hash, evidence_at)
    SELECT '{{ source }}', '{{ endpoint }}', fid, external_id, leg, at, listed_at, txn_type, txn_subtype, %(email)s, %(wallet)s,
        moves, asset, amount, status, stands, counter_party, network, txn_hash, received_at
    FROM told
    WHERE {{ which }} AND (fid, ordinal) NOT IN (SELECT fid, ordinal FROM told WHERE contradicts)
    ORDER BY external_id, leg, moves
{%- endmacro %}

{#- `leg` has: fid, ordinal, received_at, external_id, at, status, leg, txn_type, txn_subtype, asset, amount, touches_spot,
    standing, counter_party, network, txn_hash. A record that stopped touching the wallet stays as a row that is `elsewhere`; so does
    any leg for which `kept` holds. A row without effect keeps evidence that is older, or believed less, from counting when it
    is read later. Among accounts the witness `universal_transfer` is believed before `sub_transfer_history`, whichever is newer.

    A status may change, and with it the standing. Asset, amount, direction and day of a leg that counts may not, once it is `final` (of
    `held`): a record that says otherwise is doubted and what stands stays, until an answer of another day says the same.
    A leg that a newer complete reading of its window does not list any more is withdrawn, with a word in the audit log; if it
    counted, the reading is doubted, until the next one agrees. `listed` is another time of the record, by which its list may
    file it: only what lies in the window with both is missed.

    `shared` names another source that uses the same ids: one id, account and direction is one fact. With `yields` the leg of
    the other source is the one that counts. `moved` holds where the amount that stands is told under another number. `measure` is
    the column of `leg` that says which measure it moves, where that is not the balance of all of them. -#}
{%- macro transfers(
    source, endpoint, raw_table, kept='touches_spot', listed='at', final='true', shared='', yields=false, moved='', measure="'balance'"
) -%}
told AS (
    SELECT leg.*, {{ measure }} AS moves, {{ listed }} AS listed_at, becomes.stands, held.pid IS NOT NULL AS is_held, held.datetime AS held_at,
        ('{{ endpoint }}', leg.at, {{ listed }}, leg.asset, leg.amount, leg.status, becomes.stands, leg.counter_party, leg.network,
         leg.txn_hash)
        IS NOT DISTINCT FROM
        (held.endpoint, held.datetime, held.listed_at, held.asset, held.amount, held.status, held.standing, held.counter_party,
         held.network, held.txn_hash) AS is_known,
        touches_spot AND leg.standing = 'counts' AND (
            held.standing IN ('counts', 'told_elsewhere') AND {{ final }}
            AND (held.endpoint <> '{{ endpoint }}' OR (leg.received_at, leg.fid) > (held.evidence_at, held.fid))
            AND ((held.asset, held.amount) <> (leg.asset, leg.amount)
                 OR held.endpoint = '{{ endpoint }}'
                    AND (held.datetime AT TIME ZONE 'UTC')::date <> (leg.at AT TIME ZONE 'UTC')::date)
            {%- if moved %}
            AND NOT {{ moved }}
            {%- endif %}
            OR turned.pid IS NOT NULL AND {{ final | replace('held.', 'turned.') }}
            {%- if shared %}
            OR other.standing IN ('counts', 'told_elsewhere') AND (other.asset, other.amount) <> (leg.asset, leg.amount)
            {%- endif %}
        ) IS TRUE AND NOT {{ said_before('entry') }} AS contradicts
    FROM leg
    JOIN entry USING (fid, ordinal)
    LEFT JOIN binance_reconciliation_transfers AS held
        ON held.email = %(email)s AND held.source = '{{ source }}' AND held.external_id = leg.external_id
        AND held.leg = leg.leg AND held.measure = {{ measure }}
    -- The other direction, which counts by an older answer to the same question and of which this one does not tell any more.
    LEFT JOIN binance_reconciliation_transfers AS turned
        ON turned.email = %(email)s AND turned.source = '{{ source }}' AND turned.external_id = leg.external_id
        AND turned.leg = 3 - leg.leg AND turned.measure = {{ measure }} AND turned.endpoint = '{{ endpoint }}'
        AND turned.standing = 'counts' AND turned.amount <> 0
        AND (leg.received_at, leg.fid) > (turned.evidence_at, turned.fid)
        AND NOT EXISTS (
            SELECT FROM leg AS also
            WHERE (also.fid, also.ordinal, also.external_id, also.leg) = (leg.fid, leg.ordinal, turned.external_id, turned.leg)
              AND also.touches_spot
        )
        AND EXISTS (SELECT FROM {{ raw_table }} AS page WHERE page.id = turned.fid AND page.key = entry.key)
    {%- if shared %}
    LEFT JOIN binance_reconciliation_transfers AS other
        ON other.email = %(email)s AND other.source = '{{ shared }}' AND other.external_id = leg.external_id
        AND other.leg = leg.leg AND other.measure = {{ measure }}
    {%- endif %}
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT touches_spot THEN 'elsewhere'
            {%- if yields %}
            WHEN leg.standing = 'counts' AND other.standing = 'counts' THEN 'told_elsewhere'
            {%- endif %}
            ELSE leg.standing END AS stands
    ) AS becomes
),
-- Under the lock nobody else writes rows of this source: what is not held is new.
added AS (
    {{ legs_written(source, endpoint, 'NOT is_held AND (' ~ kept ~ ')') }}
),
changed AS (
    {{ legs_written(source, endpoint, 'is_held AND NOT is_known') }}
    ON CONFLICT (email, source, external_id, leg, measure) DO UPDATE
    SET endpoint = excluded.endpoint, fid = excluded.fid, datetime = excluded.datetime, listed_at = excluded.listed_at,
        asset = excluded.asset, amount = excluded.amount, status = excluded.status, standing = excluded.standing,
        counter_party = excluded.counter_party, network = excluded.network, txn_hash = excluded.txn_hash,
        evidence_at = excluded.evidence_at, reconciled = false, updated_at = clock_timestamp()
    WHERE (excluded.endpoint = 'universal_transfer', excluded.evidence_at, excluded.fid)
          > (held.endpoint = 'universal_transfer' AND held.standing <> 'withdrawn', held.evidence_at, held.fid)
      AND (excluded.endpoint, excluded.datetime, excluded.listed_at, excluded.asset, excluded.amount, excluded.status,
           excluded.standing, excluded.counter_party, excluded.network, excluded.txn_hash)
          IS DISTINCT FROM
          (held.endpoint, held.datetime, held.listed_at, held.asset, held.amount, held.status, held.standing,
           held.counter_party, held.network, held.txn_hash)
),
missed AS (
    SELECT DISTINCT ON (held.pid) held.pid, held.external_id, held.leg, held.asset, held.amount, held.datetime,
        held.standing = 'counts' AS counted, page.coverage_id AS listed_by, listing.*
    FROM listing
    JOIN binance_reconciliation_transfers AS held
        ON held.email = %(email)s AND held.source = '{{ source }}' AND held.endpoint = '{{ endpoint }}'
        AND held.standing <> 'withdrawn' AND held.listed_at IS NOT NULL
        AND held.datetime >= listing.window_start AND held.datetime < listing.window_end
    JOIN {{ raw_table }} AS page ON page.id = held.fid AND page.key = listing.key
    WHERE NOT EXISTS (
        SELECT FROM told
        WHERE told.external_id = held.external_id AND told.leg = held.leg AND told.moves = held.measure
    )
      AND {{ tells_all(endpoint, 'held.datetime', 'held.listed_at') }}
    ORDER BY held.pid, listing.ended_at DESC
),
withdrawn AS (
    UPDATE binance_reconciliation_transfers AS held
    SET standing = 'withdrawn', evidence_at = missed.ended_at, reconciled = false, updated_at = clock_timestamp()
    FROM missed
    WHERE held.pid = missed.pid
),
logged AS (
    INSERT INTO binance_audit_log (actor, action, email, detail)
    SELECT 'canonical', 'records not listed any more', %(email)s, jsonb_build_object(
        'endpoint', '{{ endpoint }}', 'key', key, 'reading', reading, 'listed_by', jsonb_agg(DISTINCT listed_by),
        'records', jsonb_agg(DISTINCT external_id))
    FROM missed
    GROUP BY key, reading
    ORDER BY key, reading
),
vanished AS (
    {{ doubt_missed(endpoint, raw_table) }}
),
doubted AS (
    SELECT fid, ordinal, reason, at FROM refused
    UNION ALL
    SELECT fid, ordinal, '{{ CONTRADICTS }}', {{ day_in_doubt('at', 'coalesce(held_at, at)') }} FROM told WHERE contradicts
)
{%- endmacro %}

{#- Two days of one fact are both in doubt: no time, so that the whole window is. -#}
{%- macro day_in_doubt(said, held) -%}
CASE WHEN ({{ said }} AT TIME ZONE 'UTC')::date = ({{ held }} AT TIME ZONE 'UTC')::date THEN {{ said }} END
{%- endmacro %}

{#- A time outside the page's window says nothing of which day is touched: then the whole window is in doubt. A list that
    tells of all times whatever is asked (`windowed` false) is believed in any time that is past. -#}
{%- macro refuse(raw_table, data, windowed=true, said='refused') -%}
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
FROM {{ said }} AS refused
JOIN {{ raw_table }} AS raw ON raw.id = refused.fid
GROUP BY raw.id, raw.received_at, refused.ordinal
ORDER BY raw.id, refused.ordinal
ON CONFLICT (raw_table, fid, ordinal) DO NOTHING;
{%- endmacro %}
