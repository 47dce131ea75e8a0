"""Seeded ways of the lists that no list of troubles holds: facts told twice, pairs that close, rows that come and go
while a list is read, records that are gone or say something else at the next reading. None of them changes what truly
moved but by events of its own.
"""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from functools import partial
from random import Random

from .clock import DAY, FOREVER, HOUR, MINUTE, day_of, start_of
from .events import Convert, Deposit, Event, FamilyTransfer, Fill, WalletTransfer, Withdrawal
from .habits import Act, Habits
from .postings import wallets_of
from .products.income import Rebate
from .products.usd_yield import BfusdReward
from .retold import EqualReward, ToldAgain
from .scenario import Scenario
from .units import UNIT
from .world import Symbol

ACCOUNT_TYPES = {"SPOT": "SPOT", "FUTURES": "USDT_FUTURE"}
"""Wallets as the lists of transfers between accounts name them."""
FIRST_ID = 7 * 10**9
ROWS, CHANGES = 12, 3
"""Rows of a long list, every other without money, and how often one of those leaves or enters it."""
OWN, DEPOSITS, FAMILY = "/asset/transfer", "/deposit/hisrec", "/sub/transfer/history"
LONG: dict[str, dict[str, str]] = {OWN: {"type": "FUNDING_MAIN"}, DEPOSITS: {}, FAMILY: {}}
"""Those lists by the end of their path, and what a question for them says."""
CREDITED, REFUSED, DONE = 1, 7, (1, 6)
"""Statuses of a deposit that came and of one that never did; those of deposits and of withdrawals that are done."""
OTHERS = 40
"""Pairs of coins that nobody holds, which the sweep asks before it comes to the closed one."""
MONEY = {"deposit": "amount", "withdrawal": "amount", "wallet": "amount", "convert": "to_amount"}


# one fact in two lists -----------------------------------------------------------------------------------------


def tell_again(scenario: Scenario, rng: Random) -> None:
    """The lists of transfers between accounts tell moves between own wallets too, and some rewards of BFUSD come twice
    in one millisecond, equal in everything, which are two. One account has a few of both in any case."""
    email, day = rng.choice(list(scenario.world.accounts)), rng.choice(scenario.world.days)
    for event in (*_there_and_back(scenario, email, start_of(day), rng), _reward(email, day, rng)):
        scenario.world.add(event)
    plain = [event for event in scenario.world.events if scenario.is_plain(event)]
    moves = [
        event
        for event in plain
        if isinstance(event, WalletTransfer) and set(wallets_of(event.type)) <= ACCOUNT_TYPES.keys()
    ]
    for move in moves:
        if move.id < FIRST_ID or rng.random() < 0.7:
            scenario.world.add(_told_again(move))
    for reward in [event for event in plain if type(event) is BfusdReward]:
        if rng.random() < 0.7:
            scenario.world.add(_equal(reward))


def _there_and_back(scenario: Scenario, email: str, midnight: int, rng: Random) -> list[WalletTransfer]:
    """From the futures wallet and half of it back, so that no balance of SPOT falls below what it was."""
    amount, moment = rng.randint(2, 10**9) * 10**10, midnight + rng.randrange(DAY - HOUR)
    scenario.world.open(email, "USDT", scenario.world.opening[email, "FUTURES"].get("USDT", 0) + amount, "FUTURES")
    return [
        WalletTransfer(FIRST_ID - 2, email, "UMFUTURE_MAIN", "USDT", amount, moment),
        WalletTransfer(FIRST_ID - 1, email, "MAIN_UMFUTURE", "USDT", amount // 2, moment + rng.randrange(HOUR)),
    ]


def _reward(email: str, day: date, rng: Random) -> BfusdReward:
    return BfusdReward(email=email, time=start_of(day) + rng.randrange(DAY), amount=rng.randint(1, 10**9) * 10**10)


def _told_again(event: WalletTransfer) -> ToldAgain:
    """Not told as done where the list of own wallets says that it was not."""
    sender, receiver = (ACCOUNT_TYPES[wallet] for wallet in wallets_of(event.type))
    status = "SUCCESS" if event.status == "CONFIRMED" else "FAILURE"
    return ToldAgain(
        event.id,
        event.email,
        event.email,
        event.asset,
        event.amount,
        event.time,
        sender,
        receiver,
        status,
        event.pending_until,
    )


def _equal(event: BfusdReward) -> EqualReward:
    return EqualReward(**{one.name: getattr(event, one.name) for one in fields(event)})


# pairs that close ----------------------------------------------------------------------------------------------


def close_pair(scenario: Scenario, rng: Random) -> None:
    """An account sells a coin on the last day of the only pair it has; from the next midnight on the pair is closed."""
    world = scenario.world
    email, day = rng.choice(list(world.accounts)), rng.choice(world.days)
    status, held, price = rng.choice(["BREAK", "HALT"]), rng.randint(2, 1000) * UNIT, rng.randint(1, 9)
    closes = start_of(day) + DAY
    for number in range(OTHERS):
        world.add_symbol(Symbol(f"A{number}X", f"A{number}", "X"))
    world.add_symbol(Symbol("GONENE", "GO", "NE", price * UNIT, status=status, spot=status != "HALT", closes=closes))
    world.open(email, "GO", held)
    world.open(email, "NE", UNIT)
    sold = held - rng.choice([0, UNIT])
    moment, fee = rng.randrange(start_of(day), closes), rng.choice([0, UNIT // 1000])
    world.add(Fill("GONENE", "GO", "NE", 800, 800, email, False, price * UNIT, sold, sold * price, fee, "NE", moment))


# lists that move while they are read ---------------------------------------------------------------------------


def long_lists(scenario: Scenario, rng: Random) -> dict[str, list[Event]]:
    """Give each account, on one day, lists of several small pages, in which every other row moved money. Gives the rows
    that moved none, by the end of the path that lists them."""
    world = scenario.world
    noon = start_of(rng.choice(world.days)) + 12 * HOUR
    idle: dict[str, list[Event]] = {path: [] for path in LONG}
    for number, email in enumerate(world.accounts):
        for n in range(ROWS):
            for path, event in _rows(
                world.main.email, email, FIRST_ID + 100 * number + n, noon + n * MINUTE, moves=n % 2 == 0
            ):
                world.add(event)
                idle[path] += [event] * (n % 2)
        _fund(scenario, email)
    return idle


def _rows(main: str, email: str, known: int, moment: int, *, moves: bool) -> Iterator[tuple[str, Event]]:
    """A row of each list, of a moment and an amount of its own."""
    amount = 3 * UNIT + known
    yield OWN, WalletTransfer(known, email, "FUNDING_MAIN", "USDT", amount, moment, "CONFIRMED" if moves else "FAILED")
    yield DEPOSITS, Deposit(str(known), email, "USDT", amount + 50, ((moment, CREDITED if moves else REFUSED),))
    if email != main:
        status = "SUCCESS" if moves else "FAILURE"
        yield (
            FAMILY,
            FamilyTransfer(known + 50, email, main, "USDT", amount + 25, moment, status=status, universal=False),
        )


def _fund(scenario: Scenario, email: str) -> None:
    """What the rows take was there before."""
    for wallet in ("SPOT", "FUNDING"):
        held = scenario.world.opening[email, wallet].get("USDT", 0)
        scenario.world.open(email, "USDT", held + 4 * ROWS * UNIT, wallet)


def move_lists(scenario: Scenario, rng: Random, habits: Habits) -> None:
    """Rows without money leave the lists and enter them between two answers, on one day of each account, so that pages
    skip rows with money."""
    for path, rows in long_lists(scenario, rng).items():
        for nth, act in enumerate(_changes(scenario, rows, rng), 1):
            habits.after(path, act, nth=nth, moment=rows[0].time, **LONG[path])


def _changes(scenario: Scenario, rows: list[Event], rng: Random) -> list[Act]:
    """Of each account three changes: a row leaves, another enters, or both. Those at one end of the list leave
    first."""
    acts: list[Act] = []
    for first in range(0, len(rows), ROWS // 2):
        own = rng.sample(rows[first : first + ROWS // 2], ROWS // 2)
        for event in own[CHANGES:]:
            scenario.delay(event, FOREVER)
        leaving = sorted(own[:CHANGES], key=lambda event: event.time, reverse=rng.random() < 0.7)
        for leaves, enters in zip(leaving, own[CHANGES:], strict=True):
            acts.append(partial(_change, scenario, *rng.choice([(leaves, enters), (leaves, None), (None, enters)])))
    return acts


def _change(scenario: Scenario, leaves: Event | None, enters: Event | None) -> None:
    if leaves:
        scenario.hide(leaves)
    if enters:
        scenario.delay(enters, 0)


# lists cut, turned round or counted otherwise -------------------------------------------------------------------


def odd_lists(habits: Habits, rng: Random) -> dict[str, object]:
    """What the documents leave open of the answers: options of the exchange, some of them put into its `habits`."""
    if rng.random() < 0.5:
        habits.start_reaches = DAY
    if rng.random() < 0.5:
        habits.caps |= {"/sapi/v1/sub-account/transfer/subUserHistory": 5, "/sapi/v1/pay/transactions": 5}
    return {"oldest_first": rng.random() < 0.5, "totals": rng.choice(["records", "ever"])}


# lists that change between two readings ------------------------------------------------------------------------


def change_minds(scenario: Scenario, rng: Random, now: int, back: int) -> int:
    """From `now` on a record is not listed any more, and till `back` others say another amount and a snapshot other
    balances. Gives how many did so; what a reader must make of it the scenario says."""
    record = _choose(scenario, rng, now, (Deposit, Withdrawal, WalletTransfer, Rebate))
    if record:
        scenario.vanish(record, now)
    other = _choose(scenario, rng, now, (Deposit, Withdrawal, WalletTransfer, Convert))
    if other:
        name = MONEY[other.kind]
        scenario.alter(other, since=now, until=back, **{name: getattr(other, name) + UNIT})
    email, day = rng.choice(list(scenario.world.accounts)), rng.choice(scenario.world.days)
    balances = scenario.snapshot(email, day, "SPOT", now)
    if balances is not None:
        scenario.answer_snapshot(email, day, {**balances, "BTC": balances.get("BTC", 0) + UNIT}, now, back)
    return bool(record) + bool(other) + (balances is not None)


def _choose(scenario: Scenario, rng: Random, now: int, kinds: tuple[type, ...]) -> Event | None:
    """A record that counts, is final and told once, in a list that tells everything as it was, and all of whose times
    lie in the days that are read again: nothing else can be missed there."""
    events, days = scenario.world.events, set(scenario.world.days)
    odd = {(event.kind, email) for event in events if not scenario.is_plain(event) for email in event.emails}
    retold = {str(event.id) for event in events if not isinstance(event, kinds)}
    found = [
        event for event in events
        if isinstance(event, kinds) and _final(event, now) and str(event.id) not in retold
        and not odd.intersection((event.kind, email) for email in event.emails)
        and {day_of(moment) for moment in _times(event)} <= days
    ]  # fmt: skip
    return rng.choice(found) if found else None


def _times(event: Event) -> list[int]:
    """All that its row may show; a withdrawal that is done shows when, too."""
    statuses = event.history if isinstance(event, Deposit | Withdrawal) else ()
    return [event.time, *(leg.time for leg in event.listed()), *(moment for moment, _ in statuses)]


def _final(event: Event, now: int) -> bool:
    """Whether it moved SPOT once and for all by `now`."""
    legs = list(event.listed(now))
    final = not isinstance(event, Deposit | Withdrawal) or event.history[-1][1] in DONE
    return final and legs == list(event.postings()) and any(leg.wallet == "SPOT" and leg.amount for leg in legs)
