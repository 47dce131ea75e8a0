"""The grid and the sentence of the first page, from rows that are made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import AccountType, Verdict, Wallet
from binrecon.storage.pages.overview import DayState, Overview, Unsettled, Waiting
from binrecon.web.screens.overview import headline, rows_of, waiting_of

LAST = date(2026, 11, 25)
DAYS = [LAST - timedelta(days=back) for back in reversed(range(5))]
MAIN = Account("main@fund.example", AccountType.MAIN, "main", wallets=(Wallet.SPOT, Wallet.FUTURES))


def state(back: int, verdict: str, wallet: str = "SPOT", **other: object) -> DayState:
    made = DayState(MAIN.email, wallet, LAST - timedelta(days=back), verdict, "", 1, 0, 0, 0, True, None, 0)
    return made._replace(**other)


def unsettled(verdict: str, subject: str, back: int, usd: str | None = None) -> Unsettled:
    day = LAST - timedelta(days=back)
    worth = None if usd is None else Decimal(usd)
    return Unsettled(MAIN.email, "SPOT", verdict, subject, (subject,), 1, day, day, worth, Decimal(1), "look", "why")


def test_each_wallet_has_a_row_and_a_day_without_a_run_is_due_once_the_account_began() -> None:
    spot, futures = rows_of([MAIN], [state(3, "proved"), state(1, "open")], DAYS)
    assert [cell.state for cell in spot.cells] == ["none", "proved", "due", "open", "due"]
    assert [cell.state for cell in futures.cells] == ["none"] * 5


def test_a_day_that_was_opened_and_not_judged_is_due() -> None:
    [spot, _] = rows_of([MAIN], [state(0, "unproved", judged=False)], DAYS)
    assert spot.cells[-1].state == "due" and spot.streak == 0


def test_the_streak_counts_back_from_the_newest_day() -> None:
    states = [state(4, "proved"), state(3, "open"), state(2, "explained"), state(1, "proved"), state(0, "proved")]
    assert rows_of([MAIN], states, DAYS)[0].streak == 3
    assert rows_of([MAIN], states[:-1], DAYS)[0].streak == 0, "the newest day has no verdict"


def test_a_wallet_that_is_no_longer_in_the_file_keeps_its_row() -> None:
    assert [row.wallet for row in rows_of([MAIN], [state(1, "proved", "MARGIN")], DAYS)] == [
        "SPOT",
        "FUTURES",
        "MARGIN",
    ]


def test_the_sentence_counts_the_newest_day_alone_and_names_the_oldest_open() -> None:
    read = Overview(
        (
            state(1, "open", usd=Decimal(9)),
            state(0, "open", usd=Decimal("0.8"), unpriced=2),
            state(0, "proved", "FUTURES"),
        ),
        (unsettled("open", "SOL", 4, "9"), unsettled("open", "BTC", 0, "0.8"), unsettled("unproved", "no snapshot", 5)),
        (),
        None,
    )
    told = headline([MAIN], read, LAST)
    assert told.counts == {Verdict.OPEN: 1, Verdict.PROVED: 1}
    assert (told.total, told.waiting, told.usd, told.unpriced) == (2, 0, Decimal("0.8"), 2)
    assert told.oldest is not None and told.oldest.found.subject == "SOL"


def test_a_day_that_nobody_judged_is_said_so() -> None:
    told = headline([MAIN], Overview((), (), (), None), LAST)
    assert (told.counts, told.waiting, told.oldest, told.usd) == ({}, 2, None, None)


def test_a_wallet_that_left_the_file_does_not_stand_for_one_that_is_not_judged() -> None:
    told = headline([MAIN], Overview((state(0, "proved"), state(0, "proved", "MARGIN")), (), (), None), LAST)
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
    assert headline([MAIN], Overview(states, (), (), None), LAST).worst == worst


def test_what_waits_of_no_account_is_kept() -> None:
    one = Waiting("", "error", "unknown", 1, datetime(2026, 11, 25, tzinfo=UTC), "not sealed")
    assert waiting_of([MAIN], [one]) == [(None, one)]
