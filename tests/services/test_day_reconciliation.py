"""What only the run knows makes a day unproved, and what a run says of a day holds no amount."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from binrecon.domain.day_facts import BalanceLine, DayFacts, Gap
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.vocabulary import Verdict, Wallet
from binrecon.processing.canonical import PUBLIC, TEMPLATES
from binrecon.services.day_reconciliation import LISTS, doubts_of, investigated_later, judge_later, judge_with, outcome
from binrecon.sources.catalogue import CATALOGUE

ZERO = Decimal(0)
CELL = BalanceLine("BTC", Decimal("1.5"), Decimal("0.25"), ZERO, ZERO, ZERO, ZERO, Decimal("1.75"))
FACTS = DayFacts("main@example.com", date(2026, 11, 18), Wallet.SPOT, True, True, 0, (), (CELL,))


def test_without_a_doubt_the_arithmetic_decides():
    assert doubts_of(1, ["BTCUSDT"], [], []) == []
    assert judge_with([])(FACTS).verdict is Verdict.PROVED


def test_nothing_read_and_nothing_found_is_no_doubt():
    assert doubts_of(0, [], [], []) == []


@pytest.mark.parametrize(
    ("steps", "doubt"),
    [
        ((None, [], [], []), "the pairs of the day were not read"),
        ((0, None, [], []), "the symbols of the day were not discovered"),
        ((0, [], None, []), "the checks of the day did not finish"),
        ((0, [], [], None), "the account's key was not accepted (see check_key)"),
        ((0, [], ["trades_trades: 1 row"], []), "trades_trades: 1 row"),
    ],
)
def test_a_step_that_did_not_finish_leaves_every_asset_unproved(steps, doubt):
    assert doubts_of(*steps) == [doubt]
    result = judge_with([doubt])(FACTS)
    assert (result.verdict, result.asset_verdicts[0].verdict) == (Verdict.UNPROVED, Verdict.UNPROVED)
    assert doubt in result.reason


def test_a_pair_of_the_newest_list_that_cannot_be_read_says_nothing_of_an_earlier_day_with_an_open_asset():
    off = replace(FACTS, cells=(CELL._replace(actual=Decimal("1.5")),), gaps=(Gap("exchange_info", "", "quarantined"),))
    judged = judge_later(off)
    assert judged.verdict is Verdict.OPEN
    assert investigated_later(off, judged, InvestigationInput(off.day, judged.asset_verdicts)).verdict is Verdict.OPEN


def test_what_the_run_says_holds_words_and_counts_alone():
    said = outcome(judge_with([])(FACTS))
    assert said["verdict"] == "proved"
    assert said["assets"] == {"proved": 1, "explained": 0, "open": 0, "unproved": 0}
    assert "1.75" not in str(said)


def test_an_open_asset_is_told_of_the_lists_and_of_what_no_list_tells():
    off = replace(FACTS, cells=(CELL._replace(actual=Decimal("1.5")),))
    judged = judge_later(off)
    [open_] = investigated_later(
        off, judged, InvestigationInput(off.day, judged.asset_verdicts, read=frozenset({"sub_user_history"}))
    ).asset_verdicts
    lists = next(step for step in open_.findings.next_steps if step.startswith("not read for this day"))
    untold = open_.findings.next_steps[-2]
    assert "margin_transfer" in lists and "pm_loan_repay" in lists and "asset_dividend" in lists
    assert not {"mining_earnings", "custody_transfer", "universal_transfer"} & set(lists.split(": ")[1].split(", "))
    assert "the prediction wallet" in untold and "gift cards" in untold and "managed sub-accounts" not in untold


def test_every_list_that_is_canonicalized_says_what_it_can_do_to_the_balance():
    balances = {name for name, endpoint in CATALOGUE.items() if endpoint.adds or endpoint.takes}
    assert balances == set(TEMPLATES) - {*PUBLIC, "daily_snapshot"}
    assert {source.name for source in LISTS} == balances - {"trades", "allocations"}
