"""A statement is a witness of every wallet that it shows, and of none that it does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from sqlalchemy import Engine

from tests.processing.statements.cases import line, query, take, witnesses
from tests.processing.statements.test_worlds import book
from tests.simulator import Scenario, random_world
from tests.simulator.statement import statement
from tests.simulator.statement_names import GUESSED
from tests.storage.rows import BEFORE, DAY, at, snapshot, transfer

NOW = datetime(2026, 11, 1, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)
IN_WORLDS = {
    Wallet.MARGIN: ("MARGIN", {"margin": True}),
    Wallet.FUTURES: ("FUTURES", {"futures": True}),
    Wallet.COIN_M_FUTURES: ("COIN_FUTURE", {"coin_futures": True}),
    Wallet.OPTION: ("OPTION", {"options": True}),
}


@pytest.mark.parametrize("wallet", IN_WORLDS)
@pytest.mark.parametrize("version", [1, 3])
def test_statements_of_the_truth_agree_with_faithful_records(engine: Engine, wallet: Wallet, version: int) -> None:
    known_as, ways = IN_WORLDS[wallet]
    world = random_world(11, accounts=1, days=6, busy=5, **ways)
    [email], days = world.accounts, list(world.days)
    book(engine, Scenario(world), email, wallet, known_as)
    body = statement(world, [email], days[0], days[-1], version=version, utc_offset=5)
    order = Order(account=email, first_day=days[0], last_day=days[-1])
    [found] = import_file(engine, "s.csv", body, order, "ann", NOW)
    assert found["offset_proved"], "the movements of this wallet alone prove the clock"
    assert set(found["unknown_operations"]) <= GUESSED and found["unknown_wallets"] == {}
    compared = {key: value for key, value in witnesses(engine, email, wallet).items() if key[0] > days[0]}
    assert compared and {value[3] for value in compared.values()} == {"all three"}


def test_each_wallet_is_compared_with_its_own_lines(engine: Engine) -> None:
    for wallet, amount in (("SPOT", "-5"), ("FUTURES", "5")):
        snapshot(engine, BEFORE, {"USDT": "10"}, wallet=wallet)
        snapshot(engine, DAY, {"USDT": f"{10 + Decimal(amount)}"}, wallet=wallet)
        transfer(engine, "USDT", amount, wallet=wallet, txn_subtype="TRANSFER")
    take(
        engine,
        line("12:00:00", "Transfer Between Spot Account and UM Futures Account", "USDT", "-5"),
        line("12:00:00", "Transfer Between Spot Account and UM Futures Account", "USDT", "5", account="USDT-Futures"),
    )
    assert witnesses(engine) == {(DAY, "USDT"): ("-5", "-5", "-5", "all three")}
    assert witnesses(engine, wallet=Wallet.FUTURES) == {(DAY, "USDT"): ("5", "5", "5", "all three")}


def test_an_export_without_a_line_of_the_wallet_says_nothing_of_it(engine: Engine) -> None:
    """It may have been made of another wallet alone: no line of a fee is then no word against the fee."""
    for day in (BEFORE, DAY):
        snapshot(engine, day, {"USDT": "10"}, wallet="FUTURES")
    transfer(engine, "USDT", "-1", wallet="FUTURES", txn_subtype="COMMISSION")
    take(engine, line("12:00:00", "Deposit", "USDT", "7"))
    assert witnesses(engine, wallet=Wallet.FUTURES) == {}
    take(engine, line("12:00:00", "Fee", "BNB", "-7", account="USD-M Futures"), name="futures.csv")
    assert witnesses(engine, wallet=Wallet.FUTURES)[DAY, "USDT"] == ("0", "-1", "0", "snapshot and statement")
    assert [row[2:] for row in query(engine, "classes", Wallet.FUTURES) if row[1] == "USDT"] == [
        ("fee", -1, 1, 0, 0, 1),
    ]


def test_one_line_in_two_exports_that_call_the_wallet_otherwise_counts_once(engine: Engine) -> None:
    for account, name in (("USDT-Futures", "a.csv"), ("USD-MFutures", "b.csv")):
        take(engine, line("12:00:00", "Funding Fee", "USDT", "-1", account=account), name=name)
    assert witnesses(engine, wallet=Wallet.FUTURES)[DAY, "USDT"][2] == "-1"


def test_classes_and_records_of_futures_name_what_the_list_of_income_lacks(engine: Engine) -> None:
    transfer(engine, "USDT", "3", wallet="FUTURES", txn_subtype="REALIZED_PNL")
    said = {"Realized Profit and Loss": "3", "Funding Fee": "-0.5", "Insurance Fund Refund": "0.25", "Fee": "-0.125"}
    take(engine, *(line("12:00:00", name, "USDT", amount, account="USD-MFutures") for name, amount in said.items()))
    assert [(row[2], row[-1]) for row in query(engine, "classes", Wallet.FUTURES)] == [
        ("fee", Decimal("-0.125")),
        ("trade", Decimal("-0.25")),
    ]
    assert sorted(row[5] for row in query(engine, "records", Wallet.FUTURES)) == [-0.5, -0.125, 0.25]


def test_what_is_owed_is_no_line_of_a_statement(engine: Engine) -> None:
    transfer(engine, "USDT", "9", wallet="MARGIN", txn_subtype="margin_borrow_repay")
    transfer(engine, "USDT", "9", wallet="MARGIN", txn_subtype="margin_borrow_repay", measure="loan")
    take(engine, line("12:00:00", "Margin Loan", "USDT", "9", account="CrossMargin"))
    assert witnesses(engine, wallet=Wallet.MARGIN)[DAY, "USDT"][1:] == ("9", "9", "movements and statement")


def test_a_reading_of_ours_is_compared_at_midnight(engine: Engine) -> None:
    read = {"wallet": "COIN_M_FUTURES", "update_time": at("00:00:17")}
    snapshot(engine, BEFORE, {"BTC": "1.5"}, **read)
    snapshot(engine, DAY, {"BTC": "2"}, **read | {"update_time": at("00:00:15", NEXT)})
    moves: list[dict[str, Any]] = [{"datetime": at("00:00:05")}, {"datetime": at("00:00:05", NEXT)}]
    for amount, moment in zip(("0.5", "0.25"), moves, strict=True):
        transfer(engine, "BTC", amount, wallet="COIN_M_FUTURES", txn_subtype="FUNDING_FEE", **moment)
    transfer(engine, "BTC", "0.25", wallet="COIN_M_FUTURES", txn_subtype="REALIZED_PNL")
    take(
        engine,
        line("00:00:05", "Funding Fee", "BTC", "0.5", account="Coin-MFutures"),
        line("12:00:00", "Realized Profit and Loss", "BTC", "0.25", account="Coin-MFutures"),
    )
    assert witnesses(engine, wallet=Wallet.COIN_M_FUTURES) == {(DAY, "BTC"): ("0.75", "0.75", "0.75", "all three")}
