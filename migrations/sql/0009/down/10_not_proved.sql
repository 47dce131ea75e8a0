DROP INDEX ix_binance_reconciliation_verdicts_not_proved;
CREATE INDEX ix_binance_reconciliation_verdicts_not_proved ON binance_reconciliation_verdicts (date, email)
    WHERE verdict IN ('open', 'unproved');
