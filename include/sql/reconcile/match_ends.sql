-- Purpose: the ends of transfers that may have another end in a list of ours, of all accounts: what counts in [first, last), and
-- the other ends of what was matched there before.
-- Grain: one row per leg. Fees are no end: a withdrawal's end is its amount without the fee. tran_id: the exchange's id of a
-- transfer inside it; counter_party: as the account's own rows write it, where it is one of ours; client_id: the clientTranId
-- beside it in `universal_transfer`, and the only id of `custody_transfer`; by_time: false for what moved between a wallet or a
-- custodian and this one, whose other end is no account of ours, however near an equal amount lies.
-- Safe to run again: reads only. Parameters: first (timestamptz), last (timestamptz), wallets (text[]): those that are reconciled.
WITH leg AS (
    SELECT pid, email, wallet, source, endpoint, fid, external_id, asset, amount, datetime, counter_party, txn_hash, network
    FROM binance_reconciliation_transfers AS transfer
    WHERE effective AND leg <> 3 AND measure = 'balance' AND wallet = ANY (%(wallets)s)
      AND source IN ('account_transfer', 'wallet_transfer', 'custody_transfer', 'deposit', 'withdraw')
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
)
SELECT leg.pid, leg.email, leg.wallet, leg.source NOT IN ('deposit', 'withdraw') AS inside, leg.asset, leg.amount,
       leg.datetime AS at, coalesce(own.email, leg.counter_party) AS counter_party,
       CASE WHEN leg.source IN ('account_transfer', 'wallet_transfer') THEN leg.external_id END AS tran_id,
       CASE WHEN leg.source = 'custody_transfer' THEN leg.external_id ELSE client.id END AS client_id,
       nullif(leg.txn_hash, '') AS txn_hash, nullif(leg.network, '') AS network,
       leg.source NOT IN ('wallet_transfer', 'custody_transfer') AS by_time
FROM leg
LEFT JOIN (SELECT DISTINCT email FROM leg) AS own ON lower(own.email) = lower(leg.counter_party)
LEFT JOIN client ON leg.source = 'account_transfer' AND leg.endpoint = 'universal_transfer'
    AND client.fid = leg.fid AND client.external_id = leg.external_id
ORDER BY leg.datetime, leg.pid
