"""Every table that is never changed is sealed, with every column."""

from __future__ import annotations

import pytest
from binrecon.storage.hash_chain import seal
from binrecon.storage.schema import APPEND_ONLY, METADATA
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine

from tests.storage.sealed_rows import BEFORE_CODE, BESIDE, FROM_NAMES, NOW, add, check, owner_does


def test_every_table_that_is_never_changed_is_sealed_with_every_column() -> None:
    by_their_file = {"binance_statement_rows", "binance_balance_statement_rows"}
    assert set(SEALED) == {*APPEND_ONLY, "binance_quarantine"} - {"binance_hash_chain"} - by_their_file
    for name, table in SEALED.items():
        sealed = {*table.columns, *(name for name, _ in table.later)}
        assert sealed == {column.name for column in METADATA.tables[name].columns} - BESIDE - FROM_NAMES


def test_a_column_of_a_later_revision_is_sealed_where_it_is_not_what_it_was_for_all_rows_before(
    engine: Engine, owner_engine: Engine
) -> None:
    verdicts = "binance_reconciliation_verdicts"
    for number in (1, 2):
        add(engine, verdicts, number)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO binance_reconciliation_verdicts (email, date, wallet, asset, verdict, reason, measure)"
            " VALUES ('a', '2026-11-02', 'MARGIN', 'BTC', 'open', '', 'loan')"
        )
    seal(engine, NOW)
    assert check(engine).broken is None
    owner_does(owner_engine, f"UPDATE {verdicts} SET measure = 'interest' WHERE measure = 'loan'")
    assert check(engine).broken is not None


def test_the_code_of_a_verdict_is_sealed_under_its_name(engine: Engine, owner_engine: Engine) -> None:
    """Also where its digits come to stand in the column before: that would read the same without the name."""
    verdicts, code = "binance_reconciliation_verdicts", "0f" * 32
    add(engine, verdicts, 1)
    row = add(engine, verdicts, 2, code_sha256=code)
    seal(engine, NOW)
    assert check(engine).broken is None
    owner_does(owner_engine, f"ALTER TABLE {verdicts} DROP CONSTRAINT ck_{verdicts}_measure")
    for change in (
        f"code_sha256 = '{code.replace('0f', 'f0')}'",
        "code_sha256 = NULL",
        f"code_sha256 = NULL, measure = '{code}'",
    ):
        owner_does(owner_engine, f"UPDATE {verdicts} SET {change} WHERE id = {row}")
        found = check(engine).broken
        assert found is not None and found.row_id == row, change
    owner_does(owner_engine, f"UPDATE {verdicts} SET measure = 'balance', code_sha256 = '{code}' WHERE id = {row}")
    assert check(engine).broken is None


def test_rows_sealed_before_a_column_came_are_hashed_as_then(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts = "binance_reconciliation_verdicts"
    add(engine, verdicts, 1)
    add(engine, verdicts, 2, wallet="MARGIN", measure="loan")
    monkeypatch.setitem(SEALED, verdicts, BEFORE_CODE)
    seal(engine, NOW)
    monkeypatch.undo()
    assert check(engine).broken is None
