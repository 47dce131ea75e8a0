"""How values are written on a page: amounts exact, USD rounded and marked as such, times in UTC, verdicts as sign and
word."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal

from binrecon.domain.money import CONTEXT, plain
from binrecon.domain.vocabulary import Verdict

SIGNS = {
    Verdict.PROVED: "✓",
    Verdict.EXPLAINED: "i",
    Verdict.OPEN: "!",
    Verdict.UNPROVED: "?",
}
"""Beside the colour, never instead of the word."""
NOTHING = "–"
_CENT = Decimal("0.01")


def amount(value: Decimal | None) -> str:
    """An amount with every digit it has and no more; a dash where there is none."""
    return NOTHING if value is None else plain(value)


def signed(value: Decimal | None) -> str:
    """The same with a plus before what is above zero: a variance has a direction."""
    written = amount(value)
    return f"+{written}" if value is not None and value > 0 else written


def usd(value: Decimal | None) -> str:
    """A value in USD to the cent, marked as rounded where it is; a dash where no price is known."""
    if value is None:
        return NOTHING
    rounded = value.quantize(_CENT, ROUND_HALF_EVEN, CONTEXT)
    return f"{'' if rounded == value else '≈ '}{rounded:,}"


def moment(value: datetime | None) -> str:
    """A moment in UTC to the second."""
    return NOTHING if value is None else f"{value:%Y-%m-%d %H:%M:%S}"


def midnight(day: date) -> datetime:
    """The moment when a UTC day begins."""
    return datetime.combine(day, time(), UTC)


def sign(verdict: str) -> str:
    """The sign of a verdict; of an account-day that no run has judged a dot."""
    return SIGNS.get(Verdict(verdict), "·") if verdict else "·"


def words(name: str) -> str:
    """A stored kind as words: `convert_elsewhere` reads "convert elsewhere"."""
    return name.replace("_", " ")


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 day", "3 days"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


FILTERS = {
    "amount": amount,
    "signed": signed,
    "usd": usd,
    "moment": moment,
    "midnight": midnight,
    "sign": sign,
    "words": words,
    "count": count,
}
