{#- Expressions over one `item` of a snapshot, by the names of fields in the list's description.

    path    where a field of `data` lies in a record
    amount  the sum of some fields, NULL where one is missing or not exact
    smallest the smallest of the fields of all columns
    names   the columns, with a relation before each where one is named
    items   of a reading of ours, the parts of a `record` that say what is held of one asset each: the record itself, or its two sides
    holding what is held there: an asset, or the coin of a pair -#}

{%- macro items(booking) -%}
(VALUES {% for side in booking.sides %}{{ ", " if not loop.first }}(record -> '{{ side }}'){% else %}(record){% endfor %})
{%- endmacro %}

{%- macro holding(booking) -%}
{{ "binrecon_holding(record ->> '" ~ booking.pair ~ "', item ->> 'asset')" if booking.pair else "binrecon_name(item ->> 'asset')" }}
{%- endmacro %}

{%- macro path(field) -%}
'{data,{{ field }}}'
{%- endmacro %}

{%- macro amount(fields) -%}
{% for field in fields %}{{ " + " if not loop.first }}binrecon_exact(item ->> '{{ field }}'){% endfor %}
{%- endmacro %}

{%- macro smallest(columns) -%}
least({% for _, fields in columns %}{{ ", " if not loop.first -}}
    {% for field in fields %}{{ ", " if not loop.first }}binrecon_exact(item ->> '{{ field }}'){% endfor %}{% endfor %})
{%- endmacro %}

{%- macro names(columns, of='') -%}
{% for column, _ in columns %}{{ ", " if not loop.first }}{{ of }}{{ column }}{% endfor %}
{%- endmacro %}
