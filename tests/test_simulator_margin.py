"""Margin, cross and isolated, answers as documented: what its records move, its windows, pages, refusals and traps."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    Caller,
    CapitalFlow,
    Clock,
    Exchange,
    ForcedOrder,
    MarginBorrow,
    MarginFill,
    MarginInterest,
    MarginRepay,
    MarginTransfer,
    Scenario,
    SmallLiability,
    Symbol,
    WalletTransfer,
    World,
    random_world,
    start_of,
    units,
)
from tests.simulator.products.capital_flow import told_by_ledger
from tests.simulator.products.margin_interest import hourly
from tests.simulator.statement import statement_lines

FIRST = date(2026, 11, 20)
MIDNIGHT = start_of(FIRST)
NOON = MIDNIGHT + 12 * HOUR
NEXT = FIRST + timedelta(days=1)
MAIN = "main@example.com"
MARGIN = "/sapi/v1/margin"
DEBTS, INTEREST, FLOWS = f"{MARGIN}/borrow-repay", f"{MARGIN}/interestHistory", f"{MARGIN}/capital-flow"
TRADES, MOVES = f"{MARGIN}/myTrades", f"{MARGIN}/transfer"
WHO = {"email": MAIN, "time": NOON}


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=99))
    world.add_account(MAIN)
    world.add_symbol(Symbol("BTCUSDT", "BTC", "USDT", units("100000")))
    world.add_symbol(Symbol("ETHBTC", "ETH", "BTC", units("0.04")))
    world.open(MAIN, "USDT", units("300"), "MARGIN")
    return world


def at(truth: World | Scenario, now: int = NOON + DAY, **options: Any) -> Caller:
    return Caller(Exchange(truth, Clock(now), **options), MAIN)


def borrow(number: int = 1, time: int = NOON, amount: str = "200", **fields: Any) -> MarginBorrow:
    return MarginBorrow(email=MAIN, time=time, **{"asset": "USDT", "principal": units(amount), **fields}, tx_id=number)


def charge(number: int = 1, time: int = NOON, amount: str = "0.001", **fields: Any) -> MarginInterest:
    one = {"asset": "USDT", "principal": units("200"), "amount": units(amount), "rate": units("0.00012"), **fields}
    return MarginInterest(email=MAIN, time=time, tx_id=number, **one)


def fill(number: int = 34, time: int = NOON, **fields: Any) -> MarginFill:
    money = {
        "price": units("100000"),
        "qty": units("0.003"),
        "quote_qty": units("300"),
        "commission": units("0.000003"),
    }
    pair = {"symbol": "BTCUSDT", "base": "BTC", "quote": "USDT", "is_buyer": True, "commission_asset": "BTC"}
    return MarginFill(id=number, order_id=39324, email=MAIN, time=time, **pair, **money, **fields)


def flow(number: int, time: int = NOON, **fields: Any) -> CapitalFlow:
    one = {"asset": "USDT", "amount": units("1"), "type": "TRANSFER", **fields}
    return CapitalFlow(email=MAIN, time=time, number=number, tran_id=number + 1, **one)


def closed(world: World, asset: str, day: date = FIRST, wallet: str = "MARGIN", pair: str = "") -> tuple[int, ...]:
    return tuple(world.balance(MAIN, day, asset, wallet, measure, pair) for measure in ("balance", "loan", "interest"))


def refused(caller: Caller, path: str, **params: Any) -> int:
    response = caller.send(path, **params)
    assert response.status == 400
    return response.json()["code"]


# what moves ------------------------------------------------------------------------------------------------


def test_a_day_that_adds_up(world: World) -> None:
    """Borrowed by an order, charged twice, paid back in part: the interest first."""
    world.open(MAIN, "USDT", units("50"))
    late = MIDNIGHT + 22 * HOUR + 30 * MINUTE
    for event in (
        WalletTransfer(9, MAIN, "MAIN_MARGIN", "USDT", units("50"), MIDNIGHT + HOUR),
        borrow(time=late, type="AUTO"),
        charge(1, late, on_borrow=True),
        fill(time=late + 123),
        charge(2, MIDNIGHT + 23 * HOUR),
        MarginRepay(
            email=MAIN,
            time=MIDNIGHT + 23 * HOUR + 20 * MINUTE,
            tx_id=1,
            asset="USDT",
            principal=units("99.998"),
            interest=units("0.002"),
        ),
    ):
        world.add(event)
    assert closed(world, "USDT") == (units("150"), units("100.002"), 0)
    assert closed(world, "BTC") == (units("0.002997"), 0, 0)
    [row] = [row for row in margin_rows(at(world)) if row["asset"] == "USDT"]
    assert (row["free"], row["borrowed"], row["interest"], row["netAsset"]) == (
        "150.00000000",
        "100.00200000",
        "0.00000000",
        "49.99800000",
    )


def margin_rows(caller: Caller, day: date = FIRST) -> list[dict[str, str]]:
    shown = caller.get("/sapi/v1/accountSnapshot", type="MARGIN")["snapshotVos"]
    return next(one["data"]["userAssets"] for one in shown if one["updateTime"] // DAY == start_of(day) // DAY)


def test_interest_is_rounded_up() -> None:
    assert hourly(units("45.3313"), units("0.00013233")) == units("0.00024995")
    assert hourly(units("0.00011146"), units("0.0001")) == units("0.00000001")


@pytest.mark.parametrize("status", ["FAILED", "PENDING"])
def test_what_is_not_confirmed_moves_nothing(world: World, status: str) -> None:
    world.add(borrow(status=status))
    world.add(MarginRepay(**WHO, tx_id=1, asset="USDT", principal=units("5"), interest=units("1"), status=status))
    assert closed(world, "USDT") == (units("300"), 0, 0)
    assert {row["status"] for row in at(world).get(DEBTS, type="BORROW")["rows"]} == {status}


def test_isolated_margin_is_kept_by_pair(world: World) -> None:
    world.add(borrow(pair="BTCUSDT"))
    world.add(borrow(2, amount="7", pair="ETHBTC", asset="BTC"))
    assert closed(world, "USDT", wallet="ISOLATED_MARGIN", pair="BTCUSDT") == (units("200"), units("200"), 0)
    assert closed(world, "BTC", wallet="ISOLATED_MARGIN", pair="ETHBTC") == (units("7"), units("7"), 0)
    assert closed(world, "BTC", wallet="ISOLATED_MARGIN", pair="BTCUSDT") == (0, 0, 0)
    assert closed(world, "USDT") == (units("300"), 0, 0) and world.pairs(MAIN) == ["BTCUSDT", "ETHBTC"]


def test_between_two_isolated_accounts_a_coin_changes_its_pair(world: World) -> None:
    world.open(MAIN, "BTC", units("2"), "ISOLATED_MARGIN", pair="BTCUSDT")
    ends = {"source": "ISOLATED_MARGIN", "target": "ISOLATED_MARGIN", "pair": "BTCUSDT", "to_pair": "ETHBTC"}
    world.add(MarginTransfer(**WHO, tx_id=1, asset="BTC", amount=units("0.5"), **ends))
    assert closed(world, "BTC", wallet="ISOLATED_MARGIN", pair="BTCUSDT")[0] == units("1.5")
    assert closed(world, "BTC", wallet="ISOLATED_MARGIN", pair="ETHBTC")[0] == units("0.5")
    [row] = at(world).get(MOVES)["rows"]
    assert (row["fromSymbol"], row["toSymbol"], row["type"]) == ("BTCUSDT", "ETHBTC", "ROLL_OUT")
    assert [at(world).get(MOVES, isolatedSymbol=pair)["total"] for pair in ("ETHBTC", "BNBBTC")] == [1, 0]


def test_a_takeover_leaves_neither_money_nor_debt_nor_an_order(world: World) -> None:
    world.open(MAIN, "BTC", units("0.01"), "MARGIN")
    world.open(MAIN, "USDT", units("900"), "MARGIN", "loan")
    gone = [flow(1, asset="BTC", amount=-units("0.01"), type="OTHER_LIQUIDATION")]
    gone += [flow(2, amount=units("605"), type="OTHER_LIQUIDATION")]
    gone += [flow(3, amount=-units("5"), type="LIQUIDATION_FEE")]
    gone += [flow(4, amount=-units("900"), type="REPAY_LIQUIDATION")]
    for event in gone:
        world.add(event)
    assert closed(world, "USDT") == closed(world, "BTC") == (0, 0, 0)
    caller = at(world)
    assert caller.get(TRADES, symbol="BTCUSDT") == [] == caller.get(f"{MARGIN}/forceLiquidationRec")["rows"]
    assert [row["type"] for row in caller.get(FLOWS)] == [one.type for one in reversed(gone)]
    assert all(Scenario(world).expected_variance(measure=one) == {} for one in ("balance", "loan", "interest"))


def test_a_forced_order_is_told_by_its_fills(world: World) -> None:
    world.add(ForcedOrder(**WHO, order_id=39324, symbol="BTCUSDT", side="SELL", price=units("1"), qty=units("3")))
    world.add(ForcedOrder(**WHO, order_id=2, symbol="ETHBTC", side="BUY", price=1, qty=1, pair="ETHBTC"))
    caller = at(world)
    assert closed(world, "BTC") == (0, 0, 0)
    shown = caller.get(f"{MARGIN}/forceLiquidationRec")["rows"]
    assert {row["orderId"]: row["isIsolated"] for row in shown} == {39324: False, 2: True}
    assert caller.get(f"{MARGIN}/forceLiquidationRec", isolatedSymbol="ETHBTC")["total"] == 1


# what a reader must find -----------------------------------------------------------------------------------


def off(scenario: Scenario, measure: str, now: int = NOON + 5 * DAY) -> dict[tuple[date, str], int]:
    return {(day, asset): amount for (_, day, _, asset), amount in scenario.expected_variance(now, measure).items()}


def test_a_loan_hidden_from_one_of_its_two_lists(world: World) -> None:
    scenario = Scenario(world)
    loan = world.add(borrow())
    [told] = told_by_ledger([loan], 7)
    world.add(told)
    scenario.hide(told)
    assert off(scenario, "balance") == off(scenario, "loan") == {} and at(scenario).get(FLOWS) == []
    other = Scenario(world)
    other.hide(loan)
    assert off(other, "balance") == off(other, "loan") == {(FIRST, "USDT"): units("200")}
    assert off(other, "interest") == {} and at(other).get(FLOWS)[0]["type"] == "BORROW"


def test_interest_of_midnight_may_stand_in_the_snapshot_of_the_day_before(world: World) -> None:
    world.add(charge(1, MIDNIGHT + DAY, "0.5"))
    scenario = Scenario(world)
    assert off(scenario, "interest") == {}
    scenario.midnight_inside("MARGIN")
    assert off(scenario, "interest") == {(FIRST, "USDT"): units("0.5"), (NEXT, "USDT"): -units("0.5")}
    assert off(scenario, "balance") == off(scenario, "loan") == {}
    assert [row["interest"] for row in margin_rows(at(scenario))] == ["0.50000000"]


def test_a_small_debt_reads_as_if_it_had_all_been_the_loan(world: World) -> None:
    world.open(MAIN, "ETH", units("3"), "MARGIN", "loan")
    world.open(MAIN, "ETH", units("1"), "MARGIN", "interest")
    debt = {"asset": "ETH", "principal": units("3"), "interest": units("1")}
    world.add(SmallLiability(**WHO, **debt, target="USDT", target_amount=units("9")))
    assert closed(world, "ETH") == (0, 0, 0) and closed(world, "USDT")[0] == units("291")
    scenario = Scenario(world)
    assert off(scenario, "balance") == {}
    assert off(scenario, "loan") == {(FIRST, "ETH"): units("1")}
    assert off(scenario, "interest") == {(FIRST, "ETH"): -units("1")}


def test_facts_and_sums_keep_the_measure_and_the_pair_apart(world: World) -> None:
    world.add(borrow())
    world.add(borrow(2, pair="BTCUSDT"))
    world.add(charge(time=NOON + HOUR))
    scenario = Scenario(world)
    assert [fact.key[-1] for fact in scenario.facts(MAIN, "MARGIN")] == ["BORROW:1"]
    assert scenario.sums(MAIN, "MARGIN", measure="loan") == {(FIRST, "USDT", "in"): units("200")}
    assert scenario.sums(MAIN, "MARGIN", measure="interest") == {(FIRST, "USDT", "in"): units("0.001")}
    isolated = scenario.facts(MAIN, "ISOLATED_MARGIN", measure="loan", pair="BTCUSDT")
    assert [(fact.pair, fact.amount) for fact in isolated] == [("BTCUSDT", units("200"))]
    assert scenario.facts(MAIN, "ISOLATED_MARGIN", measure="loan", pair="ETHBTC") == []


def test_a_row_of_margin_that_cannot_be_read_puts_no_other_wallet_in_doubt(world: World) -> None:
    scenario = Scenario(world)
    scenario.spoil(world.add(charge()), interest="0.1234567890123456789")
    scenario.no_snapshot(MAIN, NEXT, wallet="MARGIN")
    assert set(scenario.unproved(wallet="MARGIN")) == {(MAIN, FIRST + timedelta(days=n), None) for n in range(3)}
    assert scenario.unproved() == {}
    assert margin_rows(at(scenario))[0]["interest"] == "0.00100000"


# worlds and statements -------------------------------------------------------------------------------------


def test_margin_is_laid_over_a_world_that_stays_what_it_was() -> None:
    plain, more = random_world(5, days=6), random_world(5, days=6, margin=True)
    assert more.events[: len(plain.events)] == plain.events and len(more.events) > len(plain.events)
    assert random_world(5, days=6, margin=True).events == more.events
    for email in plain.accounts:
        for day in plain.days:
            true = more.closing(email, day) or {}
            assert all(true[asset] >= held for asset, held in (plain.closing(email, day) or {}).items())


def test_random_margin_holds_every_kind() -> None:
    events = [event for seed in range(12) for event in random_world(seed, margin=True, busy=2).events]
    types = {event.type for event in events if isinstance(event, CapitalFlow)}
    assert types == {
        "BORROW",
        "REPAY",
        "BUY_INCOME",
        "BUY_EXPENSE",
        "SELL_INCOME",
        "SELL_EXPENSE",
        "TRADING_COMMISSION",
        "TRANSFER",
        "COMMISSION_RETURN",
        "LIQUIDATION_FEE",
        "OTHER_LIQUIDATION",
        "REPAY_LIQUIDATION",
        "SMALL_CONVERT",
        "SMALL_BALANCE_CONVERT",
    }
    assert {event.type for event in events if isinstance(event, MarginRepay)} >= {"MANUAL", "AUTO", "BNB_AUTO_REPAY"}
    charged = [event for event in events if isinstance(event, MarginInterest)]
    assert {(one.on_borrow, one.in_bnb, bool(one.pair)) for one in charged} >= {
        (True, True, False),
        (False, True, False),
        (True, False, True),
        (False, False, True),
    }
    assert all(one.on_borrow or one.time % HOUR == 0 for one in charged)
    assert any(one.time % DAY == 0 for one in charged)
    assert all(one.amount % 10**10 == 0 for one in charged)
    assert any(isinstance(event, ForcedOrder) for event in events)


@pytest.mark.parametrize("seed", range(4))
def test_a_statement_has_what_moved_and_nothing_that_is_owed(seed: int) -> None:
    world = random_world(seed, margin=True, accounts=1, days=6, busy=3)
    lines = statement_lines(world, [MAIN], world.first_day, world.last_day)
    for wallet, account in (("MARGIN", "Cross Margin"), ("ISOLATED_MARGIN", "Isolated Margin")):
        pairs = world.pairs(MAIN) if wallet == "ISOLATED_MARGIN" else [""]
        before, after = [
            {asset: sum((world.closing(MAIN, day, wallet, pair=pair) or {}).get(asset, 0) for pair in pairs)
             for asset in ("USDT", "BTC", "ETH", "BNB")}
            for day in (world.first_day - timedelta(days=1), world.last_day)
        ]  # fmt: skip
        for asset in after:
            change = sum(line.change for line in lines if (line.account, line.coin) == (account, asset))
            assert before[asset] + change == after[asset]


def test_a_statement_names_what_margin_does(world: World) -> None:
    repaid = {"principal": units("5"), "interest": units("1"), "asset": "USDT"}
    for event in (
        borrow(),
        borrow(2, pair="BTCUSDT"),
        MarginRepay(**WHO, tx_id=1, **repaid),
        MarginRepay(**WHO, tx_id=2, **repaid, pair="BTCUSDT"),
        flow(1, type="LIQUIDATION_FEE", amount=-1),
        flow(2, type="LIQUIDATION_FEE", amount=-1, pair="BTCUSDT"),
        flow(3, type="BORROW"),
        charge(),
    ):
        world.add(event)
    lines = statement_lines(world, [MAIN], FIRST, FIRST)
    assert sorted((line.account, line.operation) for line in lines) == [
        ("Cross Margin", "Margin Fee"),
        ("Cross Margin", "Margin Loan"),
        ("Cross Margin", "Margin Repayment"),
        ("Isolated Margin", "Isolated Margin Liquidation - Fee"),
        ("Isolated Margin", "Isolated Margin Loan"),
        ("Isolated Margin", "Isolated Margin Repayment"),
    ]
