-- What is open is a few of many verdicts that were ever unproved, and is asked for by itself.

DROP INDEX ix_binance_reconciliation_verdicts_not_proved;
CREATE INDEX ix_binance_reconciliation_verdicts_not_proved ON binance_reconciliation_verdicts (verdict, date, email)
    WHERE verdict IN ('open', 'unproved');
