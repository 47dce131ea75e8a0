-- Purpose: what Airflow's scheduler would have written of a run of each account's DAG for each day, all of them done: runs, and an instance of
-- each task, two of a mapped one, which is fewer than a day has. Of Airflow's own database; its tables are those of 3.3. Grain: one row per run
-- and per instance. Safe to run again: no. Parameters: days, last (date).
INSERT INTO dag_run
    (dag_id, run_id, run_type, state, logical_date, data_interval_start, data_interval_end, run_after, queued_at, start_date, end_date, created_at,
     updated_at, clear_number, conf, span_status, created_dag_version_id, bundle_version)
SELECT dag_id, 'scheduled__' || to_char(starts, 'YYYY-MM-DD"T"HH24:MI:SS+00:00'), 'scheduled', 'success', starts, starts - interval '50 hours',
    starts - interval '26 hours', starts, starts, starts, starts + interval '14 minutes', starts, starts, 0, '{}', 'not_started', version.id, NULL
FROM dag
CROSS JOIN LATERAL (
    SELECT (%(last)s::date - %(days)s + place + 2)::timestamp AT TIME ZONE 'UTC' + interval '2 hours' AS starts
    FROM generate_series(1, %(days)s) AS d (place)
) AS run
CROSS JOIN LATERAL (SELECT id FROM dag_version WHERE dag_version.dag_id = dag.dag_id ORDER BY version_number DESC LIMIT 1) AS version
WHERE dag_id LIKE 'binrecon\_account%%'
ORDER BY starts, dag_id;

INSERT INTO task_instance
    (id, task_id, dag_id, run_id, map_index, start_date, end_date, duration, state, try_number, max_tries, hostname, unixname, pool, pool_slots,
     queue, priority_weight, operator, queued_dttm, scheduled_dttm, executor_config, updated_at, span_status, dag_version_id)
SELECT gen_random_uuid(), task_id, run.dag_id, run.run_id, map_index, run.start_date, run.end_date, 12.5, 'success', 1, 3, 'worker', 'airflow',
    'default_pool', 1, 'default', 1, operator, run.start_date, run.start_date, '\x80047d942e', run.end_date, 'not_started',
    run.created_dag_version_id
FROM dag_run AS run
JOIN (
    SELECT held.dag_version_id, task #>> '{__var,task_id}' AS task_id, task #>> '{__var,task_type}' AS operator,
        task #>> '{__var,_is_mapped}' = 'true' AS is_mapped
    FROM serialized_dag AS held CROSS JOIN LATERAL jsonb_array_elements(held.data::jsonb #> '{dag,tasks}') AS task
) AS task ON task.dag_version_id = run.created_dag_version_id
CROSS JOIN LATERAL generate_series(CASE WHEN is_mapped THEN 0 ELSE -1 END, CASE WHEN is_mapped THEN 1 ELSE -1 END) AS copy (map_index)
ORDER BY run.id, task_id;
