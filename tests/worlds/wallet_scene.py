"""A world of two accounts that move money between SPOT, cross margin and USD-M futures, with what looks like the other
end of each move beside it; one income is never listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from binrecon.domain.vocabulary import Wallet

from tests.simulator import (
    HOUR,
    MINUTE,
    SECOND,
    Deposit,
    FamilyTransfer,
    FuturesIncome,
    FuturesWays,
    Scenario,
    WalletTransfer,
    Withdrawal,
    World,
    start_of,
    units,
)
from tests.storage.rows import fetch
from tests.worlds import wallet_matches
from tests.worlds.matched import wrong_matches
from tests.worlds.pipeline import Pipeline, settled

MAIN, SUB = "main@example.com", "sub@example.com"
ALL = (Wallet.SPOT, Wallet.MARGIN, Wallet.FUTURES)
DAYS = tuple(date(2026, 11, number) for number in range(2, 6))
NOON = start_of(DAYS[0]) + 12 * HOUR
MIDNIGHT = start_of(DAYS[1])
UNLISTED = "20.12345678"
_VERDICTS = """
    SELECT DISTINCT ON (wallet) wallet, verdict, reason FROM binance_reconciliation_verdicts
    WHERE email = :email AND date = :day AND asset = 'USDT' ORDER BY wallet, id DESC
"""


def moving_world() -> Scenario:
    """Every income has a number of its own, so that no number joins a move to it."""
    world = World(DAYS[0], DAYS[-1])
    for email in (MAIN, SUB):
        world.add_account(email)
        for wallet in ALL:
            world.open(email, "USDT", units("10000"), str(wallet))
    scenario = Scenario(world, FuturesWays(own_tran_ids=True))
    _moves(world)
    _alike(world)
    _unlisted(scenario)
    return scenario


def _move(world: World, number: int, email: str, kind: str, amount: str, moment: int) -> WalletTransfer:
    return world.add(WalletTransfer(9000 + number, email, kind, "USDT", units(amount), moment))


def _moves(world: World) -> None:
    """One of each way, within accounts and across them, and both ends of a midnight."""
    for number, kind in enumerate(
        ("MAIN_UMFUTURE", "UMFUTURE_MAIN", "MARGIN_UMFUTURE", "UMFUTURE_MARGIN", "MAIN_MARGIN")
    ):
        _move(world, number, MAIN, kind, f"1.{number}0012345", NOON + number * MINUTE + 999)
    _move(world, 10, MAIN, "UMFUTURE_MAIN", "2.10012345", MIDNIGHT - 1)
    _move(world, 11, MAIN, "MAIN_UMFUTURE", "2.20012345", MIDNIGHT)
    ways = (("SPOT", "USDT_FUTURE"), ("USDT_FUTURE", "SPOT"), ("MARGIN", "USDT_FUTURE"), ("MARGIN", "SPOT"))
    for number, (left, reached) in enumerate(ways):
        moment, amount = NOON + HOUR + number * MINUTE, units(f"3.{number}0012345")
        world.add(FamilyTransfer(9100 + number, MAIN, SUB, "USDT", amount, moment, left, reached))


def _alike(world: World) -> None:
    """Of one amount and within seconds: two accounts' moves, a move of another wallet, income that is no transfer, and
    a deposit; in one transaction: a withdrawal's fee and a deposit. None of them is the other's end. What FUTURES
    exchanges with FUNDING names nobody."""
    later = NOON + 2 * HOUR
    for nth, email in enumerate((MAIN, SUB)):
        _move(world, 20 + nth, email, "MAIN_UMFUTURE", "4.10012345", later + nth * SECOND)
    _move(world, 22, MAIN, "MARGIN_UMFUTURE", "4.20012345", later + MINUTE)
    _move(world, 23, MAIN, "MAIN_FUNDING", "4.20012345", later + MINUTE + SECOND)
    _move(world, 24, MAIN, "MAIN_UMFUTURE", "4.30012345", later + 2 * MINUTE)
    earned = dict(type="WELCOME_BONUS", asset="USDT", amount=units("4.30012345"), tran_id=77)
    world.add(FuturesIncome(email=MAIN, time=later + 2 * MINUTE + 3 * SECOND, **earned))
    _move(world, 25, MAIN, "UMFUTURE_FUNDING", "4.40012345", later + 3 * MINUTE)
    _move(world, 26, SUB, "FUNDING_UMFUTURE", "4.40012345", later + 3 * MINUTE + 2 * SECOND)
    world.add(Deposit("81", SUB, "USDT", units("4.40012345"), ((later + 3 * MINUTE + SECOND, 1),)))
    fee = units("4.50012345")
    world.add(Withdrawal("82", MAIN, "USDT", units("70"), fee, ((later + 4 * MINUTE, 6),), tx_id="0xe82"))
    world.add(Deposit("83", SUB, "USDT", fee, ((later + HOUR, 1),), tx_id="0xe82"))


def _unlisted(scenario: Scenario) -> None:
    """A move to FUTURES whose income is never listed; the same amount comes to two other places within seconds. What
    goes to the coin futures of the other account has an equal beside it too."""
    world, moment = scenario.world, NOON + 5 * HOUR
    [income] = scenario.incomes_of(_move(world, 99, MAIN, "MAIN_UMFUTURE", UNLISTED, moment))
    scenario.hide(income)
    _move(world, 98, SUB, "FUNDING_UMFUTURE", UNLISTED, moment + SECOND)
    _move(world, 97, MAIN, "FUNDING_MARGIN", UNLISTED, moment + 2 * SECOND)
    amount = units("5.10012345")
    world.add(FamilyTransfer(9196, MAIN, SUB, "USDT", amount, moment + MINUTE, receiver_type="COIN_FUTURE"))
    world.add(WalletTransfer(9095, SUB, "FUNDING_UMFUTURE", "USDT", amount, moment + MINUTE + SECOND))


def deployed(deploy: Callable[..., Pipeline], **rest: object) -> Pipeline:
    return deploy(moving_world(), at=DAYS[0], wallets=ALL, **rest)


def complaints(pipeline: Pipeline) -> Iterator[str]:
    """Run all days; what is matched wrongly, and what is not said of the income that is missing."""
    clock = pipeline.clock.exchange_clock
    for day in DAYS:
        clock.move_to(max(settled(day), clock.now()))
        for email in (MAIN, SUB):
            pipeline.run_day(email, day)
    scenario, now = pipeline.exchange.scenario, clock.now()
    yield from wallet_matches.wrong(pipeline.engine, scenario, dict.fromkeys(pipeline.emails, ALL), DAYS, now)
    yield from wrong_matches(pipeline.engine, scenario, (MAIN, SUB), DAYS, now)
    told = {wallet: told for wallet, *told in fetch(pipeline.engine, _VERDICTS, email=MAIN, day=DAYS[0])}
    wanted = ["explained", "transfer_without_other_end (wallet_transfer 9099 of SPOT out)"]
    if told["FUTURES"] != wanted:
        yield f"what income lacks is {told['FUTURES']}"
    yield from (f"{wallet} is {told[wallet]}" for wallet in ("SPOT", "MARGIN") if told[wallet][0] != "proved")
