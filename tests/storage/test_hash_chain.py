"""Every row is sealed once, late ones too, in one chain whoever seals, and nobody who writes can change a link."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from binrecon.storage import hash_chain
from binrecon.storage.chain_check import Verified
from binrecon.storage.hash_chain import LATE, seal
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine, text

from tests.storage.rows import fetch
from tests.storage.sealed_rows import NOW, add, check, owner_does

RAW = "binance_raw_trades"
LOG = "binance_audit_log"


def test_rows_of_all_tables_are_sealed_once_and_hold(engine: Engine, reader_engine: Engine) -> None:
    for table in SEALED:
        for number in (1, 2, 3):
            add(engine, table, number)
    first, second = seal(engine, NOW), seal(engine, NOW)
    assert (first.rows, second.rows, first.head) == (3 * len(SEALED) + 9, 0, second.head)
    assert check(reader_engine, head=first.head) == Verified(len(SEALED), first.rows, first.head, 0, None)


def test_a_row_that_commits_late_is_sealed_with_the_next_ones(engine: Engine) -> None:
    with engine.connect() as slow, slow.begin():
        slow.execute(text(f"INSERT INTO {LOG} (actor, action) VALUES ('slow', 'acted')"))
        add(engine, LOG, 1)
        assert seal(engine, NOW - 3 * LATE).rows == 1
        found = check(engine)
    assert (found.broken, found.unsealed) == (None, 0)
    assert (check(engine).broken, check(engine).unsealed) == (None, 1)
    assert seal(engine, NOW).rows == 1
    assert seal(engine, NOW + 3 * LATE).rows == 0
    assert (check(engine).broken, check(engine).unsealed) == (None, 0)


def test_a_link_of_late_rows_alone_keeps_the_high_water_mark(engine: Engine) -> None:
    for row_id in (10, 11, 12):
        add(engine, LOG, row_id, id=row_id)
    seal(engine, NOW)
    add(engine, LOG, 5, id=5)
    assert seal(engine, NOW + timedelta(hours=1)).rows == 1
    add(engine, LOG, 13, id=13)
    assert [seal(engine, NOW + days * LATE).rows for days in (3, 6)] == [1, 0]
    assert fetch(engine, "SELECT row_ids FROM binance_hash_chain ORDER BY id") == [([10, 11, 12],), ([5, 12],), ([13],)]
    assert check(engine).broken is None


def test_sealers_at_once_make_one_chain(engine: Engine) -> None:
    for number in range(20):
        add(engine, LOG, number)
    with ThreadPoolExecutor(4) as pool:
        sealed = list(pool.map(lambda _: seal(engine, NOW).rows, range(4)))
    assert sum(sealed) == 20
    assert check(engine).broken is None


def test_ten_thousand_rows_are_one_statement_per_table_and_more_follow(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hash_chain, "MOST", 1000)
    with engine.begin() as connection:
        connection.execute(
            text(f"INSERT INTO {LOG} (actor, action) SELECT 'ann', 'n' || n FROM generate_series(1, 2500) AS n")
        )
    assert seal(engine, NOW).rows == 2500
    assert fetch(engine, "SELECT cardinality(row_ids) FROM binance_hash_chain ORDER BY id") == [
        (1000,),
        (1000,),
        (500,),
    ]
    found = check(engine)
    assert (found.rows, found.broken) == (2500, None)


def test_the_writer_can_neither_change_nor_remove_a_link(engine: Engine) -> None:
    add(engine, LOG, 1)
    seal(engine, NOW)
    for statement in ("UPDATE binance_hash_chain SET digest = ''", "DELETE FROM binance_hash_chain"):
        with pytest.raises(Exception, match="permission denied"):
            owner_does(engine, statement)
