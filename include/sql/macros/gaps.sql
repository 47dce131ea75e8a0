{#- What lacks of an account-day: the one rule, for one account-day and for the wallets of a group.

    of        the required questions of an account-day that have no complete answer, as (endpoint, key, detail, assets): the assets that
              each can touch, NULL for every one. `email`, `day` (date) and `wallet` say which account-day, as parameters or as columns.
              A pair touches its two assets and BNB (fees). A pair the exchange no longer lists touches the assets it was traded in; one
              that nothing is known of touches every asset. A pair that could not be read in the newest exchange info is not known
              either: nobody asks for its trades, so that is a gap of every day judged until a reading without it. So is a doubt whose
              key it is, and records that were read with a key of another account -#}
{%- import 'macros/known.sql' as known -%}

{%- macro of(email, day, wallet) -%}
SELECT
    gap.endpoint, gap.key, concat_ws(': ', gap.status, nullif(gap.detail, '')) AS detail,
    {{ known.touched() }} AS assets
FROM v_binance_coverage_gaps AS gap
{{ known.joins() }}
WHERE gap.email = {{ email }} AND gap.date = {{ day }} AND gap.wallet = {{ wallet }} AND gap.required
UNION ALL
SELECT 'exchange_info', '', 'quarantined: ' || min(unreadable.reason), NULL
FROM binance_quarantine AS unreadable
WHERE unreadable.email = '' AND unreadable.coverage_id = (
    SELECT max(reading.id) FROM binance_collection_coverage AS reading
    WHERE reading.email = '' AND reading.endpoint = 'exchange_info' AND reading.status = 'complete'
)
HAVING count(*) > 0
UNION ALL
SELECT 'account', '', 'whose key it is is in doubt: ' || doubt.reason, NULL
FROM v_binance_identity_doubts AS doubt
WHERE doubt.email = {{ email }} AND doubt.reason IS NOT NULL
UNION ALL
SELECT 'account', '', 'records of another account, ' || min(foreign_reading.uid) || ', were read as its own: '
    || string_agg(DISTINCT foreign_reading.endpoint, ', ' ORDER BY foreign_reading.endpoint), NULL
FROM v_binance_account_identity AS own
JOIN binance_collection_coverage AS foreign_reading ON foreign_reading.email = own.email AND foreign_reading.uid <> own.uid
WHERE own.email = {{ email }} AND own.changed
  AND foreign_reading.records > 0 AND foreign_reading.endpoint NOT IN ('account', 'sub_account_list')
  AND foreign_reading.window_start < ({{ day }}::date + 1)::timestamp AT TIME ZONE 'UTC'
  AND foreign_reading.asked_at > {{ day }}::date::timestamp AT TIME ZONE 'UTC'
HAVING count(*) > 0
{%- endmacro %}
