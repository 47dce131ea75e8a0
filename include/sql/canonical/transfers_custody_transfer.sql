-- Moves to a custodian and back (`asset/custody/transfer-history`) become one leg each of
-- binance_reconciliation_transfers at `time`: Delegate out (2), Undelegate in (1). Grain: account, clientTranId. The list
-- holds what was done.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email. Two statements of one transaction.
{% import 'macros/products.sql' as product -%}
{{ product.open('custody_transfer') }}
{{ product.judged(ids=['clientTranId'], words={'transferType': ['Delegate', 'Undelegate']}) }}
{{ product.movements('custody_transfer', [
    [1, '"asset"', '"amount"', "\"transferType\" = 'Undelegate'"],
    [2, '"asset"', '"amount"', "\"transferType\" = 'Delegate'"]
], status="'LISTED'") }}
