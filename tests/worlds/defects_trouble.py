"""What is wrong in the lists of the world of planted defects: each trouble in coins of its own, so that one hides no
other."""

from __future__ import annotations

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    Convert,
    Deposit,
    FamilyTransfer,
    Invisible,
    Scenario,
    WalletTransfer,
    Withdrawal,
    units,
)  # fmt: skip
from tests.worlds.defects_trouble_causes import unrelated
from tests.worlds.defects_world import D1, D2, D3, DAYS, MAIN, SUB, THIRD, clean_world, fill

SECOND_RUN = D3 + 2 * DAY + 1
"""When the run of the last day is under way, those before it through."""


def troubled_world() -> Scenario:
    scenario = Scenario(clean_world())
    _lists(scenario)
    _balances(scenario)
    _unread(scenario)
    unrelated(scenario)
    return scenario


def _lists(scenario: Scenario) -> None:
    """Rows that never come, come late, come twice, tell one end only, or say one unit more."""
    add = scenario.world.add
    scenario.hide(add(Deposit("50", MAIN, "SOL", units("25"), ((D2 + HOUR, 1),))))
    scenario.delay(add(Deposit("51", SUB, "LTC", units("5"), ((D1 + HOUR, 1),))), SECOND_RUN)
    add(Withdrawal("later", SUB, "XRP", units("6"), units("1"), ((D1 + 5 * HOUR, 4), (SECOND_RUN, 5))))
    scenario.duplicate(add(Deposit("52", SUB, "LTC", units("6"), ((D2 + HOUR, 1),))))
    scenario.hide_end(add(FamilyTransfer(9020, MAIN, SUB, "TRX", units("35.4321"), D1 + 3 * HOUR)), SUB)
    scenario.alter(add(Deposit("53", SUB, "DOGE", units("6"), ((D2 + HOUR, 1),))), amount=units("6") + 1)


def _balances(scenario: Scenario) -> None:
    """Money that moved otherwise than its record says: paid elsewhere, over midnight, without effect, one unit off, in
    two ways at once."""
    add = scenario.world.add
    add(Convert(7100, SUB, "LINK", units("5.4321"), "DOT", units("3.2109"), D2 + HOUR, wallet="FUNDING"))
    pending = ((D1 + HOUR, 0),)
    scenario.alter(add(Deposit("60", THIRD, "TRX", units("31"), (*pending, (D1 + 2 * HOUR, 1)))), history=pending)
    add(Deposit("61", THIRD, "LINK", units("32"), pending))
    add(Invisible("nearly", THIRD, "LINK", units("32") + 1, D1 + 2 * HOUR))
    for number in ("62", "63"):
        add(Deposit(number, THIRD, "AVAX", units("33"), pending))
    add(Invisible("either", THIRD, "AVAX", units("33"), D1 + 2 * HOUR))
    add(Convert(7300, SUB, "UNI", units("5.1357"), "AVAX", units("3.2468"), D2 + 2 * HOUR))
    add(Invisible("undone", SUB, "UNI", units("5.1357"), D2 + 3 * HOUR))
    add(Withdrawal("late", SUB, "ATOM", units("9.8765"), units("1"), ((D1 + 4 * HOUR, 2), (D2 + 4 * HOUR, 5))))
    early = add(WalletTransfer(9200, SUB, "MAIN_FUNDING", "ADA", units("5.6789"), D2 + 10 * MINUTE))
    scenario.alter(early, time=D2 - 10 * MINUTE)
    add(Deposit("64", THIRD, "UNI", units("34.5678"), ((D2 + HOUR // 2, 1),)))
    scenario.cut_late(THIRD, DAYS[0], HOUR)


def _unread(scenario: Scenario) -> None:
    """A pair that is refused, rows that cannot be read, a snapshot that is missing."""
    add = scenario.world.add
    add(fill(3, 700, THIRD, D2 + HOUR))
    add(Convert(7200, THIRD, "ADA", units("5"), "XRP", units("3"), D1 + HOUR, wallet="FUNDING"))
    scenario.refuse_symbol(THIRD, "ADAXRP")
    scenario.spoil(add(Deposit("70", THIRD, "SOL", units("1"), ((D2 + HOUR, 1),))), amount="0.1234567890123456789")
    scenario.spoil(add(Deposit("71", THIRD, "DOGE", units("2"), ((D2 + 2 * HOUR, 0),))), status=99)
    scenario.no_snapshot(THIRD, DAYS[2])
