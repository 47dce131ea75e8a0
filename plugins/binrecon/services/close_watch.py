"""The hourly look at closes: certifies what the rule can, takes back certificates whose verdicts changed, tells what is
late, and says which months people are to be asked to sign.

Rests on decisions 125 and 126.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from binrecon.config.accounts import Account, Roster
from binrecon.domain.messages import Message
from binrecon.domain.settlement import newest_settled_day
from binrecon.reporting.close_messages import past_due_message, taken_back_message
from binrecon.services.day_messages import Deliver, names_of
from binrecon.services.month_close import (
    RULE,
    WAITING,
    CloseState,
    IsWaiting,
    MonthClose,
    asked_of,
    certify_by_rule,
    closes,
    oldest_month,
)
from binrecon.storage.breaks import Break, breaks, looked_at
from binrecon.storage.closes import TAKEN_BACK, AskedClose, log_close
from binrecon.storage.sign_offs import changed_since, content_of
from binrecon.storage.transactions import consistent_read

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ToAsk:
    """A month that people are to be asked to sign, the digest of its verdicts, and how many runs asked about these
    already, before others took their place for a time."""

    email: str
    month: date
    digest: str
    before: int


@dataclass(frozen=True)
class _Seen:
    """One account's months as they were read, what was asked about them, and the breaks past their due day."""

    closes: tuple[MonthClose, ...]
    asked: tuple[AskedClose, ...]
    past_due: tuple[Break, ...]


def look_at_closes(
    engine: Engine, roster: Roster, now: datetime, deliver: Deliver, is_waiting: IsWaiting
) -> list[ToAsk]:
    """Look at every account's months of the last year; returns those that people are to be asked about."""
    to_ask: list[ToAsk] = []
    late: list[MonthClose] = []
    past_due: list[Break] = []
    for account in roster.accounts:
        for month in certify_by_rule(engine, account.email, now, roster.settings.close_due_days):
            log.info("%s of %s is certified by the rule", f"{month:%Y-%m}", account.email)
        seen = _look(engine, account, now, roster.settings.close_due_days)
        deliver(_taken_back(engine, roster, seen))
        wanted = [one for one in seen.closes if _is_wanted(one, seen)]
        late += [one for one in wanted if one.is_late]
        past_due += seen.past_due
        to_ask += _to_ask(engine, wanted, seen.asked, is_waiting)
    _tell_late(roster, now, late, past_due, deliver)
    return to_ask


def _look(engine: Engine, account: Account, now: datetime, due_days: int) -> _Seen:
    newest, today, emails = newest_settled_day(now), now.astimezone(UTC).date(), [account.email]
    with consistent_read(engine) as connection:
        found = breaks(connection, looked_at(emails, newest))
        return _Seen(
            tuple(closes(connection, emails, now, due_days, oldest_month(now))),
            tuple(asked_of(connection, emails, now)),
            tuple(one for one in found if one.due is not None and one.due < today),
        )


def _is_wanted(one: MonthClose, seen: _Seen) -> bool:
    """Whether somebody waits for the close of a month: the newest that is over, and any that was asked about or
    certified. Older ones of an account that was caught up are not asked about by themselves."""
    if one.state in (CloseState.RUNNING, CloseState.BY_RULE, CloseState.CERTIFIED):
        return False
    newest = next(other for other in seen.closes if other.month.is_over)
    return one is newest or one.taken_back is not None or one.month.month in {was.month for was in seen.asked}


def _to_ask(
    engine: Engine, wanted: Sequence[MonthClose], asked: Sequence[AskedClose], is_waiting: IsWaiting
) -> list[ToAsk]:
    """Not while a run waits for an answer, and not about the verdicts that the last run asked about. Not before the
    next day is judged: what lies on a month's last midnight is explained by that day; from the due day on no more is
    waited for."""
    found = []
    for one in wanted:
        if one.state not in WAITING or one.month.unjudged or not (one.month.beyond or one.is_late):
            continue
        mine = [was for was in asked if was.month == one.month.month]
        with consistent_read(engine) as connection:
            digest = content_of(connection, one.month.period).digest
        if not mine or (mine[-1].digest != digest and not is_waiting([was.run_id for was in mine])):
            before = sum(was.digest == digest for was in mine)
            found.append(ToAsk(one.month.email, one.month.month, digest, before))
    return found


def _taken_back(engine: Engine, roster: Roster, seen: _Seen) -> list[Message]:
    """The messages about certificates that are taken back; each is logged once."""
    messages = []
    for one in seen.closes:
        if one.taken_back is None:
            continue
        detail = {"month": one.month.month.isoformat(), "sign_off": one.taken_back.id}
        with engine.begin() as connection:
            if log_close(connection, one.month.email, RULE, TAKEN_BACK, detail):
                log.warning("the certificate of %s of %s is taken back", f"{one.month.month:%Y-%m}", one.month.email)
            newer = changed_since(connection, one.month.period, one.taken_back)
        messages.append(taken_back_message(one.month, one.taken_back, newer, names_of(roster)))
    return messages


def _tell_late(
    roster: Roster, now: datetime, late: Sequence[MonthClose], past_due: Sequence[Break], deliver: Deliver
) -> None:
    months = [(one.month, one.due) for one in late]
    for month, due in months:
        log.warning("%s of %s is not certified, due %s", f"{month.month:%Y-%m}", month.email, due)
    message = past_due_message(now.astimezone(UTC).date(), months, past_due, names_of(roster))
    if message is not None:
        deliver([message])
