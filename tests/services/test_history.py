"""A history as it is worked out from the tables: what bounds it, what it rests on, and what is kept of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.collectors.day_plan import fixed_questions
from binrecon.config.accounts import Account
from binrecon.domain.balance_statements import StatedBalance, StatedBalances
from binrecon.domain.history import AccountHistory, Stretch
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.processing.statements.order import Order
from binrecon.services.history import account_history, keep_history
from binrecon.storage.balance_statements import add_balances
from sqlalchemy import Engine

from tests.processing.statements.cases import line, take
from tests.storage.rows import DAY, EMAIL, at, coverage, fetch, insert, pairs, plan, snapshot, trade, transfer

BORN = date(2026, 10, 1)
ACCOUNT = Account(EMAIL, AccountType.SUB, "sub")
WHOLE_LIFE = dict(window_start=at("00:00:00", BORN), window_end=at("00:00:00", DAY + timedelta(days=1)))
UNTIL = Order(account=EMAIL, first_day=BORN, last_day=DAY)


@pytest.fixture
def life(engine: Engine) -> Engine:
    """One BTC came on the first day, half of it left, and a snapshot shows the rest; every daily list is read."""
    transfer(engine, "BTC", "1", datetime=at(day=BORN))
    transfer(engine, "BTC", "-0.5", datetime=at(day=date(2026, 10, 20)))
    snapshot(engine, DAY, {"BTC": "0.5"})
    for question in fixed_questions(AccountType.SUB, Wallet.SPOT):
        coverage(engine, question.endpoint, question.key, **WHOLE_LIFE)
    return engine


def of(engine: Engine, through: date = DAY, account: Account = ACCOUNT) -> AccountHistory:
    found = account_history(engine, account, through)
    assert found is not None
    return found


def btc(engine: Engine, **other: Any) -> Stretch:
    [one] = [one for one in of(engine, **other).wallets[0].stretches if one.asset == "BTC"]
    return one


def test_from_birth_to_a_snapshot_is_proved_and_covers_its_days(life: Engine) -> None:
    history = of(life)
    assert (history.born, history.days, len(history.covered)) == (BORN, 33, 33)
    assert [(one.asset, one.verdict) for one in history.wallets[0].stretches] == [("", "proved"), ("BTC", "proved")]
    one = btc(life)
    assert (one.opening_by, one.closing_by, one.by) == ("birth", "snapshot", "lists")
    assert len(of(life, DAY + timedelta(days=3)).covered) == 33, "what came after the last balance is not proved"


def test_nothing_is_known_of_an_account_without_a_row(engine: Engine) -> None:
    assert account_history(engine, ACCOUNT, DAY) is None


def test_a_balance_that_is_older_than_every_record_leaves_the_beginning_unknown(life: Engine) -> None:
    snapshot(life, BORN - timedelta(days=5), {"ETH": "1"})
    history = of(life)
    assert history.born == BORN - timedelta(days=4)
    assert all(one.opening_by != "birth" for one in history.wallets[0].stretches)


def test_a_pair_of_two_held_assets_and_a_product_in_use_have_to_be_read(life: Engine) -> None:
    trade(life, "ETHBTC", {"spot_buy": ("ETH", "0"), "spot_sell": ("BTC", "0")}, datetime=at(day=BORN))
    pairs(life, ("ETH", "BTC"))
    assert btc(life).reason == "not read over it: trades ETHBTC: not read"
    coverage(life, "trades", "ETHBTC", **WHOLE_LIFE)
    assert btc(life).verdict == "proved"
    coverage(life, "rebates", records=1, window_start=at("00:00:00", DAY))
    assert btc(life).reason == "not read over it: rebates: known from 2026-11-02 on only"


def test_the_list_of_balances_need_not_reach_over_an_interval(life: Engine) -> None:
    coverage(life, "daily_snapshot", "OTHER", records=1)
    assert btc(life).verdict == "proved"


def test_a_snapshot_that_the_exchange_contradicted_proves_nothing(life: Engine) -> None:
    record = dict(email=EMAIL, endpoint="daily_snapshot", key="SPOT", raw_table="binance_raw_daily_snapshot", fid=2)
    record |= dict(coverage_id=900, ordinal=0, reason="contradicts earlier evidence", record="{}")
    record |= dict(window_start=at("00:00:00"), window_end=at("00:00:00", DAY + timedelta(days=1)))
    insert(life, "binance_quarantine", record | dict(exchange_time=at("23:59:59")))
    history = of(life)
    assert history.wallets[0].stretches == () and history.covered == frozenset()


def test_what_a_day_required_is_required_of_all_time(life: Engine) -> None:
    plan(life, "trades", "XBTC")
    assert btc(life).verdict == "unproved"
    assert [one.verdict for one in of(life).wallets[0].stretches] == ["unproved", "unproved"], "nobody knows its assets"


def test_lines_of_an_account_statement_stand_in_for_a_list(life: Engine) -> None:
    coverage(life, "rebates", records=1, window_start=at("00:00:00", DAY))
    first, second = (
        line("12:00:00", "Deposit", "BTC", "1", day=BORN),
        line("12:00:00", "Withdraw", "BTC", "-0.5", day=date(2026, 10, 20)),
    )
    take(life, first, second, order=UNTIL)
    one = btc(life)
    assert (one.verdict, one.by, one.moved) == ("proved", "statement", one.closing)
    assert len(of(life).covered) == 33


def stated(engine: Engine, *lines: str) -> Stretch:
    """BTC where one list lacks and a statement of the whole life has these lines."""
    coverage(engine, "rebates", records=1, window_start=at("00:00:00", DAY))
    take(engine, *lines, order=UNTIL)
    return btc(engine)


def test_a_record_that_a_statement_does_not_tell_keeps_it_from_standing_in(life: Engine) -> None:
    transfer(life, "BTC", "7", datetime=at(day=date(2026, 10, 10)))
    one = stated(
        life,
        line("12:00:00", "Deposit", "BTC", "1", day=BORN),
        line("12:00:00", "Withdraw", "BTC", "-0.5", day=date(2026, 10, 20)),
    )
    assert one.verdict == "unproved"
    assert one.reason.endswith("; lists tell 8 in where account statements tell 1")


def test_below_zero_by_the_lines_of_a_statement_is_no_proof(life: Engine) -> None:
    one = stated(
        life,
        line("12:00:00", "Deposit", "BTC", "1", day=BORN),
        line("12:00:00", "Withdraw", "BTC", "-0.5", day=date(2026, 10, 20)),
        line("09:00:00", "Withdraw", "BTC", "-3", day=date(2026, 10, 10)),
        line("09:00:00", "Deposit", "BTC", "2.5", day=date(2026, 10, 10)),
        line("10:00:00", "Withdraw", "BTC", "-0.75", day=date(2026, 10, 10)),
        line("11:00:00", "Deposit", "BTC", "1.25", day=date(2026, 10, 10)),
    )
    assert (one.verdict, one.by, one.variance) == ("open", "statement", 0)
    assert (one.low_at, str(one.low)) == (at("10:00:00", date(2026, 10, 10)), "-0.250000000000000000")


ISOLATED = Account(EMAIL, AccountType.SUB, "sub", wallets=(Wallet.ISOLATED_MARGIN,))
OF_A_PAIR = ("isolated_trades", "isolated_borrow", "isolated_repay", "isolated_transfer", "isolated_capital_flow")


@pytest.fixture
def pair(engine: Engine) -> Engine:
    """A day between two statements of one pair, every daily list read; its own lists were read a month ago alone."""
    after = DAY + timedelta(days=1)
    for day, held in ((DAY, "100"), (after, "100")):
        line = StatedBalance(2, day, EMAIL, Wallet.ISOLATED_MARGIN, "BTCUSDT:USDT", Decimal(held))
        with engine.begin() as connection:
            add_balances(connection, StatedBalances("b.csv", True, (line,), str(day).encode()), "ann")
    for question in fixed_questions(AccountType.SUB, Wallet.ISOLATED_MARGIN):
        coverage(engine, question.endpoint, question.key, window_end=at("00:00:00", after))
    pairs(engine, ("BTC", "USDT"))
    old = dict(window_start=at("00:00:00", BORN), window_end=at("00:00:00", BORN + timedelta(days=1)))
    for endpoint in OF_A_PAIR:
        coverage(engine, endpoint, "BTCUSDT", records=1, **old)
    return engine


def test_a_day_that_was_judged_without_its_readings_is_not_spared_the_lists_of_a_pair(pair: Engine) -> None:
    day = dict(email=EMAIL, date=DAY, wallet="ISOLATED_MARGIN", opened_at=at(), decided_at=at(), verdict="unproved")
    insert(pair, "binance_reconciliation_days", day | dict(doubts=[]))
    stretches = of(pair, account=ISOLATED).wallets[0].stretches
    [one] = [one for one in stretches if one.asset == "BTCUSDT:USDT"]
    assert one.verdict == "unproved"
    assert one.reason.startswith("not read over it: isolated_borrow BTCUSDT: not read; ")
    assert one.reason.endswith("; and 2 more"), "of five lists"


def test_a_doubt_of_a_day_keeps_its_interval_from_being_proved(life: Engine) -> None:
    day = dict(email=EMAIL, date=DAY, wallet="SPOT", opened_at=at(), doubts=["a step did not finish"])
    insert(life, "binance_reconciliation_days", day)
    assert (btc(life).verdict, btc(life).reason) == ("unproved", "a step did not finish")


def test_a_day_of_its_own_verdict_is_covered_where_the_interval_is_not(life: Engine) -> None:
    transfer(life, "BTC", "7", datetime=at(day=BORN))
    assert of(life).covered == frozenset()
    day = dict(email=EMAIL, date=DAY, wallet="SPOT", opened_at=at(), decided_at=at(), verdict="proved", doubts=[])
    insert(life, "binance_reconciliation_days", day)
    assert of(life).covered == {DAY}
    [missing] = of(life).wallets[0].missing
    assert (missing.asset, missing.lacking) == ("BTC", -7)


def test_no_day_is_covered_while_it_is_in_doubt_whose_account_it_is(life: Engine) -> None:
    day = dict(email=EMAIL, date=DAY, wallet="SPOT", opened_at=at(), decided_at=at(), verdict="proved", doubts=[])
    insert(life, "binance_reconciliation_days", day)
    assert len(of(life).covered) == 33
    coverage(life, "account", id=901)
    key = dict(email=EMAIL, uid=5, key_digest="a" * 64, accepted=False, stated=False, reason="another account answers")
    insert(life, "binance_account_identities", key | dict(coverage_id=901, run_id="r"))
    assert btc(life).reason.startswith("whose key it is is in doubt: ")
    assert of(life).covered == frozenset()


def test_records_of_another_account_cover_no_day(life: Engine) -> None:
    day = dict(email=EMAIL, date=DAY, wallet="SPOT", opened_at=at(), decided_at=at(), verdict="proved", doubts=[])
    insert(life, "binance_reconciliation_days", day)
    coverage(life, "account", id=901)
    coverage(life, "deposit_history", id=902, uid=5, records=1)
    for number, uid in enumerate((5, 6), 1):
        key = dict(email=EMAIL, uid=uid, key_digest=str(uid) * 64, accepted=True, stated=True, reason=f"said {number}")
        insert(life, "binance_account_identities", key | dict(coverage_id=901, run_id="r"))
    assert "records of another account, 5, were read as its own" in btc(life).reason
    assert of(life).covered == frozenset()


def test_a_wallet_without_balances_leaves_the_account_uncovered(life: Engine) -> None:
    both = Account(EMAIL, AccountType.SUB, "sub", wallets=(Wallet.SPOT, Wallet.FUTURES))
    history = of(life, account=both)
    assert [len(wallet.covered) for wallet in history.wallets] == [33, 0] and not history.covered


def test_what_is_proved_is_kept_of_all_wallets_and_of_each_once(life: Engine) -> None:
    assert keep_history(life, of(life), "run 1") is True
    assert keep_history(life, of(life), "run 2") is False
    kept = fetch(
        life, "SELECT wallet, born, through, days, covered, proved, open, unproved, run_id FROM binance_histories"
    )
    assert kept == [("", BORN, DAY, 33, 33, 2, 0, 0, "run 1"), ("SPOT", BORN, DAY, 33, 33, 2, 0, 0, "run 1")]
