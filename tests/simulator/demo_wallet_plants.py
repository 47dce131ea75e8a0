"""Troubles of the demo in the wallets besides SPOT, each of a kind that belongs to its wallet."""

from collections.abc import Iterator
from datetime import date

from .clock import HOUR, SECOND, start_of
from .demo_plant import Plant
from .demo_wallets import NextId
from .events import WalletTransfer
from .products.futures import FuturesIncome
from .scenario import Scenario
from .units import units

READ_BY_US = ("ISOLATED_MARGIN", "COIN_FUTURE", "OPTION")
"""Wallets without a snapshot: their balances are read at midnights."""
_AT_ONCE, _LATE = 11 * SECOND, 3 * HOUR + 11 * SECOND
_MIDDLE = 2


def wallet_plants(scenario: Scenario, email: str, days: list[date], next_id: NextId) -> Iterator[Plant]:
    """Put them into the world and what is told of it."""
    yield from _ends(scenario, email, days[0], next_id)
    yield from _incomes(scenario, email, days, next_id)
    yield from _loan(scenario, email, days)
    yield from _readings(email, days)


def readings(days: list[date]) -> dict[date, int]:
    """The day that ended -> when its end is read (ms): nobody read the midnight before the first day, and one reading
    came three hours late."""
    return {day: start_of(day) + 24 * HOUR + (_LATE if nth == _MIDDLE else _AT_ONCE) for nth, day in enumerate(days)}


def _ends(scenario: Scenario, email: str, day: date, next_id: NextId) -> Iterator[Plant]:
    """Money that left SPOT for futures, and no income tells that it came."""
    moment = start_of(day) + 15 * HOUR
    move = WalletTransfer(next_id(), email, "MAIN_UMFUTURE", "USDT", units("93.107"), moment)
    scenario.world.add(move)
    for income in scenario.incomes_of(move):
        scenario.hide(income)
    note = "a transfer to futures whose arrival no income tells"
    yield Plant(email, day, "USDT", "lost_end", "explained", note, "FUTURES")


def _incomes(scenario: Scenario, email: str, days: list[date], next_id: NextId) -> Iterator[Plant]:
    """One that the list does not show, and one of a type that no document names, which counts."""
    hidden = {"type": "REFERRAL_KICKBACK", "asset": "BNB", "amount": units("0.0361"), "tran_id": next_id()}
    scenario.hide(scenario.world.add(FuturesIncome(email=email, time=start_of(days[1]) + 10 * HOUR, **hidden)))
    yield Plant(email, days[1], "BNB", "hidden_income", "open", "income that its list does not show", "FUTURES")
    named = {"type": "EVENT_CONTRACTS_PAYOUT", "asset": "USDT", "amount": units("8.25"), "tran_id": next_id()}
    scenario.world.add(FuturesIncome(email=email, time=start_of(days[1]) + 14 * HOUR, **named))
    note = "income of a type that no document names: it counts"
    yield Plant(email, days[1], "USDT", "unknown_kind", "proved", note, "FUTURES")


def _loan(scenario: Scenario, email: str, days: list[date]) -> Iterator[Plant]:
    """The snapshot of one day shows another loan than there was; the balance beside it is proved."""
    scenario.shift_snapshot(email, days[_MIDDLE], "USDT", units("15"), "MARGIN", "loan")
    note = "a loan that the snapshot shows too large, beside a proved balance"
    for day in days[_MIDDLE : _MIDDLE + 2]:
        yield Plant(email, day, "USDT", "other_loan", "open", note, "MARGIN", "loan")


def _readings(email: str, days: list[date]) -> Iterator[Plant]:
    """What is missing or late at their midnights, of every asset of these wallets."""
    for wallet in READ_BY_US:
        note = f"nobody read the wallet at the midnight before {days[0]}"
        yield Plant(email, days[0], None, "no_reading", "unproved", note, wallet)
        note = "a midnight that was read three hours late: as exact, and said"
        for day in days[_MIDDLE : _MIDDLE + 2]:
            yield Plant(email, day, None, "late_reading", "proved", note, wallet)
