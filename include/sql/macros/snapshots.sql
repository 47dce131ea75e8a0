{#- Expressions over one `item` of a snapshot, by the names of fields in the list's description.

    path    where a field of `data` lies in a record
    amount  the balance: the sum of its fields, NULL where one is missing or not exact
    smallest the smallest of these fields -#}

{%- macro path(field) -%}
'{data,{{ field }}}'
{%- endmacro %}

{%- macro amount(fields) -%}
{% for field in fields %}{{ " + " if not loop.first }}binrecon_exact(item ->> '{{ field }}'){% endfor %}
{%- endmacro %}

{%- macro smallest(fields) -%}
least({% for field in fields %}{{ ", " if not loop.first }}binrecon_exact(item ->> '{{ field }}'){% endfor %})
{%- endmacro %}
