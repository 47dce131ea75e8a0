"""What the reports of findings and of matched transfers hold for one account-day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import transfer_words
from binrecon.reconciliation.investigation.investigate import CAUSES
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.own_transfers import match_own_transfers
from binrecon.storage.queries import rows
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, known_day, snapshot, transfer

NEXT = DAY + timedelta(days=1)
OTHER = "sub@example.com"


def report(engine: Engine, name: str, email: str = EMAIL, day: Any = DAY) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return rows(connection, f"reports/{name}.sql", {**spot(email, day).parameters, **transfer_words()})


def failed(engine: Engine, asset: str, amount: str, record: str) -> None:
    transfer(engine, asset, amount, external_id=record, source="withdraw", standing="failed", status="5")


def judged(engine: Engine) -> list[tuple[Any, ...]]:
    """BTC is explained by two records, ETH could be by either of two, SOL by none, ADA is proved."""
    for day, balances in (
        (BEFORE, {"BTC": "9", "ETH": "9", "SOL": "9", "ADA": "1"}),
        (DAY, {"BTC": "5.9998", "ETH": "8", "SOL": "8", "ADA": "1"}),
        (NEXT, {"BTC": "9", "ETH": "9", "SOL": "8", "ADA": "1"}),
    ):
        snapshot(engine, day, balances)
    known_day(engine, NEXT)
    for asset, amount, record in (
        ("BTC", "-1.0001", "a"),
        ("BTC", "-2.0001", "b"),
        ("ETH", "-1", "c"),
        ("ETH", "-1", "d"),
    ):
        failed(engine, asset, amount, record)
    covered_day(engine, ["daily_snapshot"])
    reconcile_day(engine, spot(EMAIL, DAY), [], "run")
    return report(engine, "findings")


def test_every_finding_and_alternative_is_one_row_with_its_records(engine: Engine) -> None:
    told = [row[3:5] + row[6:10] + row[11:12] for row in judged(engine) if row[6] in ("explained", "alternative")]
    kind = "failed_withdrawal"
    assert told == [
        ("BTC", "explained", "explained", 1, kind, Decimal("-1.0001"), "withdraw a out"),
        ("BTC", "explained", "explained", 1, kind, Decimal("-2.0001"), "withdraw b out"),
        ("ETH", "open", "alternative", 1, kind, Decimal(-1), "withdraw c out"),
        ("ETH", "open", "alternative", 2, kind, Decimal(-1), "withdraw d out"),
    ]


def test_open_cells_say_what_to_try_next_and_proved_ones_say_nothing(engine: Engine) -> None:
    steps = [row for row in judged(engine) if row[6] == "next_step"]
    assert {row[3] for row in steps} == {"ETH", "SOL"}
    assert all(row[7:10] == (None, None, None) and row[10] for row in steps)


def test_an_open_cell_says_what_was_ruled_out_before_what_to_try(engine: Engine) -> None:
    told = [row for row in judged(engine) if row[3] == "SOL"]
    ruled_out = [row for row in told if row[6] == "ruled_out"]
    of_spot = [cause for cause in CAUSES if not cause.wallets or Wallet.SPOT in cause.wallets]
    assert len(ruled_out) == len(of_spot) and told[: len(of_spot)] == ruled_out
    assert all(row[7:10] == (None, None, None) and row[11] is None for row in ruled_out)
    assert "booked on one day, moved on another: no record" in {row[10] for row in ruled_out}


def test_a_later_verdict_takes_the_place_of_an_earlier_one(engine: Engine) -> None:
    judged(engine)
    transfer(engine, "SOL", "-1", external_id="late")
    reconcile_day(engine, spot(EMAIL, DAY), [], "later")
    assert "SOL" not in {row[3] for row in report(engine, "findings")}


def test_a_matched_transfer_is_one_row_on_the_day_it_left_and_on_the_day_it_came(engine: Engine) -> None:
    told = dict(source="account_transfer", external_id="7")
    transfer(engine, "BTC", "-1", datetime=at("23:59:59"), **told)
    transfer(engine, "BTC", "1", email=OTHER, datetime=at("00:00:01", DAY + timedelta(days=1)), **told)
    match_own_transfers(engine, "run")
    [one] = report(engine, "matches")
    records = ("account_transfer 7", "account_transfer 7")
    assert one[2:] == ("BTC", EMAIL, OTHER, -1, 1, "tran_id", "tranId 7", *records, "SPOT", "SPOT")
    assert [len(report(engine, "matches", OTHER, DAY + timedelta(days=n))) for n in range(-1, 3)] == [0, 1, 1, 0]
    assert report(engine, "matches", "third@example.com") == []


def test_a_match_taken_back_is_no_row(engine: Engine) -> None:
    told = dict(source="account_transfer", external_id="7")
    transfer(engine, "BTC", "-1", **told)
    transfer(engine, "BTC", "1", email=OTHER, **told)
    match_own_transfers(engine, "run")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET standing = 'failed' WHERE amount > 0")
    match_own_transfers(engine, "run")
    assert report(engine, "matches") == []
