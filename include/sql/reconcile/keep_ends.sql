-- Purpose: keep the ends that changed as they are matched now. Reads the temporary table binrecon_changed_ends; run it after
-- forget_ends.sql.
-- Grain: one row per end. Safe to run again: one that another run has put in meanwhile is a collision, and the matching is done again.
-- No parameters.
INSERT INTO binance_transfer_ends
    (pid, email, wallet, pair, inside, asset, amount, at, other_name, other_wallet, other_pair, tran_id, ledger_id, client_id, txn_hash, network)
SELECT pid, email, wallet, pair, inside, asset, amount, at, other_name, other_wallet, other_pair, tran_id, ledger_id, client_id, txn_hash, network
FROM binrecon_changed_ends
WHERE stands
ON CONFLICT (pid) DO NOTHING
