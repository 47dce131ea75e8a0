-- Makes a table anew with the same rows, columns, CHECKs, indexes, numbers to come and rights: as one that is partitioned by the month
-- of the column `moment`, or as a plain one where that is NULL. `key` is its primary key then. Views that read it are taken down and put
-- up again. Rows are copied as they are: what lies compressed beside the table stays compressed.

CREATE FUNCTION pg_temp.binrecon_rebuild(name TEXT, moment TEXT, key TEXT) RETURNS VOID LANGUAGE plpgsql
SET timezone = 'UTC' AS $rebuild$
DECLARE
    old TEXT := name || '_old';
    numbers TEXT := pg_get_serial_sequence(name, (SELECT attname FROM pg_attribute WHERE attrelid = name::regclass AND attidentity <> ''));
    storage TEXT := (SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = coalesce(
        to_regclass(name || '_default'), name::regclass));
    follow TEXT[];
    views TEXT[][];
    many BIGINT;
    copied BIGINT;
    command TEXT;
    month DATE;
BEGIN
    -- A task that runs is waited for here, and what follows is seen by nobody before it is done.
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', name);
    EXECUTE format('SELECT count(*) FROM %I', name) INTO many;

    WITH RECURSIVE reading (view, depth) AS (
        SELECT DISTINCT rule.ev_class, 1 FROM pg_depend AS needs JOIN pg_rewrite AS rule ON rule.oid = needs.objid
        WHERE needs.classid = 'pg_rewrite'::regclass AND needs.refobjid = name::regclass AND rule.ev_class <> name::regclass
        UNION
        SELECT rule.ev_class, reading.depth + 1
        FROM reading
        JOIN pg_depend AS needs ON needs.refobjid = reading.view AND needs.classid = 'pg_rewrite'::regclass
        JOIN pg_rewrite AS rule ON rule.oid = needs.objid AND rule.ev_class <> reading.view
    )
    SELECT array_agg(ARRAY[view::regclass::text, pg_get_viewdef(view)] ORDER BY depth)
    INTO views FROM (SELECT view, max(depth) AS depth FROM reading GROUP BY view) AS once;

    SELECT array_agg(step ORDER BY place, step) INTO follow
    FROM (
        SELECT 1 AS place, format('ALTER TABLE %I ADD CONSTRAINT %I %s', name, conname,
            CASE contype WHEN 'p' THEN format('PRIMARY KEY (%s)', key) ELSE pg_get_constraintdef(oid) END) AS step
        FROM pg_constraint WHERE conrelid = name::regclass AND contype IN ('p', 'u')
        UNION ALL
        SELECT 2, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index
        WHERE indrelid = name::regclass AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conrelid = name::regclass)
        UNION ALL
        SELECT 3, format('GRANT %s ON %s TO %I', granted.privilege_type, granted.of, granted.role)
        FROM (
            SELECT right_.privilege_type, class.oid::regclass::text AS of, pg_get_userbyid(right_.grantee) AS role
            FROM pg_class AS class
            CROSS JOIN LATERAL aclexplode(class.relacl) AS right_
            WHERE right_.grantee NOT IN (0, class.relowner)
              AND (class.oid = name::regclass OR class.oid::regclass::text = ANY (
                  SELECT views[number][1] FROM generate_series(1, coalesce(array_length(views, 1), 0)) AS number))
        ) AS granted
    ) AS steps;

    FOR number IN REVERSE coalesce(array_length(views, 1), 0)..1 LOOP
        EXECUTE format('DROP VIEW %s', views[number][1]);
    END LOOP;
    EXECUTE format('ALTER TABLE %I RENAME TO %I', name, old);
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL EXCLUDING INDEXES)', name, old)
        || CASE WHEN moment IS NULL THEN coalesce(' WITH (' || storage || ')', '') ELSE format(' PARTITION BY RANGE (%I)', moment) END;
    IF moment IS NOT NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', name || '_default', name)
            || coalesce(' WITH (' || storage || ')', '');
        FOR month IN EXECUTE format(
            'SELECT DISTINCT date_trunc(''month'', %I)::date FROM %I ORDER BY 1', moment, old)
        LOOP
            PERFORM binrecon_make_partition(name, month);
        END LOOP;
    END IF;
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', name, old);
    GET DIAGNOSTICS copied = ROW_COUNT;
    IF copied <> many THEN
        RAISE EXCEPTION '% has % rows, and % were copied: nothing is changed', name, many, copied;
    END IF;
    IF numbers IS NOT NULL THEN
        EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, %L), last_value, is_called) FROM %s',
            name, (SELECT attname FROM pg_attribute WHERE attrelid = name::regclass AND attidentity <> ''), numbers);
    END IF;
    EXECUTE format('DROP TABLE %I', old);
    IF numbers IS NOT NULL THEN
        command := pg_get_serial_sequence(name, (SELECT attname FROM pg_attribute WHERE attrelid = name::regclass AND attidentity <> ''));
        IF command <> numbers THEN
            EXECUTE format('ALTER SEQUENCE %s RENAME TO %s', command, split_part(numbers, '.', 2));
        END IF;
    END IF;
    FOR number IN 1..coalesce(array_length(views, 1), 0) LOOP
        EXECUTE format('CREATE VIEW %s AS %s', views[number][1], views[number][2]);
    END LOOP;
    FOREACH command IN ARRAY follow LOOP
        EXECUTE command;
    END LOOP;
    EXECUTE format('ANALYZE %I', name);
END
$rebuild$;
