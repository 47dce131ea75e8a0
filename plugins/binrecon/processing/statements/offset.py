"""Prove how far a statement's clock is from UTC: shift it by half hours until movements known from the API line up.

Rests on decision 26.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from binrecon.domain.statements import NO_OFFSET, ApiMovement, ClockOffset, Statement, StatementError
from binrecon.processing.statements.changed_clock import refuse_changed_clock
from binrecon.processing.statements.scoring import LEAST_AGREEING, SECOND, scores
from binrecon.processing.statements.values import FARTHEST, write_offset

STEP = timedelta(minutes=30)
PROVED = "proved:"
NOT_PROVED = "not proved:"
CANDIDATES = [STEP * steps for steps in range(-24, 29)]
"""UTC-12 to UTC+14, every half hour. What name, header or form tell is tried as well."""


def prove_offset(
    statement: Statement, owners: Mapping[str, str], known: Sequence[ApiMovement], typed: timedelta | None
) -> ClockOffset:
    """The offset of the file, and the sentence that says what proves it or that nothing does.

    Proved is an offset under which at least two lines agree with a known movement in account, wallet, asset, signed
    amount and second (or the second before), and twice as many as under any other. It wins over what name and header
    say. Raises StatementError when it contradicts what a person `typed`, who has to know why, and for a clock that
    changes inside the file. Without a proof the typed offset is taken, else the one of name or header, else UTC, and
    the sentence says so.
    """
    assumed, said = _assumed(statement, typed)
    candidates = {*CANDIDATES, assumed}
    best, second = scores(statement, owners, known, candidates)
    if best.agreeing >= LEAST_AGREEING:
        refuse_changed_clock(statement, owners, known, best.offset, candidates)
    told = (
        f"{best.agreeing} line(s) agree with known movements under {write_offset(best.offset)}, {second.agreeing} "
        "under "
    )
    told += f"the next best ({write_offset(second.offset)})"
    if best.agreeing < LEAST_AGREEING or best.agreeing < 2 * second.agreeing:
        reason = told if best.agreeing else f"no line agrees with one of {len(known)} known movement(s)"
        return ClockOffset(assumed, f"{NOT_PROVED} {reason}; {write_offset(assumed)} {said}")
    if typed is not None and typed != best.offset:
        raise StatementError(f"{statement.place}: {write_offset(typed)} was given, but {told}")
    if assumed != best.offset and statement.stated is not None:
        told += f"; {statement.stated_by} says {write_offset(assumed)}"
    return ClockOffset(best.offset, f"{PROVED} {told}")


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
