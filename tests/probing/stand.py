"""A probe in front of the simulated exchange: an account with a futures position, funding at every midnight."""

from datetime import date, datetime

from binrecon.domain.intervals import from_ms
from binrecon.probing.asking import announced, look_at
from binrecon.probing.budget import ProbeBudget
from binrecon.probing.question import Found, Looked, OpenQuestion, Sighting
from binrecon.probing.questions.catalogue import QUESTIONS, looks_of
from binrecon.probing.settling import settled

from tests.exchange_client import Waits, client_of
from tests.simulator import (
    DAY,
    HOUR,
    UNIT,
    Clock,
    Exchange,
    FuturesFill,
    FuturesIncome,
    FuturesWays,
    Scenario,
    WalletTransfer,
    World,
    start_of,
    units,
)

MAIN = "main@example.com"
FIRST, LAST = date(2026, 11, 9), date(2026, 11, 20)
NOW = start_of(LAST) + 1 * DAY + 9 * HOUR
NOON = start_of(LAST) - 3 * DAY + 12 * HOUR
BY_NUMBER = {question.number: question for question in QUESTIONS}


def small_life() -> World:
    """Money in SPOT and FUTURES, nothing that happens."""
    world = World(FIRST, LAST)
    world.add_account(MAIN)
    world.open(MAIN, "USDT", units("100000"))
    world.open(MAIN, "USDT", units("50000"), "FUTURES")
    return world


def fill(number: int = 2059192, **fields: object) -> FuturesFill:
    usual: dict[str, object] = {
        "email": MAIN,
        "time": NOON + 412,
        "symbol": "BTCUSDT",
        "order_id": 25851813,
        "tran_id": 9689322400 + number,
        "buyer": True,
        "price": units("60000"),
        "qty": units("0.5"),
        "commission": units("12.25625"),
    }
    return FuturesFill(**{**usual, "number": number, **fields})


def income(kind: str, moment: int, amount: int = -UNIT, number: int = 771234567, **fields: object) -> FuturesIncome:
    return FuturesIncome(email=MAIN, time=moment, type=kind, amount=amount, tran_id=number + moment % DAY, **fields)


def trading() -> World:
    """A position over several midnights, each with a funding of its own, and a transfer into the wallet."""
    world = small_life()
    world.add(fill(time=start_of(FIRST) + 8 * HOUR))
    for night in range(1, 12):
        midnight = start_of(FIRST) + night * DAY
        world.add(income("FUNDING_FEE", midnight, -night * UNIT, 771234567 + night, symbol="BTCUSDT"))
    world.add(fill(2059193, buyer=False, realized=units("15.5"), qty=units("0.1")))
    world.add(WalletTransfer(13526853623, MAIN, "MAIN_UMFUTURE", "USDT", units("77.125"), NOON + 3 * HOUR + 345))
    return world


def exchange_of(world: World, ways: FuturesWays | None = None, *, midnight_inside: bool = False) -> Exchange:
    scenario = Scenario(world) if ways is None else Scenario(world, ways)
    if midnight_inside:
        scenario.midnight_inside("FUTURES")
    return Exchange(scenario, Clock(NOW))


def looked_at(exchange: Exchange, *numbers: str) -> Looked:
    """What came of the looks of some questions; without any, of all."""
    questions = [BY_NUMBER[number] for number in numbers] or QUESTIONS
    looks = looks_of(questions)
    waits = Waits(exchange)
    limits = ProbeBudget(announced(looks), lambda: _now(exchange), waits)
    return look_at(client_of(exchange, MAIN, limits, sleep=waits), looks, lambda name: None)


def seen(exchange: Exchange, number: str) -> Sighting:
    """What one question comes to, asked of the exchange."""
    return settled(BY_NUMBER[number], looked_at(exchange, number))


def judged(question: OpenQuestion, **rows: list[dict]) -> Sighting:
    """What one question comes to with hand-made rows, by the name of the look; other looks bring an empty list."""
    names = [look.name for look in question.looks]
    assert set(rows) <= set(names)
    return settled(question, {name: Found(rows=tuple(rows.get(name, ()))) for name in names})


def _now(exchange: Exchange) -> datetime:
    return from_ms(exchange.clock.now())
