-- Purpose: the legs that were written since they were last matched, as they stand, and which of them are ends of own transfers; no
-- fee is among them, and no other measure than the balance. Fills the temporary table binrecon_written.
-- Grain: one row per leg; one that was deleted since has its number alone. Safe to run again on an empty binrecon_written.
-- Parameters: last: the last of binance_transfers_to_match that is looked at; wallets (text[]): those that are reconciled; ledgers:
-- macros/other_ends.sql.
{% import 'macros/other_ends.sql' as ends -%}
INSERT INTO binrecon_written
    (pid, is_end, is_noted_before, email, wallet, source, endpoint, fid, external_id, leg, asset, amount, datetime, counter_party, txn_hash, network)
SELECT written.pid,
    (transfer.effective AND transfer.wallet = ANY (%(wallets)s)
     AND (transfer.source IN ('custody_transfer', 'deposit', 'withdraw') OR {{ ends.is_end('transfer') }})) IS TRUE,
    (transfer.match_id IS NOT NULL AND NOT transfer.reconciled) IS TRUE, transfer.email, transfer.wallet, transfer.source, transfer.endpoint,
    transfer.fid, transfer.external_id, transfer.leg, transfer.asset, transfer.amount, transfer.datetime, transfer.counter_party,
    transfer.txn_hash, transfer.network
FROM (SELECT DISTINCT pid FROM binance_transfers_to_match WHERE id <= %(last)s) AS written
LEFT JOIN binance_reconciliation_transfers AS transfer USING (pid)
