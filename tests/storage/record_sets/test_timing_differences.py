"""Transfers of two days, pending and failed ones, read from stored rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.services.own_transfers import match_own_transfers
from sqlalchemy import Engine

from tests.storage.record_sets.cases import (
    FINDINGS,
    MS,
    NEXT,
    OTHER,
    alternatives,
    balances,
    cover,
    explain,
    found,
    kinds,
    page,
)
from tests.storage.rows import (
    BEFORE,
    DAY,
    at,
    covered_day,
    fetch,
    known_day,
    snapshot,
    transfer,
)


def test_a_deposit_credited_before_it_completed_explains_both_days_once_both_are_judged(over_midnight: Engine) -> None:
    assert [explain(over_midnight), explain(over_midnight, NEXT), explain(over_midnight)] == [
        Verdict.OPEN,
        Verdict.EXPLAINED,
        Verdict.EXPLAINED,
    ]
    told = [fetch(over_midnight, FINDINGS, day=day)[-1][0]["explained"] for day in (DAY, NEXT)]
    assert [[(f["kind"], f["amount"], f["records"]) for f in findings] for findings in told] == [
        [("across_the_cut", "2.1234", ["deposit d1 in"])],
        [("across_the_cut", "-2.1234", ["deposit d1 in"])],
    ]


def test_a_withdrawal_debited_when_it_completed_explains_its_day(engine: Engine) -> None:
    for day, balance in ((BEFORE, "3"), (DAY, "3"), (NEXT, "0.8766")):
        snapshot(engine, day, {"BTC": balance})
    known_day(engine, NEXT)
    page(engine, "withdraw", {"id": "w1", "completeTime": "2026-11-03 00:01:00"})
    for amount, kind in (("-2.0234", "transfer_out"), ("-0.1", "txn_fee")):
        transfer(engine, "BTC", amount, kind, external_id="w1", source="withdraw", fid=70)
    covered_day(engine, ["daily_snapshot"])
    assert explain(engine) is Verdict.EXPLAINED


def test_a_failed_withdrawal_given_back_two_days_later_explains_its_first_and_its_last_day(engine: Engine) -> None:
    days = [DAY + timedelta(days=n) for n in range(-1, 3)]
    for day, balance in zip(days, ("3", "0.8766", "0.8766", "3"), strict=True):
        snapshot(engine, day, {"BTC": balance})
        cover(engine, day)
    transfer(engine, "BTC", "-2.1234", external_id="w1", source="withdraw", standing="failed", status="5")
    assert [explain(engine, day) for day in days[1:]] == [Verdict.OPEN, Verdict.PROVED, Verdict.EXPLAINED]
    assert explain(engine) is Verdict.EXPLAINED


def test_a_pending_deposit_that_the_snapshot_has_already_is_an_alternative(engine: Engine) -> None:
    balances(engine, BTC=("1", "3"))
    transfer(engine, "BTC", "2", status="0", standing="pending")
    assert alternatives(found(engine)["BTC"]) == [["pending_deposit"]]


def test_a_pending_redemption_with_the_share_that_went(engine: Engine) -> None:
    balances(engine, BTC=("1", "3.1234"), LDBTC=("5", "2.8766"), ETH=("1", "2"))
    for asset, amount in (("BTC", "2.1234"), ("LDBTC", "-2.1234")):
        transfer(
            engine, asset, amount, source="flexible_redemption", external_id="7", status="CREATED", standing="pending"
        )
    there = found(engine)
    assert [kinds(there[asset]) for asset in ("BTC", "LDBTC", "ETH")] == [
        ["listed_without_effect"],
        ["listed_without_effect"],
        [],
    ]


def test_a_pending_redemption_whose_share_is_still_there_explains_nothing(engine: Engine) -> None:
    balances(engine, BTC=("1", "3.1234"), LDBTC=("5", "5"))
    for asset, amount in (("BTC", "2.1234"), ("LDBTC", "-2.1234")):
        transfer(
            engine, asset, amount, source="flexible_redemption", external_id="7", status="CREATED", standing="pending"
        )
    assert not kinds(found(engine)["BTC"])


@pytest.mark.parametrize("standing", ["failed", "elsewhere", "told_elsewhere", "withdrawn"])
def test_what_is_final_or_told_elsewhere_is_not_read(engine: Engine, standing: str) -> None:
    balances(engine, BTC=("1", "3"))
    transfer(engine, "BTC", "2", source="account_transfer", status="SUCCESS", standing=standing)
    there = found(engine)["BTC"]
    assert there["explained"] == there["alternatives"] == []


def test_a_transfer_whose_other_end_lies_on_the_next_day_explains_a_snapshot_that_has_it(engine: Engine) -> None:
    balances(engine, BTC=("1", "3.1234"))
    snapshot(engine, NEXT, {"BTC": "3.1234"})
    known_day(engine, NEXT)
    told = dict(source="account_transfer", external_id="7")
    transfer(engine, "BTC", "-2.1234", email=OTHER, datetime=at("23:59:59"), **told)
    transfer(engine, "BTC", "2.1234", datetime=at("02:00:00", NEXT), **told)
    match_own_transfers(engine, "run")
    assert kinds(found(engine)["BTC"]) == ["across_the_cut"]


def test_a_record_that_stands_twice_on_its_page_counts_once(over_midnight: Engine) -> None:
    with over_midnight.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_balances SET raw_balance = 5 WHERE date > '2026-11-01'"
        )
    page(
        over_midnight, "deposit", *[{"id": "d1", "insertTime": MS["23:59"], "completeTime": MS["00:01"]}] * 2, number=71
    )
    with over_midnight.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET fid = 71")
    assert explain(over_midnight) is Verdict.OPEN


def test_a_deposit_that_never_came_is_open_on_the_day_it_is_booked_on(engine: Engine) -> None:
    for day in (BEFORE, DAY, NEXT):
        snapshot(engine, day, {"BTC": "1"})
    page(engine, "deposit", {"id": "d1", "insertTime": MS["23:59"], "completeTime": MS["00:01"]})
    transfer(engine, "BTC", "2", external_id="d1", fid=70, datetime=at("00:01:00", NEXT))
    covered_day(engine, ["daily_snapshot"])
    cover(engine, NEXT)
    assert [explain(engine), explain(engine, NEXT)] == [Verdict.PROVED, Verdict.OPEN]
    steps = fetch(engine, FINDINGS, day=NEXT)[-1][0]["next_steps"]
    assert any("2026-11-02, and that day is not off by it" in step for step in steps)


def test_a_mining_payment_of_the_next_day_explains_both_days(engine: Engine) -> None:
    for day, balance in ((BEFORE, "1"), (DAY, "1"), (NEXT, "3.1234")):
        snapshot(engine, day, {"BTC": balance})
    transfer(engine, "BTC", "2.1234", source="mining_earnings", endpoint="mining_earnings", datetime=at("00:00:00"))
    covered_day(engine, ["daily_snapshot"])
    cover(engine, NEXT)
    assert [explain(engine), explain(engine, NEXT), explain(engine)] == [
        Verdict.OPEN,
        Verdict.EXPLAINED,
        Verdict.EXPLAINED,
    ]
    assert {
        finding["kind"]
        for day in (DAY, NEXT)
        for row in fetch(engine, FINDINGS, day=day)[-1:]
        for finding in row[0]["explained"]
    } == {"across_the_cut"}
