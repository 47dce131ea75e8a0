{#- Which assets of `named` (a table of the query around it, with a column asset) are shares of flexible earn: LD before the name of
    a coin that is traded, that stands beside it, or that the account subscribed. LDO is none. Part of other queries.
    Column: asset. Parameter: email. -#}
SELECT DISTINCT asset
FROM named
WHERE asset LIKE 'LD_%%' AND (
    EXISTS (SELECT FROM binance_exchange_info AS pair WHERE substr(named.asset, 3) IN (pair.base_asset, pair.quote_asset))
    OR EXISTS (SELECT FROM named AS coin WHERE coin.asset = substr(named.asset, 3))
    OR EXISTS (
        SELECT FROM binance_reconciliation_transfers AS earned
        WHERE earned.email = %(email)s AND earned.asset = named.asset AND starts_with(earned.source, 'flexible_')
    )
)
