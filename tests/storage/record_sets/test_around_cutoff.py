"""What moved near midnight, read from stored rows: the nearest of very many."""

from __future__ import annotations

import pytest
from binrecon.domain import thresholds
from binrecon.domain.record_sets import AROUND_CUTOFF
from binrecon.storage.investigation_input import read_set
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.record_sets.cases import (
    NEXT,
    balances,
    found,
    kinds,
)
from tests.storage.rows import (
    DAY,
    EMAIL,
    at,
    known_day,
    snapshot,
    trade,
)


def test_a_snapshot_taken_half_an_hour_late(engine: Engine) -> None:
    balances(engine, BTC=("1", "1.5123"), USDT=("1000", "600"))
    snapshot(engine, NEXT, {"BTC": "10.5123", "USDT": "501"})
    known_day(engine, NEXT)
    trade(
        engine, "BTCUSDT", {"spot_buy": ("BTC", "0.5123"), "spot_sell": ("USDT", "-400")}, datetime=at("00:10:00", NEXT)
    )
    trade(engine, "BTCUSDT", {"spot_buy": ("BTC", "9"), "spot_sell": ("USDT", "-99")}, datetime=at("00:40:00", NEXT))
    there = found(engine)
    assert [kinds(there[asset]) for asset in ("BTC", "USDT")] == [["snapshot_cut"]] * 2


@pytest.mark.parametrize("side", ["+", "-"])
def test_of_very_many_legs_near_midnight_the_nearest_are_read(engine: Engine, side: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""
            INSERT INTO binance_reconciliation_transfers
                (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount,
                 status,
                 standing, evidence_at)
            SELECT 'x', 'x', 1, n::text, 1, timestamptz '2026-11-03 00:00Z' {side} n / 2 * interval '1 second',
                   'transfer_in', 'x',
                %(email)s, 'SPOT', 'BTC', 1, '1', 'counts', now()
            FROM generate_series(2, 5011) AS n""",
            {"email": EMAIL},
        )
        near = read_set(connection, AROUND_CUTOFF, {**spot(EMAIL, DAY).parameters, **thresholds.parameters()})
    assert len(near) == 5000
    assert {leg.record for leg in near} == {str(n) for n in range(2, 5002)}
