"""A cause reads the record sets that it names, all of them and no other; what no cause or hint reads is not read from
the database."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

import pytest
from binrecon.config.paths import SQL
from binrecon.domain.record_sets import AROUND_CUTOFF, TIMING_DIFFERENCES, RecordSet
from binrecon.reconciliation.investigation.causes.catalogue import CAUSES, OF_STATEMENTS
from binrecon.reconciliation.investigation.causes.cause import Cause
from binrecon.reconciliation.investigation.hints.next_steps import HINTS, Hint
from binrecon.reconciliation.investigation.investigate import RECORD_SETS
from binrecon.storage.investigation_input import VARIANCES

from tests.reconciliation.cases import DAY, investigation_input, leg, open_day


def sets_used(function: Callable[..., Any]) -> set[RecordSet[Any]]:
    """The record sets that the function's code names, and that of the functions of ours that it names, and so on."""
    found, todo, seen = set[RecordSet[Any]](), [inspect.unwrap(function)], set[FunctionType]()
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            values = [one.__globals__[name] for name in names(one.__code__) if name in one.__globals__]
            found |= {value for value in values if isinstance(value, RecordSet)}
            todo += [inspect.unwrap(value) for value in values if is_ours(value)]
    return found


def names(code: CodeType) -> Iterator[str]:
    """Those that the code and the functions inside it look up."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names(inner)


def is_ours(value: object) -> bool:
    return isinstance(inspect.unwrap(value), FunctionType) and value.__module__.startswith("binrecon.reconciliation")  # type: ignore[arg-type]


@pytest.mark.parametrize("cause", (*CAUSES, *OF_STATEMENTS), ids=lambda cause: cause.label)
def test_a_cause_reads_the_sets_that_it_names_and_no_other(cause: Cause) -> None:
    assert sets_used(cause.propose) == set(cause.reads)


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint.say.__name__)
def test_a_hint_reads_the_sets_that_it_names_and_no_other(hint: Hint) -> None:
    assert sets_used(hint.say) == set(hint.reads)


def test_each_set_has_a_query_and_each_query_a_set_that_is_read() -> None:
    read = {wanted.query for wanted in (*RECORD_SETS, VARIANCES)}
    assert read == {str(path.relative_to(SQL)) for path in (SQL / "records").glob("*.sql")}


def test_no_two_sets_have_one_name() -> None:
    assert len({wanted.name for wanted in RECORD_SETS}) == len(RECORD_SETS)


def test_a_set_that_is_not_named_cannot_be_looked_at() -> None:
    whole = investigation_input(DAY, open_day(BTC="1").asset_verdicts, timing_differences=[leg("BTC", "1")])
    limited = whole.limited_to([TIMING_DIFFERENCES])
    assert limited.rows(TIMING_DIFFERENCES) == whole.rows(TIMING_DIFFERENCES) != ()
    with pytest.raises(LookupError, match="'around_cutoff' is not among those named"):
        limited.of(AROUND_CUTOFF, "BTC")
