"""A statement stands beside snapshot and movements: which two agree, which class differs, what one side lacks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements import comparing
from binrecon.processing.statements.order import Order
from sqlalchemy import Engine

from tests.processing.statements.cases import line, query, take, witnesses
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch, pairs, snapshot, trade, transfer

NEXT = DAY + timedelta(days=1)


def deposit(amount: str, clock: str = "12:00:00") -> str:
    return line(clock, "Deposit", "BTC", amount)


@pytest.mark.parametrize(
    ("closing", "moved", "stated", "agree"),
    [
        ("1.5", "0.5", "0.5", "all three"),
        ("1.5", "0.4", "0.5", "snapshot and statement"),
        ("1.5", "0.5", "0.4", "snapshot and movements"),
        ("1.6", "0.5", "0.5", "movements and statement"),
        ("1.6", "0.5", "0.4", "none"),
    ],
)
def test_two_witnesses_that_agree_are_named(engine: Engine, closing: str, moved: str, stated: str, agree: str) -> None:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": closing})
    transfer(engine, "BTC", moved)
    take(engine, deposit(stated))
    delta = f"{(Decimal(closing) - 1).normalize():f}"
    assert witnesses(engine) == {(DAY, "BTC"): (delta, moved, stated, agree)}


def test_without_a_snapshot_two_witnesses_are_left(engine: Engine) -> None:
    snapshot(engine, DAY, {"BTC": "1.5"})
    transfer(engine, "BTC", "0.5")
    take(engine, deposit("0.5"))
    assert witnesses(engine) == {(DAY, "BTC"): (None, "0.5", "0.5", "movements and statement")}


def test_an_asset_that_a_snapshot_does_not_list_stood_at_zero(engine: Engine) -> None:
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, {"BTC": "0.5", "ETH": "0"})
    take(engine, deposit("0.5"))
    assert witnesses(engine) == {(DAY, "BTC"): ("0.5", "0", "0.5", "snapshot and statement")}


def test_an_asset_that_left_is_seen_by_its_snapshot(engine: Engine) -> None:
    snapshot(engine, BEFORE, {"OLD": "7"})
    snapshot(engine, DAY, {})
    take(engine, deposit("1"), line("13:00:00", "Asset Recovery", "OLD", "-7"))
    assert witnesses(engine)[DAY, "OLD"] == ("-7", "0", "-7", "snapshot and statement")


def test_only_spot_counts(engine: Engine) -> None:
    others = [
        line("12:00:00", "Fee", "BTC", "-8", account=account) for account in ("Funding", "USDT-Futures", "Spot Copy")
    ]
    take(engine, deposit("1"), *others)
    assert witnesses(engine)[DAY, "BTC"][2] == "1"


def test_an_unknown_operation_is_named_and_summed(engine: Engine) -> None:
    found = take(engine, deposit("1"), *(line(f"{hour}:00:00", "Quantum Yield", "BTC", "0.25") for hour in (13, 14)))
    assert found["unknown_operations"] == {"Quantum Yield": 2}
    assert witnesses(engine)[DAY, "BTC"][2] == "1.5"
    assert [row[2] for row in query(engine, "classes")] == ["deposit", "other"]


def test_an_unknown_wallet_is_named_and_not_spot(engine: Engine) -> None:
    found = take(engine, deposit("1"), line("12:00:00", "Deposit", "BTC", "2", account="Contado"))
    assert found["unknown_wallets"] == {"Contado": 1}
    assert witnesses(engine)[DAY, "BTC"][2] == "1"


def test_a_share_of_earn_is_not_held_against_a_statement(engine: Engine) -> None:
    pairs(engine, ("BTC", "USDT"))
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"LDBTC": "1", "LDO": "5"})
    transfer(engine, "BTC", "-1", txn_subtype="flexible_subscription")
    transfer(engine, "LDBTC", "1", txn_subtype="flexible_subscription")
    take(engine, line("12:00:00", "Simple Earn Flexible Subscription", "BTC", "-1"))
    assert witnesses(engine) == {
        (DAY, "BTC"): ("-1", "-1", "-1", "all three"),
        (DAY, "LDBTC"): ("1", "1", None, "snapshot and movements"),
        (DAY, "LDO"): ("5", "0", "0", "movements and statement"),
    }


def test_a_withdrawal_is_gross_in_a_statement(engine: Engine) -> None:
    named = dict(source="withdraw", endpoint="withdraw_history", external_id="w1")
    transfer(engine, "BTC", "-1", txn_subtype="withdraw", **named)
    transfer(engine, "BTC", "-0.0005", "txn_fee", txn_subtype="withdraw_fee", **named)
    transfer(engine, "ETH", "-3", txn_subtype="withdraw", source="withdraw")
    take(engine, line("12:00:00", "Withdraw", "BTC", "-1.0005", remark="Withdraw fee is included"))
    assert witnesses(engine)[DAY, "BTC"] == (None, "-1.0005", "-1.0005", "movements and statement")
    assert [(row[1], row[2], row[5]) for row in query(engine, "records")] == [("ETH", "statement", Decimal(-3))]


def test_a_fiat_withdrawal_is_one_with_its_fee_and_a_fiat_deposit_is_another_class(engine: Engine) -> None:
    named = dict(source="fiat_orders", endpoint="fiat_orders", txn_subtype="fiat_orders")
    transfer(engine, "EUR", "-100", external_id="o1", **named)
    transfer(engine, "EUR", "-1.5", "txn_fee", external_id="o1", **named)
    transfer(engine, "EUR", "40", external_id="o2", **named)
    take(engine, line("12:00:00", "Fiat Withdraw", "EUR", "-101.5"), line("13:00:00", "Fiat Deposit", "EUR", "41"))
    assert [(row[2], row[-1]) for row in query(engine, "classes")] == [
        ("deposit", Decimal(1)),
        ("withdraw", Decimal(0)),
    ]


@pytest.mark.parametrize("source", ["deposit", "withdraw"])
def test_a_movement_without_effect_is_none(engine: Engine, source: str) -> None:
    transfer(engine, "BTC", "-1", standing="failed", source=source)
    take(engine, deposit("1"))
    assert witnesses(engine)[DAY, "BTC"] == (None, "0", "1", "none")


def test_the_class_with_the_difference_is_named(engine: Engine) -> None:
    trade(engine, "BTCUSDT", {"spot_buy": ("BTC", "1"), "spot_sell": ("USDT", "-100"), "taker_fee": ("BTC", "-0.001")})
    take(
        engine,
        line("12:00:00", "Transaction Buy", "BTC", "1"),
        line("12:00:00", "Transaction Spend", "USDT", "-100"),
        line("12:00:00", "Transaction Fee", "BTC", "-0.001"),
        line("15:00:00", "Distribution", "BTC", "0.25", remark="airdrop"),
    )
    assert query(engine, "classes") == [
        (DAY, "BTC", "fee", Decimal("-0.001"), 1, Decimal("-0.001"), 1, Decimal(0)),
        (DAY, "BTC", "income", Decimal(0), 0, Decimal("0.25"), 1, Decimal("0.25")),
        (DAY, "BTC", "trade", Decimal(1), 1, Decimal(1), 1, Decimal(0)),
    ]
    [(day, asset, lacking, kind, moment, amount, name)] = query(engine, "records")
    assert (day, asset, lacking, kind) == (DAY, "BTC", "movements", "income")
    assert (moment, amount) == (at("15:00:00"), Decimal("0.25"))
    assert name == "s.csv, line 5: distribution (airdrop)"


@pytest.mark.parametrize("lacking", ["a", "b", "c"])
def test_the_record_that_a_statement_lacks_is_named_by_its_second(engine: Engine, lacking: str) -> None:
    clocks = {"a": "10:00:00", "b": "11:00:00", "c": "12:00:00"}
    for external_id, clock in clocks.items():
        transfer(engine, "BTC", "1", external_id=external_id, datetime=at(clock) + timedelta(milliseconds=345))
    take(engine, *(deposit("1", clock) for name, clock in clocks.items() if name != lacking), deposit("2", "13:00:00"))
    assert [(row[2], row[5], row[6]) for row in query(engine, "records")] == [
        ("statement", Decimal(1), f"deposit {lacking}"),
        ("movements", Decimal(2), "s.csv, line 4: deposit"),
    ]


def test_equal_amounts_at_other_times_pair_off_in_order(engine: Engine) -> None:
    for external_id, clock in (("a", "10:00:00"), ("b", "11:00:00")):
        transfer(engine, "BTC", "1", external_id=external_id, datetime=at(clock))
    take(engine, deposit("1", "10:00:07"), deposit("1", "10:00:08"), deposit("1", "10:00:09"))
    assert [row[6] for row in query(engine, "records")] == ["s.csv, line 4: deposit"]


def test_a_day_is_compared_only_if_one_file_holds_it_whole(engine: Engine) -> None:
    order = Order(account=EMAIL)
    clocks = [(day, clock) for day in (BEFORE, DAY, NEXT) for clock in ("06:00:00", "18:00:00")]
    take(engine, *(line(clock, "Deposit", "BTC", "1", day=day) for day, clock in clocks), order=order)
    assert set(witnesses(engine)) == {(DAY, "BTC")}, "of the first and the last day more lines may exist"


def test_the_days_that_were_asked_for_are_compared(engine: Engine) -> None:
    order = Order(account=EMAIL, first_day=BEFORE, last_day=NEXT)
    take(engine, deposit("1"), order=order)
    transfer(engine, "BTC", "2", datetime=at(day=BEFORE))
    transfer(engine, "BTC", "3", datetime=at("23:59:59", NEXT))
    transfer(engine, "BTC", "9", datetime=at("00:00:00", NEXT + timedelta(days=1)))
    assert {key[0]: found[1:3] for key, found in witnesses(engine).items()} == {
        BEFORE: ("2", "0"),
        DAY: ("0", "1"),
        NEXT: ("3", "0"),
    }


def test_a_window_on_another_clock_holds_fewer_whole_days(engine: Engine) -> None:
    order = Order(account=EMAIL, first_day=BEFORE, last_day=NEXT, offset=timedelta(hours=7))
    found = take(engine, deposit("1", "03:00:00"), order=order)
    assert found["covered"] == ["2026-10-31 17:00:00+00:00", "2026-11-03 17:00:00+00:00"]
    assert set(witnesses(engine)) == {(BEFORE, "BTC")}, "03:00 at UTC+7 is the evening before"


def test_lines_at_midnight_belong_to_the_day_that_begins(engine: Engine) -> None:
    order = Order(account=EMAIL, first_day=BEFORE, last_day=DAY)
    take(
        engine,
        line("23:59:59", "Deposit", "BTC", "1", day=BEFORE),
        line("00:00:00", "Deposit", "BTC", "2"),
        order=order,
    )
    assert {key[0]: found[2] for key, found in witnesses(engine).items()} == {BEFORE: "1", DAY: "2"}


def test_the_summary_counts_days_and_agreements(engine: Engine) -> None:
    snapshot(engine, BEFORE, {})
    snapshot(engine, DAY, {"BTC": "1", "ETH": "1"})
    transfer(engine, "BTC", "1")
    take(engine, deposit("1"), line("12:00:00", "Deposit", "ETH", "1"))
    assert comparing.compare(engine, comparing.question(engine, EMAIL, Wallet.SPOT)) == {
        "days": 1,
        "first": str(DAY),
        "last": str(DAY),
        "agree": {"all three": 1, "snapshot and statement": 1},
        "meaning": {name: comparing.MEANINGS[name] for name in ("all three", "snapshot and statement")},
        "day_assets_without_proved_offset": 2,
    }


def test_movements_that_are_collected_later_prove_the_clock_and_move_the_lines(engine: Engine) -> None:
    order = Order(account=EMAIL, first_day=BEFORE, last_day=NEXT)
    found = take(engine, deposit("1", "03:10:11"), deposit("2", "04:13:14"), order=order)
    assert not found["offset_proved"] and set(witnesses(engine)) == {(DAY, "BTC")}
    for clock, amount in (("20:10:11", "1"), ("21:13:14", "2")):
        transfer(engine, "BTC", amount, datetime=at(clock, BEFORE))
    assert set(witnesses(engine)) == {(BEFORE, "BTC"), (DAY, "BTC")}, "nobody has noted it yet"
    assert [comparing.prove_clocks(engine, EMAIL, "ann") for _ in range(2)] == [[1], []]
    assert witnesses(engine) == {(BEFORE, "BTC"): (None, "3", "3", "movements and statement")}
    assert (
        comparing.compare(engine, comparing.question(engine, EMAIL, Wallet.SPOT))["day_assets_without_proved_offset"]
        == 0
    )
    assert fetch(engine, "SELECT actor FROM binance_audit_log WHERE action = 'statement clock proved'") == [("ann",)]
