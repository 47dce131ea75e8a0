"""Sets that add up exactly: found all, the smallest first, never one that holds another."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

import pytest
from binrecon.domain.day_results import Finding
from binrecon.domain.money import CONTEXT
from binrecon.reconciliation.investigation.subset_search import SHOWN, WHOLE, sets_adding_up
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(autouse=True)
def exact() -> Iterator[None]:
    with decimal.localcontext(CONTEXT):
        yield


def candidates(*amounts: str) -> list[Finding]:
    return [Finding("x", Decimal(amount), "", (f"record {n}",)) for n, amount in enumerate(amounts)]


def found(target: str, *amounts: str) -> list[list[str]]:
    return [[str(f.amount) for f in one] for one in sets_adding_up(candidates(*amounts), Decimal(target)).sets]


@pytest.mark.parametrize(
    ("target", "amounts", "sets"),
    [
        ("3", ["3"], [["3"]]),
        ("3", ["1", "2"], [["1", "2"]]),
        ("3", ["2.999999999999999999"], []),
        ("-3", ["3"], []),
        ("-1", ["2", "-3"], [["2", "-3"]]),
        ("3", ["3", "1", "2"], [["3"], ["1", "2"]]),
        ("3", ["3", "5", "-5"], [["3"]]),
        ("3", ["3", "3"], [["3"], ["3"]]),
        ("3", [], []),
        ("99999999999999999.000000000000000001", ["99999999999999999", "1e-18"], [["99999999999999999", "1E-18"]]),
    ],
)
def test_every_set_that_cannot_be_made_smaller_is_found(target: str, amounts: list[str], sets: list[list[str]]) -> None:
    assert found(target, *amounts) == sets


@given(st.lists(st.integers(-6, 6), max_size=7), st.integers(-12, 12).filter(bool))
def test_the_sets_are_those_of_plain_enumeration(amounts: list[int], target: int) -> None:
    numbered = [
        set(chosen)
        for size in range(1, len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[n] for n in chosen) == target
    ]
    minimal = [one for one in numbered if not any(other < one for other in numbered)]
    given_ = sets_adding_up(candidates(*map(str, amounts)), Decimal(target))
    assert len(given_.sets) == min(len(minimal), SHOWN)
    assert all({int(f.records[0].split()[1]) for f in one} in minimal for one in given_.sets)


def test_no_set_uses_a_record_twice() -> None:
    twice = [Finding("a", Decimal(1), "", ("r",)), Finding("b", Decimal(2), "", ("r", "s"))]
    assert sets_adding_up(twice, Decimal(3)).sets == ()


def test_many_equal_candidates_are_cut_at_the_cap() -> None:
    cut = sets_adding_up(candidates(*["1"] * 18), Decimal(9))
    assert (len(cut.sets), cut.complete) == (SHOWN, False)


def test_of_too_many_candidates_only_pairs_are_tried_and_nothing_is_called_complete() -> None:
    many = [str(3**n) for n in range(WHOLE + 1)]
    pair = sets_adding_up(candidates(*many), Decimal(1 + 3**20))
    assert ([[str(f.amount) for f in one] for one in pair.sets], pair.complete) == ([["1", str(3**20)]], False)
    assert sets_adding_up(candidates(*many), Decimal(1 + 3 + 9)).sets == ()
