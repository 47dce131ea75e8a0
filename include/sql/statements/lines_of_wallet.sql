{#- The lines that moved a wallet of an account, each once. Equal lines inside an export are real, in whichever of its parts they stand;
    of overlapping exports the one with the most of them counts: the k-th equal line of one is the k-th of every other. Remark and user id are no part of what
    makes lines equal: older versions lack the one, other languages translate the other.
    Part of other queries. Columns: date, at, account, operation (small letters), asset, change, remark, file_id, line.
    Parameters: email, first, last (dates or NULL), stated_as (text[]: what statements call the wallet). -#}
SELECT DISTINCT ON (at, asset, change, operation, k)
    (at AT TIME ZONE 'UTC')::date AS date, at, account, operation, asset, change, remark, file_id, line
FROM (
    SELECT at, account, lower(operation) AS operation, asset, change, remark, file_id, line,
        row_number() OVER (PARTITION BY export_id, at, lower(operation), asset, change ORDER BY file_id, line) AS k
    FROM ({% include 'statements/lines_in_force.sql' %}) AS written
    WHERE account = ANY(%(stated_as)s::text[])
) AS numbered
ORDER BY at, asset, change, operation, k, file_id
