"""The grid of the first screen, from rows that are made up."""

from __future__ import annotations

from datetime import timedelta

from binrecon.web.screens.grid import rows_of

from tests.web.screens.made_up import DAYS, LAST, MAIN, overview, state


def test_each_wallet_has_a_row_and_a_day_without_a_run_is_due_once_the_wallet_began() -> None:
    spot, futures = rows_of([MAIN], overview([state(3, "proved"), state(1, "open")]), DAYS)
    assert [cell.state for cell in spot.cells] == ["none", "proved", "due", "open", "due"]
    assert [cell.state for cell in futures.cells] == ["none"] * 5 and futures.began is None


def test_a_wallet_that_began_before_the_grid_is_due_from_its_first_column() -> None:
    began = {(MAIN.email, "SPOT"): LAST - timedelta(days=60), (MAIN.email, "FUTURES"): LAST - timedelta(days=60)}
    spot, futures = rows_of([MAIN], overview([state(1, "proved")], began=began), DAYS)
    assert [cell.state for cell in spot.cells] == ["due", "due", "due", "proved", "due"]
    assert [cell.state for cell in futures.cells] == ["due"] * 5


def test_a_day_that_was_opened_and_not_judged_is_due() -> None:
    [spot, _] = rows_of([MAIN], overview([state(0, "unproved", judged=False)]), DAYS)
    assert spot.cells[-1].state == "due" and spot.streak == 0


def test_the_streak_counts_back_from_the_newest_day() -> None:
    states = [state(4, "proved"), state(3, "open"), state(2, "explained"), state(1, "proved"), state(0, "proved")]
    assert rows_of([MAIN], overview(states), DAYS)[0].streak == 3
    assert rows_of([MAIN], overview(states[:-1]), DAYS)[0].streak == 0, "the newest day has no verdict"


def test_a_wallet_that_is_no_longer_in_the_file_keeps_its_row() -> None:
    rows = rows_of([MAIN], overview([state(1, "proved", "MARGIN")]), DAYS)
    assert [row.wallet for row in rows] == ["SPOT", "FUTURES", "MARGIN"]
