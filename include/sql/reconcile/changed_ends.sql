-- Purpose: the ends of transfers that are others now than when they were last matched: as they are, and as they were
-- (binance_transfer_ends). Reads the temporary table binrecon_written; fills binrecon_changed_ends with them, which what follows reads.
-- Grain: one row per leg that is an end now (stands), and one per leg that was another one then, or none any more. A leg that was
-- written again since its match was noted on it stands among them, the same as before.
-- Fees are no end: a withdrawal's end is its amount without the fee. asset: the coin, which both
-- wallets hold; pair: that of isolated margin; other_name, other_wallet and other_pair: the other end as the record names it
-- (macros/other_ends.sql), the account in small letters; tran_id: the number of a transfer
-- inside the exchange in the lists of them; ledger_id: what the ledger of a wallet calls its number; client_id: the clientTranId
-- beside tran_id in `universal_transfer`, and the only id of `custody_transfer`.
-- Safe to run again on an empty binrecon_changed_ends. Parameters: ledgers, words and meant (text[]): macros/other_ends.sql.
{% import 'macros/other_ends.sql' as ends -%}
{%- set COLUMNS = 'pid, email, wallet, pair, inside, asset, amount, at, other_name, other_wallet, other_pair, '
    ~ 'tran_id, ledger_id, client_id, txn_hash, network' -%}
WITH client AS (
    SELECT DISTINCT raw.id AS fid, item.record ->> 'tranId' AS external_id, nullif(item.record ->> 'clientTranId', '') AS id
    FROM binance_raw_transfer_between_account_main_spot AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.transfer_data) AS item (record)
    WHERE raw.id IN (SELECT fid FROM binrecon_written WHERE is_end AND source = 'account_transfer' AND endpoint = 'universal_transfer')
      AND jsonb_typeof(raw.transfer_data) = 'array'
), family AS (
    SELECT NULL AS email WHERE false  -- names are compared in small letters, however our own rows write them
),
{{ ends.places('binrecon_written') }},
now AS (
    SELECT DISTINCT ON (leg.pid)
           leg.pid, leg.email, leg.wallet, binrecon_pair(leg.wallet, leg.asset) AS pair, leg.source NOT IN ('deposit', 'withdraw') AS inside,
           binrecon_coin(leg.wallet, leg.asset) AS asset, leg.amount, leg.datetime AS at, lower(coalesce(place.email, '')) AS other_name,
           coalesce(place.wallet, '') AS other_wallet, coalesce(place.pair, '') AS other_pair,
           CASE WHEN leg.source IN ({{ ends.words(ends.MOVES) }}) THEN leg.external_id END AS tran_id,
           CASE WHEN leg.source = ANY (%(ledgers)s) THEN {{ ends.ledger_id('leg') }} END AS ledger_id,
           CASE WHEN leg.source = 'custody_transfer' THEN leg.external_id ELSE client.id END AS client_id,
           nullif(leg.txn_hash, '') AS txn_hash, nullif(leg.network, '') AS network, leg.is_noted_before
    FROM binrecon_written AS leg
    LEFT JOIN place USING (pid)
    LEFT JOIN client ON leg.source = 'account_transfer' AND leg.endpoint = 'universal_transfer'
        AND client.fid = leg.fid AND client.external_id = leg.external_id
    WHERE leg.is_end
    ORDER BY leg.pid, other_wallet, other_pair, client_id
), held AS (
    SELECT {{ COLUMNS }} FROM binance_transfer_ends WHERE pid IN (SELECT pid FROM binrecon_written)
)
INSERT INTO binrecon_changed_ends (stands, {{ COLUMNS }})
SELECT true, {{ COLUMNS }} FROM (SELECT {{ COLUMNS }} FROM now EXCEPT SELECT {{ COLUMNS }} FROM held) AS made
UNION
SELECT true, {{ COLUMNS }} FROM now WHERE is_noted_before
UNION ALL
SELECT false, {{ COLUMNS }} FROM (SELECT {{ COLUMNS }} FROM held EXCEPT SELECT {{ COLUMNS }} FROM now) AS gone
