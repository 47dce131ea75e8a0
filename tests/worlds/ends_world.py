"""Worlds whose lists do what the documents leave open: they move while they are read, give fewer than asked, repeat and
reorder rows, reach no further than a day, and hold pairs that closed on the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from binrecon.sources.catalogue import CATALOGUE

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    Deposit,
    Exchange,
    FamilyTransfer,
    FiatOrder,
    Fill,
    FlexibleReward,
    Habits,
    PayTransaction,
    Scenario,
    Symbol,
    WalletTransfer,
    World,
    start_of,
    units,
)  # fmt: skip
from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import SMALL_PAGES, wait_until

MAIN, SUB = "main@example.com", "sub@example.com"
DAYS = tuple(date(2026, 11, number) for number in (2, 3, 4))
D1 = start_of(DAYS[0])
NOON = D1 + 12 * HOUR
PRODUCT_PAGE = 6
Happen = Callable[[Exchange], None]


class Stage(NamedTuple):
    """A scenario, how the exchange lists it, and the accounts that run its first day, or `days` one by one."""

    scenario: Scenario
    habits: Habits
    emails: tuple[str, ...] = (MAIN,)
    days: tuple[date, ...] = DAYS[:1]
    products: tuple[str, ...] = ()
    daily_pairs: int = 60


def world(*, sub: bool = False) -> World:
    made = World(DAYS[0], DAYS[-1])
    for email in (MAIN, SUB) if sub else (MAIN,):
        made.add_account(email)
        for asset in ("USDT", "BTC", "BNB", "EUR", "GO", "NE", "AAA"):
            made.open(email, asset, units("1000000"))
    made.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("60000")))
    return made


def wallets(made: World, count: int, *, step: int = MINUTE) -> list[WalletTransfer]:
    """Transfers of different amounts, the oldest first."""
    moves = [
        WalletTransfer(9100 + n, MAIN, "FUNDING_MAIN", "USDT", units("3") + n, NOON + n * step) for n in range(count)
    ]
    return [made.add(move) for move in moves]


def nothing(number: int, at: int) -> WalletTransfer:
    """A row that moved no money."""
    return WalletTransfer(number, MAIN, "FUNDING_MAIN", "USDT", units("1"), at, "FAILED")


# lists that move ------------------------------------------------------------------------------------------------


def one_leaves_while_another_enters() -> Stage:
    """After the first page its newest row leaves, and a row older than all enters: the total stays, one row is skipped.
    After the first pass one enters at the top, and so the second pass skips the same row."""
    made, habits = world(), Habits()
    wallets(made, 9)
    top = [made.add(nothing(9300 + number, NOON + (1 + number) * HOUR)) for number in range(3)]
    old = [made.add(nothing(9310 + number, NOON - (1 + number) * HOUR)) for number in range(2)]
    scenario = Scenario(made)
    for later in (top[2], *old):
        scenario.delay(later, start_of(DAYS[-1]) + 100 * DAY)
    for nth, leaves, enters in ((1, top[1], old[0]), (3, old[0], top[2]), (4, top[0], old[1])):
        habits.after("/asset/transfer", partial(_change, scenario, leaves, enters), nth=nth, type="FUNDING_MAIN")
    return Stage(scenario, habits)


def _change(scenario: Scenario, leaves: WalletTransfer, enters: WalletTransfer) -> None:
    scenario.hide(leaves)
    scenario.delay(enters, 0)


def two_deposits_leave() -> Stage:
    """A list by offset, without a total: what is left moves up, and the next page skips it."""
    made, habits = world(), Habits()
    for n in range(9):
        made.add(Deposit(f"1{n}", MAIN, "USDT", units("10") + n, ((NOON + n * MINUTE, 1),)))
    refused = [made.add(Deposit(f"9{n}", MAIN, "USDT", units("1"), ((NOON + HOUR + n, 7),))) for n in range(2)]
    scenario = Scenario(made)
    habits.after("/deposit/hisrec", lambda: [scenario.hide(one) for one in refused])
    return Stage(scenario, habits)


def one_family_transfer_leaves() -> Stage:
    """Pages by number without a total."""
    made, habits = world(sub=True), Habits()
    for n in range(9):
        made.add(FamilyTransfer(9500 + n, SUB, MAIN, "USDT", units("7") + n, NOON + n * MINUTE, universal=False))
    failed = made.add(
        FamilyTransfer(9600, SUB, MAIN, "USDT", units("1"), NOON + HOUR, status="FAILURE", universal=False)
    )
    scenario = Scenario(made)
    habits.after("/sub/transfer/history", lambda: scenario.hide(failed), toEmail=MAIN)
    return Stage(scenario, habits)


def one_changes_status_and_place() -> Stage:
    """An order of the first page is finished between two pages and goes to the end of the list."""
    made, habits = world(), Habits()
    orders = [
        made.add(
            FiatOrder(
                email=MAIN,
                order_no=f"F{n:02}",
                side=0,
                asset="EUR",
                amount=units(f"{5 + n}"),
                time=NOON + n * MINUTE,
                updated=NOON + n * MINUTE,
            )
        )
        for n in range(9)
    ]
    scenario, moved = Scenario(made), orders[-1]
    scenario.alter(moved, status="Processing")
    habits.after(
        "/fiat/orders", lambda: scenario.alter(moved, status="Successful", time=NOON - MINUTE), transactionType="0"
    )
    return Stage(scenario, habits, products=("fiat_orders",))


# ties, repeats and caps -----------------------------------------------------------------------------------------


def ties_in_another_order() -> Stage:
    """Rows of one moment on both sides of a page's edge, in another order for each page."""
    made = world(sub=True)
    wallets(made, 9, step=0)
    for n in range(9):
        made.add(FlexibleReward(email=MAIN, time=NOON, asset=f"R{n}", amount=units("1") + n, type="REWARDS"))
    return Stage(Scenario(made), Habits(ties_by_page=True), products=("flexible_rewards",))


def rows_listed_twice() -> Stage:
    """Two rows stand twice, the total counts them once: as many rows as it says have come before the last record."""
    made = world()
    moves = wallets(made, 8)
    scenario = Scenario(made)
    for number in (5, 7):
        scenario.duplicate(moves[number])
    return Stage(scenario, Habits())


def cut_without_a_word() -> Stage:
    """Lists without pages and totals that give fewer than they are asked for."""
    made = world(sub=True)
    for n in range(9):
        made.add(FamilyTransfer(9500 + n, MAIN, SUB, "USDT", units("7") + n, NOON + n * MINUTE))
        made.add(
            PayTransaction(email=SUB, transaction_id=f"T{n}", asset="USDT", spot=units("2") + n, time=NOON + n * MINUTE)
        )
    caps = {CATALOGUE[name].path: 5 for name in ("sub_user_history", "pay_transactions")}
    return Stage(Scenario(made), Habits(caps=caps), emails=(SUB,), products=("pay_transactions",))


def fewer_on_a_page_than_asked() -> Stage:
    """Lists with pages that give three where four were asked for."""
    made = world(sub=True)
    wallets(made, 9)
    for n in range(9):
        made.add(FamilyTransfer(9500 + n, SUB, MAIN, "USDT", units("7") + n, NOON + n * MINUTE, universal=False))
        made.add(Deposit(f"1{n}", MAIN, "USDT", units("10") + n, ((NOON + n * MINUTE, 1),)))
    names = ("wallet_transfer", "sub_transfer_history", "deposit_history")
    return Stage(Scenario(made), Habits(caps={CATALOGUE[name].path: 3 for name in names}))


# fills ----------------------------------------------------------------------------------------------------------


def fill(
    number: int, at: int, name: str = "BTCUSDT", base: str = "BTC", quote: str = "USDT", email: str = MAIN
) -> Fill:
    return Fill(
        name, base, quote, number, number, email, True, units("2"), units("1"), units("2"), units("0.001"), "BNB", at
    )


def a_start_that_reaches_a_day() -> Stage:
    """Asked by startTime alone, the fills of the second day do not show in a reading that begins with the first."""
    made = world()
    made.add(fill(500, start_of(DAYS[1]) + 3 * HOUR))
    made.add(fill(501, start_of(DAYS[1]) + 3 * HOUR))
    return Stage(Scenario(made), Habits(start_reaches=DAY), days=DAYS)


def more_fills_than_one_answer() -> Stage:
    """Twelve fills on the day, four in a millisecond, five at once; the newest come first."""
    made = world()
    for n in range(12):
        made.add(fill(600 + n, NOON + n // 4))
    for n in range(3):
        made.add(fill(700 + n, start_of(DAYS[1]) + HOUR + n))
    return Stage(Scenario(made), Habits(start_reaches=DAY), days=DAYS[:2])


def fills_listed_hours_late() -> Stage:
    """A fill before midnight is listed three hours after it: the run of the day before asks two hours after it."""
    made = world()
    late = made.add(fill(500, start_of(DAYS[1]) + 23 * HOUR))
    scenario = Scenario(made)
    scenario.delay(late, start_of(DAYS[2]) + 3 * HOUR)
    return Stage(scenario, Habits(), days=DAYS[:2])


def fills_cut_without_a_word() -> Stage:
    """The newest three come where five are asked for: few, and not all there are."""
    stage = more_fills_than_one_answer()
    return stage._replace(habits=Habits(caps={"/api/v3/myTrades": 3}))


def a_pair_that_closed_on_the_day(status: str = "BREAK") -> Stage:
    """Two coins that nobody trades for anything else; the pair is in BREAK when the list of pairs is read first. The
    sweep takes other pairs before it."""
    made = world()
    for number in range(40):
        made.add_symbol(Symbol(f"A{number}X", f"A{number}", "X"))
    made.add_symbol(Symbol("GONE", "GO", "NE", units("2"), status=status, spot=status != "HALT"))
    made.add(fill(800, NOON, "GONE", "GO", "NE"))
    return Stage(Scenario(made), Habits())


def a_pair_that_closed_on_the_day_by_remainder() -> Stage:
    return a_pair_that_closed_on_the_day()._replace(daily_pairs=0)


def a_halted_pair() -> Stage:
    return a_pair_that_closed_on_the_day("HALT")


STAGES: dict[str, Callable[[], Stage]] = {
    make.__name__.replace("_", " "): make
    for make in (
        one_leaves_while_another_enters,
        two_deposits_leave,
        one_family_transfer_leaves,
        one_changes_status_and_place,
        rows_listed_twice,
        cut_without_a_word,
        fewer_on_a_page_than_asked,
        a_start_that_reaches_a_day,
        more_fills_than_one_answer,
        fills_listed_hours_late,
        fills_cut_without_a_word,
        a_pair_that_closed_on_the_day,
        a_pair_that_closed_on_the_day_by_remainder,
        a_halted_pair,
    )
}


def set_up(deploy: Callable[..., Pipeline], stage: Stage, patch: Any, **rest: Any) -> Pipeline:
    """A deployment over the stage, its lists in small pages, that asks of products only its own."""
    caps = small_pages(patch, stage.products)
    for name in [name for name, endpoint in CATALOGUE.items() if endpoint.product and name not in stage.products]:
        patch.delitem(CATALOGUE, name)
    moves = CATALOGUE["wallet_transfer"]
    patch.setitem(CATALOGUE, "wallet_transfer", replace(moves, keys=("FUNDING_MAIN",)))
    return deploy(
        stage.scenario,
        at=stage.days[0],
        products=bool(stage.products),
        daily_pairs=stage.daily_pairs,
        exchange={"page_caps": caps, "habits": stage.habits},
        **rest,
    )


def small_pages(patch: Any, products: tuple[str, ...]) -> dict[str, int]:
    """Lower the page sizes, of us and of the exchange."""
    sizes = {**{name: size for name, size in SMALL_PAGES.items() if name != "sub_user_history"}, "sub_user_history": 20}
    sizes |= {name: 20 if name == "pay_transactions" else PRODUCT_PAGE for name in products}
    for name, size in sizes.items():
        endpoint = CATALOGUE[name]
        patch.setitem(CATALOGUE, name, replace(endpoint, pages=replace(endpoint.pages, limit=size)))
    return {CATALOGUE[name].path: size for name, size in sizes.items()}


def run(pipeline: Pipeline, stage: Stage, day: date) -> None:
    """One day of the stage's accounts at its own time."""
    wait_until(pipeline, start_of(day) + 2 * DAY + 2 * HOUR)
    for email in stage.emails:
        pipeline.run_day(email, day)
