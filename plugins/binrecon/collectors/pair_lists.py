"""Which pairs the list of allocations is asked for: a fill by smart order routing is listed there and not among the
trades.

A call a pair and day for every pair would cost as much as the trades do. So a pair is asked every day only once it has
held something; the others that the account could have been routed in take turns, a dozen a day, and those that could
explain what is left of a day are asked for it, under the cap of the search. A reading goes back over 30 days.

Rests on decision 46.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from binrecon.storage.plan import LEFT_OF, Question
from binrecon.storage.product_use import ProductUse
from binrecon.storage.routed_pairs import RoutedPair

PROBES_A_DAY = 12
"""So many pairs that held nothing are asked a day, the least recently read first."""
ONE_SIDED = 6
"""So many pairs are asked for a day of which only one of their two assets is off."""

_NEVER = datetime.min.replace(tzinfo=UTC)

Pairs = Mapping[str, RoutedPair]


def take_turns(
    due: Iterable[Question], pairs: Pairs, use: Mapping[tuple[str, str], ProductUse], planned: Collection[str]
) -> Iterator[Question]:
    """Of the questions that are due: all pairs in use, and of the others the account has been seen with as many as are
    left of the day's dozen. `planned` are the pairs in the day's plan: those still due are asked again."""
    probes = []
    for question in due:
        if question.required or question.key in planned:
            yield question
        elif pairs[question.key].familiar:
            probes.append(question)
    probes.sort(key=lambda question: (_read_until(use.get((question.endpoint, question.key))), question.key))
    yield from probes[: max(0, PROBES_A_DAY - len(planned))]


def suspected(
    unread: Iterable[Question], pairs: Pairs, left: Collection[str], room: int, planned: Collection[str]
) -> Iterator[Question]:
    """Of the pairs that do not hold the day: those that could explain what is left, at most `room` of them besides
    those planned already; both assets off before one. Both, and the account seen with both, is required: a fill is
    likely."""
    both: list[Question] = []
    one: list[Question] = []
    for question in unread:
        pair = pairs[question.key]
        off = [asset for asset in (pair.base, pair.quote) if asset in left]
        if off:
            likely = len(off) == 2 and pair.familiar
            question = replace(question, required=question.required or likely, reason=LEFT_OF + off[0])
        if question.key in planned:
            yield question
        elif off:
            (both if len(off) == 2 else one).append(question)
    yield from [*both, *one[:ONE_SIDED]][: max(0, room)]


def _read_until(known: ProductUse | None) -> datetime:
    return (known and known.read_until) or _NEVER
