{#- What differs where a list of margin is asked for one pair of isolated margin, whose name is the key of the question. `source` is the
    list's description; of cross margin nothing differs.

    is_isolated  whether it is asked pair by pair
    held         what a coin is called that is held there: pair, colon, coin
    suffix       what an id of the list needs besides, as no document says that two pairs have no id in common
    other_pair   whether `field` of the record, which names the pair of isolated margin, says that it is another account's
    words        that in words -#}

{%- macro is_isolated(source) -%}
{{ 'yes' if source.wallet == 'ISOLATED_MARGIN' }}
{%- endmacro %}

{%- macro held(source, asset) -%}
{{ 'binrecon_holding(key, ' ~ asset ~ ')' if is_isolated(source) else asset }}
{%- endmacro %}

{%- macro suffix(source) -%}
{{ " || ':' || key" if is_isolated(source) }}
{%- endmacro %}

{%- macro other_pair(source, field) -%}
{{ "record ->> '" ~ field ~ "' IS DISTINCT FROM key" if is_isolated(source) else "coalesce(record ->> '" ~ field ~ "', '') <> ''" }}
{%- endmacro %}

{%- macro words(source) -%}
{{ 'it is of another pair than asked, or of cross margin' if is_isolated(source) else 'it is of isolated margin' }}
{%- endmacro %}
