"""What a database consists of, as the server itself states it: columns, constraints, indexes, functions, rights.
Partitions are not parts: which there are depends on the day."""

from __future__ import annotations

from sqlalchemy import Engine, text

_PARTS = text("""
    WITH partition AS (SELECT relname::text AS name FROM pg_class WHERE relispartition)
    SELECT 'column', table_name::text, column_name::text,
        concat_ws(' ', data_type, numeric_precision, numeric_scale, collation_name, is_nullable, column_default,
                  is_identity)
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
        AND table_name NOT IN (SELECT name FROM partition)
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
        AND conrelid::regclass::text <> 'alembic_version'
        AND conrelid::regclass::text NOT IN (SELECT name FROM partition)
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        AND tablename NOT IN (SELECT name FROM partition)
    UNION ALL
    SELECT 'function', proname, '', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'right', table_name, grantee, string_agg(privilege_type, ' ' ORDER BY privilege_type)
    FROM information_schema.role_table_grants
    WHERE table_schema = 'public' AND grantee LIKE 'binrecon\\_%er' AND grantee <> 'binrecon_owner'
        AND table_name <> 'alembic_version'
    GROUP BY table_name, grantee
""")


def parts(engine: Engine, *kinds: str) -> list[tuple[str, ...]]:
    """Everything of the given kinds (all when none is given), sorted."""
    with engine.connect() as connection:
        rows = connection.execute(_PARTS).fetchall()
    return sorted(tuple(row) for row in rows if not kinds or row[0] in kinds)
