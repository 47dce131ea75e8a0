"""One transfer with both its ends, in two wallets of one account and in wallets of two, and what is made of an end
that is missing."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from binrecon.collectors.day_plan import plan_fixed
from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.processing.canonical import run_pending
from binrecon.reporting.csv_reports import write_reports
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.own_transfers import match_own_transfers
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
    engine: Engine,
    wallet: Wallet,
    closing: str,
    lists: dict[str, list[Row]],
    email: str = EMAIL,
    day: date = DAY,
    opening: str = "1000",
) -> None:
    """Plan the wallet's day and read all of its lists. A list is named with its key, if it
    has one, after a space."""
    account_day = AccountDay(email, day, wallet)
    snapshot, written = SNAPSHOTS[wallet]
    for question in plan_fixed(engine, account_day, TYPES[email]):
        rows = lists.get(f"{question.endpoint} {question.key}".strip(), [])
        if question.endpoint == snapshot:
            rows = [written(opening, day - timedelta(days=1)), written(closing, day)]
        window = (at("00:00:00", BEFORE), at("00:00:00", day + timedelta(days=1)))
        reading(engine, question.endpoint, rows, key=question.key, window=window, email=email)


def judge(engine: Engine, *days: AccountDay, run_id: str = "run") -> Matched:
    """What the task `reconcile` does, of each account; days are judged once more, as what they say of each other is
    known only then."""
    for email in {one.email for one in days}:
        run_pending(engine, email)
    matched = match_own_transfers(engine, run_id)
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


def test_a_transfer_that_the_futures_of_another_account_lack_is_a_finding_of_both(engine: Engine) -> None:
    told(engine, SPOT, "1000", {"universal_transfer from": [across(f"{EMAIL} SPOT", f"{SUB} USDT_FUTURE")]})
    told(engine, FUTURES, "1000", {}, email=SUB)
    judge(engine, *both(EMAIL, SPOT), *both(SUB, FUTURES))
    assert fetch(engine, FINDINGS, day=DAY)[0][1:4] == (
        "SPOT",
        "explained",
        f"FUTURES of {SUB} is covered and does not list it, and it is not in the balance",
    )


def test_futures_that_have_what_another_account_sent_say_whose_it_is(engine: Engine) -> None:
    told(engine, SPOT, LESS, {"universal_transfer from": [across(f"{EMAIL} SPOT", f"{SUB} USDT_FUTURE")]})
    told(engine, FUTURES, MORE, {}, email=SUB)
    judge(engine, *both(EMAIL, SPOT), *both(SUB, FUTURES))
    text = f"SPOT of {EMAIL} lists it and this wallet does not, and it is in the balance"
    record = f'["account_transfer 55 of SPOT of {EMAIL} out"]'
    assert fetch(engine, FINDINGS, day=DAY)[1] == (SUB, "FUTURES", "explained", text, AMOUNT, record)


def test_a_move_that_margin_lacks_is_a_finding_and_one_that_names_another_wallet_is_not(engine: Engine) -> None:
    lists = {
        "wallet_transfer MAIN_MARGIN": [moved("MAIN_MARGIN")],
        "wallet_transfer MAIN_FUNDING": [moved("MAIN_FUNDING", number=78, moment=at("13:00:00"))],
    }
    told(engine, SPOT, LESS, lists)
    told(engine, MARGIN, "1000", {})
    judge(engine, *both(EMAIL, SPOT, MARGIN))
    [_, spot_s] = fetch(engine, FINDINGS, day=DAY)
    assert spot_s[2:] == (
        "explained",
        "MARGIN is covered and does not list it, and it is not in the balance",
        AMOUNT,
        '["wallet_transfer 77 out"]',
    )


def remaining(engine: Engine, email: str = EMAIL, wallet: Wallet = SPOT) -> tuple[str, str]:
    """The verdict, and all that is said of what is missing somewhere."""
    [(verdict, said)] = fetch(
        engine,
        """SELECT verdict, findings ->> 'explained' || (findings ->> 'alternatives')
           FROM binance_reconciliation_verdicts WHERE email = :email AND wallet = :wallet ORDER BY id DESC LIMIT 1""",
        email=email,
        wallet=str(wallet),
    )
    return verdict, said


def test_nothing_is_said_of_a_wallet_that_is_not_reconciled_for_the_account(engine: Engine) -> None:
    told(engine, SPOT, "1000", {"wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE")]})
    told(engine, FUTURES, "1000", {}, email=SUB)
    judge(engine, *both(EMAIL, SPOT), *both(SUB, FUTURES))
    assert remaining(engine) == ("open", "[][]")


def test_nothing_is_missing_from_a_list_that_was_not_read_whole(engine: Engine) -> None:
    told(engine, SPOT, "1000", {"wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE")]})
    told(engine, FUTURES, "1000", {})
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_collection_coverage SET status = 'truncated' WHERE endpoint = 'um_income'"
        )
    judge(engine, *both())
    assert remaining(engine) == ("open", "[][]")


@pytest.mark.parametrize(
    "row",
    [income(AMOUNT, moment=at("12:00:09")), income("5", number=77, moment=at("18:00:00"))],
    ids=["an equal amount about that time", "another amount under its number"],
)
def test_what_could_be_the_other_end_or_is_told_under_its_number_is_not_missing(engine: Engine, row: Row) -> None:
    """Of two equal moves and one income none is chosen."""
    twice = [moved("MAIN_UMFUTURE"), moved("MAIN_UMFUTURE", number=78, moment=at("12:00:04"))]
    lists = {"wallet_transfer MAIN_UMFUTURE": twice[: 1 if row["tranId"] == 77 else 2]}
    told(engine, SPOT, "1000" if row["tranId"] == 77 else LESS, lists)
    told(engine, FUTURES, str(1000 + Decimal(row["income"])), {"um_income": [row]})
    assert judge(engine, *both()).made == 0
    assert remaining(engine) == ("open", "[][]")


def test_where_the_other_wallet_is_off_too_nothing_is_explained(engine: Engine) -> None:
    told(engine, SPOT, "1000", {"wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE")]})
    told(engine, FUTURES, "999", {})
    judge(engine, *both())
    verdict, said = remaining(engine)
    assert verdict == "open" and "FUTURES is covered" in said


def test_the_end_that_is_listed_later_changes_the_day_of_the_other_account_s_wallet(engine: Engine) -> None:
    told(engine, SPOT, LESS, {"universal_transfer from": [across(f"{EMAIL} SPOT", f"{SUB} USDT_FUTURE")]})
    told(engine, FUTURES, "1000", {}, email=SUB)
    judge(engine, *both(EMAIL, SPOT), *both(SUB, FUTURES))
    assert remaining(engine, SUB, FUTURES)[0] == "proved"
    window = (at("00:00:00", BEFORE), at("00:00:00", NEXT))
    reading(engine, "um_income", [income(AMOUNT)], email=SUB, hours=24, window=window)
    run_pending(engine, SUB)
    match_own_transfers(engine, "later")
    changed = judge_others(engine, AccountDay(SUB, NEXT, FUTURES), "later")
    assert [(one["account"], one["from"], one["to"]) for one in changed] == [(SUB, "proved", "open")]


def test_a_match_changes_the_day_of_the_account_s_other_wallet(engine: Engine) -> None:
    told(engine, SPOT, LESS, {"wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE")]})
    told(engine, FUTURES, MORE, {})
    judge(engine, *both())
    assert remaining(engine, wallet=FUTURES)[0] == "explained"
    reading(engine, "um_income", [income(AMOUNT)], hours=24, window=(at("00:00:00", BEFORE), at("00:00:00", NEXT)))
    run_pending(engine, EMAIL)
    assert match_own_transfers(engine, "later") == Matched(1, 0, 0)
    [changed] = judge_others(engine, AccountDay(EMAIL, DAY, SPOT), "later")
    assert (changed["from"], changed["to"]) == ("explained", "proved")


def test_an_end_on_the_other_side_of_midnight_says_on_which_day_the_money_moved(engine: Engine) -> None:
    """FUTURES sends before midnight, SPOT's list books it two hours after it, and its snapshot of the day has it."""
    lists = {"wallet_transfer UMFUTURE_MAIN": [moved("UMFUTURE_MAIN", moment=at("02:00:00", NEXT))]}
    told(engine, FUTURES, LESS, {"um_income": [income(f"-{AMOUNT}", 77, at("23:59:59"))]})
    told(engine, SPOT, MORE, {})
    told(engine, SPOT, MORE, lists, day=NEXT, opening=MORE)
    judge(engine, *both(), *both(EMAIL, SPOT, day=NEXT))
    moved_then = "across_the_cut (wallet_transfer 77 in)"
    assert fetch(engine, "SELECT wallet, date, verdict, reason FROM v_binance_verdicts_current ORDER BY 1, 2")[1:] == [
        ("SPOT", DAY, "explained", moved_then),
        ("SPOT", NEXT, "explained", moved_then),
    ]


def test_the_reports_say_where_each_other_end_is(engine: Engine, tmp_path: Path) -> None:
    lists = {
        "wallet_transfer MAIN_UMFUTURE": [moved("MAIN_UMFUTURE"), moved("MAIN_UMFUTURE", "5", 78, at("13:00:00"))],
        "wallet_transfer MAIN_FUNDING": [moved("MAIN_FUNDING", "1", 79, at("14:00:00"))],
        "universal_transfer from": [across(f"{EMAIL} SPOT", f"{SUB} MARGIN") | {"createTimeStamp": ms(at("15:00:00"))}],
    }
    told(engine, SPOT, "1", lists)
    told(engine, FUTURES, MORE, {"um_income": [income(AMOUNT)]})
    told(engine, MARGIN, "1000", {}, email=SUB)
    judge(engine, *both())
    for wallet in (SPOT, FUTURES):
        write_reports(engine, tmp_path, "main", AccountDay(EMAIL, DAY, wallet))
    ends = {name: [row["other_end"] for row in table(tmp_path, name)] for name in ("transfers", "transfers_futures")}
    assert ends == {
        "transfers": [
            "FUTURES",
            "not matched in FUTURES",
            "in FUNDING, a counter-wallet without a ledger",
            f"not matched in MARGIN of {SUB}",
        ],
        "transfers_futures": ["SPOT"],
    }
    [row] = table(tmp_path, "counter_wallets")
    assert (row["counter_wallet"], row["moved_out"], row["net"], row["movements"]) == ("FUNDING", "-1", "-1", "1")
    ends_of = [(row["receiver_wallet"], row["method"].split(":")[0]) for row in table(tmp_path, "matches")]
    assert ends_of == [("FUTURES", "amount_and_time"), ("FUNDING", "none")]
    wallets = [(row["sender_wallet"], row["receiver_wallet"]) for row in table(tmp_path, "matches_futures")]
    assert wallets == [("SPOT", "FUTURES")]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "main" / DAY.isoformat() / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
