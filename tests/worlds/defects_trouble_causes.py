"""Unseen movements beside records that have nothing to do with them, each in a coin of its own: what must not be
explained."""

from __future__ import annotations

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    UNIT,
    Deposit,
    FamilyTransfer,
    Invisible,
    Scenario,
    WalletTransfer,
    Withdrawal,
    units,
)
from tests.worlds.defects_world import D1, D2, D3, MAIN, SUB, THIRD

ODD = UNIT // 1000 * 12_345 + 678_901
"""Nobody types it, and no other amount of the world is near it."""


def unrelated(scenario: Scenario) -> None:
    """Every record is listed as it happened; what moved unseen has its amount."""
    add, world = scenario.world.add, scenario.world
    for email, coin in (
        (SUB, "KAS"),
        (SUB, "TON"),
        (SUB, "NEAR"),
        (SUB, "APT"),
        (SUB, "SEI"),
        (SUB, "SUI"),
        (THIRD, "INJ"),
        (SUB, "TIA"),
        (SUB, "ARB"),
        (SUB, "OP"),
    ):
        world.open(email, coin, units("1000"))
    add(Deposit("80", SUB, "KAS", ODD, ((D1 + HOUR, 0),)))
    _unseen(scenario, SUB, "KAS", ODD, D1 + 5 * HOUR)
    add(WalletTransfer(9301, SUB, "MAIN_FUNDING", "TON", ODD, D3 + DAY - 10 * MINUTE))
    _unseen(scenario, SUB, "TON", ODD, D3 + 5 * HOUR)
    add(FamilyTransfer(9302, SUB, MAIN, "NEAR", ODD, D1 + 4 * HOUR, sender_type="USDT_FUTURE"))
    _unseen(scenario, SUB, "NEAR", -ODD, D1 + 5 * HOUR)
    add(Withdrawal("81", SUB, "APT", ODD - 7, 7, ((D1 + 4 * HOUR, 2), (D1 + 5 * HOUR, 5))))
    _unseen(scenario, SUB, "APT", -ODD, D1 + 6 * HOUR)
    add(Withdrawal("82", SUB, "SEI", units("3"), ODD, ((D1 + 4 * HOUR, 6),)))
    _unseen(scenario, SUB, "SEI", ODD, D1 + 6 * HOUR)
    for number in ("83", "84"):
        add(Deposit(number, SUB, "SUI", ODD, ((D1 + 4 * HOUR, 1),)))
    _unseen(scenario, SUB, "SUI", -ODD, D1 + 6 * HOUR)
    add(WalletTransfer(9303, THIRD, "MAIN_FUNDING", "INJ", ODD, D1 + DAY - 10 * MINUTE))
    _unseen(scenario, THIRD, "INJ", ODD, D1 + 5 * HOUR)
    _unseen(scenario, THIRD, "INJ", -ODD, D2 + 5 * HOUR)
    add(WalletTransfer(9304, SUB, "FUNDING_MAIN", "TIA", units("1000"), D2 + DAY - 10 * MINUTE))
    _unseen(scenario, SUB, "TIA", units("40"), D1 + 5 * HOUR)
    _unseen(scenario, SUB, "TIA", -units("1000"), D2 + 5 * HOUR)
    _unseen(scenario, SUB, "TIA", units("1000"), D3 + 5 * HOUR)
    for coin, numbers, away in (("ARB", ("87", "88"), ODD), ("OP", ("89",), ODD + 1)):
        for number in numbers:
            add(Withdrawal(number, SUB, coin, ODD - 7, 7, ((D1 + 4 * HOUR, 2), (D1 + 5 * HOUR, 5))))
        _unseen(scenario, SUB, coin, -away, D1 + 6 * HOUR)
        _unseen(scenario, SUB, coin, ODD, D2 + 6 * HOUR)


def _unseen(scenario: Scenario, email: str, coin: str, amount: int, moment: int) -> None:
    scenario.world.add(Invisible(f"unseen {coin} {moment}", email, coin, amount, moment))
