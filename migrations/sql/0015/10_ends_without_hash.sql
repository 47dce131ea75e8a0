-- Deposits and withdrawals that tell no transaction, by amount and time: one that tells a transaction can be one with these alone. They are
-- few, so that the index is small; in the one of all amounts it would read all that tell another transaction.

CREATE INDEX ix_binance_transfer_ends_asset_amount_at_without_hash ON binance_transfer_ends (asset, amount, at)
    WHERE bare_hash IS NULL AND NOT inside;
