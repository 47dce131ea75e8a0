"""From stored rows to explained verdicts: which clues are read, and what is kept of the findings."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain import thresholds
from binrecon.domain.record_sets import AROUND_CUTOFF
from binrecon.domain.vocabulary import Verdict
from binrecon.services.day_reconciliation import match_own_transfers, reconcile_day
from binrecon.services.rejudging import judge_others
from binrecon.storage.investigation_input import read_set
from binrecon.storage.plan import LEFT, LEFT_OF
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import (
    BEFORE,
    DAY,
    EMAIL,
    at,
    close,
    coverage,
    covered_day,
    fetch,
    insert,
    known_day,
    pairs,
    plan,
    snapshot,
    trade,
    transfer,
)

NEXT = DAY + timedelta(days=1)
FINDINGS = "SELECT findings FROM binance_reconciliation_verdicts WHERE date = :day ORDER BY id"
MS = {"23:59": 1793663940000, "00:01": 1793664060000}
"""Before and after the end of the day, in ms."""


def explain(engine: Engine, day: Any = DAY, run_id: str = "run") -> Verdict:
    return reconcile_day(engine, spot(EMAIL, day), [], run_id).result.verdict


def cover(engine: Engine, day: Any) -> None:
    plan(engine, "daily_snapshot", date=day)
    coverage(
        engine,
        "daily_snapshot",
        window_start=at("00:00:00", day - timedelta(days=1)),
        window_end=at("00:00:00", day + timedelta(days=1)),
    )


@pytest.fixture
def over_midnight(engine: Engine) -> Engine:
    """
    BTC   opening  closing  next closing  deposit of 2.1234: insertTime 23:59, completeTime 00:01
          1        3.1234   3.1234
    """
    for day, balance in ((BEFORE, "1"), (DAY, "3.1234"), (NEXT, "3.1234")):
        snapshot(engine, day, {"BTC": balance})
    page(engine, "deposit", {"id": "d1", "insertTime": MS["23:59"], "completeTime": MS["00:01"]}, {"id": "other"})
    transfer(engine, "BTC", "2.1234", external_id="d1", fid=70, datetime=at("00:01:00", NEXT))
    covered_day(engine, ["daily_snapshot"])
    cover(engine, NEXT)
    return engine


def page(engine: Engine, kind: str, *records: object, number: int = 70) -> None:
    """A raw page that holds these records."""
    product = kind == "product"
    insert(
        engine,
        f"binance_raw_{kind}_history",
        {
            "id": number,
            "email": EMAIL,
            "endpoint": "dust_log" if product else f"{kind}_history",
            "coverage_id": 1,
            "window_start": at(),
            "window_end": at(),
            "request": "{}",
            "http_status": 200,
            "weight_headers": "{}",
            "received_at": at(),
            "body": "",
            "body_sha256": "",
            f"{kind}_data": json.dumps(records),
        },
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


def test_an_uncovered_day_stays_unproved_whatever_would_explain_it(over_midnight: Engine) -> None:
    plan(over_midnight, "convert_history")
    assert explain(over_midnight) is Verdict.UNPROVED
    [(told,)] = fetch(over_midnight, FINDINGS, day=DAY)
    assert told["explained"] == told["alternatives"] == []
    assert told["next_steps"] == [
        "clear `collect.convert_history` with downstream: the question had no complete answer"
    ]


def test_a_rerun_adds_nothing_and_other_findings_add_a_row(over_midnight: Engine) -> None:
    explain(over_midnight, NEXT)
    explain(over_midnight)
    explain(over_midnight)
    assert len(fetch(over_midnight, FINDINGS, day=DAY)) == 1
    transfer(over_midnight, "BTC", "2.1234", external_id="d2", fid=71, datetime=at("00:01:00", NEXT))
    page(over_midnight, "deposit", {"id": "d2", "insertTime": MS["23:59"], "completeTime": MS["00:01"]}, number=71)
    assert explain(over_midnight) is Verdict.OPEN
    alternatives = fetch(over_midnight, FINDINGS, day=DAY)[-1][0]["alternatives"]
    assert [[f["records"] for f in one] for one in alternatives] == [[["deposit d1 in"]], [["deposit d2 in"]]]


def test_a_failed_withdrawal_given_back_two_days_later_explains_its_first_and_its_last_day(engine: Engine) -> None:
    days = [DAY + timedelta(days=n) for n in range(-1, 3)]
    for day, balance in zip(days, ("3", "0.8766", "0.8766", "3"), strict=True):
        snapshot(engine, day, {"BTC": balance})
        cover(engine, day)
    transfer(engine, "BTC", "-2.1234", external_id="w1", source="withdraw", standing="failed", status="5")
    assert [explain(engine, day) for day in days[1:]] == [Verdict.OPEN, Verdict.PROVED, Verdict.EXPLAINED]
    assert explain(engine) is Verdict.EXPLAINED


def test_days_judged_again_are_investigated_too(over_midnight: Engine) -> None:
    with over_midnight.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET datetime = '2026-11-02 23:59Z'")
    assert [explain(over_midnight), explain(over_midnight, NEXT)] == [Verdict.PROVED] * 2
    with over_midnight.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET datetime = '2026-11-03 00:01Z'")
    assert [changed["to"] for changed in judge_others(over_midnight, spot(EMAIL, NEXT), "later")] == ["explained"]


def test_amounts_of_findings_are_exact_texts(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"SHIB": "123456789012345678.123456789012345678"})
    snapshot(engine, DAY, {"SHIB": "0"})
    snapshot(engine, NEXT, {"SHIB": "123456789012345678.123456789012345678"})
    known_day(engine, NEXT)
    transfer(
        engine,
        "SHIB",
        "-123456789012345678.123456789012345678",
        external_id="w1",
        source="withdraw",
        standing="failed",
        status="3",
    )
    covered_day(engine, ["daily_snapshot"])
    assert explain(engine) is Verdict.EXPLAINED
    [[found]] = fetch(engine, FINDINGS, day=DAY)
    assert Decimal(found["explained"][0]["amount"]) == Decimal("-123456789012345678.123456789012345678")


# every clue, read from stored rows --------------------------------------------------------------------------------------


def found(engine: Engine) -> dict[str, dict[str, Any]]:
    """The findings of the day by asset, after it was settled."""
    explain(engine)
    rows = fetch(
        engine, "SELECT asset, findings FROM binance_reconciliation_verdicts WHERE date = :day ORDER BY id", day=DAY
    )
    return {asset: findings for asset, findings in rows if findings}


def kinds(findings: dict[str, Any]) -> list[str]:
    return [finding["kind"] for finding in findings["explained"]]


def balances(engine: Engine, **assets: tuple[str, str]) -> None:
    """Opening and closing balance by asset, on a covered day."""
    for day, side in ((BEFORE, 0), (DAY, 1)):
        snapshot(engine, day, {asset: both[side] for asset, both in assets.items()})
    covered_day(engine, ["daily_snapshot"])


def test_a_convert_paid_from_the_funding_wallet(engine: Engine) -> None:
    balances(engine, USDT=("500", "500"), BNB=("1", "1"), ETH=("1", "2"))
    trade(engine, "USDT/BNB", {"convert_buy": ("BNB", "0.2001"), "convert_sell": ("USDT", "-100.01")}, source="convert")
    trade(engine, "USDT/BTC", {"convert_buy": ("BTC", "0"), "convert_sell": ("USDT", "-5")}, source="convert")
    transfer(engine, "USDT", "5")
    there = found(engine)
    assert (kinds(there["USDT"]), kinds(there["BNB"]), kinds(there["ETH"])) == (
        ["convert_elsewhere"],
        ["convert_elsewhere"],
        [],
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


def alternatives(findings: dict[str, Any]) -> list[list[str]]:
    return [[finding["kind"] for finding in one] for one in findings["alternatives"]]


def test_a_pending_deposit_that_the_snapshot_has_already_is_an_alternative(engine: Engine) -> None:
    balances(engine, BTC=("1", "3"))
    transfer(engine, "BTC", "2", status="0", standing="pending")
    assert alternatives(found(engine)["BTC"]) == [["pending_deposit"]]


def test_the_fee_of_a_withdrawal_that_was_returned_is_an_alternative(engine: Engine) -> None:
    balances(engine, BTC=("3", "1"))
    for amount, kind in (("-2", "transfer_out"), ("-0.1", "txn_fee")):
        transfer(engine, "BTC", amount, kind, external_id="w1", source="withdraw")
    assert alternatives(found(engine)["BTC"]) == [["fee_not_taken"]]


def test_one_transaction_under_two_ids(engine: Engine) -> None:
    balances(engine, EUR=("0", "50"))
    for number in "12":
        transfer(engine, "EUR", "50", external_id=number, txn_hash="0xa")
    assert kinds(found(engine)["EUR"]) == ["duplicate"]


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


@pytest.mark.parametrize(("listed", "kind"), [(("OLD", "BTC"), []), (("BTC", "EUR"), ["swapped_asset"]), (None, [])])
def test_a_coin_whose_balance_became_another_is_swapped_where_no_pair_trades_it(
    engine: Engine, listed: tuple[str, str] | None, kind: list[str]
) -> None:
    balances(engine, OLD=("5.1234", "0"), XNEW=("0", "5.1234"))
    if listed:
        pairs(engine, listed)
    there = found(engine)
    assert [kinds(there[asset]) for asset in ("OLD", "XNEW")] == [kind, kind]


def test_the_service_charge_of_dust(engine: Engine) -> None:
    balances(engine, BNB=("0", "0.51"), ETH=("0.1", "0"))
    details = [{"transId": 45, "fromAsset": "ETH", "serviceChargeAmount": "0.01"}, {"transId": 46, "fromAsset": "X"}]
    page(engine, "product", {"transId": 4, "userAssetDribbletDetails": details}, {"transId": 5})
    trade(
        engine,
        "ETH/BNB",
        {"dust_buy": ("BNB", "0.5"), "dust_sell": ("ETH", "-0.1")},
        source="dust_log",
        fid=70,
        external_id="45:ETH",
    )
    assert alternatives(found(engine)["BNB"]) == [["dust_charge"]]


PLAIN = ("0.000441", "0.000009"), ("0.00088156", "0.00001799")
"""What two conversions of the exchange's own example gave, and their charges: two per cent of both together."""
CHARGE = "0.00001234"


@pytest.mark.parametrize(
    ("got", "charge", "others", "off", "explained"),
    [
        ("0.00059232", CHARGE, PLAIN, CHARGE, True),
        ("0.000617", CHARGE, PLAIN, f"-{CHARGE}", True),
        ("0.00060466", CHARGE, PLAIN, CHARGE, False),
        ("0.00060466", CHARGE, PLAIN, f"-{CHARGE}", False),
        ("0.00059232", CHARGE, PLAIN, f"-{CHARGE}", False),
        ("0.000617", CHARGE, PLAIN, CHARGE, False),
        ("0.00059232", CHARGE, PLAIN[:1], CHARGE, False),
        ("0.00059232", CHARGE, (), CHARGE, False),
        ("0.00059232", CHARGE, (*PLAIN, ("0.0005", "0.00001")), CHARGE, False),
        ("0.00059232", CHARGE, (*PLAIN, ("0.0005", "0"), (None, "0.00001")), CHARGE, True),
        ("0.0000592", "0.00000123", PLAIN, "0.00000123", False),
        ("0.000599", CHARGE, PLAIN, CHARGE, False),
    ],
    ids=[
        "short of it twice",
        "not short of it",
        "as it should be",
        "so, and less",
        "short, and less",
        "gross, and more",
        "one other",
        "no other",
        "others that do not agree",
        "others that say nothing",
        "too small to tell",
        "another amount",
    ],
)
def test_the_figures_of_a_dust_conversion_are_held_against_the_others_of_its_page(
    engine: Engine, got: str, charge: str, others: Any, off: str, explained: bool
) -> None:
    """It gave `got` by its row, and the balance has that and `off`."""
    balances(engine, BNB=("0", str(Decimal(got) + Decimal(off))), ETH=("0.1", "0"))
    rows_ = [("45", "ETH", got, charge), *((str(46 + n), "USDT", *other) for n, other in enumerate(others))]
    details = [
        {
            "transId": int(number),
            "fromAsset": asset,
            "targetAsset": "BNB",
            "transferedAmount": amount,
            "serviceChargeAmount": taken,
        }
        for number, asset, amount, taken in rows_
    ]
    page(
        engine,
        "product",
        {"transId": 4, "userAssetDribbletDetails": details},
        {
            "transId": 5,
            "userAssetDribbletDetails": [
                {**one, "transId": 9, "targetAsset": "BTC", "serviceChargeAmount": "0.1"} for one in details
            ],
        },
    )
    trade(
        engine,
        "ETH/BNB",
        {"dust_buy": ("BNB", got), "dust_sell": ("ETH", "-0.1")},
        source="dust_log",
        fid=70,
        external_id="45:ETH",
        datetime=at("12:34:56"),
    )
    there = found(engine)["BNB"]
    assert (kinds(there), alternatives(there)) == ((["dust_charge"], []) if explained else ([], [["dust_charge"]]))


OTHER = "sub@example.com"


def family(engine: Engine, covered: bool = True) -> None:
    """The other account sent 2.1234 BTC to this one, which has them and lists nothing."""
    balances(engine, BTC=("1", "3.1234"))
    for day, amount in ((BEFORE, "9"), (DAY, "6.8766")):
        snapshot(engine, day, {"BTC": amount}, OTHER)
    known_day(engine, DAY, email=OTHER)
    transfer(
        engine, "BTC", "-2.1234", source="account_transfer", email=OTHER, counter_party=EMAIL.upper(), external_id="7"
    )
    plan(engine, "sub_user_history", email=OTHER)
    if covered:
        coverage(engine, "sub_user_history", email=OTHER)


def test_a_transfer_that_only_the_other_account_lists(engine: Engine) -> None:
    family(engine)
    [told] = found(engine)["BTC"]["explained"]
    assert (told["kind"], told["records"]) == ("transfer_without_other_end", [f"account_transfer 7 of {OTHER} out"])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE binance_reconciliation_days SET decided_at = NULL",
        "UPDATE binance_reconciliation_days SET doubts = '{a check}'",
        "UPDATE binance_reconciliation_days SET doubts = NULL",
        "UPDATE binance_reconciliation_balances SET raw_balance = 6 WHERE raw_balance = 6.8766",
    ],
)
def test_a_lone_end_explains_nothing_while_the_other_accounts_day_is_not_known_or_off(
    engine: Engine, change: str
) -> None:
    family(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(change)
    there = found(engine)["BTC"]
    assert not there["explained"] and alternatives(there) == [["transfer_without_other_end"]]


def test_a_transfer_that_this_account_lists_as_of_another_wallet_is_no_lone_end(engine: Engine) -> None:
    family(engine)
    transfer(
        engine, "BTC", "2.1234", source="account_transfer", external_id="7", status="SUCCESS", standing="elsewhere"
    )
    there = found(engine)["BTC"]
    assert there["explained"] == there["alternatives"] == []


def test_a_lone_end_says_nothing_while_the_other_account_is_not_covered(engine: Engine) -> None:
    family(engine, covered=False)
    assert not found(engine)["BTC"]["explained"]


def test_a_transfer_whose_other_end_lies_on_the_next_day_explains_a_snapshot_that_has_it(engine: Engine) -> None:
    balances(engine, BTC=("1", "3.1234"))
    snapshot(engine, NEXT, {"BTC": "3.1234"})
    known_day(engine, NEXT)
    told = dict(source="account_transfer", external_id="7")
    transfer(engine, "BTC", "-2.1234", email=OTHER, datetime=at("23:59:59"), **told)
    transfer(engine, "BTC", "2.1234", datetime=at("02:00:00", NEXT), **told)
    match_own_transfers(engine, DAY, "run")
    assert kinds(found(engine)["BTC"]) == ["across_the_cut"]


def resolve(engine: Engine, number: int, *actions: str, **other: Any) -> None:
    insert(
        engine,
        "binance_resolutions",
        dict(
            id=number,
            email=EMAIL,
            date=DAY,
            wallet="SPOT",
            asset="BTC",
            kind="manual_correction",
            amount=2,
            reason="a correction by hand",
            author="ann",
            needs_approval=False,
        )
        | other,
    )
    for action in actions:
        insert(engine, "binance_resolution_events", dict(resolution_id=number, action=action, author="bob"))


@pytest.mark.parametrize(
    ("actions", "told", "holds"),
    [
        ((), {}, True),
        (("withdrawn",), {}, False),
        ((), {"needs_approval": True}, False),
        (("approved",), {"needs_approval": True}, True),
        (("approved",), {"needs_approval": True, "author": "Bob"}, False),
        (("approved", "withdrawn"), {"needs_approval": True}, False),
        ((), {"expires_at": at()}, False),
        ((), {"expires_at": at() + timedelta(days=50_000)}, True),
        ((), {"date": NEXT}, False),
        ((), {"email": OTHER}, False),
        ((), {"wallet": "MARGIN"}, False),
        ((), {"asset": "ETH"}, False),
        ((), {"amount": 3}, False),
    ],
)
def test_a_resolution_in_force_explains_its_cell(
    engine: Engine, actions: tuple[str, ...], told: dict[str, Any], holds: bool
) -> None:
    balances(engine, BTC=("1", "3"))
    resolve(engine, 12, *actions, **told)
    assert kinds(found(engine)["BTC"]) == (["resolution"] if holds else [])


def test_an_open_cell_names_the_pair_the_lists_and_the_questions_to_ask(engine: Engine) -> None:
    balances(engine, BTC=("1", "2"), USDT=("90000", "0"))
    pairs(engine, ("BTC", "USDT"))
    close(engine, "BTCUSDT", "90000")
    plan(engine, "trades", "ABCUSDT", required=False)
    coverage(engine, "asset_dividend")
    text = " | ".join(found(engine)["BTC"]["next_steps"])
    assert "missing fill? BTC/USDT: bought 1 BTC for 90000 USDT" in text
    assert "trades ABCUSDT" in text
    assert "pay_transactions" in text and "asset_dividend" not in text


@pytest.mark.parametrize(
    ("change", "count"),
    [
        (None, 3),
        ("plan", 2),
        ("coverage", 2),
        ("UPDATE binance_exchange_info SET status = 'BREAK', is_spot_trading_allowed = false", 3),
        ("UPDATE binance_exchange_info SET closed_at = '2026-11-02T00:00:00Z' WHERE symbol = 'ETHBTC'", 2),
        ("UPDATE binance_exchange_info SET closed_at = '2026-11-02T00:00:01Z' WHERE symbol = 'ETHBTC'", 3),
    ],
)
def test_pairs_of_an_open_asset_that_nobody_asked_are_counted(
    engine: Engine, change: str | None, count: int | None
) -> None:
    balances(engine, BTC=("1", "2"))
    pairs(engine, ("BTC", "USDT"), ("ETH", "BTC"), ("BTC", "EUR"), ("ETH", "USDT"))
    if change in ("plan", "coverage"):
        {"plan": plan, "coverage": coverage}[change](
            engine, "trades", "BTCUSDT", **({"required": False} if change == "plan" else {})
        )
    elif change:
        with engine.begin() as connection:
            connection.exec_driver_sql(change)
    said = [step for step in found(engine)["BTC"]["next_steps"] if "were not asked for this day" in step]
    assert [step.split()[0] for step in said] == ([] if count is None else [str(count)])


def in_transit(engine: Engine) -> None:
    """2.1234 BTC that stand in the closing balance and are listed in the first minutes of the next day, which is known."""
    snapshot(engine, NEXT, {"BTC": "3.1234"})
    known_day(engine, NEXT)
    transfer(engine, "BTC", "2.1234", datetime=at("00:05:00", NEXT))


REFUSED = "gave no answer when last asked, and could hold a fill of this day: trades BTCUSDT; "


@pytest.mark.parametrize(
    ("closed_at", "later", "named"),
    [
        (None, None, True),
        ("12:00:00", None, True),
        ("00:00:00", None, False),
        (None, "complete", False),
        (None, "truncated", False),
    ],
)
def test_a_pair_that_was_refused_is_named_on_every_day_it_could_explain(
    engine: Engine, closed_at: str | None, later: str | None, named: bool
) -> None:
    """It was planned, asked and refused on another day."""
    balances(engine, BTC=("1", "2"))
    pairs(engine, ("BTC", "USDT"), closed_at=closed_at and at(closed_at))
    other = {"window_start": at("00:00:00", NEXT), "window_end": at("23:59:59", NEXT)}
    coverage(engine, "trades", "BTCUSDT", "failed", detail="trades: HTTP 400, code -1121", **other)
    if later:
        coverage(engine, "trades", "BTCUSDT", later)
    assert bool([step for step in found(engine)["BTC"]["next_steps"] if step.startswith(REFUSED)]) is named


@pytest.mark.parametrize("asked", [False, True])
def test_pairs_that_no_list_names_are_named_once_all_others_were_asked(engine: Engine, asked: bool) -> None:
    balances(engine, BTC=("1", "2"))
    pairs(engine, ("BTC", "USDT"))
    if asked:
        coverage(engine, "trades", "BTCUSDT")
    assert bool([step for step in found(engine)["BTC"]["next_steps"] if "TRD_GRP_*" in step]) is asked


@pytest.mark.parametrize(
    ("endpoint", "key", "reason", "verdict"),
    [
        ("pay_transactions", "", LEFT, "open"),
        ("trades", "BTCUSDT", f"{LEFT_OF}BTC", "open"),
        ("trades", "ETHUSDT", f"{LEFT_OF}ETH", "explained"),
        ("pay_transactions", "", "probe", "explained"),
    ],
)
def test_a_list_asked_for_what_is_left_that_gave_no_answer_keeps_it_open(
    engine: Engine, endpoint: str, key: str, reason: str, verdict: str
) -> None:
    balances(engine, BTC=("1", "3.1234"))
    pairs(engine, ("BTC", "USDT"), ("ETH", "USDT"))
    in_transit(engine)
    plan(engine, endpoint, key, required=False, reason=reason)
    coverage(engine, endpoint, key, "failed", detail="HTTP 500")
    assert explain(engine) == verdict
    coverage(engine, endpoint, key)
    assert explain(engine) == "explained"


def test_a_pair_that_the_exchange_does_not_know_holds_no_other_cause(engine: Engine) -> None:
    balances(engine, BTC=("1", "3.1234"))
    pairs(engine, ("BTC", "USDT"))
    in_transit(engine)
    plan(engine, "trades", "BTCUSDT", required=False, reason=f"{LEFT_OF}BTC")
    coverage(engine, "trades", "BTCUSDT", "failed", detail="code -1121")
    insert(
        engine,
        "binance_reconciliation_errors",
        dict(email=EMAIL, error_type="INVALID_SYMBOL", symbol="BTCUSDT", error_message="x"),
    )
    assert explain(engine) is Verdict.EXPLAINED


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


def test_an_account_that_is_off_by_the_opposite_is_named(engine: Engine) -> None:
    balances(engine, BTC=("1", "3"), ETH=("1", "2"))
    for day, amount in ((BEFORE, "9"), (DAY, "8")):
        snapshot(engine, day, {"BTC": amount, "ETH": amount}, OTHER)
    known_day(engine, DAY, email=OTHER)
    transfer(engine, "BTC", "1", email=OTHER)
    there = found(engine)
    assert any(step.startswith(f"{OTHER} is off by the opposite") for step in there["BTC"]["next_steps"])
    assert any(step.startswith(f"{OTHER} is off by the opposite") for step in there["ETH"]["next_steps"])
    transfer(engine, "BTC", "1", email=OTHER)
    assert not any(step.startswith(OTHER) for step in found(engine)["BTC"]["next_steps"])


@pytest.mark.parametrize("order", [(DAY, NEXT, DAY), (NEXT, DAY, NEXT)])
def test_the_order_in_which_days_are_judged_changes_no_finding(over_midnight: Engine, order: tuple[Any, ...]) -> None:
    for day in order:
        explain(over_midnight, day)
    told = [fetch(over_midnight, FINDINGS, day=day)[-1][0]["explained"] for day in (DAY, NEXT)]
    assert [[(f["kind"], f["amount"]) for f in findings] for findings in told] == [
        [("across_the_cut", "2.1234")],
        [("across_the_cut", "-2.1234")],
    ]


@pytest.mark.parametrize("side", ["+", "-"])
def test_of_very_many_legs_near_midnight_the_nearest_are_read(engine: Engine, side: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"""
            INSERT INTO binance_reconciliation_transfers
                (source, endpoint, fid, external_id, leg, datetime, txn_type, txn_subtype, email, wallet, asset, amount, status,
                 standing, evidence_at)
            SELECT 'x', 'x', 1, n::text, 1, timestamptz '2026-11-03 00:00Z' {side} n / 2 * interval '1 second', 'transfer_in', 'x',
                %(email)s, 'SPOT', 'BTC', 1, '1', 'counts', now()
            FROM generate_series(2, 5011) AS n""",
            {"email": EMAIL},
        )  # noqa: S608
        near = read_set(connection, AROUND_CUTOFF, {**spot(EMAIL, DAY).parameters, **thresholds.parameters()})
    assert len(near) == 5000
    assert {leg.record for leg in near} == {str(n) for n in range(2, 5002)}
