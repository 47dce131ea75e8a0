"""Revision 0012 over a database that 0011 filled: the chain holds as it was sealed, new verdicts name their code, and
the way back is open until one does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from binrecon.config.fingerprint import code_fingerprint
from binrecon.storage import chain_check, hash_chain
from binrecon.storage.database import engine_from
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine

from tests.conftest import Database
from tests.migrations.test_migrations import alembic
from tests.storage.rows import at, fetch
from tests.storage.sealed_rows import BEFORE_CODE, SEALED_AFTER_PARTITIONS, add

VERDICTS = BEFORE_CODE.name


@pytest.fixture
def filled(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database as 0011 left it: verdicts on a balance and on a loan, sealed as they were then."""
    assert alembic(empty_database.owner_url, "upgrade", "0011").returncode == 0
    engine = engine_from(empty_database.owner_url)
    for name in SEALED_AFTER_PARTITIONS:
        monkeypatch.delitem(SEALED, name)
    with monkeypatch.context() as patch:
        patch.setitem(SEALED, VERDICTS, BEFORE_CODE)
        add(engine, VERDICTS, 1)
        add(engine, VERDICTS, 2, wallet="MARGIN", measure="loan")
        hash_chain.seal(engine, at())
    yield engine
    engine.dispose()


def verified(engine: Engine) -> tuple[object, int]:
    found = chain_check.verify(engine, lambda links, rows: None)
    return found.broken, found.rows


def test_what_was_sealed_before_holds_and_there_is_a_way_back(filled: Engine, empty_database: Database) -> None:
    url, held = empty_database.owner_url, fetch(filled, "SELECT digest FROM binance_hash_chain")
    assert alembic(url, "upgrade", "0012").returncode == 0
    assert verified(filled) == (None, 2)
    assert fetch(filled, "SELECT DISTINCT code_sha256 FROM v_binance_verdicts_current") == [(None,)]
    assert alembic(url, "downgrade", "0011").returncode == 0
    assert alembic(url, "upgrade", "0012").returncode == 0
    assert verified(filled) == (None, 2) and fetch(filled, "SELECT digest FROM binance_hash_chain") == held


def test_the_way_back_is_refused_once_a_verdict_is_sealed_with_its_code(
    filled: Engine, empty_database: Database
) -> None:
    assert alembic(empty_database.owner_url, "upgrade", "0012").returncode == 0
    add(filled, VERDICTS, 3, code_sha256=code_fingerprint())
    hash_chain.seal(filled, at())
    assert verified(filled) == (None, 3)
    refused = alembic(empty_database.owner_url, "downgrade", "0011")
    assert refused.returncode != 0 and "with the fingerprint of their code are held" in refused.stderr
