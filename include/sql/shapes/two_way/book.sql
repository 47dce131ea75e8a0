-- Moves of one asset, each in (1) or out (2) as a word of the record says, become one leg each of
-- binance_reconciliation_transfers, at the list's time. Grain: account and the fields that name a record; where they are no id,
-- equal records of one reading are numbered. These lists hold what was done: a status is refused where it is not the one that
-- is listed.
-- A rerun is safe: newest evidence wins, and a row is written only where something is distinct.
-- Parameters: email, wallet. Two statements of one transaction. `source` is the list's description, with a TwoWay.
{% import 'macros/products.sql' as product -%}
{% set moved = source.booking -%}
{% set asset, amount, word = '"' ~ moved.asset ~ '"', '"' ~ moved.amount ~ '"', '"' ~ moved.word ~ '"' -%}
{% set words = {moved.word: [moved.goes_out, moved.comes_in]} -%}
{% if moved.listed %}{% set asset, amount, word = '"' ~ moved.asset ~ '"', '"' ~ moved.amount ~ '"', '"' ~ moved.word ~ '"' -%}
{% set words = dict(words, status=[moved.listed]) %}{% endif -%}
{{ product.open(source.name) }}
{{ product.judged(
    ids=moved.ids, numbered=moved.numbered, time=moved.time, amounts=[moved.amount],
    assets=(moved.names | list) + [moved.asset], words=words
) }}
{{ product.movements(source.name, [
    [1, asset, amount, word ~ " = '" ~ moved.comes_in ~ "'"],
    [2, asset, amount, word ~ " = '" ~ moved.goes_out ~ "'"]
], status='status' if moved.listed else "'LISTED'") }}
