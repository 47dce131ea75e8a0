"""Statements that revision 0002 holds are taken along: what their names tell of parts is filled in, and the chain still
holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from binrecon.storage.chain_check import verify
from binrecon.storage.hash_chain import seal
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine, create_engine, inspect, text

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.sealed_rows import add

NAMES = {
    ("Binance-Transaction-History-202611100900(UTC+0)-part1-of2.csv", ""): (
        "binance-transaction-history-202611100900(utc+0) in 2 parts",
        1,
        2,
    ),
    ("in/Binance-Transaction-History-202611100900(UTC+0)-part2-of2.csv", ""): (
        "binance-transaction-history-202611100900(utc+0) in 2 parts",
        2,
        2,
    ),
    ("all.zip", "a/x-part3-of3.csv"): ("x in 3 parts", 3, 3),
    ("old.zip", "part-00000-3f2a-c000.csv"): ("old.zip in 2 parts", 1, 2),
    ("old.zip", "part-00001-3f2a-c000.csv"): ("old.zip in 2 parts", 2, 2),
    ("one.zip", "part-00000-3f2a.csv"): ("", 1, 1),
    ("part-00004-3f2a.csv", ""): ("3f2a in some parts", 5, None),
    ("x-part1-of1.csv", ""): ("", 1, 1),
    ("x-part5-of2.csv", ""): ("", 1, 1),
    ("departed-2026.csv", ""): ("", 1, 1),
}
KEPT = (
    "SELECT file_name, member, regexp_replace(export, ' of .*$', ''), part, parts FROM "
    "binance_statement_files ORDER BY id"
)


def test_held_statements_learn_which_part_they_are_and_the_chain_holds(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alembic(empty_database.owner_url, "upgrade", "0002").returncode == 0
    owner = create_engine(empty_database.owner_url)
    for number, (file_name, member) in enumerate(NAMES):
        add(owner, "binance_statement_files", number, file_name=file_name, member=member)
    with monkeypatch.context() as of_before:
        for name in set(SEALED) - set(tables(owner)):
            of_before.delitem(SEALED, name)
        for name, table in list(SEALED.items()):
            of_before.setitem(SEALED, name, replace(table, later=()))
        seal(owner, datetime.now(UTC))
    assert alembic(empty_database.owner_url, "upgrade", "head").returncode == 0
    assert kept(owner) == dict(NAMES.items())
    assert verify(owner, lambda links, seen: None, None).broken is None
    assert alembic(empty_database.owner_url, "downgrade", "0002").returncode == 0
    with owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM binance_statement_files")).scalar_one() == len(NAMES)
    owner.dispose()


def tables(engine: Engine) -> list[str]:
    return inspect(engine).get_table_names()


def kept(engine: Engine) -> dict[tuple[str, str], tuple[str, int, int | None]]:
    with engine.connect() as connection:
        return {
            (name, member): (export, part, parts)
            for name, member, export, part, parts in connection.execute(text(KEPT))
        }
