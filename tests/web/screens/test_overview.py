"""The first screen as CSVs: a line says what its cell or its concern says."""

from decimal import Decimal

from binrecon.web.screens.grid import rows_of
from binrecon.web.screens.inbox import Concern
from binrecon.web.screens.overview import DAYS_HEADER, NEEDS_HEADER, _day_line, _need_line

from tests.breaks import broken
from tests.web.screens.made_up import DAYS, LAST, MAIN, overview, state


def test_a_day_that_no_run_opened_has_a_line_without_counts() -> None:
    [row, _] = rows_of([MAIN], overview([state(1, "open", open=2, usd=Decimal("0.8"))]), DAYS)
    judged, due = (dict(zip(DAYS_HEADER, _day_line(row, cell), strict=True)) for cell in row.cells[-2:])
    assert (judged["state"], judged["open"], judged["usd_open"]) == ("open", 2, Decimal("0.8"))
    assert (due["date"], due["state"], due["open"], due["reason"]) == (LAST, "due", None, None)


def test_a_concern_of_no_account_has_a_line_too() -> None:
    one = Concern("Errors", None, "not sealed", LAST, 3, "read it", "/waiting", "mark", True)
    told = dict(zip(NEEDS_HEADER, _need_line(one), strict=True))
    assert (told["cause"], told["account"], told["what"], told["times"]) == ("Errors", None, "not sealed", 3)
    assert (told["until"], told["age"], told["owner"], told["due"], told["comment"]) == (None,) * 5


def test_a_break_has_its_age_and_what_people_said_in_its_line() -> None:
    said = broken("open", "BTC", 2, "9", owner="ann", due=LAST, comment="asked support")
    one = Concern("Nothing", MAIN, "BTC", said.first_day, 1, "look", "/", "look", True, breaks=(said,))
    told = dict(zip(NEEDS_HEADER, _need_line(one), strict=True))
    assert (told["since"], told["until"], told["age"]) == (said.first_day, said.last_day, 2)
    assert (told["owner"], told["due"], told["comment"]) == ("ann", LAST, "asked support")
