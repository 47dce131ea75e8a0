"""What people do about open assets and errors: each act is checked, written and logged in one transaction, once a
run."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from binrecon.config.accounts import Roster, Settings
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import part_resolved
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.money import plain
from binrecon.storage.error_queue import open_errors, resolve_errors
from binrecon.storage.resolutions import (
    ACTIVE,
    Proposal,
    RefusedError,
    Resolution,
    Standing,
    approve,
    done_by,
    listed,
    log_done,
    log_look,
    propose,
    standing,
    withdraw,
)

log = logging.getLogger(__name__)

ALONE = "; proposed before a second person had to approve: to have it approved, withdraw it and have it proposed again"


@dataclass(frozen=True)
class Approval:
    """A second person's yes to a resolution; the reason may be empty."""

    resolution_id: int
    reason: str


@dataclass(frozen=True)
class Withdrawal:
    """A resolution is taken out of force."""

    resolution_id: int
    reason: str


@dataclass(frozen=True)
class DealtWith:
    """The errors from the first id to the last are dealt with; the reason says how."""

    first_id: int
    last_id: int
    reason: str


Act = Proposal | Approval | Withdrawal | DealtWith


def act_once(engine: Engine, roster: Roster, act: Act, author: str, run_id: str, at: datetime) -> dict[str, Any]:
    """Do it, whole or not at all and once a run, in the name of the author; gives what was touched, as tasks hand it
    on: an account-day by its parts, or a count of errors. A second try, after the first one died with its work done,
    gives what that one wrote. Raises RefusedError where it cannot be done; the sentence says why."""
    with engine.begin() as connection:
        done = done_by(connection, run_id)
        if done is not None:
            log.warning("an earlier try of this run already did what the form asks: nothing more is written")
            return done
        touched = _do(connection, roster, act, author, at)
        log_done(connection, author, run_id, touched)
        return touched


def show(engine: Engine, roster: Roster, email: str | None, author: str, at: datetime) -> dict[str, Any]:
    """Write the resolutions and the open errors of an account, or of all, into the log, amounts only where the settings
    show them; what people typed is quoted. Gives how many there are."""
    with engine.begin() as connection:
        resolutions, errors = listed(connection, at, email), open_errors(connection, email)
        for one in resolutions:
            log.info("%s", _line(one, roster.settings))
        if email and not resolutions and not errors:
            refuse_unknown(roster, email)
        for error in errors:
            when = error.at.isoformat(" ", "seconds")
            log.info("error %d, %s, %r: %s %r", error.id, when, error.email, error.type, error.message)
        log_look(connection, author, email)
    return {"resolutions": len(resolutions), "errors": errors[0].waiting if errors else 0}


def refuse_unknown(roster: Roster, email: str) -> None:
    """Raise RefusedError for an account that the accounts file does not have: a mistyped one must not read as one of
    which nothing is known."""
    try:
        roster.account(email)
    except ConfigurationError as error:
        raise RefusedError(str(error)) from None


def _do(connection: Connection, roster: Roster, act: Act, author: str, at: datetime) -> dict[str, Any]:
    match act:
        case Proposal():
            return _propose(connection, roster, act, author, at)
        case Approval():
            found = approve(connection, act.resolution_id, author, act.reason, at)
        case Withdrawal():
            found = withdraw(connection, act.resolution_id, author, act.reason, at)
        case DealtWith():
            return {"resolved_errors": resolve_errors(connection, act.first_id, act.last_id, act.reason, author)}
    return _touched(found.id, found.account_day)


def _propose(connection: Connection, roster: Roster, claim: Proposal, author: str, at: datetime) -> dict[str, Any]:
    refuse_unknown(roster, claim.account_day.email)
    second = roster.settings.second_person
    written = propose(connection, claim, author, second, at)
    log.info("resolution %d is written%s", written, "; it waits for approval" if second else "")
    found = standing(connection, claim, at)
    if found.rest:
        log.warning("resolution %d: %s", written, _part(found, roster.settings.show_amounts))
    return _touched(written, claim.account_day)


def _part(found: Standing, amounts: bool) -> str:
    """What a proposal that is not for all of the variance leaves, loudly; amounts only where they may be shown."""
    beyond = (found.rest > 0) != (found.variance > 0)
    said = ""
    if amounts:
        waits = f", {plain(found.waiting)} of it once approved" if found.waiting else ""
        said = f": {part_resolved(found.variance, found.claimed)}{waits}"
    return (
        f"{'MORE THAN THE VARIANCE' if beyond else 'ONLY A PART OF THE VARIANCE'}{said}; the asset stays open until "
        "resolutions and "
        "records add up to the variance exactly"
    )


def _line(one: Resolution, settings: Settings) -> str:
    amount = f" {plain(one.amount)}" if settings.show_amounts else ""
    until = f" until {one.expires_at:%Y-%m-%d}" if one.expires_at else ""
    wallet = f"{one.account_day.beside_spot} " if one.account_day.beside_spot else ""
    others = "".join(
        f", {what} by {name!r}"
        for what, name in (("approved", one.approved_by), ("withdrawn", one.withdrawn_by))
        if name
    )
    alone = settings.second_person and one.state == ACTIVE and one.approved_by is None
    return (
        f"resolution {one.id} is {one.state}: {one.email}, {one.date}, {wallet}{one.cell}{amount}, {one.kind}{until}, "
        f"by {one.author!r}{others}: {one.reason!r}{ALONE if alone else ''}"
    )


def _touched(resolution_id: int, account_day: AccountDay) -> dict[str, Any]:
    day = account_day.day.isoformat()
    return {"resolution": resolution_id, "account": account_day.email, "day": day, "wallet": str(account_day.wallet)}
