-- Purpose: keep the ends that changed as they are matched now. Run it after forget_ends.sql.
-- Grain: one row per end. Safe to run again: one that another run has put in meanwhile is a collision, and the matching is done again.
-- Parameters: ends (jsonb): rows of binance_transfer_ends.
INSERT INTO binance_transfer_ends
    (pid, email, wallet, pair, inside, asset, amount, at, other_email, other_wallet, other_pair, tran_id, ledger_id, client_id, txn_hash, network)
SELECT pid, email, wallet, pair, inside, asset, amount, at, other_email, other_wallet, other_pair, tran_id, ledger_id, client_id, txn_hash, network
FROM jsonb_to_recordset(%(ends)s::jsonb) AS one (
    pid bigint, email text, wallet text, pair text, inside boolean, asset text, amount numeric, at timestamptz, other_email text,
    other_wallet text, other_pair text, tran_id text, ledger_id text, client_id text, txn_hash text, network text
)
ON CONFLICT (pid) DO NOTHING
