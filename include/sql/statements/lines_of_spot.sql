{#- The lines that moved SPOT of an account, each once. Equal lines inside a file are real; of overlapping files the one with
    the most of them counts: the k-th equal line of a file is the k-th of every other. Remark and user id are no part of what
    makes lines equal: older versions lack the one, other languages translate the other.
    Part of other queries. Columns: date, at, operation (small letters), asset, change, remark, file_id, line.
    Parameters: email, first, last (dates or NULL), moved_files (bigint[]) and moved_by (interval[]): files whose clock was
    proved after they were imported, and what to add to the times of their lines. -#}
SELECT DISTINCT ON (at, asset, change, operation, k)
    (at AT TIME ZONE 'UTC')::date AS date, at, operation, asset, change, remark, file_id, line
FROM (
    SELECT moment.at, lower(operation) AS operation, asset, change, remark, file_id, line,
        row_number() OVER (PARTITION BY file_id, moment.at, lower(operation), asset, change ORDER BY line) AS k
    FROM binance_statement_rows AS written
    LEFT JOIN unnest(%(moved_files)s::bigint[], %(moved_by)s::interval[]) AS moved (file_id, by) USING (file_id)
    CROSS JOIN LATERAL (SELECT written.at + coalesce(moved.by, interval '0') AS at) AS moment
    WHERE email = %(email)s AND account = 'Spot'
        AND moment.at >= coalesce(%(first)s::date, '-infinity')::timestamp AT TIME ZONE 'UTC'
        AND moment.at < coalesce(%(last)s::date + 1, 'infinity')::timestamp AT TIME ZONE 'UTC'
) AS numbered
ORDER BY at, asset, change, operation, k, file_id
