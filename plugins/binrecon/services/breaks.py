"""What a person says of a break, once a run: who deals with it, until when, a comment.

Rests on decision 124.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.services.resolutions import refuse_unknown
from binrecon.storage.breaks import BreakPlace, Remark, add_remark, break_at
from binrecon.storage.resolutions import RefusedError, done_by, log_done


@dataclass(frozen=True)
class Saying:
    """What is said, and of which break: the place names any of its days."""

    place: BreakPlace
    remark: Remark


def say_once(engine: Engine, roster: Roster, wanted: Saying, author: str, run_id: str, newest: date) -> dict[str, Any]:
    """Say it in the name of the author, whole or not at all and once a run; gives what was touched. `newest` is the
    newest settled day. Raises RefusedError where there is no such break, and where nothing is said."""
    refuse_unknown(roster, wanted.place.email)
    if wanted.remark == Remark():
        raise RefusedError("nothing is said: give an owner, a due day or a comment")
    with engine.begin() as connection:
        done = done_by(connection, run_id)
        if done is not None:
            return done
        place = wanted.place
        if break_at(connection, place, newest) is None:
            what = f"{place.asset} {place.measure}".strip() or "the day as a whole"
            raise RefusedError(f"{what} is neither open nor unproved on {place.day} in {place.wallet}: it is no break")
        number = add_remark(connection, place, wanted.remark, author)
        said = {"account": place.email, "day": place.day.isoformat(), "wallet": place.wallet, "break_event": number}
        log_done(connection, author, run_id, said)
        return said
