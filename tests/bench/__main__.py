"""Runs the benches, each on databases of its own, and prints one table; ends with 1 when a target is missed.

bin/bench [--scale 0.1] [--only canonical income …]   every name: bin/bench --help
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, create_engine

from bin.stack import databases, postgres
from bin.stack.keeper import Keeper
from tests.bench import (
    account_day,
    bundle,
    canonical_income,
    canonical_trades,
    dag_files,
    discovery,
    group_day,
    investigate,
    many_accounts,
    matching,
    page,
    reconcile_day,
    task_memory,
    wallet_day,
)
from tests.bench.comparison import measure as comparison
from tests.bench.rows import Row, table

Bench = Callable[[Engine, str, float], list[Row]]
"""Takes the owner's engine, the writer's URL and the scale (1 = full size), all of an empty migrated database."""

_PASSWORD = "binrecon-bench"


def reconcile(_owner: Engine, writer_url: str, scale: float) -> list[Row]:
    engine = create_engine(writer_url)
    found = reconcile_day.run(engine, cells=max(100, round(reconcile_day.CELLS * scale)))
    engine.dispose()
    return [
        Row("cells of a new day", found["cells"]),
        Row("their sum in SQL, s of CPU", found["sum_cpu_s"]),
        Row("settling the day, s of CPU over the sum", found["over_sum_cpu_s"], 1),
        Row("largest error, units of 1e-18", found["error"], 0),
    ]


ON_A_DATABASE: dict[str, Bench] = {
    "canonical": canonical_trades.measure,
    "income": canonical_income.measure,
    "reconcile": reconcile,
    "discovery": discovery.measure,
    "investigate": investigate.measure,
    "matching": matching.measure,
    "task_memory": task_memory.measure,
    "bundle": bundle.measure,
    "group_day": group_day.measure,
    "comparison": comparison.measure,
}
IN_AIRFLOW: dict[str, Callable[[float], list[Row]]] = {
    "account_day": account_day.measure,
    "dag_files": dag_files.measure,
    "many_accounts": many_accounts.measure,
    "wallet_day": wallet_day.measure,
    "page": page.measure,
}
"""Those that start a whole stack themselves."""

BENCHES = [*ON_A_DATABASE, *IN_AIRFLOW]
LONG = {"many_accounts", "group_day", "comparison"}
"""Those that run only when they are named."""


def run(server: postgres.Server, name: str, scale: float) -> list[Row]:
    """One bench on a database of its own."""
    with server.connect() as connection:
        databases.ensure_database(connection, name, databases.OWNER)
    databases.migrate(server.url(name, databases.OWNER, _PASSWORD))
    with server.connect() as connection:
        databases.ensure_groups(connection)
    owner = create_engine(server.url(name, databases.OWNER, _PASSWORD))
    try:
        return ON_A_DATABASE[name](owner, server.url(name, databases.WRITER, _PASSWORD), scale)
    finally:
        owner.dispose()


def prepared(keeper: Keeper, folder: Path) -> postgres.Server:
    """A server that keeps its promises to the disk, as in production; vacuum runs when the bench says so."""
    folder.chmod(0o711)
    keeper.remove_at_end(folder)
    server, _ = postgres.start(postgres.prepare(folder), keeper)
    with server.connect() as connection:
        for setting in ("autovacuum = off", "max_wal_size = '8GB'", "checkpoint_timeout = '1h'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
        databases.ensure_login(connection, databases.OWNER, _PASSWORD, may_create_roles=True)
        for login in databases.LOGINS:
            databases.ensure_login(connection, login, _PASSWORD)
    return server


def on_a_database(names: list[str], scale: float) -> list[Row]:
    """The benches that share one server, which is ended with them."""
    keeper = Keeper()
    try:
        server = prepared(keeper, Path(tempfile.mkdtemp(prefix="binrecon-bench-")))
        return [row for name in names for row in run(server, name, scale)]
    finally:
        keeper.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Times floor and product in turn and prints ratios.")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size; 1 takes about ten minutes")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=BENCHES,
        default=[name for name in BENCHES if name not in LONG],
        help="which benches to run",
    )
    arguments = parser.parse_args()
    chosen = [name for name in ON_A_DATABASE if name in arguments.only]
    rows = on_a_database(chosen, arguments.scale) if chosen else []
    rows += [row for name in IN_AIRFLOW if name in arguments.only for row in IN_AIRFLOW[name](arguments.scale)]
    print(table(rows))
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
