-- A move between SPOT and isolated margin may stand in `margin/transfer` and, under one id, in a list of transfers between
-- accounts or of own wallets: one id, account and direction is one fact. Those lists tell it; the margin list's leg has no
-- effect while theirs counts (or counts in the other one of the two), and has it again when theirs lost it.
-- Included by the templates of all of them, in their transaction and under one lock, so that what counts follows from what is
-- held now, in whichever order it came.
-- `own`, `between` and `moves` are the sources of the three where the wallet is not SPOT.
-- Grain: one row per leg. A rerun is safe: a row is written only where its effect changes. Parameters: email.
UPDATE binance_reconciliation_transfers AS held
SET standing = CASE held.standing WHEN 'counts' THEN 'told_elsewhere' ELSE 'counts' END, reconciled = false,
    updated_at = clock_timestamp()
WHERE held.email = %(email)s AND held.source = '{{ moves | default('margin_transfer') }}' AND held.status = 'CONFIRMED'
  AND held.standing IN ('counts', 'told_elsewhere')
  AND (held.standing = 'told_elsewhere') <> EXISTS (
      SELECT FROM binance_reconciliation_transfers AS told
      WHERE told.email = held.email AND told.source IN ('{{ own | default('wallet_transfer') }}', '{{ between | default('account_transfer') }}')
        AND told.external_id = held.external_id AND told.leg = held.leg AND told.standing IN ('counts', 'told_elsewhere')
  );
