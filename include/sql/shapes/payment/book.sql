-- Payments, one asset each, become one leg of binance_reconciliation_transfers: in (1) or out (2), as the list goes, at its
-- time. Grain: account and the fields that name a record; where they are no id, equal records of one reading are numbered.
-- A list that says what became of a record has effect with SUCCESS only; one without a status lists what was paid.
-- Times that may come in seconds are told by their digits: 10 and 13 cannot be mistaken.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a Payment.
{% import 'macros/products.sql' as product -%}
{% set paid = source.booking -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=paid.ids, numbered=paid.numbered, time=paid.time, amounts=[paid.amount], assets=[paid.asset],
    words={'status': product.FINAL} if paid.final else {}, moment=product.in_seconds(paid.time) if paid.in_seconds else ''
) }}
{{ product.movements(
    source.name, [[paid.way.value, '"' ~ paid.asset ~ '"', '"' ~ paid.amount ~ '"']],
    status='status' if paid.final else "'LISTED'",
    standing=product.standing('status', product.FINAL) if paid.final else "'counts'"
) }}
