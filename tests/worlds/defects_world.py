"""The world that planted defects are looked for in: four accounts, three days, every kind of movement, listed as it
happened.

Its troubles are in `defects_trouble`. Times lie on the edges of days where a rule could slip, ids repeat where the
exchange repeats them, lists are one record longer than their pages.
"""

from __future__ import annotations

from datetime import date

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    UNIT,
    BfusdRedemption,
    BfusdReward,
    BfusdSubscription,
    CloudMining,
    Convert,
    Deposit,
    Dividend,
    DualInvestment,
    Dust,
    EthRedemption,
    EthStaking,
    FamilyTransfer,
    FiatOrder,
    FiatPayment,
    Fill,
    FlexibleRedemption,
    FlexibleReward,
    FlexibleSubscription,
    LoanAdjustment,
    LoanBorrow,
    LoanRepay,
    LockedRedemption,
    LockedReward,
    LockedSubscription,
    PayTransaction,
    Product,
    Rebate,
    SolBoost,
    Symbol,
    WalletTransfer,
    Withdrawal,
    World,
    start_of,
    units,
)  # fmt: skip
from tests.worlds.lists_world import lists_events

MAIN, SUB, THIRD, SAVER = "main@example.com", "Sub+One@example.com", "third@example.com", "saver@example.com"
DAYS = (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4))
D1, D2, D3 = (start_of(day) for day in DAYS)
"""First milliseconds of the days."""
END = D3 + DAY
PAIRS = (
    ("BTCUSDT", "BTC", "USDT", "60000"), ("BNBUSDT", "BNB", "USDT", "600"), ("ETHBTC", "ETH", "BTC", "0.04"),
    ("ADAXRP", "ADA", "XRP", "1"),
)  # fmt: skip
HELD = (
    "USDT", "BTC", "BNB", "ETH", "ADA", "XRP", "SOL", "LINK", "LTC", "DOGE", "EUR", "WBETH", "BFUSD", "LDUSDT", "USDC", "DOT",
    "TRX", "AVAX", "ATOM", "UNI",
)  # fmt: skip


def clean_world() -> World:
    """Every account holds a million of each coin."""
    world = World(DAYS[0], DAYS[-1])
    for email in (MAIN, SUB, THIRD, SAVER):
        world.add_account(email)
        for asset in HELD:
            world.open(email, asset, units("1000000"))
            world.open(email, asset, units("1000000"), "FUNDING")
    for name, base, quote, price in PAIRS:
        world.add_symbol(Symbol(name, base, quote, units(price)))
    _trades(world)
    _deposits(world)
    _withdrawals(world)
    _own_transfers(world)
    for event in (*_flexible(), *_locked(), *_swaps(), *_income(), *_paid(), *_lent(), *lists_events(SAVER, D1)):
        world.add(event)
    return world


def fill(
    pair: int, number: int, email: str, at: int, *, buys: bool = True, fee: str = "0.001", fee_asset: str = "BNB"
) -> Fill:
    """One coin of the pair's base."""
    name, base, quote, price = PAIRS[pair]
    paid = units("0.01") * units(price) // UNIT
    return Fill(name, base, quote, number, number * 10 + buys, email, buys, units(price), units("0.01"), paid, units(fee),
                fee_asset, at)  # fmt: skip


def _trades(world: World) -> None:
    """Trade ids repeat from pair to pair and from account to account; many fall into one millisecond; fees in BNB, base
    and quote; a trade with oneself; the first and the last millisecond of a day."""
    for n in range(6):
        world.add(fill(0, 500 + n, MAIN, D1 + 9 * HOUR + n // 4))
    world.add(fill(0, 506, MAIN, D1 + 10 * HOUR, fee="0.00001", fee_asset="BTC"))
    world.add(fill(0, 506, MAIN, D1 + 10 * HOUR, buys=False, fee="0.6", fee_asset="USDT"))
    world.add(fill(2, 501, MAIN, D1 + 11 * HOUR, buys=False))
    world.add(fill(2, 502, MAIN, D1 + 11 * HOUR))
    world.add(fill(2, 600, MAIN, D2))
    world.add(fill(0, 600, SUB, END - 1))
    world.add(fill(0, 501, SUB, D1 + 9 * HOUR))
    world.add(fill(1, 502, SUB, D1 + DAY - 1))
    world.add(fill(1, 601, SUB, D2 + 20 * HOUR, buys=False, fee="0.006", fee_asset="USDT"))
    for n, status in enumerate(("SUCCESS", "SUCCESS", "FAIL", "PROCESS")):
        world.add(Convert(7000 + n, SUB, "USDT", units("5"), "BTC", units("0.0001"), D2 + 3 * HOUR + n, status=status))


def _deposits(world: World) -> None:
    """One more than a page on the first day. Credited at once, later, on the next day, over the edges; pending and
    refused."""
    for n in range(5):
        world.add(Deposit(f"1{n}", MAIN, "USDT", units("10") + n, ((D1 + 5 * HOUR + n, 1),)))
    exact = units("12345678901234567.123456789012345679")
    world.add(Deposit("20", MAIN, "BTC", exact, ((D1 + 20 * HOUR, 0), (D1 + 21 * HOUR, 6), (D1 + 22 * HOUR, 1))))
    world.add(Deposit("21", MAIN, "ETH", units("1"), ((D1 + DAY - 1, 1),)))
    world.add(Deposit("22", MAIN, "ETH", units("2"), ((D2, 1),)))
    world.add(Deposit("23", SUB, "ETH", units("4"), ((END - 1, 1),)))
    world.add(Deposit("24", SUB, "ETH", units("3"), ((D1 + 23 * HOUR, 0), (D2 + 4 * HOUR, 1))))
    world.add(Deposit("25", SUB, "ETH", units("7"), ((D2 + 5 * HOUR, 0),)))
    world.add(Deposit("26", SUB, "ETH", units("8"), ((D2 + 6 * HOUR, 0), (D2 + 7 * HOUR, 7))))
    world.add(Deposit("27", SUB, "ETH", units("9"), ((D2 + 8 * HOUR, 1),), wallet_type=1))


def _withdrawals(world: World) -> None:
    """Paid out, on their way, cancelled, failed, and out of the funding wallet."""
    for n, status in enumerate((6, 4, 1, 5, 3)):
        applied = D2 + n * MINUTE
        world.add(
            Withdrawal(f"w{n}", MAIN, "USDT", units("30"), units("1"), ((applied, 2), (applied + SECOND, status)))
        )
    world.add(Withdrawal("w8", SUB, "USDT", units("3"), units("0.5"), ((END - SECOND, 4),)))
    world.add(Withdrawal("w9", SUB, "USDT", units("3"), units("1"), ((D2 + 9 * HOUR, 6),), wallet_type=1))


def _own_transfers(world: World) -> None:
    """Among accounts and wallets, both ways, of one moment and amount; on the chain, where one
    transaction may have two ends of one amount."""
    ways = ((MAIN, SUB), (SUB, MAIN), (SUB, THIRD), (MAIN, THIRD), (MAIN, SUB))
    for n, (sender, receiver) in enumerate(ways):
        world.add(FamilyTransfer(9000 + n, sender, receiver, "USDT", units("7"), D2 + 12 * HOUR, universal=n % 2 == 0))
    world.add(FamilyTransfer(9010, MAIN, SUB, "USDT", units("5"), D2 + 13 * HOUR, status="FAILURE"))
    world.add(FamilyTransfer(9011, MAIN, SUB, "USDT", units("6"), D2 + 14 * HOUR, receiver_type="USDT_FUTURE"))
    world.add(FamilyTransfer(9012, MAIN, SUB, "USDT", units("8"), D2 + 14 * HOUR, sender_type="USDT_FUTURE"))
    moves = [("FUNDING_MAIN", "CONFIRMED"), ("MAIN_UMFUTURE", "CONFIRMED")]
    moves += [("MAIN_FUNDING", status) for status in ("CONFIRMED", "FAILED", "PENDING", "CONFIRMED", "CONFIRMED")]
    for n, (kind, status) in enumerate(moves):
        world.add(WalletTransfer(9100 + n, MAIN, kind, "USDT", units("3") + n, D2 + 15 * HOUR + n, status))
    sent, came = D2 + 16 * HOUR, D2 + 17 * HOUR
    world.add(Withdrawal("chain", MAIN, "SOL", units("40"), units("0.01"), ((sent, 6),), tx_id="0xABC"))
    world.add(Deposit("40", SUB, "SOL", units("40"), ((came, 1),), tx_id="0xabc"))
    world.add(Withdrawal("twice", MAIN, "DOT", units("50"), units("0.1"), ((sent, 6),), tx_id="0xdd"))
    for number, email in (("41", SUB), ("42", THIRD)):
        world.add(Deposit(number, email, "DOT", units("50"), ((came, 1),), tx_id="0xdd"))


def _flexible() -> tuple[Product, ...]:
    one = {"email": SAVER, "asset": "USDT"}
    return (
        FlexibleSubscription(**one, time=D1 + HOUR, purchase_id=1, amount=units("50")),
        FlexibleSubscription(**one, time=D1 + 2 * HOUR, purchase_id=2, amount=units("60"), source="FUNDING"),
        FlexibleSubscription(
            **one, time=D2 + HOUR, purchase_id=3, amount=units("70"), source="SPOTANDFUNDING", from_spot=units("20")
        ),
        FlexibleSubscription(**one, time=D2 + 2 * HOUR, purchase_id=4, amount=units("80"), status="FAILED"),
        FlexibleSubscription(**one, time=D2 + 3 * HOUR, purchase_id=5, amount=units("9"), type="LOAN"),
        FlexibleRedemption(**one, time=D2 + 4 * HOUR, redeem_id=1, amount=units("11")),
        FlexibleRedemption(**one, time=D2 + 5 * HOUR, redeem_id=2, amount=units("12"), dest="FUNDING"),
        FlexibleReward(**one, time=D2 + 6 * HOUR, amount=units("0.0001"), type="REALTIME"),
        FlexibleReward(**one, time=D2 + 6 * HOUR, amount=units("0.02")),
        FlexibleReward(**one, time=D2 + 7 * HOUR, amount=units("0.03"), type="REWARDS", in_dividends=True),
        Dividend(**one, time=D2 + 8 * HOUR, number=31, amount=units("0.03"), info="Flexible"),
    )


def _locked() -> tuple[Product, ...]:
    one = {"email": SAVER, "asset": "ADA"}
    return (
        LockedSubscription(**one, time=D1 + HOUR, purchase_id=11, amount=units("10")),
        LockedSubscription(**one, time=D1 + 2 * HOUR, purchase_id=12, amount=units("11"), type="AUTO"),
        LockedRedemption(
            **one, time=D1 + 3 * HOUR, redeem_id=11, amount=units("5"), deliver=D2 + HOUR, loss=units("0.1")
        ),
        LockedRedemption(
            **one, time=D2 + HOUR, redeem_id=12, amount=units("6"), deliver=D2 + HOUR, type="NEW_TRANSFERRED"
        ),
        LockedReward(**one, time=D2 + 2 * HOUR, amount=units("0.5"), in_dividends=True),
        Dividend(**one, time=D2 + 3 * HOUR, number=32, amount=units("0.5"), info="Locked"),
        LockedReward(**one, time=D2 + 4 * HOUR, amount=units("0.25")),
    )


def _swaps() -> tuple[Product, ...]:
    one = {"email": SAVER}
    return (
        EthStaking(**one, time=D1 + HOUR, amount=units("3"), got=units("2.8")),
        EthStaking(**one, time=D1 + 2 * HOUR, amount=units("1"), got=units("0.9"), status="FAILED"),
        EthRedemption(**one, time=D1 + 4 * HOUR, amount=units("2"), got=units("2.14"), arrival=D2 + 9 * HOUR),
        BfusdSubscription(**one, time=D1 + 5 * HOUR, asset="USDT", amount=units("20"), got=units("20")),
        BfusdRedemption(
            **one, time=D1 + 6 * HOUR, amount=units("10"), got=units("9.99"), fee=units("0.01"), arrival=D2 + 10 * HOUR
        ),
        BfusdReward(**one, time=D2 + 11 * HOUR, amount=units("0.001")),
        SolBoost(**one, time=D2 + 12 * HOUR, amount=units("0.02")),
        SolBoost(**one, time=D2 + 13 * HOUR, amount=units("0.03"), type="DISTRIBUTE"),
    )


def _income() -> tuple[Product, ...]:
    dust = {"email": SAVER, "time": D1 + 7 * HOUR, "parent_id": 55, "trans_id": 55}
    return (
        Dust(**dust, asset="LINK", amount=units("0.5"), got=units("0.01"), charge=units("0.0002")),
        Dust(**dust, asset="LTC", amount=units("0.25"), got=units("0.02"), charge=units("0.0004")),
        Dividend(email=SAVER, time=D1 + 8 * HOUR, number=33, asset="BNB", amount=units("0.7")),
        Dividend(email=SAVER, time=D1 + 9 * HOUR, number=34, asset="BNB", amount=units("0.2"), direction=-1),
        Dividend(email=SAVER, time=D2, number=35, asset="BNB", amount=units("0.1"), direction=None),
        Rebate(email=SAVER, time=D2 + HOUR, asset="BNB", amount=units("0.05")),
    )


def _paid() -> tuple[Product, ...]:
    one, times = {"email": SAVER, "asset": "EUR"}, {"time": D1 + HOUR, "updated": D2 + HOUR, "pending_until": D2 + HOUR}
    card = {"email": SAVER, "fiat": "EUR", "asset": "BTC", **times}
    return (
        FiatOrder(**one, **times, order_no="f1", side=0, amount=units("100"), fee=units("1")),
        FiatOrder(**one, **times, order_no="f2", side=1, amount=units("20"), fee=units("0.5")),
        FiatOrder(**one, **times, order_no="f3", side=0, amount=units("30"), status="Failed"),
        FiatPayment(**card, order_no="p1", side=0, paid=units("10"), got=units("0.001")),
        FiatPayment(**card, order_no="p2", side=0, paid=units("20"), got=units("0.002"), method="Cash Balance"),
        FiatPayment(**card, order_no="p3", side=1, paid=units("0.003"), got=units("30"), fee=units("1")),
        PayTransaction(
            email=SAVER, time=D2 + 2 * HOUR, transaction_id="t1", asset="USDT", spot=units("4"), funding=units("6")
        ),
        PayTransaction(email=SAVER, time=D2 + 3 * HOUR, transaction_id="t2", asset="USDT", spot=0, funding=units("8")),
        PayTransaction(
            email=SAVER,
            time=D2 + 4 * HOUR,
            transaction_id="t3",
            asset="USDT",
            spot=units("9"),
            incoming=True,
            one_map=True,
        ),
    )


def _lent() -> tuple[Product, ...]:
    pair = {"email": SAVER, "loan_coin": "USDC", "collateral_coin": "TRX"}
    return (
        LoanBorrow(**pair, time=D1 + HOUR, loan=units("100"), collateral=units("400")),
        LoanRepay(**pair, time=D2 + HOUR, repaid=units("50"), returned=units("200"), status="Repaid"),
        LoanAdjustment(**pair, time=D2 + 2 * HOUR, amount=units("10")),
        CloudMining(email=SAVER, time=D2 + HOUR, tran_id=71, asset="USDT", amount=units("15")),
        DualInvestment(
            email=SAVER,
            time=D2 + HOUR,
            number=73,
            asset="USDT",
            amount=units("25"),
            exercised="BNB",
            settle=END + 5 * DAY,
        ),
    )
