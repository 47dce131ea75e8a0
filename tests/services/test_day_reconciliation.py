"""What only the run knows makes a day unproved, and what a run says of a day holds no amount."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from binrecon.domain.day_facts import BalanceLine, DayFacts, Gap
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import Rows
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.processing.canonical import PUBLIC, TEMPLATES
from binrecon.reconciliation.investigation.hints.next_steps import COVERED_LISTS, CoveredList
from binrecon.reconciliation.verdicts import reconcile
from binrecon.services import day_reconciliation
from binrecon.services.day_reconciliation import (
    conclude,
    doubts_of,
    lists_that_move,
    of_its_time,
    outcome,
    with_doubts,
)
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.isolated_margin import BY_PAIR

from tests.days import spot

ZERO = Decimal(0)
CELL = BalanceLine("BTC", Decimal("1.5"), Decimal("0.25"), ZERO, ZERO, ZERO, ZERO, Decimal("1.75"))
FACTS = DayFacts(spot("main@example.com", date(2026, 11, 18)), True, True, 0, (), (CELL,))


def test_without_a_doubt_the_arithmetic_decides():
    assert doubts_of(Wallet.SPOT, ["BTCUSDT"], [], [], []) == []
    assert reconcile(with_doubts(FACTS, [])).verdict is Verdict.PROVED


def test_nothing_read_and_nothing_found_is_no_doubt():
    assert doubts_of(Wallet.SPOT, [], [], [], []) == []


@pytest.mark.parametrize(
    ("steps", "doubt"),
    [
        ((None, [], []), "the symbols of the day were not discovered (see discover_symbols)"),
        (([], [], None), "the account's key was not accepted (see check_key)"),
        (([], ["trades_trades: 1 row"], []), "trades_trades: 1 row"),
    ],
)
def test_a_step_that_did_not_finish_leaves_every_asset_unproved(steps, doubt):
    assert doubts_of(Wallet.SPOT, *steps, []) == [doubt]
    result = reconcile(with_doubts(FACTS, [doubt]))
    assert (result.verdict, result.asset_verdicts[0].verdict) == (Verdict.UNPROVED, Verdict.UNPROVED)
    assert doubt in result.reason


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch):
    """A function that says what is read about the open assets of a day, instead of a database."""

    def give(read: Any = MappingProxyType({})) -> None:
        monkeypatch.setattr(
            day_reconciliation,
            "read_investigation_input",
            lambda _, facts, result, sets: InvestigationInput(facts.account_day.day, result.asset_verdicts, read),
        )

    return give


def test_a_pair_of_the_newest_list_that_cannot_be_read_says_nothing_of_an_earlier_day_with_an_open_asset(records):
    records()
    off = replace(FACTS, lines=(CELL._replace(actual=Decimal("1.5")),), gaps=(Gap("exchange_info", "", "quarantined"),))
    assert reconcile(off).verdict is Verdict.UNPROVED
    assert conclude(None, of_its_time(off)).verdict is Verdict.OPEN


def test_what_the_run_says_holds_words_and_counts_alone():
    said = outcome(reconcile(with_doubts(FACTS, [])))
    assert said["verdict"] == "proved"
    assert said["assets"] == {"proved": 1, "explained": 0, "open": 0, "unproved": 0}
    assert "1.75" not in str(said)


def test_an_open_asset_is_told_of_the_lists_and_of_what_no_list_tells(records):
    records({COVERED_LISTS: Rows([CoveredList("sub_user_history")])})
    off = replace(FACTS, lines=(CELL._replace(actual=Decimal("1.5")),))
    [open_] = conclude(None, off).asset_verdicts
    lists = next(step for step in open_.findings.next_steps if step.startswith("not read for this day"))
    untold = open_.findings.next_steps[-2]
    assert "margin_transfer" in lists and "pm_loan_repay" in lists and "asset_dividend" in lists
    assert not {"mining_earnings", "custody_transfer", "universal_transfer"} & set(lists.split(": ")[1].split(", "))
    assert "the prediction wallet" in untold and "gift cards" in untold and "managed sub-accounts" not in untold


def test_every_list_that_is_canonicalized_says_what_it_can_do_to_the_balance():
    balances = {name for name, endpoint in CATALOGUE.items() if endpoint.adds or endpoint.takes}
    witnesses = {wallet.witness for wallet in WALLETS.values()}
    fills = {one.name for wallet in WALLETS.values() if wallet.contracts for one in wallet.contracts.fills}
    assert balances == set(TEMPLATES) - {*PUBLIC, *witnesses, *fills}
    moving = {source.name for wallet in WALLETS for source in lists_that_move(wallet)}
    by_pair = {"trades", "allocations", "margin_trades", *(one.name for one in BY_PAIR if not one.keys)}
    assert moving == balances - {*by_pair, "margin_interest"}
    assert [source.name for source in lists_that_move(Wallet.FUTURES)] == ["um_income"]
