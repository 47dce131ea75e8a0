"""Read what may account for the open cells of an account-day, in the transaction that judges it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from binrecon.cells import DayFacts, Judgement
from binrecon.clues import Clues, Movement, Variances, day_after, day_before, utc_day
from binrecon.storage.coverage_gaps import rows


def read_clues(connection: Connection, facts: DayFacts, open_: Sequence[Judgement]) -> Clues:
    """The clues about these cells of the day. Everything is read from the evidence as it stands and nothing from earlier
    verdicts, so that the order in which days are judged does not matter."""
    assets = [judgement.cell.asset for judgement in open_]
    named = {"email": facts.email, "day": facts.day, "assets": assets}
    movements = tuple(rows(connection, "reconcile/clue_transfers.sql", named, _movements))
    return Clues(facts.day, movements, _variances(connection, facts, assets, movements))


def _variances(
    connection: Connection, facts: DayFacts, assets: list[str], movements: Sequence[Movement]
) -> Variances:
    """From the first day that a record without effect lies on, at least the neighbours of the day."""
    first = min([day_before(facts.day), *(utc_day(leg.at) for leg in movements if not leg.effective)])
    span = {"first": first, "last": day_after(facts.day)}
    found = rows(connection, "reconcile/clue_variances.sql", {"email": facts.email, "assets": assets, **span})
    return {(asset, day): variance for asset, day, variance in found}


def _movements(_: Any) -> Callable[[Sequence[Any]], Movement]:
    return Movement._make
