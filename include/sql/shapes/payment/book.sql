-- Payments, one asset each, become one leg of binance_reconciliation_transfers: in (1) or out (2), as the list goes, at its
-- time. Grain: account and the fields that name a record; where they are no id, equal records of one reading are numbered.
-- Where a list says what became of a record, only the words that say it was paid have effect; one without a status lists what was
-- paid.
-- Times that may come in seconds are told by their digits: 10 and 13 cannot be mistaken.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a Payment.
{% import 'macros/products.sql' as product -%}
{% set paid = source.booking -%}
{% set words = dict(paid.words) -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=paid.ids, numbered=paid.numbered, time=paid.time, amounts=[paid.amount], assets=[paid.asset],
    words={paid.status: words} if paid.status else {}, moment=product.in_seconds(paid.time) if paid.in_seconds else ''
) }}
{{ product.movements(
    source.name, [[paid.way.value, '"' ~ paid.asset ~ '"', '"' ~ paid.amount ~ '"']],
    status='"' ~ paid.status ~ '"' if paid.status else "'LISTED'",
    standing=product.standing('"' ~ paid.status ~ '"', words) if paid.status else "'counts'"
) }}
