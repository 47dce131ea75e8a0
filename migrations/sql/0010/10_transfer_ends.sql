-- The ends of own transfers as they were last matched: what the evidence that was written since is compared with, and where the
-- other ends of what changed are looked for. What an end shares with another one has an index each, with all that both say of it:
-- then no other index fits as well, with and without statistics. `number` and `bare_hash` are what rows of ledgers and of lists call
-- a transfer and its transaction in more than one way; accounts are compared in small letters (`name`, `other_name`).

CREATE TABLE binance_transfer_ends (
    pid BIGINT NOT NULL,
    email TEXT NOT NULL,
    wallet TEXT NOT NULL,
    pair TEXT NOT NULL,
    inside BOOLEAN NOT NULL,
    asset TEXT NOT NULL,
    amount NUMERIC(36, 18) NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    other_name TEXT NOT NULL,
    other_wallet TEXT NOT NULL,
    other_pair TEXT NOT NULL,
    tran_id TEXT,
    ledger_id TEXT,
    client_id TEXT,
    txn_hash TEXT,
    network TEXT,
    name TEXT GENERATED ALWAYS AS (lower(email)) STORED NOT NULL,
    number TEXT GENERATED ALWAYS AS (coalesce(tran_id, ledger_id)) STORED,
    bare_hash TEXT GENERATED ALWAYS AS (regexp_replace(lower(txn_hash), '^(off-chain|internal) transfer ', '')) STORED,
    CONSTRAINT pk_binance_transfer_ends PRIMARY KEY (pid),
    CONSTRAINT ck_binance_transfer_ends_wallet
        CHECK (wallet IN ('SPOT', 'MARGIN', 'ISOLATED_MARGIN', 'FUTURES', 'COIN_M_FUTURES', 'OPTION')),
    CONSTRAINT ck_binance_transfer_ends_amount_finite CHECK (amount <> 'NaN')
);
CREATE INDEX ix_binance_transfer_ends_name ON binance_transfer_ends (name);
CREATE INDEX ix_binance_transfer_ends_asset_amount_at ON binance_transfer_ends (asset, amount, at);
CREATE INDEX ix_binance_transfer_ends_number_asset ON binance_transfer_ends (number, asset) WHERE number IS NOT NULL;
CREATE INDEX ix_binance_transfer_ends_client_id_asset ON binance_transfer_ends (client_id, asset) WHERE client_id IS NOT NULL;
CREATE INDEX ix_binance_transfer_ends_bare_hash_asset_amount ON binance_transfer_ends (bare_hash, asset, amount)
    WHERE bare_hash IS NOT NULL;
CREATE INDEX ix_binance_transfer_ends_other_name ON binance_transfer_ends (other_name) WHERE other_name NOT IN ('', name);

GRANT SELECT ON binance_transfer_ends TO binrecon_writer, binrecon_reader;
GRANT INSERT, DELETE ON binance_transfer_ends TO binrecon_writer;
