"""What only the run knows makes a day unproved, and what a run says of a day holds no amount."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from binrecon.cells import Cell, DayFacts, Gap
from binrecon.clues import Clues
from binrecon.orchestration.judging import doubts_of, investigated_later, judge_later, judge_with, outcome
from binrecon.records import Verdict, Wallet

ZERO = Decimal(0)
CELL = Cell("BTC", Decimal("1.5"), Decimal("0.25"), ZERO, ZERO, ZERO, ZERO, Decimal("1.75"))
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
    assert (result.verdict, result.judgements[0].verdict) == (Verdict.UNPROVED, Verdict.UNPROVED)
    assert doubt in result.reason


def test_a_pair_of_the_newest_list_that_cannot_be_read_says_nothing_of_an_earlier_day_with_an_open_asset():
    off = replace(FACTS, cells=(CELL._replace(actual=Decimal("1.5")),), gaps=(Gap("exchange_info", "", "quarantined"),))
    judged = judge_later(off)
    assert judged.verdict is Verdict.OPEN
    assert investigated_later(off, judged, Clues(off.day, judged.judgements)).verdict is Verdict.OPEN


def test_what_the_run_says_holds_words_and_counts_alone():
    said = outcome(judge_with([])(FACTS))
    assert said["verdict"] == "proved"
    assert said["assets"] == {"proved": 1, "explained": 0, "open": 0, "unproved": 0}
    assert "1.75" not in str(said)
