"""A small world of a main account and a sub with seven rows in every list, some of them in one millisecond."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from binrecon.domain.intervals import Interval, day_interval

from tests.simulator import (
    HOUR,
    Clock,
    Convert,
    Deposit,
    FamilyTransfer,
    Fill,
    Symbol,
    WalletTransfer,
    Withdrawal,
    World,
    start_of,
    units,
)

MAIN, SUB = "main+one@example.com", "sub@example.com"
FIRST, DAY_T, LAST = date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 5)
ROWS = 7
NOON = start_of(DAY_T) + 12 * HOUR


def day_of_world() -> Interval:
    """The day on which everything happens."""
    return day_interval(DAY_T)


def run_clock() -> Clock:
    """The time at which the day is due: two days later at 02:00."""
    return Clock(start_of(LAST) + 2 * HOUR)


def at(clock: Clock) -> datetime:
    return datetime.fromtimestamp(clock.now() / 1000, UTC)


def small_world() -> World:
    world = World(FIRST, LAST)
    world.add_account(MAIN)
    world.add_account(SUB)
    for name in ("BTCUSDT", "ETHUSDT"):
        world.add_symbol(Symbol(name, name[:3], "USDT", units("60000")))
    for email in (MAIN, SUB):
        world.open(email, "USDT", units("1000000"))
        world.open(email, "BTC", units("10"))
    for event in _events():
        world.add(event)
    return world


def _events() -> Iterator[object]:
    for email, base in ((MAIN, 1000), (SUB, 2000)):
        for n in range(ROWS):
            number, moment = base + n, NOON + n // 3
            yield Deposit(str(number), email, "USDT", units("10"), ((moment, 1),))
            yield Withdrawal(f"w{number}", email, "USDT", units("3"), units("1"), ((NOON + n * 1000, 6),))
            yield WalletTransfer(number, email, "MAIN_FUNDING", "USDT", units("2"), moment)
            yield Convert(number, email, "USDT", units("5"), "BTC", units("0.0001"), moment)
            yield _fill(email, number, moment, is_buyer=True)
        yield _fill(email, base + ROWS - 1, NOON + 2, is_buyer=False)
    for n in range(ROWS):
        sender, receiver = (MAIN, SUB) if n % 2 else (SUB, MAIN)
        yield FamilyTransfer(9000 + n, sender, receiver, "USDT", units("1"), NOON + n // 3)


def _fill(email: str, number: int, moment: int, *, is_buyer: bool) -> Fill:
    return Fill(
        "BTCUSDT",
        "BTC",
        "USDT",
        number,
        number * 10 + is_buyer,
        email,
        is_buyer,
        units("60000"),
        units("0.001"),
        units("60"),
        units("0.06"),
        "USDT",
        moment,
    )
