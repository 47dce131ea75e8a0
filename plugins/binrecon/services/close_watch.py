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
from binrecon.storage.closes import STANDS_AGAIN, TAKEN_BACK, AskedClose, Turn, log_close, turns
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
    """One account's months as they were read, what was asked about them, what became of their certificates, and the
    breaks past their due day."""

    closes: tuple[MonthClose, ...]
    asked: tuple[AskedClose, ...]
    turns: tuple[Turn, ...]
    past_due: tuple[Break, ...]

    def turns_of(self, one: MonthClose) -> list[Turn]:
        """Those of the month, the oldest first."""
        return [turn for turn in self.turns if turn.month == one.month.month]


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
        to_ask += _to_ask(engine, wanted, seen, is_waiting)
    _tell_late(roster, now, late, past_due, deliver)
    return to_ask


def _look(engine: Engine, account: Account, now: datetime, due_days: int) -> _Seen:
    newest, today, emails = newest_settled_day(now), now.astimezone(UTC).date(), [account.email]
    with consistent_read(engine) as connection:
        found = breaks(connection, looked_at(emails, newest))
        return _Seen(
            tuple(closes(connection, emails, now, due_days, oldest_month(now))),
            tuple(asked_of(connection, emails, now)),
            tuple(turns(connection, emails, oldest_month(now))),
            tuple(one for one in found if one.due is not None and one.due < today),
        )


def _is_wanted(one: MonthClose, seen: _Seen) -> bool:
    """Whether somebody waits for the close of a month: the newest that is over, and any that was asked about or
    certified. Older ones of an account that was caught up are not asked about by themselves."""
    if one.state in (CloseState.RUNNING, CloseState.BY_RULE, CloseState.CERTIFIED):
        return False
    newest = next(other for other in seen.closes if other.month.is_over)
    return one is newest or one.taken_back is not None or one.month.month in {was.month for was in seen.asked}


def _to_ask(engine: Engine, wanted: Sequence[MonthClose], seen: _Seen, is_waiting: IsWaiting) -> list[ToAsk]:
    """Not while a run waits for an answer, and not about the verdicts that the last run asked about, unless a
    certificate of others stood since. Not before the next day is judged: what lies on a month's last midnight is
    explained by that day; from the due day on no more is waited for."""
    found = []
    for one in wanted:
        if one.state not in WAITING or one.month.unjudged or not (one.month.beyond or one.is_late):
            continue
        mine = [was for was in seen.asked if was.month == one.month.month]
        stood = max((turn.number for turn in seen.turns_of(one) if turn.action == STANDS_AGAIN), default=0)
        with consistent_read(engine) as connection:
            digest = content_of(connection, one.month.period).digest
        is_new = not mine or mine[-1].digest != digest or mine[-1].number < stood
        if is_new and not (mine and is_waiting([was.run_id for was in mine])):
            before = sum(was.digest == digest for was in mine)
            found.append(ToAsk(one.month.email, one.month.month, digest, before))
    return found


def _taken_back(engine: Engine, roster: Roster, seen: _Seen) -> list[Message]:
    """The messages about certificates that are taken back; each time that one is, is logged once, and told once."""
    messages = []
    for one in seen.closes:
        mine = seen.turns_of(one)
        if one.taken_back is None:
            _note_standing(engine, one, mine)
            continue
        times = _times(mine, one.taken_back.id)
        with engine.begin() as connection:
            if log_close(connection, one.month.email, RULE, TAKEN_BACK, _detail(one, one.taken_back.id, times)):
                log.warning("the certificate of %s of %s is taken back", f"{one.month.month:%Y-%m}", one.month.email)
            newer = changed_since(connection, one.month.period, one.taken_back)
        messages.append(taken_back_message(one.month, one.taken_back, newer, names_of(roster), times))
    return messages


def _note_standing(engine: Engine, one: MonthClose, mine: Sequence[Turn]) -> None:
    """Log that a certificate which was taken back stands again, since the verdicts are those again that were signed: it
    may be taken back again, and people asked again about verdicts that they were asked about before."""
    if not mine or mine[-1].action != TAKEN_BACK or mine[-1].sign_off not in {was.id for was in one.standing.values()}:
        return
    detail = _detail(one, mine[-1].sign_off, _times(mine, mine[-1].sign_off))
    with engine.begin() as connection:
        if log_close(connection, one.month.email, RULE, STANDS_AGAIN, detail):
            log.info("the certificate of %s of %s stands again", f"{one.month.month:%Y-%m}", one.month.email)


def _times(mine: Sequence[Turn], sign_off: int) -> int:
    """Which time it is that this certificate is taken back, or was the last time: 1 for the first."""
    return 1 + sum(turn.action == STANDS_AGAIN and turn.sign_off == sign_off for turn in mine)


def _detail(one: MonthClose, sign_off: int, times: int) -> dict[str, object]:
    """What the log says beside the action: the first time as ever, so that it is not logged again."""
    detail: dict[str, object] = {"month": one.month.month.isoformat(), "sign_off": sign_off}
    return detail if times == 1 else {**detail, "times": times}


def _tell_late(
    roster: Roster, now: datetime, late: Sequence[MonthClose], past_due: Sequence[Break], deliver: Deliver
) -> None:
    months = [(one.month, one.due) for one in late]
    for month, due in months:
        log.warning("%s of %s is not certified, due %s", f"{month.month:%Y-%m}", month.email, due)
    message = past_due_message(now.astimezone(UTC).date(), months, past_due, names_of(roster))
    if message is not None:
        deliver([message])
