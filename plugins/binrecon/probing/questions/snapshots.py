"""What the documents leave open of day-end snapshots: labels, the cut of midnight, rows of zeros."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date

from binrecon.domain.money import ZERO
from binrecon.probing.fields import amount, day_of, rows_of, text, time_of
from binrecon.probing.looks import FUTURES_SNAPSHOT, INCOME
from binrecon.probing.question import Bearing, Found, Looked, OpenQuestion, Row, Sighting, as_assumed, otherwise
from binrecon.probing.rolling import Balances, Move, Rolled, fits, fits_somehow, rolled, telling

WALLET, MARGIN = "walletBalance", "marginBalance"
FUNDING = ("FUNDING_FEE", "SPECIAL_FUNDING_FEE")


def labels(looked: Looked) -> Sighting | None:
    """Which label rolls forward by the income, on days on which the two differ."""
    found = looked[FUTURES_SNAPSHOT.name]
    lines, other = futures_rolled(looked, WALLET), futures_rolled(looked, MARGIN)
    fit, other_fits = fits_somehow(lines), fits_somehow(other)
    if not lines or balances(found, WALLET) == balances(found, MARGIN) or (fit and other_fits):
        return None
    if fit:
        return as_assumed("walletBalance rolls forward by the income, marginBalance does not")
    if other_fits:
        return otherwise(
            "labels exchanged: marginBalance rolls forward by the income, walletBalance does not",
            "a person decides that marginBalance is the balance, before a day with a position is proved",
        )
    return otherwise("neither label rolls forward by the income", "a movement is missing: lay the CSVs beside the page")


def funding_at_midnight(looked: Looked) -> Sighting | None:
    """Whether the snapshot of a day holds the funding stamped at the midnight after it, by the label that fits."""
    ways = [futures_rolled(looked, label) for label in (WALLET, MARGIN)]
    return midnight(next((one for one in ways if fits_somehow(one)), ways[0]), "funding")


def midnight(lines: list[Rolled], what: str) -> Sighting | None:
    """What lines say of the charges of midnight, where they roll forward in one way."""
    told = len(telling(lines))
    if not told:
        return None
    if not fits_somehow(lines):
        return Sighting(Bearing.NOT_SEEN, f"not seen: {what} rolls forward in neither way", "a movement is missing")
    where = f"the snapshot of the day before, by {told} pair(s) of asset and day"
    if fits(lines, inside=False):
        return as_assumed(f"{what} of 00:00:00 is outside {where}")
    return otherwise(
        f"{what} of 00:00:00 is inside {where}", f"{what} of the first seconds has to count to the day before"
    )


def zero_rows(looked: Looked) -> Sighting | None:
    """Whether assets without a balance stand in the snapshots of futures."""
    return zeros(looked[FUTURES_SNAPSHOT.name], "assets", (WALLET, MARGIN))


def zeros(found: Found, listed: str, fields: tuple[str, ...]) -> Sighting | None:
    """Whether rows of zeros are listed; that they are left out shows in an asset that was there and is gone."""
    days = [list(rows_of(row, listed)) for row in found.rows]
    empty = sum(all(amount(row, name) == ZERO for name in fields) for rows in days for row in rows)
    if empty:
        return as_assumed(f"rows of zeros are listed: {empty} in {len(days)} snapshot(s)")
    names = [{text(row, "asset") for row in rows} for rows in days]
    gone = sum(not one <= other for one, other in itertools.pairwise(names))
    return as_assumed(f"an asset that comes to zero is left out: {gone} time(s)") if gone else None


def balances(found: Found, *labels: str, listed: str = "assets") -> dict[date, Balances]:
    """Day -> what stands under the labels together, by asset."""
    days: dict[date, Balances] = {}
    for snapshot in found.rows:
        day = day_of(snapshot, "updateTime")
        if day is not None:
            rows = rows_of(snapshot, listed)
            days[day] = {
                text(row, "asset"): sum((amount(row, label) or ZERO for label in labels), ZERO) for row in rows
            }
    return days


def futures_rolled(looked: Looked, label: str) -> list[Rolled]:
    """The days of the income between their snapshots, under one label. The last one has no known midnight."""
    income = looked[INCOME.name]
    days = income.window.days()[:-1] if income.window else []
    return rolled(balances(looked[FUTURES_SNAPSHOT.name], label), _incomes(income.rows), days)


def _incomes(rows: Iterable[Row]) -> Iterator[Move]:
    for row in rows:
        at, moved = time_of(row, "time"), amount(row, "income")
        if at is not None and moved is not None:
            yield Move(text(row, "asset"), at, moved, text(row, "incomeType") in FUNDING)


QUESTIONS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "1",
        "Is walletBalance of the FUTURES snapshot the balance without unrealised profit?",
        "yes, and it is rolled forward",
        (FUTURES_SNAPSHOT, INCOME),
        labels,
        "a day with an open position between two snapshots",
        whole=True,
    ),
    OpenQuestion(
        "2a",
        "Is funding of 00:00:00 inside the FUTURES snapshot of the day before?",
        "no: a day is [00:00, next 00:00)",
        (FUTURES_SNAPSHOT, INCOME),
        funding_at_midnight,
        "funding at midnight that differs from that of the next midnight",
        whole=True,
    ),
    OpenQuestion(
        "5b",
        "Are assets without a balance rows of the FUTURES snapshot?",
        "either: an asset that is absent holds nothing",
        (FUTURES_SNAPSHOT,),
        zero_rows,
        "an asset that came to zero",
    ),
)
