-- What is open or unproved is a few of many verdicts, and pages ask for it over all days and accounts.

CREATE INDEX ix_binance_reconciliation_verdicts_not_proved ON binance_reconciliation_verdicts (date, email)
    WHERE verdict IN ('open', 'unproved');
