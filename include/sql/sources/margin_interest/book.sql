-- Interest charged on loans of margin (`margin/interestHistory`) becomes one leg each of binance_reconciliation_transfers: in
-- (1), of the measure interest. It is owed from then on; what pays it is told by the list of repayments. `asset` is what is owed:
-- BNB where interest is charged in BNB, whose loan `rawAsset` names.
-- Grain: account, txId, and in isolated margin the pair. An accrual of a type that is not documented is refused: it may owe nothing, or be of another measure. So is one
-- of another wallet: that names a pair of isolated margin where cross margin was asked, or does not name the pair that was asked.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Statements of one transaction. `source` is the list's description.
{% import 'macros/products.sql' as product -%}
{% import 'macros/isolated.sql' as isolated -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=['txId'], suffix=isolated.suffix(source), time='interestAccuredTime', amounts=['interest'],
    words={'type': ['PERIODIC', 'ON_BORROW', 'PERIODIC_CONVERTED', 'ON_BORROW_CONVERTED', 'PORTFOLIO']},
    also=[[isolated.other_pair(source, 'isolatedSymbol'), isolated.words(source)]]
) }}
{{ product.movements(
    source.name, [[1, isolated.held(source, '"asset"'), '"interest"', 'true', "''", 'moment', 'true', "'interest'"]],
    status='type',
    counter_party="nullif(record ->> 'rawAsset', newest.\"asset\")"
) }}
