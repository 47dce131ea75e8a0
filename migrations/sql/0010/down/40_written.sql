DROP TRIGGER deleted_to_match ON binance_reconciliation_transfers;
DROP TRIGGER written_to_match ON binance_reconciliation_transfers;
DROP FUNCTION binrecon_to_match();
