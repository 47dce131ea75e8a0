"""What a run of the close asks people, and what it does with an answer.

Rests on decisions 106 and 125.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import SignOffRole
from binrecon.reporting.close_request import CloseRequest, request_of
from binrecon.services.month_close import DONE, close_of
from binrecon.services.resolutions import refuse_unknown
from binrecon.services.sign_off import Signing, sign_once
from binrecon.storage.breaks import breaks, looked_at
from binrecon.storage.sign_offs import content_of
from binrecon.storage.transactions import consistent_read


@dataclass(frozen=True)
class AnsweredClose:
    """A person's answer: they sign the month in this role; `digest` is that of the verdicts that they were shown."""

    email: str
    month: date
    role: SignOffRole
    comment: str
    digest: str


def question(
    engine: Engine, roster: Roster, email: str, month: date, role: SignOffRole, now: datetime
) -> CloseRequest | None:
    """What to ask for the signature of this role; None where it stands already, or nothing is left to be signed.
    Raises RefusedError for an account or month that is not known."""
    refuse_unknown(roster, email)
    with consistent_read(engine) as connection:
        found = close_of(connection, email, month, now, roster.settings.close_due_days)
        if found.state in DONE or role in found.standing:
            return None
        named = looked_at([email], newest_settled_day(now), found.month.first, found.month.last)
        digest = content_of(connection, found.month.period).digest
        prepared = found.standing.get(SignOffRole.PREPARED)
        listed = breaks(connection, named)
    return request_of(found.month, role, prepared, listed, digest, roster.settings.show_amounts)


def sign_month(
    engine: Engine, roster: Roster, answer: AnsweredClose, author: str, run_id: str, now: datetime
) -> dict[str, Any]:
    """Sign the month in the name of the person, whole or not at all and once a run; gives what was signed.

    Raises ChangedSinceError where the verdicts are not those any more that were shown or prepared, SamePersonError
    where the preparer reviews, RefusedError for anything else that cannot be signed.
    """
    with consistent_read(engine) as connection:
        found = close_of(connection, answer.email, answer.month, now, roster.settings.close_due_days)
    signing = Signing(found.month.period, answer.role, answer.comment, answer.digest)
    return sign_once(engine, roster, signing, author, run_id)
