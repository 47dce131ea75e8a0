-- Partitions of the tables that are kept by month: `<table>_2026_11` from the first of the month, UTC, to the first of the next one, and
-- `<table>_default` for what no month was made for, so that no row is ever refused.

-- One month of a table, unless it is there; gives whether it was made. It is made beside the table and joined to it, so that who reads
-- and writes the table meanwhile is not waited for; only the default partition is, whose rows of the month move over.
CREATE FUNCTION binrecon_make_partition(name TEXT, month DATE) RETURNS BOOLEAN LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    part TEXT := name || to_char(month, '_YYYY_MM');
    rest TEXT := name || '_default';
    storage TEXT;
    moment TEXT;
    first TEXT;
    last TEXT;
BEGIN
    IF to_regclass(format('public.%I', part)) IS NOT NULL THEN
        RETURN false;
    END IF;
    SELECT attname,
        CASE atttypid WHEN 'date'::regtype THEN month::text ELSE (month::timestamp AT TIME ZONE 'UTC')::text END,
        CASE atttypid WHEN 'date'::regtype THEN (month + interval '1 month')::date::text
            ELSE ((month + interval '1 month') AT TIME ZONE 'UTC')::text END
    INTO STRICT moment, first, last
    FROM pg_partitioned_table JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
    WHERE partrelid = format('public.%I', name)::regclass;
    SELECT array_to_string(reloptions, ', ') INTO storage FROM pg_class WHERE oid = format('public.%I', rest)::regclass;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING ALL EXCLUDING IDENTITY)', part, rest)
        || coalesce(' WITH (' || storage || ')', '');
    EXECUTE format('LOCK TABLE ONLY public.%I IN ACCESS EXCLUSIVE MODE', rest);
    EXECUTE format(
        'WITH moved AS (DELETE FROM ONLY public.%I WHERE %I >= %L AND %I < %L RETURNING *) INSERT INTO public.%I SELECT * FROM moved',
        rest, moment, first, moment, last, part);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name, part, first, last);
    RETURN true;
END
$$;

-- The months of a table that are missing: this one, the two after it, and every one that rows of the default partition are of; gives
-- how many were made. Safe to run again. It has its owner's rights, so that a task may have partitions made that may make no table:
-- it takes the name of a partitioned table of the owner and nothing else. It waits five seconds for others, and then fails.
CREATE FUNCTION binrecon_make_partitions(name TEXT) RETURNS INTEGER LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '5s' SET timezone = 'UTC' AS $$
DECLARE
    moment TEXT;
    month DATE;
    made INTEGER := 0;
BEGIN
    SELECT attname INTO moment
    FROM pg_partitioned_table
    JOIN pg_class ON pg_class.oid = partrelid AND relname = name AND relnamespace = 'public'::regnamespace
    JOIN pg_attribute ON attrelid = partrelid AND attnum = partattrs[0]
    WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user);
    IF moment IS NULL THEN
        RAISE EXCEPTION '% is no table that is kept by month', name;
    END IF;
    FOR month IN EXECUTE format(
        'SELECT (date_trunc(''month'', now()) + interval ''1 month'' * ahead)::date FROM generate_series(0, 2) AS ahead
         UNION SELECT DISTINCT date_trunc(''month'', %I)::date FROM ONLY public.%I ORDER BY 1', moment, name || '_default')
    LOOP
        made := made + binrecon_make_partition(name, month)::integer;
    END LOOP;
    IF made > 0 THEN
        -- The server keeps the figures of a partitioned table as a whole for nobody: its own vacuum looks at partitions alone.
        EXECUTE format('ANALYZE public.%I', name);
    END IF;
    RETURN made;
END
$$;

REVOKE EXECUTE ON FUNCTION binrecon_make_partition(TEXT, DATE), binrecon_make_partitions(TEXT) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION binrecon_make_partitions(TEXT) TO binrecon_writer;
