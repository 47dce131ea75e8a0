{#- Every line of an account in statements that are witnesses, at its proved time. Part of other queries. The window on the stored
    time is for the index: no clock is moved by more than 28 hours.
    Columns: at, account, operation, asset, change, remark, file_id, line, export_id. Parameters: email, first, last (dates or NULL). -#}
SELECT moment.at, line.account, line.operation, line.asset, line.change, line.remark, line.file_id, line.line, held.export_id
FROM binance_statement_rows AS line
JOIN ({% include 'statements/in_force.sql' %}) AS held ON held.id = line.file_id
CROSS JOIN LATERAL (SELECT line.at + held.moved AS at) AS moment
WHERE line.email = %(email)s
    AND line.at >= coalesce(%(first)s::date, '-infinity')::timestamp AT TIME ZONE 'UTC' - interval '28 hours'
    AND line.at < coalesce(%(last)s::date + 1, 'infinity')::timestamp AT TIME ZONE 'UTC' + interval '28 hours'
    AND moment.at >= coalesce(%(first)s::date, '-infinity')::timestamp AT TIME ZONE 'UTC'
    AND moment.at < coalesce(%(last)s::date + 1, 'infinity')::timestamp AT TIME ZONE 'UTC'
