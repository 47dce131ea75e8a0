-- Whoever writes what a list says of a leg that may be the end of a transfer leaves it to be matched: a template, or a person who
-- repairs a row. Noting a match on a leg is no such writing.

CREATE FUNCTION binrecon_to_match() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO binance_transfers_to_match (pid) VALUES (coalesce(NEW.pid, OLD.pid));
    RETURN NULL;
END
$$;

CREATE TRIGGER written_to_match
AFTER INSERT OR UPDATE OF source, endpoint, fid, external_id, leg, datetime, txn_subtype, email, wallet, asset, amount, status, standing,
    measure, counter_party, network, txn_hash
ON binance_reconciliation_transfers
FOR EACH ROW
WHEN (NEW.leg <> 3 AND NEW.measure = 'balance' AND (
    NEW.source IN ('custody_transfer', 'deposit', 'withdraw', 'wallet_transfer', 'margin_wallet_transfer', 'margin_transfer',
        'margin_isolated_transfer', 'isolated_transfer', 'account_transfer', 'margin_account_transfer')
    OR NEW.txn_subtype = 'TRANSFER'
))
EXECUTE FUNCTION binrecon_to_match();

CREATE TRIGGER deleted_to_match
AFTER DELETE ON binance_reconciliation_transfers
FOR EACH ROW
WHEN (OLD.leg <> 3 AND OLD.measure = 'balance')
EXECUTE FUNCTION binrecon_to_match();
