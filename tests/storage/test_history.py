"""What a history is judged by, as read from the tables."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.balance_statements import StatedBalance, StatedBalances
from binrecon.domain.history import BalancePoint, Blocked, Moved
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.anchors import midnight
from binrecon.storage import history as store
from binrecon.storage.balance_statements import add_balances, withdraw_balances
from binrecon.storage.history import AccountWallet, FirstDays, HistoryRow
from sqlalchemy import Connection, Engine, text

from tests.storage.rows import BEFORE, DAY, EMAIL, at, coverage, fetch, insert, pairs, plan, snapshot, trade, transfer

SPOT = AccountWallet(EMAIL, Wallet.SPOT)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def connection(engine: Engine) -> Any:
    """Of a transaction that is begun when it is first used, after the rows were put in."""
    with engine.connect() as connection:
        yield connection


def state(engine: Engine, day: date, whole: bool = True, **balances: str) -> int:
    named = balances or {"": "0"}
    lines = tuple(
        StatedBalance(number, day, EMAIL, Wallet.SPOT, asset, Decimal(amount))
        for number, (asset, amount) in enumerate(named.items(), 2)
    )
    with engine.begin() as connection:
        return add_balances(connection, StatedBalances("b.csv", whole, lines, str((day, balances)).encode()), "ann")[0]


def test_the_first_day_is_that_of_a_record_or_of_a_balance(engine: Engine, connection: Connection) -> None:
    assert store.first_days(connection, EMAIL) == FirstDays(None, None)
    connection.rollback()
    transfer(engine, "BTC", "1", datetime=at(day=DAY))
    trade(engine, "BTCUSDT", {"spot_buy": ("BTC", "1")}, datetime=at(day=BEFORE))
    state(engine, BEFORE)
    snapshot(engine, DAY, {"BTC": "1", "ETH": "0"})
    assert store.first_days(connection, EMAIL) == FirstDays(BEFORE, NEXT), "zeros are no balance"


def test_anchors_are_snapshots_of_days_that_were_over_and_statements_in_force(
    engine: Engine, connection: Connection
) -> None:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {}, evidence_at=at("12:00:00", DAY))
    state(engine, NEXT, whole=False, BTC="2")
    gone = state(engine, NEXT, BTC="9")
    with engine.begin() as writing:
        withdraw_balances(writing, gone, "bob", "of another account")
    found = store.read_anchors(connection, SPOT, NEXT)
    assert [(one.date, one.source, one.whole, dict(one.balances)) for one in found] == [
        (DAY, "snapshot", True, {"BTC": Decimal(1)}),
        (NEXT, "statement 1", False, {"BTC": Decimal(2)}),
    ]
    assert [one.known_until for one in found] == [midnight(DAY), midnight(NEXT)]
    assert len(store.read_anchors(connection, SPOT, DAY)) == 1, "nothing after the last midnight"


def test_what_is_whole_and_empty_says_that_nothing_was_held(engine: Engine, connection: Connection) -> None:
    snapshot(engine, BEFORE, {})
    state(engine, NEXT)
    assert [(one.date, dict(one.balances)) for one in store.read_anchors(connection, SPOT, NEXT)] == [
        (DAY, {}),
        (NEXT, {}),
    ]


def test_that_nothing_was_held_is_whole_whatever_the_form_says_of_the_file(
    engine: Engine, connection: Connection
) -> None:
    nothing = [StatedBalance(2, DAY, EMAIL, Wallet.SPOT, "", Decimal(0))]
    other = StatedBalance(3, DAY, EMAIL, Wallet.MARGIN, "BTC", Decimal(1))
    later = StatedBalance(4, NEXT, EMAIL, Wallet.SPOT, "BTC", Decimal(1))
    with engine.begin() as writing:
        add_balances(writing, StatedBalances("b.csv", False, (*nothing, other, later), b"x"), "ann")
    spot = store.read_anchors(connection, SPOT, NEXT)
    assert [(one.date, one.whole, dict(one.balances)) for one in spot] == [
        (DAY, True, {}),
        (NEXT, False, {"BTC": Decimal(1)}),
    ]
    assert [one.whole for one in store.read_anchors(connection, AccountWallet(EMAIL, Wallet.MARGIN), NEXT)] == [False]


def reading(engine: Engine, taken: str, asked: str = "00:00:19") -> None:
    """A reading of ours of the end of the day before DAY."""
    coverage(engine, "isolated_reading", asked_at=at(asked), window_end=at(taken))
    [(number,)] = fetch(engine, "SELECT max(id) FROM binance_collection_coverage")
    page = dict(email=EMAIL, endpoint="isolated_reading", key="", coverage_id=number, body="[]", body_sha256="0")
    page |= dict(window_start=at("00:00:00"), window_end=at(taken), request="{}", http_status=200, weight_headers="{}")
    insert(engine, "binance_raw_daily_snapshot", page | dict(snapshot_data="[]", received_at=at(taken)))
    [(fid,)] = fetch(engine, "SELECT max(id) FROM binance_raw_daily_snapshot")
    snapshot(engine, BEFORE, {"BTC": "1"}, wallet="OPTION", update_time=at(taken), fid=fid)


def test_a_reading_of_ours_is_taken_back_to_midnight(engine: Engine, connection: Connection) -> None:
    reading(engine, "00:00:20")
    transfer(engine, "BTC", "0.25", wallet="OPTION", datetime=at("00:00:10"))
    [one] = store.read_anchors(connection, AccountWallet(EMAIL, Wallet.OPTION), NEXT)
    assert (one.source, dict(one.balances), one.known_until) == ("reading", {"BTC": Decimal("0.75")}, at("00:00:22"))


def doubted(engine: Engine, endpoint: str, number: int, **other: Any) -> None:
    """A record of the list of balances that contradicts what is held, or that could not be read."""
    record = dict(email=EMAIL, endpoint=endpoint, key="SPOT", raw_table="binance_raw_daily_snapshot", fid=number)
    record |= dict(coverage_id=number, ordinal=0, reason="contradicts earlier evidence", record="{}")
    record |= dict(window_start=at("00:00:00", BEFORE), window_end=at("00:00:00", NEXT), exchange_time=at("23:59:59"))
    insert(engine, "binance_quarantine", record | other)


def dates(connection: Connection, of: AccountWallet = SPOT) -> list[date]:
    found = [one.date for one in store.read_anchors(connection, of, NEXT)]
    connection.rollback()
    return found


def test_a_snapshot_that_the_exchange_contradicted_is_no_anchor_until_a_newer_reading_is_free_of_it(
    engine: Engine, connection: Connection
) -> None:
    snapshot(engine, BEFORE, {"BTC": "1"})
    snapshot(engine, DAY, {"BTC": "1"})
    doubted(engine, "futures_snapshot", 899)
    assert dates(connection) == [DAY, NEXT], "what another wallet's list tells is nothing of this one"
    doubted(engine, "daily_snapshot", 900)
    assert dates(connection) == [DAY]
    doubted(engine, "daily_snapshot", 901, exchange_time=None)
    assert dates(connection) == [], "a record whose time is not known may be of any day that was asked for"
    coverage(engine, "daily_snapshot", "SPOT", id=902)
    assert dates(connection) == [DAY, NEXT]


def test_a_reading_beside_one_that_could_not_be_read_is_no_anchor(engine: Engine, connection: Connection) -> None:
    reading(engine, "00:00:20")
    option = AccountWallet(EMAIL, Wallet.OPTION)
    assert dates(connection, option) == [DAY]
    its_day = dict(exchange_time=None, window_start=at("00:00:00", BEFORE), window_end=at("00:00:00"))
    doubted(engine, "option_reading", 900, **its_day)
    assert dates(connection, option) == []


def test_a_reading_with_a_movement_beside_it_is_no_anchor(engine: Engine, connection: Connection) -> None:
    reading(engine, "00:00:20")
    transfer(engine, "BTC", "0.25", wallet="OPTION", datetime=at("00:00:21"))
    assert store.read_anchors(connection, AccountWallet(EMAIL, Wallet.OPTION), NEXT) == []


def point(day: date, balance: str | None) -> BalancePoint:
    return BalancePoint(day, None if balance is None else Decimal(balance), (), midnight(day))


def test_movements_fall_between_the_anchors_of_their_asset(engine: Engine, connection: Connection) -> None:
    for clock, amount, day in (("23:59:59", "1", BEFORE), ("00:00:00", "2", DAY), ("23:59:59", "-0.5", DAY)):
        transfer(engine, "BTC", amount, datetime=at(clock, day))
    transfer(engine, "BTC", "100", standing="pending")
    transfer(engine, "BTC", "100", wallet="MARGIN", measure="loan")
    trade(engine, "ETHBTC", {"spot_sell": ("BTC", "-0.25"), "spot_buy": ("ETH", "4")}, datetime=at("10:00:00", NEXT))
    points = {"BTC": [point(DAY, "1"), point(NEXT, None)], "ETH": [point(DAY, "0")]}
    moved, before = store.read_moved(connection, SPOT, points)
    assert moved == {
        ("BTC", DAY): Moved(Decimal("1.5"), 2, Decimal(2)),
        ("BTC", NEXT): Moved(Decimal("-0.25"), 1, Decimal(0)),
        ("ETH", DAY): Moved(Decimal(4), 1, Decimal(4)),
    }
    assert before == {"BTC": Decimal(1)}


def test_the_first_moment_below_zero_is_told_a_second_being_one(engine: Engine, connection: Connection) -> None:
    for clock, amount in (("10:00:00", "-3"), ("10:00:00.900", "2.5"), ("11:00:00", "-1"), ("12:00:00", "9")):
        transfer(engine, "BTC", amount, datetime=at(clock))
    moved, _ = store.read_moved(connection, SPOT, {"BTC": [point(DAY, "1")]})
    assert moved["BTC", DAY][3:] == (at("11:00:00"), Decimal("-0.5"))
    moved, _ = store.read_moved(connection, SPOT, {"BTC": [point(DAY, "2")]})
    assert moved["BTC", DAY][3:] == (None, None)
    moved, _ = store.read_moved(connection, SPOT, {"BTC": [point(DAY, None)]})
    assert moved["BTC", DAY][3:] == (None, None), "from a balance that is not known nothing is rolled on"


def test_readings_that_touch_are_one_window_and_others_are_not(engine: Engine, connection: Connection) -> None:
    hours = (("00:00:00", "06:00:00"), ("06:00:00", "08:00:00"), ("02:00:00", "04:00:00"), ("09:00:00", "10:00:00"))
    for start, end in hours:
        coverage(engine, "deposit_history", window_start=at(start), window_end=at(end))
    coverage(engine, "deposit_history", status="failed", window_start=at("08:00:00"), window_end=at("09:00:00"))
    windows = store.read_windows(connection, EMAIL)
    assert windows["deposit_history", ""] == ((at("00:00:00"), at("08:00:00")), (at("09:00:00"), at("10:00:00")))


def unreadable(engine: Engine, number: int) -> None:
    record = dict(email=EMAIL, endpoint="deposit_history", key="", raw_table="binance_raw_deposit_history", fid=number)
    record |= dict(coverage_id=number, ordinal=1, reason="amount", record="{}", exchange_time=at())
    insert(engine, "binance_quarantine", record | dict(window_start=at("00:00:00"), window_end=at("23:00:00")))


def test_a_record_blocks_its_day_until_a_newer_reading_is_free_of_it(engine: Engine, connection: Connection) -> None:
    coverage(engine, "deposit_history")
    unreadable(engine, 1)
    [one] = store.read_blocked(connection, EMAIL)
    assert (one.start, one.end, one.reason) == (midnight(DAY), midnight(NEXT), "amount")
    connection.rollback()
    coverage(engine, "deposit_history")
    unreadable(engine, 2)
    assert len(store.read_blocked(connection, EMAIL)) == 1, "the newer one has it too"
    connection.rollback()
    coverage(engine, "deposit_history")
    assert store.read_blocked(connection, EMAIL) == []


@pytest.mark.parametrize(
    ("hours", "is_released"),
    [
        ([(0, 12), (12, 24)], True),
        ([(12, 24), (0, 12)], True),
        ([(0, 13), (11, 24)], True),
        ([(-30, 5), (5, 6), (6, 40)], True),
        ([(0, 24)], True),
        ([(0, 12)], False),
        ([(12, 24)], False),
        ([(0, 12), (13, 24)], False),
        ([(1, 12), (12, 24)], False),
        ([(0, 12), (12, 23)], False),
        ([(0, 12), (3, 6), (12, 23)], False),
        ([(-24, 0), (24, 48)], False),
    ],
)
def test_newer_readings_that_touch_release_a_record_where_together_they_hold_its_day(
    engine: Engine, connection: Connection, hours: list[tuple[int, int]], is_released: bool
) -> None:
    coverage(engine, "deposit_history")
    unreadable(engine, 1)
    for first, last in hours:
        part(engine, first, last)
    assert store.read_blocked(connection, EMAIL) == ([] if is_released else [blocked_day()])


def test_of_two_readings_that_hold_the_day_neither_may_have_such_a_record(
    engine: Engine, connection: Connection
) -> None:
    """A third one of that part alone then releases both."""
    coverage(engine, "deposit_history")
    unreadable(engine, 1)
    part(engine, 0, 12)
    part(engine, 12, 24)
    unreadable(engine, 3)
    assert store.read_blocked(connection, EMAIL) == [blocked_day()]
    connection.rollback()
    part(engine, 11, 24)
    assert store.read_blocked(connection, EMAIL) == [blocked_day()], "not read from the beginning since"
    connection.rollback()
    part(engine, 0, 11)
    assert store.read_blocked(connection, EMAIL) == []


def test_readings_of_before_or_that_failed_release_no_part(engine: Engine, connection: Connection) -> None:
    part(engine, 0, 12)
    coverage(engine, "deposit_history")
    unreadable(engine, 2)
    part(engine, 12, 24)
    part(engine, 0, 12, status="failed")
    assert store.read_blocked(connection, EMAIL) == [blocked_day()]


def part(engine: Engine, first: int, last: int, **other: Any) -> None:
    """A reading from this to that hour of the day."""
    window = [midnight(DAY) + timedelta(hours=hour) for hour in (first, last)]
    coverage(engine, "deposit_history", window_start=window[0], window_end=window[1], **other)


def blocked_day() -> Blocked:
    return Blocked("deposit_history", "", midnight(DAY), midnight(NEXT), "amount")


def test_questions_are_those_required_and_lists_that_held_something(engine: Engine, connection: Connection) -> None:
    plan(engine, "daily_snapshot")
    plan(engine, "deposit_history")
    plan(engine, "rebates", required=False)
    coverage(engine, "convert_history", records=1)
    coverage(engine, "fiat_orders", "0")
    insert(engine, "binance_traded_symbols", dict(email=EMAIL, symbol="BTCUSDT"))
    lists = ("daily_snapshot", "deposit_history", "rebates", "convert_history", "fiat_orders", "trades")
    assert store.read_questions(connection, SPOT, lists) == [
        ("convert_history", ""),
        ("deposit_history", ""),
        ("trades", "BTCUSDT"),
    ]
    assert store.read_questions(connection, SPOT, ("rebates",)) == []


def test_pairs_are_of_two_held_assets_or_named_and_touch_what_is_known(engine: Engine, connection: Connection) -> None:
    pairs(engine, ("ETH", "BTC"), ("SOL", "BTC"))
    trade(engine, "OLDUSDT", {"spot_buy": ("OLD", "1"), "spot_sell": ("USDT", "-1")})
    found = {pair.symbol: pair for pair in store.read_pairs(connection, EMAIL, ["BTC", "ETH"], ["OLDUSDT", "WHOBTC"])}
    assert {name: (pair.both, pair.assets and set(pair.assets)) for name, pair in found.items()} == {
        "ETHBTC": (True, {"ETH", "BTC", "BNB"}),
        "OLDUSDT": (False, {"OLD", "USDT", "BNB"}),
        "WHOBTC": (False, None),
    }


def test_doubts_are_those_of_days_and_those_of_all_time(engine: Engine, connection: Connection) -> None:
    day = dict(email=EMAIL, date=DAY, wallet="SPOT", opened_at=at(), doubts=["a step did not finish"])
    insert(engine, "binance_reconciliation_days", day)
    insert(
        engine,
        "binance_pages_pending",
        dict(email=EMAIL, endpoint="deposit_history", raw_table="binance_raw_deposit_history", page_id=1),
    )
    found = {(one.first, one.last, one.reason) for one in store.read_doubts(connection, SPOT, NEXT)}
    assert found == {
        (DAY, DAY, "a step did not finish"),
        (date.min, NEXT, "1 answer(s) of the exchange are not booked yet"),
    }


def test_a_pair_that_could_not_be_read_is_a_doubt_of_spot_alone(engine: Engine, connection: Connection) -> None:
    coverage(engine, "exchange_info", email="")
    [(number,)] = fetch(engine, "SELECT max(id) FROM binance_collection_coverage")
    record = dict(email="", endpoint="exchange_info", key="", raw_table="binance_raw_exchange_info", fid=1, ordinal=1)
    record |= dict(
        coverage_id=number, reason="no base asset", record="{}", window_start=at(), window_end=at("13:00:00")
    )
    insert(engine, "binance_quarantine", record)
    [doubt] = store.read_doubts(connection, SPOT, NEXT)
    assert doubt.reason == "a pair of exchange info could not be read: no base asset"
    assert store.read_doubts(connection, AccountWallet(EMAIL, Wallet.FUTURES), NEXT) == []


def test_what_is_proved_of_a_history_is_appended_where_it_changed(engine: Engine) -> None:
    row = HistoryRow(EMAIL, "", BEFORE, DAY, 2, 1, 1, 0, 0, "0f")
    kept = []
    for one in (row, row, row._replace(covered=2), row):
        with engine.begin() as connection:
            kept.append(store.keep(connection, one, "run"))
    assert kept == [True, False, True, True]
    assert fetch(engine, "SELECT covered FROM binance_histories ORDER BY id") == [(1,), (2,), (1,)]


MARGIN = AccountWallet(EMAIL, Wallet.MARGIN)
QUESTION = ("margin_trades", "ETHBTC")


def decided(engine: Engine, *days: date, wallet: str = "MARGIN", verdict: str = "unproved") -> None:
    for day in days:
        row = dict(email=EMAIL, date=day, wallet=wallet, opened_at=at(), decided_at=at(), verdict=verdict)
        insert(engine, "binance_reconciliation_days", row)


def ledger(engine: Engine, day: date, *types: str) -> None:
    """A reading of the capital flow of a day, with rows of ETH and BTC at one moment."""
    end = at("00:00:00", day + timedelta(days=1))
    window = dict(window_start=at("00:00:00", day), window_end=end)
    coverage(engine, "margin_capital_flow", records=len(types), **window)
    [(number,)] = fetch(engine, "SELECT max(id) FROM binance_collection_coverage")
    moment = int(at("12:00:00", day).timestamp()) * 1000
    data = [dict(timestamp=moment, asset=asset, type=kind) for asset, kind in zip(("ETH", "BTC"), types, strict=False)]
    page = dict(email=EMAIL, endpoint="margin_capital_flow", key="", coverage_id=number, body="[]", body_sha256="0")
    page |= dict(request="{}", http_status=200, weight_headers="{}", product_data=json.dumps(data), received_at=end)
    insert(engine, "binance_raw_product_history", page | window)


def spared(connection: Connection) -> list[date]:
    found = store.spared_days(connection, MARGIN, "margin_capital_flow", {"margin_trades"}, [QUESTION, ("other", "")])
    connection.rollback()
    assert list(found) == [QUESTION]
    return sorted(found[QUESTION])


def test_days_are_spared_a_list_that_nothing_led_to_where_their_own_run_judged_them(
    engine: Engine, connection: Connection
) -> None:
    decided(engine, BEFORE, DAY)
    insert(engine, "binance_reconciliation_days", dict(email=EMAIL, date=NEXT, wallet="MARGIN", opened_at=at()))
    for day in (BEFORE, DAY, NEXT):
        ledger(engine, day)
    plan(engine, "margin_trades", "ETHBTC", wallet="MARGIN", date=BEFORE)
    assert spared(connection) == [DAY], "the run of the last day has not judged it"


def test_no_day_is_spared_what_its_ledger_would_have_led_to(engine: Engine, connection: Connection) -> None:
    pairs(engine, ("ETH", "BTC"))
    decided(engine, BEFORE, DAY)
    ledger(engine, BEFORE)
    coverage(engine, "margin_capital_flow", status="failed")
    assert spared(connection) == [BEFORE], "what leads there was not read on the other"
    ledger(engine, DAY, "BUY_INCOME", "BUY_EXPENSE")
    assert spared(connection) == [BEFORE], "it came after the day's run, and names the pair"
    plan(engine, "margin_trades", "OTHER", wallet="MARGIN")
    assert spared(connection) == [BEFORE, DAY], "the run followed its ledger, and that led elsewhere"


def test_no_day_of_isolated_margin_is_spared_without_both_its_readings(engine: Engine, connection: Connection) -> None:
    of, question = AccountWallet(EMAIL, Wallet.ISOLATED_MARGIN), ("isolated_trades", "ETHBTC")
    decided(engine, DAY, wallet="ISOLATED_MARGIN")
    coverage(engine, "isolated_transfer")

    def found() -> set[date]:
        days = store.spared_days(connection, of, "isolated_transfer", {"isolated_trades"}, [question])[question]
        connection.rollback()
        return set(days)

    snapshot(engine, BEFORE, {"SOLBTC:BTC": "1"}, wallet="ISOLATED_MARGIN")
    assert found() == set()
    snapshot(engine, DAY, {}, wallet="ISOLATED_MARGIN")
    assert found() == {DAY}
    with engine.begin() as writing:
        writing.execute(text("UPDATE binance_reconciliation_balances SET asset = 'ETHBTC:BTC'"))
    assert found() == set(), "a reading names the pair"
