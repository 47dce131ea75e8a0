-- A transfer between an account's own wallets may stand in its list of own wallets and in a list of transfers between accounts,
-- under one tranId: one id, account and direction is one fact. The list of own wallets, which names both of them, tells it; the
-- leg of the other list has no effect while that one counts.
-- Included by the template of own wallets, in its transaction; the templates of the other lists look at what stands.
-- `own` and `between` are the sources of the two where the wallet is not SPOT.
-- Grain: one row per leg. A rerun is safe: a row is written only where its effect changes. Parameters: email.
UPDATE binance_reconciliation_transfers AS held
SET standing = CASE WHEN own.pid IS NULL THEN 'counts' ELSE 'told_elsewhere' END, reconciled = false,
    updated_at = clock_timestamp()
FROM binance_reconciliation_transfers AS between_accounts
LEFT JOIN binance_reconciliation_transfers AS own
    ON own.email = between_accounts.email AND own.source = '{{ own | default('wallet_transfer') }}'
    AND own.external_id = between_accounts.external_id AND own.leg = between_accounts.leg AND own.standing = 'counts'
WHERE between_accounts.email = %(email)s AND between_accounts.source = '{{ between | default('account_transfer') }}'
  AND between_accounts.standing IN ('counts', 'told_elsewhere') AND held.pid = between_accounts.pid
  AND (between_accounts.standing = 'told_elsewhere') <> (own.pid IS NOT NULL);
