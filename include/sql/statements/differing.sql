{#- The days and assets on which our movements and the statement say different things. Part of other queries.
    Columns: date, asset. Parameters as for statements/witnesses.sql. -#}
SELECT date, asset
FROM (
{% include 'statements/witnesses.sql' %}
) AS witness
WHERE movements <> statement
