"""Daily reconciliation of Binance accounts: collect, prove, explain, report."""
