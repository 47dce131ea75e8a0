"""One account, one day, two wallets: each has its verdict, its messages and its line of the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.config.accounts import Account, Roster, Settings, Thresholds
from binrecon.domain.account_day import AccountDay
from binrecon.domain.messages import Message
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.reporting.morning import morning_message, read_morning
from binrecon.services.day_messages import messages_of
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_others
from binrecon.storage.day_results import open_day
from sqlalchemy import Engine

from tests.services.test_futures_day import futures_day, income
from tests.storage.readings import reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch, snapshot, transfer

BOTH = (Wallet.SPOT, Wallet.FUTURES)
SPOT, FUTURES = (AccountDay(EMAIL, DAY, wallet) for wallet in BOTH)
ACCOUNT = Account(EMAIL, AccountType.SUB, "binance_sub", wallets=BOTH, thresholds=Thresholds(Decimal("0.1")))
ROSTER = Roster((ACCOUNT,), Settings())


def spot_day(engine: Engine, before: str = "1", after: str = "1") -> None:
    """SPOT of the day, with every list read whole."""
    for day, amount in ((BEFORE, before), (DAY, after)):
        snapshot(engine, day, {"BTC": amount})
    for question in plan_fixed(engine, SPOT, AccountType.SUB):
        window = (at("00:00:00", BEFORE), at("00:00:00", DAY + timedelta(days=1)))
        reading(engine, question.endpoint, key=question.key, window=window)


def both(engine: Engine, futures: str = "3", spot: str = "1") -> dict[Wallet, Verdict]:
    """Judge the day of both wallets: FUTURES of 1 USDT gains 2, SPOT of 1 BTC nothing."""
    futures_day(engine, {"USDT": ("1", "1")}, {"USDT": (futures, futures)}, income("2"))
    spot_day(engine, after=spot)
    for one in (SPOT, FUTURES):
        open_day(engine, one)
    return {one.wallet: reconcile_day(engine, one, (), "run").result.verdict for one in (SPOT, FUTURES)}


def messages(engine: Engine, account_day: AccountDay) -> list[Message]:
    return list(messages_of(engine, ROSTER, ACCOUNT, account_day, [], "run"))


@pytest.mark.parametrize(
    ("futures", "spot", "expected"),
    [
        ("3", "1", (Verdict.PROVED, Verdict.PROVED)),
        ("4", "1", (Verdict.PROVED, Verdict.OPEN)),
        ("3", "2", (Verdict.OPEN, Verdict.PROVED)),
    ],
)
def test_each_wallet_has_its_own_verdict(
    engine: Engine, futures: str, spot: str, expected: tuple[Verdict, Verdict]
) -> None:
    assert both(engine, futures, spot) == dict(zip(BOTH, expected, strict=True))
    rows = fetch(engine, "SELECT wallet, asset FROM binance_reconciliation_verdicts ORDER BY wallet")
    assert rows == [("FUTURES", "USDT"), ("SPOT", "BTC")]


def test_a_wallet_that_is_fine_says_nothing_and_the_other_names_itself(engine: Engine) -> None:
    both(engine, futures="4")
    assert messages(engine, SPOT) == []
    [summary] = messages(engine, FUTURES)
    assert summary.kind == "summary of FUTURES"
    assert summary.embed["title"].endswith(f"{DAY} FUTURES: open")
    assert [one.kind for one in summary.covers] == ["variance of FUTURES"]


def test_messages_of_two_wallets_do_not_pass_for_each_other(engine: Engine) -> None:
    both(engine, futures="4", spot="2")
    found = [message.kind for one in (SPOT, FUTURES) for message in messages(engine, one)]
    assert found == ["summary", "summary of FUTURES"]


def test_the_morning_has_a_line_for_each_wallet_and_counts_the_account_by_the_worse(engine: Engine) -> None:
    both(engine, futures="4")
    text = morning_message(read_morning(engine, [ACCOUNT], DAY, Decimal("0.5")), str).embed
    assert text["title"] == f"{DAY}: 0 of 1 account(s) fine"
    assert text["description"].splitlines() == [
        f"{EMAIL} {DAY} FUTURES: open, 1 open",
        f"{EMAIL} {DAY}: proved, 1 proved (0 calls, 0 s)",
    ]


def test_what_is_above_a_wallets_own_threshold_is_marked_in_that_wallet_alone(engine: Engine) -> None:
    """Both are off by as much; the alert of one is no mark of the other."""
    both(engine, spot="4", futures="4")
    account = replace(ACCOUNT, thresholds=Thresholds(wallets=((Wallet.SPOT, Thresholds(Decimal(1000))),)))
    marked = {}
    for account_day in (SPOT, FUTURES):
        told = list(messages_of(engine, ROSTER, account, account_day, [], "run"))
        marked[account_day.wallet] = "above the threshold" in str(told[0].embed["fields"])
    assert marked == {Wallet.SPOT: False, Wallet.FUTURES: True}


def test_the_morning_waits_for_every_wallet(engine: Engine) -> None:
    both(engine)
    assert read_morning(engine, [ACCOUNT], DAY, Decimal("0.5")).awaited == []
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_days SET decided_at = NULL WHERE wallet = 'FUTURES'")
    assert read_morning(engine, [ACCOUNT], DAY, Decimal("0.5")).awaited == [EMAIL]


def test_a_late_row_of_another_day_is_judged_again_in_its_wallet_and_told_by_spot(engine: Engine) -> None:
    both(engine)
    open_day(engine, later := FUTURES.on(DAY + timedelta(days=1)))
    transfer(engine, "USDT", "5", wallet="FUTURES", source="um_income", endpoint="um_income", txn_subtype="TRANSFER")
    [changed] = judge_others(engine, later, "next run")
    assert (changed["day"], changed["from"], changed["to"]) == (DAY.isoformat(), "proved", "open")
    told = [message.embed for message in messages_of(engine, ROSTER, ACCOUNT, _spot_on(later.day), [], "next run")]
    assert any("FUTURES USDT: proved → open" in field["value"] for embed in told for field in embed["fields"])


def _spot_on(day: date) -> AccountDay:
    return SPOT.on(day)
