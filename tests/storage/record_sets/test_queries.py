"""What holds of every set: its columns are its type's fields, its thresholds are Python's, and its wallet is the
account-day's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain import thresholds
from binrecon.domain.day_facts import BalanceLine, DayFacts
from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.record_sets import AROUND_CUTOFF, EQUAL_RECORDS, TIMING_DIFFERENCES, RecordSet
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.reconciliation.investigation.investigate import RECORD_SETS
from binrecon.storage import investigation_input
from binrecon.storage.investigation_input import VARIANCES, read_set
from binrecon.storage.sql_text import sql_text
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.record_sets.cases import NEXT, alternatives, balances, found, kinds
from tests.storage.rows import DAY, EMAIL, at, known_day, snapshot, transfer

SETS = (*RECORD_SETS, VARIANCES)
ZERO = Decimal(0)


def parameters(**other: Any) -> dict[str, Any]:
    """Those of a day on which 2 BTC are lacking."""
    line = BalanceLine("BTC", ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
    off = AssetVerdict(line, ZERO, Decimal(-2), None, None, Verdict.OPEN, "")
    facts = DayFacts(spot(EMAIL, DAY), True, True, 0, (), (line,))
    return {**investigation_input._parameters(facts, [off]), "days": [DAY], **other}


@pytest.mark.parametrize("wanted", SETS, ids=lambda wanted: wanted.name)
def test_the_columns_of_a_query_are_the_fields_of_its_type(engine: Engine, wanted: RecordSet[Any]) -> None:
    with engine.connect() as connection, connection.connection.cursor() as cursor:
        cursor.execute(sql_text(wanted.query), parameters())
        assert tuple(column.name for column in cursor.description) == wanted.row._fields


@pytest.mark.parametrize("wanted", SETS, ids=lambda wanted: wanted.name)
def test_no_query_holds_a_threshold_of_its_own(wanted: RecordSet[Any]) -> None:
    text = sql_text(wanted.query)
    assert not [word for word in ("1 hour", "5000", "1e-8", "<= 30", "- 14", "+ 15") if word in text]


@pytest.mark.parametrize(("reach", "kind"), [(1, []), (2, ["snapshot_cut"])])
def test_how_near_midnight_is_near_is_said_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, reach: int, kind: list[str]
) -> None:
    """What moved an hour and a half after midnight is read, and explains a late snapshot, where two hours are near."""
    monkeypatch.setattr(thresholds, "CUTOFF_REACH", timedelta(hours=reach))
    balances(engine, BTC=("1", "3.1234"), ETH=("1", "1"))
    snapshot(engine, NEXT, {"BTC": "3.1234", "ETH": "1"})
    known_day(engine, NEXT)
    transfer(engine, "BTC", "2.1234", source="trade", datetime=at("01:30:00", NEXT))
    assert kinds(found(engine)["BTC"]) == kind


@pytest.mark.parametrize(("days", "named"), [(20, [["pending_deposit"]]), (7, [])])
def test_how_long_a_record_may_be_pending_is_said_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, days: int, named: list[list[str]]
) -> None:
    monkeypatch.setattr(thresholds, "USUAL_SETTLEMENT_WAIT_DAYS", days)
    booked = DAY - timedelta(days=16)
    balances(engine, BTC=("1", "3"))
    for n in range(-17, -1):
        snapshot(engine, DAY + timedelta(days=n), {"BTC": "1"})
    known_day(engine, *(DAY + timedelta(days=n) for n in range(-16, 0)))
    transfer(engine, "BTC", "2", status="0", standing="pending", datetime=at("12:00:00", booked))
    assert alternatives(found(engine)["BTC"]) == named


@pytest.mark.parametrize("wanted", SETS, ids=lambda wanted: wanted.name)
def test_no_query_says_which_wallet(wanted: RecordSet[Any]) -> None:
    of_statements = ("unmatched_entries",)
    assert "'SPOT'" not in sql_text(wanted.query) or wanted.name in of_statements


@pytest.mark.parametrize("wanted", [AROUND_CUTOFF, EQUAL_RECORDS, TIMING_DIFFERENCES], ids=lambda wanted: wanted.name)
def test_records_are_those_of_the_wallet_asked_for(engine: Engine, wanted: RecordSet[Any]) -> None:
    told = dict(source="withdraw", datetime=at("23:50:00"))
    for number, wallet in enumerate(Wallet, 1):
        transfer(engine, "BTC", "2", wallet=str(wallet), external_id=f"a{number}", **told)
        transfer(engine, "BTC", "-2", wallet=str(wallet), external_id=f"b{number}", standing="failed", **told)
    with engine.connect() as connection:
        read = {
            wallet: {leg.record[1:] for leg in read_set(connection, wanted, parameters(wallet=str(wallet)))}
            for wallet in Wallet
        }
    assert read == {wallet: {str(number)} for number, wallet in enumerate(Wallet, 1)}


@pytest.mark.parametrize("wanted", [AROUND_CUTOFF, EQUAL_RECORDS, TIMING_DIFFERENCES], ids=lambda wanted: wanted.name)
def test_what_a_loan_moved_accounts_for_no_balance(engine: Engine, wanted: RecordSet[Any]) -> None:
    for measure in ("balance", "loan", "interest"):
        for standing in ("counts", "pending"):
            moved = {"standing": standing, "external_id": f"{measure} {standing}", "datetime": at("23:59:59")}
            transfer(engine, "BTC", "2", measure=measure, source="margin_borrow_repay", **moved)
    with engine.connect() as connection:
        found = read_set(connection, wanted, parameters())
    assert {leg.record.partition(" ")[0] for leg in found} == {"balance"}
