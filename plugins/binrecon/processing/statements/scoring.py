"""Count how many lines of a statement agree with known movements under an offset of the file's clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from binrecon.domain.statements import ApiMovement, Line, Statement
from binrecon.sources.statement_operations import wallet_of

SECOND = timedelta(seconds=1)
LEAST_AGREEING = 2
"""One equal amount at one equal second could be chance; two under the same shift are not."""

_Keys = Counter[tuple[Any, ...]]


class Score(NamedTuple):
    """How many lines agree with a known movement when the file's clock is `offset` from UTC."""

    agreeing: int
    offset: timedelta


def scores(
    statement: Statement, owners: Mapping[str, str], known: Sequence[ApiMovement], candidates: Iterable[timedelta]
) -> tuple[Score, Score]:
    """The best and the next best offset; equal ones in the order of their distance from UTC."""
    lines = _lines(statement, owners)
    moved = _seconds(known)
    found = [Score(_facts(_agreeing(lines, moved, offset)), offset) for offset in candidates]
    best, second, *_ = sorted(found, key=lambda score: (-score.agreeing, abs(score.offset), score.offset))
    return best, second


def agreeing_keys(
    statement: Statement, owners: Mapping[str, str], known: Sequence[ApiMovement], offset: timedelta
) -> Counter[tuple[Any, ...]]:
    """How many lines of each key agree with a known movement under this offset."""
    lines = _lines(statement, owners)
    return _agreeing(lines, _seconds(known), offset)


def key_of(line: Line, owners: Mapping[str, str]) -> tuple[Any, ...]:
    """What a line has in common with a movement: account, wallet, asset, amount, and its second on the file's own
    clock."""
    return owners[line.user], wallet_of(line.account), line.asset, line.change, line.local


def _lines(statement: Statement, owners: Mapping[str, str]) -> _Keys:
    """Its lines by key, without those of wallets that no list of ours tells of."""
    return Counter(key_of(line, owners) for line in statement.lines if wallet_of(line.account) is not None)


def _facts(agreeing: _Keys) -> int:
    """How many lines agree. The two ends of a move between two wallets are one fact: where one agrees by chance, so
    does the other."""
    ends: dict[tuple[Any, ...], Counter[Any]] = defaultdict(Counter)
    for (email, wallet, asset, change, local), count in agreeing.items():
        ends[email, asset, abs(change), local][wallet] += count
    return sum(max(found.values()) for found in ends.values())


def _seconds(known: Iterable[ApiMovement]) -> list[tuple[tuple[Any, ...], datetime, int]]:
    """The movements by account, wallet, asset, amount and second, in order of time, with how many there are of each."""
    counted = Counter((*move[:-1], move.at.replace(tzinfo=None, microsecond=0)) for move in known)
    ordered = sorted(counted.items(), key=lambda item: item[0][-1])
    return [(tuple(fact), at, count) for (*fact, at), count in ordered]


def _agreeing(lines: _Keys, moved: Iterable[tuple[tuple[Any, ...], datetime, int]], offset: timedelta) -> _Keys:
    """The lines that stand for a movement under this offset, by key: at its second, or at the next, into which a trade
    can spill. No line stands for two movements."""
    used: _Keys = Counter()
    for fact, at, count in moved:
        for second in (at + offset, at + offset + SECOND):
            key = (*fact, second)
            taken = min(count, lines[key] - used[key])
            if taken > 0:
                used[key] += taken
                count -= taken
    return used
