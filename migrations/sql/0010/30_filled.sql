-- The ends of the matches that are held, as include/sql/reconcile/changed_ends.sql made them at the time of this revision, where both
-- legs stand as they were when the match was noted on them. Every other leg that may be an end is still to be matched, once: what was
-- booked and not matched yet, what was written since, and what had no other end.

INSERT INTO binance_transfer_ends
    (pid, email, wallet, pair, inside, asset, amount, at, other_name, other_wallet, other_pair, tran_id, ledger_id, client_id, txn_hash, network)
WITH whole AS (
    SELECT held.id
    FROM binance_transfer_matches AS held
    JOIN binance_reconciliation_transfers AS leg ON leg.match_id = held.id AND leg.reconciled AND leg.effective
    WHERE held.taken_back_at IS NULL
    GROUP BY held.id
    HAVING count(*) = 2
), leg AS (
    SELECT *, source IN ('um_income', 'cm_income', 'option_bill') AS of_ledger,
        source IN ('wallet_transfer', 'margin_wallet_transfer', 'margin_transfer', 'margin_isolated_transfer') AS of_own,
        source IN ('account_transfer', 'margin_account_transfer') AS between_accounts
    FROM binance_reconciliation_transfers
    WHERE match_id IN (SELECT id FROM whole) AND leg <> 3 AND measure = 'balance'
      AND (source IN ('custody_transfer', 'deposit', 'withdraw', 'wallet_transfer', 'margin_wallet_transfer', 'margin_transfer',
                      'margin_isolated_transfer', 'isolated_transfer', 'account_transfer', 'margin_account_transfer')
           OR source IN ('um_income', 'cm_income', 'option_bill') AND txn_subtype = 'TRANSFER')
), page AS (
    SELECT id, endpoint, transfer_data AS records FROM binance_raw_transfer_between_account_main_spot
    WHERE endpoint IN ('universal_transfer', 'margin_universal_transfer')
    UNION ALL
    SELECT id, endpoint, transfer_data FROM binance_raw_transfer_between_account_sub
    WHERE endpoint IN ('sub_user_history', 'margin_sub_user_history')
    UNION ALL
    SELECT id, endpoint, product_data FROM binance_raw_product_history WHERE endpoint = 'managed_transfer'
), told AS (
    SELECT page.id AS fid, page.endpoint, item.record ->> 'tranId' AS external_id, item.record ->> 'fromAccountType' AS left_wallet,
        item.record ->> 'toAccountType' AS reached_wallet, nullif(item.record ->> 'clientTranId', '') AS client_id
    FROM page
    CROSS JOIN LATERAL jsonb_array_elements(page.records) AS item (record)
    WHERE jsonb_typeof(page.records) = 'array'
), named AS (
    SELECT leg.*, told.client_id,
        CASE WHEN of_own OR source = 'isolated_transfer' AND (counter_party ~ '^(MOTHER|SUB)_') IS NOT TRUE THEN email
             WHEN source = 'custody_transfer' THEN 'a custodian'
             WHEN between_accounts AND lower(counter_party) = lower(email) THEN email
             WHEN between_accounts AND strpos(counter_party, '@') > 0 THEN counter_party END AS other_email,
        CASE WHEN of_own THEN coalesce(counter_party, 'ISOLATED_MARGIN')
             WHEN source = 'isolated_transfer' AND counter_party <> 'SUB_MARGIN'
             THEN regexp_replace(split_part(counter_party, ':', 1), '^(MOTHER|SUB)_', '')
             WHEN between_accounts AND leg = 1 THEN left_wallet
             WHEN between_accounts THEN reached_wallet END AS other_word,
        CASE WHEN source = 'isolated_transfer' THEN split_part(counter_party, ':', 2) END AS other_pair
    FROM leg
    LEFT JOIN told ON between_accounts AND (told.endpoint, told.fid, told.external_id) = (leg.endpoint, leg.fid, leg.external_id)
)
SELECT DISTINCT ON (pid) pid, email, wallet, binrecon_pair(wallet, asset), source NOT IN ('deposit', 'withdraw'), binrecon_coin(wallet, asset),
    amount, datetime, lower(coalesce(other_email, '')),
    coalesce(CASE other_word
        WHEN 'MAIN' THEN 'SPOT' WHEN 'CROSS_MARGIN' THEN 'MARGIN' WHEN 'UMFUTURE' THEN 'FUTURES' WHEN 'USDT_FUTURE' THEN 'FUTURES'
        WHEN 'CMFUTURE' THEN 'COIN_M_FUTURES' WHEN 'COIN_FUTURE' THEN 'COIN_M_FUTURES' ELSE other_word END, ''),
    coalesce(other_pair, ''),
    CASE WHEN of_own OR between_accounts OR source = 'isolated_transfer' THEN external_id END,
    CASE WHEN of_ledger THEN coalesce(nullif(split_part(external_id, ':', 2), ''), external_id) END,
    CASE WHEN source = 'custody_transfer' THEN external_id
         WHEN source = 'account_transfer' AND endpoint = 'universal_transfer' THEN client_id END,
    nullif(txn_hash, ''), nullif(network, '')
FROM named
ORDER BY pid, other_word, client_id;

ANALYZE binance_transfer_ends;

INSERT INTO binance_transfers_to_match (pid)
SELECT leg.pid
FROM binance_reconciliation_transfers AS leg
LEFT JOIN binance_transfer_ends AS known USING (pid)
WHERE known.pid IS NULL AND (leg.effective OR leg.match_id IS NOT NULL) AND leg.leg <> 3 AND leg.measure = 'balance'
  AND (leg.source IN ('custody_transfer', 'deposit', 'withdraw', 'wallet_transfer', 'margin_wallet_transfer', 'margin_transfer',
                      'margin_isolated_transfer', 'isolated_transfer', 'account_transfer', 'margin_account_transfer')
       OR leg.txn_subtype = 'TRANSFER')
ORDER BY leg.pid;

ANALYZE binance_transfers_to_match;
