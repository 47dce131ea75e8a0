"""What the documents leave open of keys, kinds of account, the hour of snapshots and of exercises."""

from __future__ import annotations

from datetime import date, timedelta

from binrecon.domain.meanings import Meaning
from binrecon.probing import looks
from binrecon.probing.fields import day_of, text, time_of
from binrecon.probing.question import (
    Found,
    Look,
    Looked,
    OpenQuestion,
    Sighting,
    as_assumed,
    otherwise,
)
from binrecon.probing.questions.margin import depth
from binrecon.probing.settling import refusal_of

SNAPSHOTS = (looks.SPOT_SNAPSHOT, looks.MARGIN_SNAPSHOT, looks.FUTURES_SNAPSHOT)
EXERCISES = ("EXERCISE_PNL", "EXERCISE_FEE")


def futures_by_reading(looked: Looked) -> Sighting | None:
    """Whether a key that only reads is answered by the host of USD-M futures."""
    return _by_reading(looked, looks.UM_BALANCE, "enableFutures")


def coin_futures_by_reading(looked: Looked) -> Sighting | None:
    """The same of coin-margined futures."""
    return _by_reading(looked, looks.CM_ACCOUNT, "enableFutures")


def options_by_reading(looked: Looked) -> Sighting | None:
    """The same of options."""
    return _by_reading(looked, looks.OPTION_ACCOUNT, "enableVanillaOptions")


def _by_reading(looked: Looked, look: Look, right: str) -> Sighting | None:
    """A refusal tells of the right only where the key lacks it and no portfolio margin stands in the way."""
    rights, found = looked[looks.RIGHTS.name].document, looked[look.name]
    without = isinstance(rights, dict) and rights.get(right) is False
    if found.answered:
        return as_assumed(f"a key without {right} is answered") if without else None
    refused = found.refused
    if (
        refused is None
        or refused.meaning is not Meaning.KEY
        or not without
        or _in_portfolio_margin(looked) is not False
    ):
        return refusal_of([found])
    return otherwise(
        f"a key without {right} is refused (HTTP {refused.status}, code {refused.code})",
        f"where the account has that wallet, allow {right} for its key, with an IP restriction",
    )


def _in_portfolio_margin(looked: Looked) -> bool | None:
    """Whether the account is under portfolio margin; None where that is not told."""
    info = looked[looks.INFO.name].document
    told = info.get("isPortfolioMarginRetailEnabled") if isinstance(info, dict) else None
    return told if isinstance(told, bool) else None


def snapshots_in_portfolio_margin(looked: Looked) -> Sighting | None:
    """Which snapshots an account under portfolio margin still gets."""
    if not _in_portfolio_margin(looked):
        return None
    told = {look.key: _snapshots(looked[look.name]) for look in SNAPSHOTS}
    seen = ", ".join(f"{kind} {word}" for kind, word in told.items())
    if all(one == "answers with rows" for one in told.values()):
        return as_assumed(seen)
    return otherwise(seen, "these wallets have no day-end witness: own readings of the account have to take its place")


def _snapshots(found: Found) -> str:
    if found.refused is not None:
        return f"is refused (code {found.refused.code})"
    return "answers with rows" if found.rows else "answers without rows"


def hour_of_snapshots(looked: Looked) -> Sighting | None:
    """Which snapshots of yesterday are there at the hour of asking."""
    known = {look.key: looked[look.name] for look in SNAPSHOTS if looked[look.name].rows}
    if not known:
        return None
    there = {kind: _newest_day(found) for kind, found in known.items()}
    at = max(found.at for found in known.values() if found.at is not None)
    yesterday = at.date() - timedelta(days=1)
    words = ", ".join(f"{kind} {'is there' if day == yesterday else 'is not there'}" for kind, day in there.items())
    seen = f"at {at:%H}:{at:%M} UTC that of yesterday: {words}"
    if all(day is not None and day >= yesterday - timedelta(days=1) for day in there.values()):
        return as_assumed(seen, "probe at another hour to narrow it down")
    return otherwise(f"{seen}; that of two days ago is missing too", "T+2 02:00 is too early for this wallet")


def _newest_day(found: Found) -> date | None:
    days = [day for row in found.rows if (day := day_of(row, "updateTime")) is not None]
    return max(days, default=None)


def depth_of_coin_income(looked: Looked) -> Sighting | None:
    """How far back the income of coin-margined futures is listed."""
    return depth([looked[look.name] for look in looks.OLD_CM_INCOMES])


def hour_of_exercise(looked: Looked) -> Sighting | None:
    """At which hours options are exercised."""
    billed = [row for row in looked[looks.OPTION_BILL.name].rows if text(row, "type") in EXERCISES]
    times = [time_of(row, "createDate") for row in (*looked[looks.OPTION_EXERCISES.name].rows, *billed)]
    hours = sorted({f"{at:%H}:{at:%M}" for at in times if at is not None})
    if not hours:
        return None
    seen = f"exercised at {', '.join(hours[:6])} UTC"
    if "00:00" in hours:
        return otherwise(seen, "a record of midnight may be inside the reading before it: it is a cut risk")
    return as_assumed(seen)


QUESTIONS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "4a",
        "Does fapi answer a key that only reads?",
        "yes: a right besides reading is refused",
        (looks.RIGHTS, looks.INFO, looks.UM_BALANCE),
        futures_by_reading,
        "a key without enableFutures",
        refusal_tells=True,
    ),
    OpenQuestion(
        "4b",
        "Does dapi answer a key that only reads?",
        "yes: a right besides reading is refused",
        (looks.RIGHTS, looks.INFO, looks.CM_ACCOUNT),
        coin_futures_by_reading,
        "a key without enableFutures",
        refusal_tells=True,
    ),
    OpenQuestion(
        "4c",
        "Does eapi answer a key that only reads?",
        "yes: a right besides reading is refused",
        (looks.RIGHTS, looks.INFO, looks.OPTION_ACCOUNT),
        options_by_reading,
        "a key without enableVanillaOptions",
        refusal_tells=True,
    ),
    OpenQuestion(
        "5c",
        "When does the snapshot of a day appear?",
        "by T+2 02:00; one missing a day later is missing for good",
        SNAPSHOTS,
        hour_of_snapshots,
        "snapshots of any wallet",
        refusal_tells=True,
    ),
    OpenQuestion(
        "12",
        "Does accountSnapshot answer under portfolio margin?",
        "yes; where it does not, the day is unproved",
        (looks.INFO, *SNAPSHOTS),
        snapshots_in_portfolio_margin,
        "an account under portfolio margin",
        refusal_tells=True,
    ),
    OpenQuestion(
        "13c",
        "How far back does the income of COIN-M reach?",
        "farther than any day that is collected",
        looks.OLD_CM_INCOMES,
        depth_of_coin_income,
        "incomes of coin-margined futures 100 days ago and before",
        refusal_tells=True,
    ),
    OpenQuestion(
        "13d",
        "At which hour are options exercised?",
        "08:00",
        (looks.OPTION_BILL, looks.OPTION_EXERCISES),
        hour_of_exercise,
        "an option exercised in the last 80 days",
    ),
)
