"""The sentence of the first screen, from rows that are made up, and the days that its address may ask for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from binrecon.domain.vocabulary import Verdict
from binrecon.web.screens.first_screen import LONGEST, Choice, headline
from fastapi import HTTPException

from tests.breaks import broken
from tests.web.screens.made_up import LAST, MAIN, overview, state, unproved


def test_the_sentence_counts_the_newest_day_alone_and_names_the_oldest_open() -> None:
    read = overview(
        (
            state(1, "open", usd=Decimal(9)),
            state(0, "open", usd=Decimal("0.8"), unpriced=2),
            state(0, "proved", "FUTURES"),
        ),
        (unproved("no snapshot", 5), broken("open", "SOL", 4, "9"), broken("open", "BTC", 0, "0.8")),
    )
    told = headline([MAIN], read, LAST)
    assert told.counts == {Verdict.OPEN: 1, Verdict.PROVED: 1}
    assert (told.total, told.waiting, told.usd, told.unpriced) == (2, 0, Decimal("0.8"), 2)
    assert told.oldest is not None and told.oldest.asset == "SOL"


def test_a_day_that_nobody_judged_is_said_so() -> None:
    told = headline([MAIN], overview(), LAST)
    assert (told.counts, told.waiting, told.oldest, told.usd) == ({}, 2, None, None)


def test_a_wallet_that_left_the_file_does_not_stand_for_one_that_is_not_judged() -> None:
    told = headline([MAIN], overview((state(0, "proved"), state(0, "proved", "MARGIN"))), LAST)
    assert (told.total, told.waiting, told.worst) == (3, 1, "due")


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        ((), "due"),
        (("proved",), "due"),
        (("proved", "proved"), "proved"),
        (("proved", "explained"), "explained"),
        (("open",), "open"),
        (("open", "unproved"), "unproved"),
    ],
)
def test_the_day_is_what_is_worst_in_it_and_fine_only_once_all_is_judged(verdicts: tuple[str, ...], worst: str) -> None:
    states = tuple(state(0, verdict, wallet) for verdict, wallet in zip(verdicts, MAIN.wallets, strict=False))
    assert headline([MAIN], overview(states), LAST).worst == worst


def test_thirty_days_to_the_newest_settled_one_are_shown_unless_told() -> None:
    days = Choice().days(LAST)
    assert (len(days), days[0], days[-1]) == (30, LAST - timedelta(days=29), LAST)
    assert Choice(first=LAST).days(LAST) == [LAST]
    assert Choice(last=LAST + timedelta(days=9)).days(LAST)[-1] == LAST, "a day to come has no cell"


@pytest.mark.parametrize("choice", [Choice(first=LAST + timedelta(days=1)), Choice(first=LAST - LONGEST)])
def test_days_that_cannot_be_shown_are_refused(choice: Choice) -> None:
    with pytest.raises(HTTPException, match="at most 366"):
        choice.days(LAST)
