"""A clock that changes inside one file is refused with both stretches named; lines that fit another offset by chance
are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from binrecon.domain.statements import ApiMovement, Statement, StatementError

from tests.processing.statements.test_offset import movements, prove, statement


def pasted(*parts: tuple[Sequence[ApiMovement], float]) -> Statement:
    """One file of several stretches, each on its own clock."""
    files = [statement(known, hours) for known, hours in parts]
    return replace(files[0], lines=tuple(line for file in files for line in file.lines))


@pytest.mark.parametrize("cut", [2, 5, 10])
def test_two_clocks_in_one_file_are_named_with_their_times(cut: int) -> None:
    known = movements(12)
    with pytest.raises(StatementError, match="^s.csv: its clock changes inside the file: ") as caught:
        prove(pasted((known[:cut], 1), (known[cut:], 2)), known)
    told = str(caught.value)
    assert f"{cut} line(s) from " in told and f"{12 - cut} line(s) from " in told
    assert "UTC+1" in told and "UTC+2" in told and "apart" in told


def test_a_summer_inside_a_year_is_found() -> None:
    known = movements(20)
    with pytest.raises(StatementError, match=r"12 line\(s\) .* under UTC\+1, 8 line\(s\) .* under UTC\+2"):
        prove(pasted((known[:6], 1), (known[6:14], 2), (known[14:], 1)), known)


def test_what_a_person_typed_does_not_hide_it() -> None:
    known = movements(12)
    with pytest.raises(StatementError, match="its clock changes"):
        prove(pasted((known[:8], 1), (known[8:], 2)), known, typed=1)


def test_a_single_line_that_fits_elsewhere_is_no_clock() -> None:
    known = movements(8)
    assert prove(pasted((known[:7], 1), (known[7:], 2)), known).value == timedelta(hours=1)


def test_lines_among_the_others_are_no_clock() -> None:
    known = movements(9)
    odd = [known[2], known[6]]
    rest = [move for move in known if move not in odd]
    assert prove(pasted((rest, 1), (odd, 2)), known).value == timedelta(hours=1)


def test_lines_that_no_list_tells_are_no_clock() -> None:
    known = movements(12)
    assert prove(statement(known, 1), known[:6]).value == timedelta(hours=1)


@pytest.mark.parametrize("kept", [4, 8])
def test_equal_amounts_every_hour_of_which_some_are_not_known_are_no_clock(kept: int) -> None:
    known = movements(24, timedelta(hours=1), amount="1")
    assert prove(statement(known[:12], 0), [*known[:kept], *known[14:]]).proof.startswith("not proved:")
