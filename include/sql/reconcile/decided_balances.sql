{#- What was decided of each asset, its measures side by side: expected of each measure, and what the balance is off by. Part of
    other queries; reads the temporary table binrecon_decided. Columns: as in binance_reconciliation_balances. -#}
SELECT asset,
    max(expected) FILTER (WHERE measure = 'balance') AS cal_balance, max(expected) FILTER (WHERE measure = 'loan') AS cal_loan,
    max(expected) FILTER (WHERE measure = 'interest') AS cal_interest,
    max(expected) FILTER (WHERE measure = 'unrealised_pnl') AS cal_unrealised_pnl,
    max(variance) FILTER (WHERE measure = 'balance') AS variance_in_asset,
    max(variance_usd) FILTER (WHERE measure = 'balance') AS variance_in_usd, max(usd_price) AS usd_price
FROM binrecon_decided
GROUP BY asset
