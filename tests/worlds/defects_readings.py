"""Worlds whose lists change their mind between two runs, tell one fact twice, or are read halfway by another run
meanwhile."""

from __future__ import annotations

from datetime import timedelta

from tests.simulator import (
    DAY,
    HOUR,
    SECOND,
    BfusdReward,
    Deposit,
    Dividend,
    EqualReward,
    FamilyTransfer,
    FlexibleReward,
    LockedReward,
    Rebate,
    Scenario,
    ToldAgain,
    WalletTransfer,
    World,
    units,
)  # fmt: skip
from tests.worlds.defects_world import D1, D2, DAYS, HELD, MAIN, SAVER, SUB, THIRD
from tests.worlds.pipeline import settled

SECOND_RUN, THIRD_RUN = (settled(day) - HOUR for day in DAYS[1:])
"""An hour before the runs of the second and of the third day."""


def changing_lists() -> Scenario:
    """MAIN: two deposits are not listed any more, another says another amount for a day, a third lies before the newer
    windows with one of its times. SUB: moves between
    its wallets that two lists tell, one of them before the list of wallets counts it; a snapshot that says other
    balances for a day. THIRD: one that is empty for a day."""
    scenario = Scenario(_world(MAIN, SUB, THIRD))
    add = scenario.world.add
    for n in range(5):
        add(Deposit(f"1{n}", MAIN, "USDT", units("10") + n, ((D1 + 5 * HOUR + n, 1),)))
    scenario.vanish(add(Deposit("20", MAIN, "SOL", units("25"), ((D2 + HOUR, 1),))), THIRD_RUN)
    scenario.vanish(add(Deposit("21", MAIN, "DOGE", units("5"), ((D2 + 2 * HOUR, 0),))), THIRD_RUN)
    add(Deposit("23", MAIN, "AVAX", units("9"), ((D1 - 14 * DAY + 4 * HOUR, 0), (D1 + 5 * HOUR, 1))))
    altered = add(Deposit("22", MAIN, "LTC", units("7"), ((D1 + HOUR, 1),)))
    scenario.alter(altered, since=SECOND_RUN, until=THIRD_RUN, amount=units("8"))
    for number, (kind, asset) in enumerate((("MAIN_UMFUTURE", "USDT"), ("UMFUTURE_MAIN", "BTC"))):
        sender, receiver = ("SPOT", "USDT_FUTURE") if number == 0 else ("USDT_FUTURE", "SPOT")
        move = (9500 + number, SUB, kind, asset, units("100"), D1 + 3 * HOUR)
        add(WalletTransfer(*move))
        add(ToldAgain(9500 + number, SUB, SUB, asset, units("100"), D1 + 3 * HOUR, sender, receiver))
    add(WalletTransfer(9502, SUB, "MAIN_UMFUTURE", "ETH", units("50"), D1 + 4 * HOUR, status="PENDING"))
    add(FamilyTransfer(9502, SUB, SUB, "ETH", units("50"), D1 + 4 * HOUR, "SPOT", "USDT_FUTURE"))
    truth = scenario.world.closing
    scenario.answer_snapshot(SUB, DAYS[0], {**(truth(SUB, DAYS[0]) or {}), "ADA": units("1")}, SECOND_RUN, THIRD_RUN)
    scenario.answer_snapshot(THIRD, DAYS[0], {}, SECOND_RUN, THIRD_RUN)
    return scenario


def rewards_alike() -> Scenario:
    """Rewards that are equal in everything, and dividends that look like a reward and say that they are something
    else."""
    scenario = Scenario(_world(SAVER))
    add = scenario.world.add
    add(BfusdReward(email=SAVER, time=D1 + HOUR, amount=units("0.5")))
    add(EqualReward(email=SAVER, time=D1 + HOUR, amount=units("0.5")))
    usdt, ada = {"email": SAVER, "asset": "USDT"}, {"email": SAVER, "asset": "ADA"}
    add(FlexibleReward(**usdt, time=D1 + HOUR, amount=units("0.25")))
    add(Dividend(**usdt, time=D1 + 9 * HOUR, number=41, amount=units("0.25"), info="Airdrop"))
    add(FlexibleReward(**usdt, time=D1 + 2 * HOUR, amount=units("0.75"), in_dividends=True))
    add(Dividend(**usdt, time=D1 + 3 * HOUR, number=42, amount=units("0.75"), info="Flexible"))
    add(LockedReward(**ada, time=D1 + 2 * HOUR, amount=units("0.4")))
    add(Dividend(**ada, time=D1 + 3 * HOUR, number=43, amount=units("0.4"), info="Flexible"))
    add(Rebate(email=SAVER, time=D1 + 4 * HOUR, asset="BNB", amount=units("0.3")))
    scenario.vanish(add(Rebate(email=SAVER, time=D1 + 4 * HOUR + SECOND, asset="BNB", amount=units("0.2"))), SECOND_RUN)
    return scenario


def _world(*emails: str) -> World:
    world = World(DAYS[0] - timedelta(days=15), DAYS[-1])
    for email in dict.fromkeys((MAIN, *emails)):
        world.add_account(email)
        for asset in HELD:
            world.open(email, asset, units("1000"))
            world.open(email, asset, units("1000"), "FUTURES")
    world.add(Deposit("30", MAIN, "XRP", units("3"), ((D2 + HOUR, 1),)))
    return world
