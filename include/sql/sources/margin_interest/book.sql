-- Interest charged on loans of cross margin (`margin/interestHistory`) becomes one leg each of binance_reconciliation_transfers: in
-- (1), of the measure interest. It is owed from then on; what pays it is told by the list of repayments. `asset` is what is owed:
-- BNB where interest is charged in BNB, whose loan `rawAsset` names.
-- Grain: account, txId. An accrual of a type that is not documented is refused: it may owe nothing, or be of another measure. So is
-- one of isolated margin, which is another wallet's.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('margin_interest') }}
{{ product.judged(
    ids=['txId'], time='interestAccuredTime', amounts=['interest'],
    words={'type': ['PERIODIC', 'ON_BORROW', 'PERIODIC_CONVERTED', 'ON_BORROW_CONVERTED', 'PORTFOLIO']},
    also=[["coalesce(record ->> 'isolatedSymbol', '') <> ''", 'it is of isolated margin']]
) }}
{{ product.movements(
    'margin_interest', [[1, '"asset"', '"interest"', 'true', "''", 'moment', 'true', "'interest'"]], status='type',
    counter_party="nullif(record ->> 'rawAsset', newest.\"asset\")"
) }}
