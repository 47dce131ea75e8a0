"""What only the run knows makes a day unproved, and what a run says of a day holds no amount."""

from datetime import date
from decimal import Decimal

import pytest

from binrecon.cells import Cell, DayFacts
from binrecon.orchestration.judging import doubts_of, judge_with, outcome
from binrecon.records import Verdict, Wallet

ZERO = Decimal(0)
CELL = Cell("BTC", Decimal("1.5"), Decimal("0.25"), ZERO, ZERO, ZERO, ZERO, Decimal("1.75"))
FACTS = DayFacts("main@example.com", date(2026, 11, 18), Wallet.SPOT, True, True, 0, (), (CELL,))


def test_without_a_doubt_the_arithmetic_decides():
    assert doubts_of(1, ["BTCUSDT"], []) == []
    assert judge_with([])(FACTS).verdict is Verdict.PROVED


def test_nothing_read_and_nothing_found_is_no_doubt():
    assert doubts_of(0, [], []) == []


@pytest.mark.parametrize(
    ("steps", "doubt"),
    [
        ((None, [], []), "the pairs of the day were not read"),
        ((0, None, []), "the symbols of the day were not discovered"),
        ((0, [], None), "the checks of the day did not finish"),
        ((0, [], ["trades_trades: 1 row"]), "trades_trades: 1 row"),
    ],
)
def test_a_step_that_did_not_finish_leaves_every_asset_unproved(steps, doubt):
    assert doubts_of(*steps) == [doubt]
    result = judge_with([doubt])(FACTS)
    assert (result.verdict, result.judgements[0].verdict) == (Verdict.UNPROVED, Verdict.UNPROVED)
    assert doubt in result.reason


def test_what_the_run_says_holds_words_and_counts_alone():
    said = outcome(judge_with([])(FACTS))
    assert said["verdict"] == "proved"
    assert said["assets"] == {"proved": 1, "explained": 0, "open": 0, "unproved": 0}
    assert "1.75" not in str(said)
