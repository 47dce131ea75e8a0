"""Read what may account for the open cells of an account-day, in the transaction that judges it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import DayResult
from binrecon.domain.investigation_input import (
    AROUND,
    LONE,
    LONGEST,
    PATIENCE,
    PENDING,
    InvestigationInput,
    RecordLeg,
    Resolution,
    Silent,
    Unanswered,
    Variances,
    day_after,
    day_before,
    utc_day,
)
from binrecon.domain.statements import UnmatchedEntry
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.coverage_gaps import rows
from binrecon.storage.plan import LEFT, LEFT_OF


def read_clues(connection: Connection, facts: DayFacts, result: DayResult) -> InvestigationInput:
    """The clues about the open cells of the judged day. Everything is read from the evidence as it stands and nothing from
    earlier verdicts, so that the order in which days are judged does not matter."""
    open_ = [asset_verdict for asset_verdict in result.asset_verdicts if asset_verdict.verdict is Verdict.OPEN]
    assets = [asset_verdict.cell.asset for asset_verdict in open_]
    lacking = [asset_verdict.variance.copy_negate() for asset_verdict in open_]
    named = {"email": facts.email, "day": facts.day, "wallet": str(facts.wallet), "assets": assets, "amounts": lacking}
    resolved = {**named, "id": None, "at": None}

    def movements(name: str) -> tuple[RecordLeg, ...]:
        return tuple(rows(connection, f"reconcile/clue_{name}.sql", named, _movements))

    transfers, near, ends = movements("transfers"), movements("near_cut"), movements("lone_ends")
    moving = sorted({*assets, *(leg.asset for leg in near)})
    today = {(j.cell.asset, facts.day): j.variance for j in result.asset_verdicts if j.variance is not None}
    return InvestigationInput(
        facts.day,
        tuple(open_),
        transfers,
        near,
        movements("exchanged"),
        movements("same_amount"),
        movements("charges"),
        ends,
        tuple(rows(connection, "reconcile/clue_resolutions.sql", resolved, _resolutions)),
        {**_variances(connection, facts, moving, _days(facts.day, transfers, ends)), **today},
        facts.closes,
        frozenset(name for (name,) in rows(connection, "reconcile/clue_read.sql", named)),
        tuple(rows(connection, "reconcile/clue_unanswered.sql", named, _unanswered)),
        tuple(rows(connection, "reconcile/clue_opposite_accounts.sql", named)),
        () if facts.statement is None else _unpaired(connection, facts, assets),
        dict(rows(connection, "reconcile/clue_unasked.sql", named)),
        _silent(connection, named),
        frozenset(asset for (asset,) in rows(connection, "reconcile/clue_untraded.sql", named)),
        {
            asset: (tuple(symbols), pairs)
            for asset, symbols, pairs in rows(connection, "reconcile/clue_refused.sql", named)
        },
    )


def _silent(connection: Connection, named: dict[str, Any]) -> tuple[Silent, ...]:
    found = rows(connection, "reconcile/clue_silent.sql", {**named, "left": LEFT, "left_of": LEFT_OF})
    return tuple(Silent(name, None if assets is None else frozenset(assets)) for name, assets in found)


def _unpaired(connection: Connection, facts: DayFacts, assets: list[str]) -> tuple[UnmatchedEntry, ...]:
    """Read only where a statement covers the day whole."""
    span = {"first": day_before(facts.day), "last": day_after(facts.day)}
    named = {"email": facts.email, "emails": [facts.email], "assets": assets, "day": facts.day, **span}
    return tuple(rows(connection, "reconcile/clue_statement.sql", named, lambda _: UnmatchedEntry._make))


def _days(day: date, transfers: Sequence[RecordLeg], ends: Sequence[RecordLeg]) -> set[date]:
    """Those around the day; those that a record's two times lie on; those on which a pending record may have come true, or a
    withdrawal that failed may have come back, and the one by which each of them must have."""
    days = {day + timedelta(days=n) for n in range(-AROUND, AROUND + 1)}
    for leg in transfers:
        booked = utc_day(leg.at)
        if leg.other_at:
            other = utc_day(leg.other_at)
            days |= {booked, other, day_before(other), day_after(other)}
        else:
            reach = LONGEST if leg.standing == PENDING else PATIENCE
            days |= {booked + timedelta(days=n) for n in range(reach + 1)}
    return days | ({day + timedelta(days=LONE)} if ends else set())


def _variances(connection: Connection, facts: DayFacts, assets: list[str], days: set[date]) -> Variances:
    """What is known of the assets on these days."""
    named = {"email": facts.email, "wallet": str(facts.wallet), "assets": assets, "days": sorted(days)}
    found = rows(connection, "reconcile/clue_variances.sql", named)
    return {(asset, day): variance for asset, day, variance in found}


def _movements(_: Any) -> Callable[[Sequence[Any]], RecordLeg]:
    return RecordLeg._make


def _resolutions(_: Any) -> Callable[[Sequence[Any]], Resolution]:
    return Resolution._make


def _unanswered(_: Any) -> Callable[[Sequence[Any]], Unanswered]:
    return Unanswered._make
