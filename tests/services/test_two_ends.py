"""One transfer with both its ends, in two wallets of one account and in wallets of two, and what is made of an end
that is missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.processing.canonical import run_pending
from binrecon.services.day_reconciliation import match_own_transfers, reconcile_day
from binrecon.services.rejudging import judge_others
from binrecon.storage.transfer_matches import Matched
from sqlalchemy import Engine

from tests.services import test_futures_day, test_margin_day
from tests.storage.readings import ms, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at, fetch

SPOT, MARGIN, FUTURES = Wallet.SPOT, Wallet.MARGIN, Wallet.FUTURES
SUB = "sub@example.com"
NEXT = DAY + timedelta(days=1)
TYPES = {EMAIL: AccountType.MAIN, SUB: AccountType.SUB}
AMOUNT, LESS, MORE = "123.4567", "876.5433", "1123.4567"
"""What is moved, and what 1000 USDT come to without it and with it."""
Row = dict[str, Any]
FINDINGS = """
    SELECT DISTINCT ON (email, wallet) email, wallet, verdict, findings #>> '{explained,0,text}',
        findings #>> '{explained,0,amount}', findings #>> '{explained,0,records}'
    FROM binance_reconciliation_verdicts WHERE date = :day AND asset = 'USDT' ORDER BY email, wallet, id DESC
"""
MATCHES = """
    SELECT held.method, gone.email, gone.wallet, come.email, come.wallet
    FROM binance_transfer_matches AS held
    JOIN binance_reconciliation_transfers AS gone ON gone.pid = held.out_pid
    JOIN binance_reconciliation_transfers AS come ON come.pid = held.in_pid
    WHERE held.taken_back_at IS NULL ORDER BY held.sent_at
"""


def moved(kind: str, amount: str = AMOUNT, number: int = 77, moment: datetime = at()) -> Row:
    """A row of the transfers between own wallets."""
    row = dict(asset="USDT", amount=amount, type=kind, status="CONFIRMED", tranId=number)
    return row | {"timestamp": ms(moment)}


def income(amount: str, number: int = 9001, moment: datetime = at()) -> Row:
    """A transfer as income tells it, to the whole second."""
    row = test_futures_day.income(amount, "TRANSFER", number=number, symbol="", tradeId="")
    return row | {"time": ms(moment) // 1000 * 1000}


def across(sender: str, receiver: str, number: int = 55) -> Row:
    """A row of the transfers between accounts, as the main account has it: (e-mail, type of account) to the same."""
    row = dict(tranId=number, asset="USDT", amount=AMOUNT, createTimeStamp=ms(at()), status="SUCCESS", clientTranId="")
    (one, one_type), (other, other_type) = (side.split(" ") for side in (sender, receiver))
    return row | dict(fromEmail=one, fromAccountType=one_type, toEmail=other, toAccountType=other_type)


def spot(balance: str, day: date) -> Row:
    data = {"balances": [{"asset": "USDT", "free": balance, "locked": "0"}]}
    return {"type": "spot", "updateTime": ms(at("23:59:59", day)), "data": data}


def futures(balance: str, day: date) -> Row:
    return test_futures_day.balances(day, {"USDT": (balance, balance)})


def margin(balance: str, day: date) -> Row:
    return test_margin_day.snapshot(day, {"USDT": (balance, "0", "0")})


SNAPSHOTS = {
    SPOT: ("daily_snapshot", spot),
    FUTURES: ("futures_snapshot", futures),
    MARGIN: ("margin_snapshot", margin),
}


def told(
    engine: Engine, wallet: Wallet, closing: str, lists: dict[str, list[Row]], email: str = EMAIL, day: date = DAY
) -> None:
    """Plan the wallet's day and read all of its lists: 1000 USDT at its opening. A list is named with its key, if it
    has one, after a space."""
    account_day = AccountDay(email, day, wallet)
    snapshot, written = SNAPSHOTS[wallet]
    for question in plan_fixed(engine, account_day, TYPES[email]):
        rows = lists.get(f"{question.endpoint} {question.key}".strip(), [])
        if question.endpoint == snapshot:
            rows = [written("1000", day - timedelta(days=1)), written(closing, day)]
        window = (at("00:00:00", BEFORE), at("00:00:00", day + timedelta(days=1)))
        reading(engine, question.endpoint, rows, key=question.key, window=window, email=email)


def judge(engine: Engine, *days: AccountDay, run_id: str = "run") -> Matched:
    """What the task `reconcile` does, of each account; days are judged once more, as what they say of each other is
    known only then."""
    for email in {one.email for one in days}:
        run_pending(engine, email)
    matched = match_own_transfers(engine, DAY, run_id)
    for one in days:
        reconcile_day(engine, one, (), run_id)
    for one in days:
        judge_others(engine, one, run_id)
    return matched


def both(email: str = EMAIL, *wallets: Wallet, day: date = DAY) -> list[AccountDay]:
    return [AccountDay(email, day, wallet) for wallet in wallets or (SPOT, FUTURES)]


@pytest.mark.parametrize(("number", "method"), [(77, "tran_id"), (9001, "amount_and_time")])
def test_a_move_to_futures_is_one_transfer_whichever_number_income_gives_it(
    engine: Engine, number: int, method: str
) -> None:
    told(engine, SPOT, LESS, {"wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE", moment=at("12:00:00.900"))]})
    told(engine, FUTURES, MORE, {"um_income": [income(AMOUNT, number)]})
    assert judge(engine, *both()) == Matched(1, 0, 0)
    assert fetch(engine, MATCHES) == [(method, EMAIL, "SPOT", EMAIL, "FUTURES")]
    assert [row[2] for row in fetch(engine, FINDINGS, day=DAY)] == ["proved", "proved"]


def test_a_move_back_over_midnight_is_one_transfer_of_two_days(engine: Engine) -> None:
    lists = {"wallet_transfer UMFUTURE_MAIN": [moved("UMFUTURE_MAIN", moment=at("00:00:00.100", NEXT))]}
    told(engine, FUTURES, LESS, {"um_income": [income(f"-{AMOUNT}", moment=at("23:59:59"))]})
    told(engine, SPOT, "1000", {})
    told(engine, SPOT, MORE, lists, day=NEXT)
    assert judge(engine, *both(), *both(EMAIL, SPOT, day=NEXT)) == Matched(1, 0, 0)
    assert fetch(engine, MATCHES) == [("amount_and_time", EMAIL, "FUTURES", EMAIL, "SPOT")]


def test_both_legs_of_a_move_between_spot_and_margin_are_one_transfer(engine: Engine) -> None:
    told(engine, SPOT, LESS, {"wallet_transfer MAIN_MARGIN": [moved("MAIN_MARGIN")]})
    told(engine, MARGIN, MORE, {"margin_wallet_transfer MAIN_MARGIN": [moved("MAIN_MARGIN")]})
    assert judge(engine, *both(EMAIL, SPOT, MARGIN)) == Matched(1, 0, 0)
    assert fetch(engine, MATCHES) == [("tran_id", EMAIL, "SPOT", EMAIL, "MARGIN")]


@pytest.mark.parametrize(("number", "method"), [(55, "tran_id"), (9001, "amount_and_time")])
def test_a_transfer_from_spot_to_the_futures_of_another_account_is_one(
    engine: Engine, number: int, method: str
) -> None:
    lists = {"universal_transfer from": [across(f"{EMAIL} SPOT", f"{SUB} USDT_FUTURE")]}
    told(engine, SPOT, LESS, lists)
    told(engine, FUTURES, MORE, {"um_income": [income(AMOUNT, number)]}, email=SUB)
    assert judge(engine, *both(EMAIL, SPOT), *both(SUB, FUTURES)) == Matched(1, 0, 0)
    assert fetch(engine, MATCHES) == [(method, EMAIL, "SPOT", SUB, "FUTURES")]


def test_a_move_that_futures_does_not_list_is_a_finding_of_spot_where_futures_adds_up(engine: Engine) -> None:
    told(engine, SPOT, "1000", {"wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE")]})
    told(engine, FUTURES, "1000", {})
    assert judge(engine, *both()) == Matched(0, 0, 0)
    text = "FUTURES is covered and does not list it, and it is not in the balance"
    assert fetch(engine, FINDINGS, day=DAY) == [
        (EMAIL, "FUTURES", "proved", None, None, None),
        (EMAIL, "SPOT", "explained", text, AMOUNT, '["wallet_transfer 77 out"]'),
    ]


def test_a_move_that_futures_has_and_does_not_list_is_a_finding_of_futures(engine: Engine) -> None:
    told(engine, SPOT, LESS, {"wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE")]})
    told(engine, FUTURES, MORE, {})
    judge(engine, *both())
    text = "SPOT lists it and this wallet does not, and it is in the balance"
    assert fetch(engine, FINDINGS, day=DAY) == [
        (EMAIL, "FUTURES", "explained", text, AMOUNT, '["wallet_transfer 77 of SPOT out"]'),
        (EMAIL, "SPOT", "proved", None, None, None),
    ]
