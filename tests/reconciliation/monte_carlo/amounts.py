"""Amounts as people type them, and odd ones as prices and balances make them."""

from __future__ import annotations

from decimal import Decimal
from random import Random

_TYPED = tuple(
    Decimal(text)
    for text in (
        "1",
        "2",
        "5",
        "10",
        "15",
        "20",
        "25",
        "30",
        "40",
        "50",
        "75",
        "100",
        "120",
        "150",
        "200",
        "250",
        "300",
        "400",
        "500",
        "600",
        "750",
        "800",
        "1000",
        "1200",
        "1500",
        "2000",
        "2500",
        "3000",
        "4000",
        "5000",
        "7500",
        "10000",
        "20000",
        "25000",
        "50000",
        "100000",
    )
)
_WEIGHTS = (
    2,
    2,
    4,
    10,
    3,
    8,
    4,
    4,
    3,
    10,
    2,
    16,
    1,
    4,
    10,
    4,
    6,
    3,
    12,
    2,
    2,
    2,
    18,
    1,
    4,
    10,
    3,
    5,
    2,
    8,
    1,
    8,
    3,
    1,
    3,
    2,
)


def amount(dice: Random, odd: float) -> Decimal:
    """One unsigned amount: odd in this share of the cases, in cents or to eight places, else one that people type."""
    if dice.random() >= odd:
        return dice.choices(_TYPED, _WEIGHTS)[0]
    if dice.random() < 0.5:
        return Decimal(dice.randrange(101, 500_000)).scaleb(-2)
    return Decimal(dice.randrange(10**6, 10**12)).scaleb(-8)


def signed(dice: Random, odd: float) -> Decimal:
    """The same with either sign."""
    drawn = amount(dice, odd)
    return drawn if dice.random() < 0.5 else -drawn
