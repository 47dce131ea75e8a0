"""Which lines and movements are read as having no equal: only of the account's Spot, of the day and an hour around
it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from binrecon.domain import thresholds
from binrecon.domain.record_sets import UNMATCHED_ENTRIES
from binrecon.domain.vocabulary import Verdict
from binrecon.processing.statements.order import Order
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.storage.investigation_input import read_set
from sqlalchemy import Engine

from tests.days import spot
from tests.processing.statements.cases import line, take
from tests.storage.rows import BEFORE, DAY, EMAIL, at, covered_day, fetch, snapshot, trade, transfer

NEXT = DAY + timedelta(days=1)
ALL = Order(account=EMAIL, first_day=BEFORE, last_day=NEXT)
NAMED = {
    **thresholds.parameters(),
    "email": EMAIL,
    "emails": [EMAIL],
    "day": DAY,
    "wallet": "SPOT",
    "wallets": ["SPOT"],
    "stated_as": ["Spot"],
    "assets": ["BTC"],
    "first": BEFORE,
    "last": NEXT,
}
KINDS = (
    "SELECT findings #>> '{explained,0,kind}' FROM binance_reconciliation_verdicts WHERE asset = 'BTC' ORDER BY id "
    "DESC LIMIT 1"
)


def deposit(amount: str, clock: str = "12:00:00", **other: object) -> str:
    return line(clock, "Deposit", "BTC", amount, **other)


def unpaired(engine: Engine) -> list[tuple[bool, str, str, int]]:
    with engine.connect() as connection:
        found = read_set(connection, UNMATCHED_ENTRIES, NAMED)
    return [(one.is_line, f"{one.amount.normalize():f}", one.file, one.line) for one in found]


def test_a_line_of_the_second_of_a_movement_is_its_own(engine: Engine) -> None:
    for clock in ("10:00:00", "12:00:00"):
        transfer(engine, "BTC", "1", datetime=at(clock) + timedelta(milliseconds=345))
    take(engine, deposit("1", "09:00:00"), deposit("1", "10:00:00"), deposit("1", "12:00:00"), order=ALL)
    assert unpaired(engine) == [(True, "1", "s.csv", 2)]


def test_what_one_side_tells_otherwise_is_left_on_both(engine: Engine) -> None:
    trade(engine, "BTCUSDT", {"spot_buy": ("BTC", "1"), "spot_sell": ("USDT", "-9"), "taker_fee": ("BTC", "-0.1")})
    take(engine, line("12:00:00", "Transaction Buy", "BTC", "0.9"), order=ALL)
    assert sorted(unpaired(engine)) == [(False, "-0.1", "", 0), (False, "1", "", 0), (True, "0.9", "s.csv", 2)]


@pytest.mark.parametrize("other", [{"account": "Funding"}, {"account": "Spot Copy"}, {"day": NEXT}, {"day": BEFORE}])
def test_lines_of_other_wallets_and_days_are_not_read(engine: Engine, other: dict[str, object]) -> None:
    take(engine, deposit("1", **other), order=ALL)
    assert unpaired(engine) == []


def test_an_hour_around_the_day_is_read_and_no_more(engine: Engine) -> None:
    clocks = (("22:59:59", BEFORE), ("23:00:00", BEFORE), ("00:59:59", NEXT), ("01:00:00", NEXT))
    take(engine, *(deposit(str(n), clock, day=day) for n, (clock, day) in enumerate(clocks, 1)), order=ALL)
    assert [amount for _, amount, _, _ in unpaired(engine)] == ["2", "3"]


def test_a_line_that_two_files_hold_is_one(engine: Engine) -> None:
    take(engine, deposit("1"), order=ALL)
    take(engine, deposit("1"), deposit("1"), order=ALL, name="b.csv")
    assert sorted(unpaired(engine)) == [(True, "1", "b.csv", 3), (True, "1", "s.csv", 2)]


def off_by_a_quarter(engine: Engine, *lines: str, order: Order = ALL, proofs: int = 2) -> Verdict:
    """Judge a day whose BTC is off by 0.25, with a statement of these lines and deposits of ETH that prove its
    clock."""
    snapshot(engine, BEFORE, {"BTC": "1", "ETH": "0"})
    snapshot(engine, DAY, {"BTC": "1.25", "ETH": "30"})
    for n in (10, 20):
        transfer(engine, "ETH", f"{n}", datetime=at(f"{n}:00:00"))
    known = [line(f"{n}:00:00", "Deposit", "ETH", f"{n}") for n in (10, 20)][:proofs]
    covered_day(engine)
    take(engine, *lines, *known, order=order)
    reconcile_day(engine, spot(EMAIL, DAY), [], "run")
    return Verdict(dict(fetch(engine, "SELECT asset, verdict FROM v_binance_verdicts_current"))["BTC"])


@pytest.mark.parametrize(
    ("lines", "proofs", "verdict"),
    [
        ([deposit("0.25")], 2, Verdict.EXPLAINED),
        ([deposit("0.25")], 1, Verdict.OPEN),
        ([deposit("0.25", account="Funding")], 2, Verdict.OPEN),
        ([deposit("0.25", day=NEXT)], 2, Verdict.OPEN),
        ([line("12:00:00", "Quantum Yield", "BTC", "0.25")], 2, Verdict.OPEN),
        ([deposit("0.25"), deposit("9", account="Contado")], 2, Verdict.OPEN),
        ([deposit("0.25"), deposit("0.25")], 2, Verdict.OPEN),
        ([deposit("0.2"), line("13:00:00", "Distribution", "BTC", "0.05")], 2, Verdict.EXPLAINED),
    ],
    ids=[
        "all of it",
        "clock not proved",
        "another wallet",
        "another day",
        "unknown operation",
        "unknown wallet",
        "twice",
        "two lines",
    ],
)
def test_only_lines_that_are_sure_explain(engine: Engine, lines: list[str], proofs: int, verdict: Verdict) -> None:
    assert off_by_a_quarter(engine, *lines, proofs=proofs) is verdict


def test_a_day_that_no_file_holds_whole_is_not_explained(engine: Engine) -> None:
    assert off_by_a_quarter(engine, deposit("0.25"), order=Order(account=EMAIL)) is Verdict.OPEN


def test_a_deposit_that_is_pending_keeps_its_name(engine: Engine) -> None:
    transfer(engine, "BTC", "0.25", standing="pending", status="0")
    assert off_by_a_quarter(engine, deposit("0.25")) is Verdict.EXPLAINED
    assert fetch(engine, KINDS) == [("pending_deposit",)]
