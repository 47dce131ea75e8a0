"""A reading is read whole or not at all, what it says is compared with itself first, and what it leaves out is
withdrawn."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.processing import canonical
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.readings import ASKED, MOVE, NEXT, REASONS, REWARD, become, counted, ms, page, reading, reasons
from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, covered_day, fetch, pairs, plan, snapshot

LEGS = "SELECT external_id, amount, standing FROM binance_reconciliation_transfers ORDER BY external_id, leg"
GAPS = "SELECT endpoint FROM v_binance_coverage_gaps WHERE email = :email AND date = :day AND required"
LEFT = "SELECT count(*) FROM binance_pages_pending"
DEPOSIT = {
    "id": "d1",
    "amount": "10",
    "coin": "USDT",
    "network": "TRX",
    "status": 1,
    "address": "a",
    "txId": "t",
    "walletType": 0,
    "insertTime": ms(at("11:00:00")),
    "completeTime": ms(at()),
}
REPAID = {
    "loanCoin": "USDT",
    "repayAmount": "100",
    "collateralCoin": "BTC",
    "collateralReturn": "0",
    "repayStatus": "Repaid",
    "repayTime": ms(at()),
}


def rebate(amount: str) -> dict[str, Any]:
    return {"asset": "USDT", "type": 1, "amount": amount, "updateTime": ms(at())}


def in_doubt(engine: Engine, day: Any = DAY) -> list[str]:
    return [endpoint for (endpoint,) in fetch(engine, GAPS, email=EMAIL, day=day)]


# whole readings only -------------------------------------------------------------------------------------------------


def test_pages_of_a_reading_under_way_wait_until_it_is_whole(engine: Engine) -> None:
    number = reading(engine, "rebates", [rebate("5")], status="truncated")
    canonical.run(engine, EMAIL, ["rebates"])
    assert (fetch(engine, LEGS), fetch(engine, LEFT)) == ([], [(1,)])
    page(engine, number, [rebate("3")], ASKED + timedelta(seconds=5))
    become(engine, number, "complete")
    canonical.run(engine, EMAIL, ["rebates"])
    assert (counted(engine), fetch(engine, LEFT)) == (8, [(0,)])


def test_pages_of_a_reading_that_was_given_up_are_read_no_more_and_stay_as_evidence(engine: Engine) -> None:
    number = reading(engine, "rebates", [rebate("5")], status="truncated")
    become(engine, number, "truncated", finished_at=ASKED)
    canonical.run(engine, EMAIL, ["rebates"])
    assert (fetch(engine, LEGS), fetch(engine, LEFT)) == ([], [(0,)])
    assert fetch(engine, "SELECT count(*) FROM binance_raw_product_history") == [(1,)]


@pytest.mark.parametrize(
    ("hours", "window", "left"),
    [
        (1, {}, 0),
        (1, {"window": (at("01:00:00"), at("00:00:00", NEXT))}, 1),
        (25, {"window": (at("01:00:00"), at("00:00:00", NEXT))}, 0),
    ],
    ids=["a newer one tells all of it", "a newer one tells a part", "one of another day"],
)
def test_a_reading_that_was_killed_is_read_no_more_once_it_is_replaced(
    engine: Engine, hours: float, window: dict[str, Any], left: int
) -> None:
    reading(engine, "rebates", [rebate("5")], status="truncated")
    reading(engine, "rebates", [rebate("3")], hours=hours, **window)
    canonical.run(engine, EMAIL, ["rebates"])
    assert (counted(engine), fetch(engine, LEFT)) == (3, [(left,)])


def test_fills_are_facts_however_far_their_reading_came(engine: Engine) -> None:
    pairs(engine, ("BTC", "USDT"))
    fill = {
        "symbol": "BTCUSDT",
        "id": 0,
        "price": "4",
        "qty": "12",
        "quoteQty": "48",
        "commission": "0.1",
        "commissionAsset": "BNB",
        "time": ms(at()),
        "isBuyer": True,
        "isMaker": False,
    }
    number = reading(engine, "trades", [fill], key="BTCUSDT", status="truncated")
    canonical.run(engine, EMAIL, ["trades"])
    page(engine, number, [fill, {**fill, "id": 1}], ASKED + timedelta(days=1))
    become(engine, number, "complete")
    canonical.run(engine, EMAIL, ["trades"])
    ids = "SELECT DISTINCT external_id FROM binance_reconciliation_trades ORDER BY 1"
    assert fetch(engine, ids) == [("BTCUSDT:0:B",), ("BTCUSDT:1:B",)]


# compared within a reading -------------------------------------------------------------------------------------------


def test_two_contents_of_one_id_are_refused_wherever_in_the_reading_they_stand(engine: Engine) -> None:
    reading(engine, "flexible_rewards", [REWARD], [{**REWARD, "rewards": "0.2"}])
    canonical.run(engine, EMAIL, ["flexible_rewards"])
    assert (fetch(engine, LEGS), len(reasons(engine))) == ([], 2)


def test_two_repayments_of_one_moment_are_refused_and_none_is_lost(engine: Engine) -> None:
    reading(engine, "loan_repay", [REPAID], [{**REPAID, "repayAmount": "50"}])
    canonical.run(engine, EMAIL, ["loan_repay"])
    assert (fetch(engine, LEGS), len(reasons(engine))) == ([], 2)


@pytest.mark.parametrize("pages", [[[REWARD, REWARD]], [[REWARD], [REWARD]]])
def test_equal_records_of_a_list_without_ids_are_as_many_facts(engine: Engine, pages: list[list[Any]]) -> None:
    reading(engine, "flexible_rewards", *pages)
    canonical.run(engine, EMAIL, ["flexible_rewards"])
    assert counted(engine, "BTC") == Decimal("0.2")
    reading(engine, "flexible_rewards", [REWARD, REWARD], hours=24)
    canonical.run(engine, EMAIL, ["flexible_rewards"])
    assert (counted(engine, "BTC"), reasons(engine)) == (Decimal("0.2"), [])


def test_a_record_that_comes_twice_under_its_id_counts_once(engine: Engine) -> None:
    reading(engine, "deposit_history", [DEPOSIT], [DEPOSIT])
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert counted(engine) == 10


def test_a_rebate_more_is_no_contradiction_whichever_number_it_gets(engine: Engine) -> None:
    reading(engine, "rebates", [rebate("5")])
    canonical.run(engine, EMAIL, ["rebates"])
    reading(engine, "rebates", [rebate("3")], [rebate("5")], hours=24)
    canonical.run(engine, EMAIL, ["rebates"])
    assert (counted(engine), reasons(engine)) == (8, [])


def test_a_rebate_less_is_doubted_and_taken_once_it_is_said_again(engine: Engine) -> None:
    plan(engine, "rebates")
    reading(engine, "rebates", [rebate("3"), rebate("5")])
    canonical.run(engine, EMAIL, ["rebates"])
    reading(engine, "rebates", [rebate("5")], hours=24)
    canonical.run(engine, EMAIL, ["rebates"])
    assert in_doubt(engine) == ["rebates"]
    reading(engine, "rebates", [rebate("5")], hours=48)
    canonical.run(engine, EMAIL, ["rebates"])
    assert (counted(engine), in_doubt(engine)) == (5, [])


# what a newer reading does not list any more -------------------------------------------------------------------------


def test_a_deposit_that_is_not_listed_any_more_is_withdrawn_with_a_word_in_the_log(engine: Engine) -> None:
    plan(engine, "deposit_history")
    first = reading(engine, "deposit_history", [DEPOSIT])
    canonical.run(engine, EMAIL, ["deposit_history"])
    second = reading(engine, "deposit_history", [], hours=24)
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert fetch(engine, LEGS) == [("d1", 10, "withdrawn")]
    assert fetch(engine, REASONS) == [("listed before, and not any more", second)] and in_doubt(engine) == [
        "deposit_history"
    ]
    [(action, detail)] = fetch(engine, "SELECT action, detail FROM binance_audit_log")
    assert action == "records not listed any more" and detail == {
        "endpoint": "deposit_history",
        "key": "",
        "reading": second,
        "listed_by": [first],
        "records": ["d1"],
    }
    reading(engine, "deposit_history", [], hours=48)
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert in_doubt(engine) == [], "the next reading agrees"


def test_what_is_listed_again_counts_again(engine: Engine) -> None:
    for hours, records in ((0, [DEPOSIT]), (24, []), (48, [DEPOSIT])):
        reading(engine, "deposit_history", records, hours=hours)
        canonical.run(engine, EMAIL, ["deposit_history"])
    assert fetch(engine, LEGS) == [("d1", 10, "counts")]


def test_a_pending_record_that_is_not_listed_any_more_is_withdrawn_without_a_doubt(engine: Engine) -> None:
    reading(engine, "deposit_history", [{**DEPOSIT, "status": 0}])
    reading(engine, "deposit_history", [], hours=24)
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert (fetch(engine, LEGS), reasons(engine)) == ([("d1", 10, "withdrawn")], [])


@pytest.mark.parametrize(
    "case",
    [
        dict(window=(at("11:30:00"), at("00:00:00", NEXT))),
        dict(window=(at("00:00:00"), at("12:00:00"))),
        dict(status="truncated"),
        dict(status="failed"),
        dict(hours=-1),
    ],
    ids=[
        "one of its times before it",
        "one of its times after it",
        "not whole",
        "failed",
        "begun before it was listed",
    ],
)
def test_what_a_reading_could_not_list_stays(engine: Engine, case: dict[str, Any]) -> None:
    reading(engine, "deposit_history", [DEPOSIT])
    canonical.run(engine, EMAIL, ["deposit_history"])
    reading(engine, "deposit_history", [], **{"hours": 24, **case})
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert (fetch(engine, LEGS), reasons(engine)) == ([("d1", 10, "counts")], [])


def test_another_key_of_the_list_says_nothing_of_it(engine: Engine) -> None:
    reading(engine, "wallet_transfer", [MOVE], key="MAIN_UMFUTURE")
    reading(engine, "wallet_transfer", [], key="UMFUTURE_MAIN", hours=24)
    canonical.run(engine, EMAIL, ["wallet_transfer"])
    assert fetch(engine, LEGS) == [("77", -100, "counts")]


def test_a_record_that_cannot_be_read_may_be_the_one_that_is_missed(engine: Engine) -> None:
    reading(engine, "deposit_history", [DEPOSIT])
    reading(engine, "deposit_history", [{**DEPOSIT, "id": None}], hours=24)
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert (fetch(engine, LEGS), reasons(engine)) == ([("d1", 10, "counts")], ["id is missing or not a name"])


def test_an_older_reading_that_ends_later_takes_nothing_back(engine: Engine) -> None:
    slow = reading(engine, "deposit_history", [], status="truncated", hours=1)
    reading(engine, "deposit_history", [DEPOSIT], hours=2)
    canonical.run(engine, EMAIL, ["deposit_history"])
    become(engine, slow, "complete")
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert (fetch(engine, LEGS), reasons(engine)) == ([("d1", 10, "counts")], [])


def test_a_record_that_moved_into_another_window_is_not_withdrawn(engine: Engine) -> None:
    moved = {**DEPOSIT, "status": 0, "completeTime": None}
    reading(engine, "deposit_history", [{**moved, "insertTime": ms(at("23:00:00"))}])
    canonical.run(engine, EMAIL, ["deposit_history"])
    reading(engine, "deposit_history", [], hours=24)
    later = (at("00:00:00", NEXT), at("00:00:00", NEXT + timedelta(days=1)))
    reading(engine, "deposit_history", [{**moved, "insertTime": ms(at("01:00:00", NEXT))}], hours=24, window=later)
    canonical.run(engine, EMAIL, ["deposit_history"])
    assert fetch(engine, LEGS) == [("d1", 10, "pending")]


def test_a_convert_that_is_not_listed_any_more_leaves_its_day_in_doubt(engine: Engine) -> None:
    convert = {
        "quoteId": "q",
        "orderId": 9,
        "orderStatus": "SUCCESS",
        "fromAsset": "USDT",
        "fromAmount": "20",
        "toAsset": "BNB",
        "toAmount": "0.06",
        "ratio": "0.003",
        "inverseRatio": "333",
        "createTime": ms(at()),
    }
    plan(engine, "convert_history")
    for hours, records in ((0, [convert]), (24, []), (48, [])):
        reading(engine, "convert_history", records, hours=hours)
        canonical.run(engine, EMAIL, ["convert_history"])
    assert in_doubt(engine) == ["convert_history"]
    reading(engine, "convert_history", [convert], hours=72)
    canonical.run(engine, EMAIL, ["convert_history"])
    assert in_doubt(engine) == []


# what contradicts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "12"},
        {"coin": "BTC"},
        {"completeTime": ms(at("00:00:00", NEXT)) - 1, "insertTime": ms(at("00:00:00")) - 1},
    ],
    ids=["amount", "asset", "no other day"],
)
def test_a_deposit_that_changes_after_success_is_doubted_until_another_day_says_the_same(
    engine: Engine, change: dict[str, Any]
) -> None:
    plan(engine, "deposit_history")
    reading(engine, "deposit_history", [DEPOSIT])
    canonical.run(engine, EMAIL, ["deposit_history"])
    same_day = "completeTime" in change
    expected: list[list[str]] = []
    for hours in (24, 30, 48):
        reading(engine, "deposit_history", [{**DEPOSIT, **change}], hours=hours)
        canonical.run(engine, EMAIL, ["deposit_history"])
        expected.append(in_doubt(engine))
    assert expected == ([[], [], []] if same_day else [["deposit_history"], ["deposit_history"], []])
    [(amount, asset)] = fetch(engine, "SELECT amount, asset FROM binance_reconciliation_transfers")
    assert (amount, asset) == (Decimal(change.get("amount", "10")), change.get("coin", "USDT"))


def test_what_stood_is_believed_again_when_it_is_said_again(engine: Engine) -> None:
    plan(engine, "deposit_history")
    for hours, amount in ((0, "10"), (24, "12"), (48, "10")):
        reading(engine, "deposit_history", [{**DEPOSIT, "amount": amount}], hours=hours)
        canonical.run(engine, EMAIL, ["deposit_history"])
    assert (counted(engine), in_doubt(engine)) == (10, [])


def test_a_status_may_change_whatever_it_does_to_the_balance(engine: Engine) -> None:
    for hours, status in ((0, 0), (24, 1), (48, 2)):
        reading(engine, "deposit_history", [{**DEPOSIT, "status": status}], hours=hours)
        canonical.run(engine, EMAIL, ["deposit_history"])
    assert (fetch(engine, LEGS), reasons(engine)) == ([("d1", 10, "failed")], [])


# snapshots -----------------------------------------------------------------------------------------------------------

FULL = [{"asset": "USDT", "free": "1000", "locked": "0"}]
TWO_DAYS = (at("00:00:00", BEFORE), at("00:00:00", NEXT))


def snapshots(balances: list[Any], total: str = "0.01") -> list[Any]:
    """Of the day and the one before, which is always full."""
    return [
        {"type": "spot", "updateTime": ms(at("23:59:59", day)), "data": {"balances": held, "totalAssetOfBtc": total}}
        for day, held in ((BEFORE, FULL), (DAY, balances))
    ]


def read_snapshots(engine: Engine, hours: float, records: list[Any]) -> str:
    reading(engine, "daily_snapshot", records, key="SPOT", hours=hours, window=TWO_DAYS)
    canonical.run(engine, EMAIL, ["daily_snapshot"])
    settled = reconcile_day(engine, spot(EMAIL, DAY), [], f"run {hours}")
    return f"{settled.result.verdict} {settled.result.asset_verdicts[0].line.actual}"


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        (snapshots([]), "no balance, and a total above zero"),
        (snapshots([{"asset": "USDT", "free": "0.00000000", "locked": "0"}]), "no balance, and a total above zero"),
        (snapshots([], "0"), "contradicts earlier evidence"),
        (snapshots([{"asset": "USDT", "free": "999", "locked": "0"}]), "contradicts earlier evidence"),
        (snapshots(FULL)[:1], "listed before, and not any more"),
        ([], "listed before, and not any more"),
    ],
    ids=["empty beside a total", "zeros beside a total", "empty", "other balances", "day not listed", "nothing listed"],
)
def test_a_newer_answer_does_not_undo_what_was_proved(engine: Engine, records: list[Any], reason: str) -> None:
    plan(engine, "daily_snapshot", "SPOT")
    assert read_snapshots(engine, 0, snapshots(FULL)) == "proved 1000.000000000000000000"
    assert read_snapshots(engine, 1, records) == "unproved 1000.000000000000000000"
    assert set(reasons(engine)) == {reason}
    assert read_snapshots(engine, 24, snapshots(FULL)) == "proved 1000.000000000000000000", "the next one agrees"


def test_other_balances_are_believed_when_another_day_says_them_again(engine: Engine) -> None:
    plan(engine, "daily_snapshot", "SPOT")
    other = snapshots([{"asset": "USDT", "free": "999", "locked": "0"}])
    read_snapshots(engine, 0, snapshots(FULL))
    assert [read_snapshots(engine, hours, other).split()[0] for hours in (1, 2, 30)] == ["unproved", "unproved", "open"]


# judging beside other runs -------------------------------------------------------------------------------------------


def quiet_day(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"USDT": "500"})
    snapshot(engine, DAY, {"USDT": "510"})
    covered_day(engine, ["daily_snapshot"])
    plan(engine, "deposit_history")


def test_what_another_run_has_read_whole_is_made_rows_of_before_the_day_is_judged(engine: Engine) -> None:
    quiet_day(engine)
    reading(engine, "deposit_history", [DEPOSIT])
    assert reconcile_day(engine, spot(EMAIL, DAY), [], "run").result.verdict == "proved"


def test_pages_of_a_reading_under_way_unprove_no_day_that_is_covered(engine: Engine) -> None:
    quiet_day(engine)
    reading(engine, "deposit_history", [DEPOSIT])
    reading(engine, "deposit_history", [], status="truncated", hours=1)
    assert reconcile_day(engine, spot(EMAIL, DAY), [], "run").result.verdict == "proved"


def test_a_reading_that_ends_while_the_day_is_judged_is_read_too(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet_day(engine)
    coverage(engine, "deposit_history", asked_at=ASKED - timedelta(hours=1))
    read = canonical.run_pending
    late = iter([True, False, False])

    def read_and_end(engine: Engine, email: str) -> None:
        read(engine, email)
        if next(late):
            reading(engine, "deposit_history", [DEPOSIT])

    monkeypatch.setattr("binrecon.services.day_reconciliation.run_pending", read_and_end)
    assert reconcile_day(engine, spot(EMAIL, DAY), [], "run").result.verdict == "proved"


def test_a_page_that_no_template_can_read_yet_unproves_the_day(engine: Engine) -> None:
    quiet_day(engine)
    reading(engine, "deposit_history", [DEPOSIT])
    reading(engine, "trades", [{"symbol": "NEW"}], key="NEW")
    settled = reconcile_day(engine, spot(EMAIL, DAY), [], "run").result
    assert (settled.verdict, settled.reason) == ("unproved", "1 page(s) not read yet")
