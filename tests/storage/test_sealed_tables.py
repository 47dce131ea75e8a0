"""Every table that is never changed is sealed, with every column."""

from __future__ import annotations

from binrecon.storage.hash_chain import seal
from binrecon.storage.schema import APPEND_ONLY, Base
from binrecon.storage.sealed_tables import SEALED
from sqlalchemy import Engine

from tests.storage.sealed_rows import BESIDE, FROM_NAMES, NOW, add, check, owner_does


def test_every_table_that_is_never_changed_is_sealed_with_every_column() -> None:
    by_their_file = {"binance_statement_rows", "binance_balance_statement_rows"}
    assert set(SEALED) == {*APPEND_ONLY, "binance_quarantine"} - {"binance_hash_chain"} - by_their_file
    for name, table in SEALED.items():
        sealed = {*table.columns, *([table.later[0]] if table.later else ())}
        assert sealed == {column.name for column in Base.metadata.tables[name].columns} - BESIDE - FROM_NAMES


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
