"""Find a clock that changes inside a statement: two stretches of its lines, each of which movements prove under another
offset.

Rests on decision 72.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from binrecon.domain.statements import ApiMovement, Line, Statement, StatementError
from binrecon.processing.statements.scoring import LEAST_AGREEING, SECOND, agreeing_keys, key_of, scores
from binrecon.processing.statements.values import write_offset
from binrecon.sources.statement_operations import wallet_of


def refuse_changed_clock(
    statement: Statement,
    owners: Mapping[str, str],
    known: Sequence[ApiMovement],
    best: timedelta,
    candidates: Collection[timedelta],
) -> None:
    """Raise StatementError where lines that do not agree under the `best` offset agree under another as a whole
    stretch: at least two, and twice as many as under any third. Lines here and there that do so among the others are
    chance."""
    agreed, rest = _parted(statement, owners, known, best)
    left = replace(statement, lines=tuple(rest))
    unused = _unused(agreed, owners, known, best)
    if not rest or not unused:
        return
    other, third = scores(left, owners, unused, candidates)
    if other.agreeing < LEAST_AGREEING or other.agreeing < 2 * third.agreeing:
        return
    shifted, _ = _parted(left, owners, unused, other.offset)
    if _is_a_stretch(_moments(agreed, best), _moments(shifted, other.offset)):
        raise StatementError(
            f"{statement.place}: its clock changes inside the file: {_told(agreed, best)}, "
            f"{_told(shifted, other.offset)}; export "
            "the times before and after the change apart, each as a file of its own"
        )


def _parted(
    statement: Statement, owners: Mapping[str, str], known: Sequence[ApiMovement], offset: timedelta
) -> tuple[list[Line], list[Line]]:
    """The lines that agree with a movement under this offset, and those that do not."""
    taken = agreeing_keys(statement, owners, known, offset)
    agreed: list[Line] = []
    rest: list[Line] = []
    for line in statement.lines:
        if wallet_of(line.account) is not None:
            key = key_of(line, owners)
            (agreed if taken[key] > 0 else rest).append(line)
            taken[key] -= 1
    return agreed, rest


def _unused(
    agreed: Sequence[Line], owners: Mapping[str, str], known: Sequence[ApiMovement], offset: timedelta
) -> list[ApiMovement]:
    """The movements that no agreeing line stands for."""
    waiting: dict[tuple[object, ...], int] = {}
    for line in agreed:
        waiting[key_of(line, owners)] = waiting.get(key_of(line, owners), 0) + 1
    unused = []
    for move in sorted(known, key=lambda move: move.at):
        local = move.at.replace(tzinfo=None, microsecond=0) + offset
        key = next(
            (
                key
                for second in (local, local + SECOND)
                if waiting.get(key := (move.email, move.wallet, move.asset, move.amount, second), 0) > 0
            ),
            None,
        )
        if key is None:
            unused.append(move)
        else:
            waiting[key] -= 1
    return unused


def _moments(lines: Sequence[Line], offset: timedelta) -> list[datetime]:
    """In UTC: on a clock that is set back, the hour before and the hour after have the same times."""
    return [line.local - offset for line in lines]


def _is_a_stretch(agreed: Sequence[datetime], shifted: Sequence[datetime]) -> bool:
    """Whether one of both stands before, after or in a gap of the other, and not among it."""
    return not _lies_among(agreed, shifted) or not _lies_among(shifted, agreed)


def _lies_among(moments: Sequence[datetime], others: Sequence[datetime]) -> bool:
    first, last = min(others), max(others)
    return any(first < moment < last for moment in moments)


def _told(lines: Sequence[Line], offset: timedelta) -> str:
    times = [line.local for line in lines]
    first, last = min(times), max(times)
    return f"{len(lines)} line(s) from {first} to {last} agree with known movements under {write_offset(offset)}"
