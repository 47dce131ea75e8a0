"""Everything a probe asks, settles and writes: the open questions in the order in which they are reported, and which
balances and sums its CSVs hold."""

from __future__ import annotations

from collections.abc import Iterable

from binrecon.probing import looks
from binrecon.probing.question import Look, OpenQuestion
from binrecon.probing.questions import futures, snapshots
from binrecon.probing.tables import Balances, Sums


def _place(question: OpenQuestion) -> tuple[int, str]:
    number = question.number
    return int(number.rstrip("abcdef")), number


QUESTIONS: tuple[OpenQuestion, ...] = tuple(sorted((*snapshots.QUESTIONS, *futures.QUESTIONS), key=_place))
BALANCES = (Balances("FUTURES at day end", looks.FUTURES_SNAPSHOT, ("walletBalance", "marginBalance"), "assets"),)
SUMS = (Sums("income.csv", (looks.INCOME,), "time", "incomeType", "income"),)


def looks_of(questions: Iterable[OpenQuestion]) -> tuple[Look, ...]:
    """The looks of all questions, each once; the key's rights come first."""
    return tuple(dict.fromkeys((looks.RIGHTS, *(look for question in questions for look in question.looks))))
