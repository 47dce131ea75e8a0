-- Purpose: the ends of transfers that may have another end in a list of ours, of all accounts: what counts in [first, last), and
-- the other ends of what was matched there before.
-- Grain: one row per leg. Fees are no end: a withdrawal's end is its amount without the fee. asset: the coin, which both
-- wallets hold; pair: that of isolated margin; other_email, other_wallet and other_pair: the other end as the record names it (macros/other_ends.sql), of our accounts as their own rows write them; tran_id: the number of a transfer
-- inside the exchange in the lists of them; ledger_id: what the ledger of a wallet calls its number; client_id: the clientTranId
-- beside tran_id in `universal_transfer`, and the only id of `custody_transfer`.
-- Safe to run again: reads only. Parameters: first (timestamptz), last (timestamptz), wallets (text[]): those that are reconciled,
-- ledgers, words and meant (text[]): macros/other_ends.sql.
{% import 'macros/other_ends.sql' as ends -%}
WITH leg AS (
    SELECT pid, email, wallet, source, endpoint, fid, external_id, leg, asset, amount, datetime, counter_party, txn_hash, network
    FROM binance_reconciliation_transfers AS transfer
    WHERE effective AND leg <> 3 AND measure = 'balance' AND wallet = ANY (%(wallets)s)
      AND (source IN ('custody_transfer', 'deposit', 'withdraw') OR {{ ends.is_end('transfer') }})
      AND (
          datetime >= %(first)s AND datetime < %(last)s
          OR EXISTS (
              SELECT FROM binance_transfer_matches AS matched
              WHERE matched.taken_back_at IS NULL AND matched.id = transfer.match_id
                AND matched.sent_at >= %(first)s AND matched.sent_at < %(last)s
          )
      )
), client AS (
    SELECT DISTINCT raw.id AS fid, item.record ->> 'tranId' AS external_id, nullif(item.record ->> 'clientTranId', '') AS id
    FROM binance_raw_transfer_between_account_main_spot AS raw
    CROSS JOIN LATERAL jsonb_array_elements(raw.transfer_data) AS item (record)
    WHERE raw.id IN (SELECT fid FROM leg WHERE source = 'account_transfer' AND endpoint = 'universal_transfer')
      AND jsonb_typeof(raw.transfer_data) = 'array'
),
{{ ends.places('leg') }}
SELECT leg.pid, leg.email, leg.wallet, binrecon_pair(leg.wallet, leg.asset) AS pair, leg.source NOT IN ('deposit', 'withdraw') AS inside,
       binrecon_coin(leg.wallet, leg.asset) AS asset, leg.amount, leg.datetime AS at, coalesce(place.email, '') AS other_email,
       coalesce(place.wallet, '') AS other_wallet, coalesce(place.pair, '') AS other_pair,
       CASE WHEN leg.source IN ({{ ends.words(ends.MOVES) }}) THEN leg.external_id END AS tran_id,
       CASE WHEN leg.source = ANY (%(ledgers)s) THEN {{ ends.ledger_id('leg') }} END AS ledger_id,
       CASE WHEN leg.source = 'custody_transfer' THEN leg.external_id ELSE client.id END AS client_id,
       nullif(leg.txn_hash, '') AS txn_hash, nullif(leg.network, '') AS network
FROM leg
LEFT JOIN place USING (pid)
LEFT JOIN client ON leg.source = 'account_transfer' AND leg.endpoint = 'universal_transfer'
    AND client.fid = leg.fid AND client.external_id = leg.external_id
ORDER BY leg.datetime, leg.pid
