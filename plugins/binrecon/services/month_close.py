"""How the close of a month stands: by the rule, by two people, taken back, or still to be signed.

Rests on decisions 106 and 125.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Engine

from binrecon.config.accounts import Roster
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import BY_RULE, SignOffRole
from binrecon.services.sign_off import stands
from binrecon.storage.closes import ASKED, CERTIFIED, AskedClose, Month, asked, log_close, months, signatures_of
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.sign_offs import Signature, add, content_of
from binrecon.storage.transactions import retry_collisions, serialized

IsWaiting = Callable[[Sequence[str]], bool]
"""Whether one of these runs of the close has not ended."""
RULE = "binrecon"
"""Who signs for the rule."""
MONTHS_BACK = 12
"""So many months before the present one are looked at."""


class CloseState(StrEnum):
    """How the close of a month stands."""

    RUNNING = "not over"
    NOT_JUDGED = "not judged"
    TO_SIGN = "to be signed"
    PREPARED = "prepared"
    TAKEN_BACK = "taken back"
    BY_RULE = "certified by rule"
    CERTIFIED = "certified"


DONE = (CloseState.BY_RULE, CloseState.CERTIFIED)
WAITING = (CloseState.TO_SIGN, CloseState.PREPARED, CloseState.TAKEN_BACK)
"""A person has to sign, unless the rule comes to hold."""


@dataclass(frozen=True)
class MonthClose:
    """A month, its state, the signatures that stand, the certificate that does not any more (None where there is none),
    the day by which it is due, and whether that day is past."""

    month: Month
    state: CloseState
    standing: dict[str, Signature]
    taken_back: Signature | None
    due: date
    is_late: bool


def closes(
    connection: Connection, emails: Sequence[str], now: datetime, due_days: int, since: date
) -> list[MonthClose]:
    """The months of these accounts from that of `since` on, the newest first, in the caller's transaction."""
    signed = signatures_of(connection, emails, since)
    found = months(connection, emails, since, newest_settled_day(now))
    return [_close(connection, one, signed.get((one.email, one.last), []), now, due_days) for one in found]


def close_of(connection: Connection, email: str, month: date, now: datetime, due_days: int) -> MonthClose:
    """One month of one account. Raises RefusedError where the account is not reconciled in it."""
    for one in closes(connection, [email], now, due_days, month.replace(day=1)):
        if one.month.month == month.replace(day=1):
            return one
    raise RefusedError(f"no day of {month:%Y-%m} was judged for {email}")


@retry_collisions
def begin_close(
    engine: Engine, roster: Roster, email: str, month: date, run_id: str, now: datetime, is_waiting: IsWaiting
) -> MonthClose:
    """What a run of the close begins with: certify the month where the rule holds, else log that this run asks people
    to sign; gives how it stands then. Raises RefusedError for a month that is not over or not judged, where another run
    asks about it already, and where this one, cleared, has asked about other verdicts."""
    with serialized(engine, f"close|{email}") as connection:
        found = close_of(connection, email, month, now, roster.settings.close_due_days)
        if not found.month.is_over or found.month.unjudged:
            raise RefusedError(_too_early(found.month))
        if _certify(connection, found):
            return close_of(connection, email, month, now, roster.settings.close_due_days)
        if found.state not in DONE:
            digest = content_of(connection, found.month.period).digest
            _refuse_asked(connection, found.month, AskedClose(email, found.month.month, digest, run_id), is_waiting)
            detail = {"month": found.month.month.isoformat(), "digest": digest, "run_id": run_id}
            log_close(connection, email, RULE, ASKED, detail)
        return found


@retry_collisions
def certify_by_rule(engine: Engine, email: str, now: datetime, due_days: int) -> list[date]:
    """Certify every month of the account for which the rule holds and nobody has; gives these months."""
    with serialized(engine, f"close|{email}") as connection:
        found = closes(connection, [email], now, due_days, oldest_month(now))
        return [one.month.month for one in found if _certify(connection, one)]


def asked_of(connection: Connection, emails: Sequence[str], now: datetime) -> list[AskedClose]:
    """Which runs asked people to sign months that are looked at, the oldest first."""
    return asked(connection, emails, oldest_month(now))


def oldest_month(now: datetime, back: int = MONTHS_BACK) -> date:
    """The first day of the month so many months before that of the newest settled day."""
    newest = newest_settled_day(now)
    years, place = divmod(newest.year * 12 + newest.month - 1 - back, 12)
    return date(years, place + 1, 1)


def _certify(connection: Connection, found: MonthClose) -> bool:
    """Sign for the rule, and log it, where it holds and nothing certifies the month yet."""
    if not found.month.rule_holds or found.state in DONE:
        return False
    period = found.month.period
    number = add(connection, period, BY_RULE, RULE, "", content_of(connection, period))
    log_close(connection, period.email, RULE, CERTIFIED, {"month": found.month.month.isoformat(), "sign_off": number})
    return True


def _refuse_asked(connection: Connection, month: Month, wanted: AskedClose, is_waiting: IsWaiting) -> None:
    """A run asks about one digest: Airflow shows its question as it was first asked, so that answers to it are about
    those verdicts, and what it logged would keep the hourly look from asking about these."""
    before = [one for one in asked(connection, [month.email], month.month) if one.month == month.month]
    if any(one.run_id == wanted.run_id and one.digest != wanted.digest for one in before):
        raise RefusedError(
            f"the verdicts of {month.month:%Y-%m} changed since this run asked about them: the next run asks"
        )
    others = [one.run_id for one in before if one.run_id != wanted.run_id]
    if others and is_waiting(others):
        raise RefusedError(
            f"a run of the close asks about {month.month:%Y-%m} already ({others[-1]}): answer its required action, "
            "or mark the run as failed"
        )


def _too_early(month: Month) -> str:
    if not month.is_over:
        return f"{month.month:%Y-%m} is not over: it is closed once its last day, {month.last}, is settled and judged"
    return f"{month.unjudged} day(s) of {month.month:%Y-%m} have no verdict: a month is closed when all are judged"


def _close(connection: Connection, month: Month, signed: list[Signature], now: datetime, due_days: int) -> MonthClose:
    due = month.last + timedelta(days=due_days)
    standing = _standing(connection, month, signed)
    state = _state(month, standing)
    lost = next((one for one in reversed(signed) if one.role in (BY_RULE, SignOffRole.REVIEWED)), None)
    if lost is not None and state not in DONE:
        state = CloseState.PREPARED if state is CloseState.PREPARED else CloseState.TAKEN_BACK
    is_late = state not in DONE and now.astimezone(UTC).date() > due
    return MonthClose(month, state, standing, None if state in DONE else lost, due, is_late)


def _standing(connection: Connection, month: Month, signed: list[Signature]) -> dict[str, Signature]:
    """The signatures about the verdicts as they are. Held against their digest each time: a verdict that was written
    while somebody signed may have a lower number than one that was signed."""
    return stands(signed, content_of(connection, month.period)) if signed else {}


def _state(month: Month, standing: dict[str, Signature]) -> CloseState:
    if not month.is_over:
        return CloseState.RUNNING
    if month.unjudged:
        return CloseState.NOT_JUDGED
    if BY_RULE in standing:
        return CloseState.BY_RULE
    if {SignOffRole.PREPARED, SignOffRole.REVIEWED} <= standing.keys():
        return CloseState.CERTIFIED
    return CloseState.PREPARED if SignOffRole.PREPARED in standing else CloseState.TO_SIGN
