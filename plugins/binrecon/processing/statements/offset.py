"""Prove how far a statement's clock is from UTC: shift it by half hours until movements known from the API line up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from binrecon.processing.statements.values import FARTHEST, write_offset
from binrecon.statement_operations import SPOT
from binrecon.statements import NO_OFFSET, Movement, Offset, Statement, StatementError

STEP = timedelta(minutes=30)
SECOND = timedelta(seconds=1)
LEAST_AGREEING = 2
"""One equal amount at one equal second could be chance; two under the same shift are not."""
PROVED = "proved:"
NOT_PROVED = "not proved:"
CANDIDATES = [STEP * steps for steps in range(-24, 29)]
"""UTC-12 to UTC+14, every half hour. What name, header or form tell is tried as well."""

_Keys = Counter[tuple[Any, ...]]


class Score(NamedTuple):
    """How many lines agree with a known movement when the file's clock is `offset` from UTC."""

    agreeing: int
    offset: timedelta


def prove_offset(
    statement: Statement, owners: Mapping[str, str], known: Sequence[Movement], typed: timedelta | None
) -> Offset:
    """The offset of the file, and the sentence that says what proves it or that nothing does.

    Proved is an offset under which at least two lines of Spot agree with a known movement in account, asset, signed amount
    and second (or the second before), and twice as many as under any other. It wins over what name and header say. Raises
    StatementError when it contradicts what a person `typed`, who has to know why. Without a proof the typed offset is
    taken, else the one of name or header, else UTC, and the sentence says so.
    """
    assumed, said = _assumed(statement, typed)
    best, second = _scores(statement, owners, known, {*CANDIDATES, assumed})
    told = f"{best.agreeing} line(s) agree with known movements under {write_offset(best.offset)}, {second.agreeing} under "
    told += f"the next best ({write_offset(second.offset)})"
    if best.agreeing < LEAST_AGREEING or best.agreeing < 2 * second.agreeing:
        reason = told if best.agreeing else f"no line agrees with one of {len(known)} known movement(s)"
        return Offset(assumed, f"{NOT_PROVED} {reason}; {write_offset(assumed)} {said}")
    if typed is not None and typed != best.offset:
        raise StatementError(f"{statement.place}: {write_offset(typed)} was given, but {told}")
    if assumed != best.offset and statement.stated is not None:
        told += f"; {statement.stated_by} says {write_offset(assumed)}"
    return Offset(best.offset, f"{PROVED} {told}")


def utc_of(local: datetime, offset: timedelta) -> datetime:
    """A time of the file's clock in UTC."""
    return (local - offset).replace(tzinfo=UTC)


def reach(statement: Statement) -> tuple[datetime, datetime] | None:
    """Between which UTC times the file's lines can lie, whatever its offset; None without lines."""
    if not statement.lines:
        return None
    times = [line.local for line in statement.lines]
    return utc_of(min(times), FARTHEST), utc_of(max(times), -FARTHEST) + SECOND


def _assumed(statement: Statement, typed: timedelta | None) -> tuple[timedelta, str]:
    if typed is not None:
        return typed, "taken from the form"
    if statement.stated is not None:
        return statement.stated, f"taken from {statement.stated_by}"
    if statement.stated_by:
        return NO_OFFSET, f"assumed, because {statement.stated_by} is no offset that can be read"
    return NO_OFFSET, "assumed, because neither name nor header nor form tells one"


def _scores(
    statement: Statement, owners: Mapping[str, str], known: Sequence[Movement], candidates: Iterable[timedelta]
) -> tuple[Score, Score]:
    """The best and the next best offset; equal ones in the order of their distance from UTC."""
    lines: _Keys = Counter(
        (owners[line.user], line.asset, line.change, line.local) for line in statement.lines if line.account == SPOT
    )
    moved = _seconds(known)
    scores = [Score(_agreeing(lines, moved, offset), offset) for offset in candidates]
    best, second, *_ = sorted(scores, key=lambda score: (-score.agreeing, abs(score.offset), score.offset))
    return best, second


def _seconds(known: Iterable[Movement]) -> list[tuple[tuple[Any, ...], datetime, int]]:
    """The movements by account, asset, amount and second, in order of time, with how many there are of each."""
    counted = Counter(
        (move.email, move.asset, move.amount, move.at.replace(tzinfo=None, microsecond=0)) for move in known
    )
    ordered = sorted(counted.items(), key=lambda item: item[0][-1])
    return [(tuple(fact), at, count) for (*fact, at), count in ordered]


def _agreeing(
    lines: _Keys, moved: Iterable[tuple[tuple[Any, ...], datetime, int]], offset: timedelta
) -> int:
    """Lines that stand for a movement under this offset: at its second, or at the next, into which a trade can spill. No
    line stands for two movements."""
    used: _Keys = Counter()
    for fact, at, count in moved:
        for second in (at + offset, at + offset + SECOND):
            key = (*fact, second)
            taken = min(count, lines[key] - used[key])
            if taken > 0:
                used[key] += taken
                count -= taken
    return used.total()
