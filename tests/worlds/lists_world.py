"""Part of the world of planted defects: moves of isolated margin, told settlements, rewards with a boost, a second
conversion of dust. Everything in coins or amounts of its own."""

from __future__ import annotations

from tests.simulator import (
    DAY,
    HOUR,
    SECOND,
    DualInvestment,
    Dust,
    FamilyTransfer,
    LockedReward,
    MarginTransfer,
    PmLoanRepay,
    WalletTransfer,
    units,
)  # fmt: skip
from tests.simulator.events import Event

ISOLATED, CROSS = "ISOLATED_MARGIN", "CROSS_MARGIN"


def lists_events(email: str, first: int) -> tuple[Event, ...]:
    """What happens to a sub-account on the day that begins at `first` (ms) and on the next."""
    return (*_margin(email, first), *_settled(email, first), *_counted(email, first))


def _margin(email: str, first: int) -> tuple[Event, ...]:
    """There and back, in seconds and milliseconds, failed and pending; one that the account's own list of transfers
    tells too; and one of cross margin, which the list of wallet transfers tells."""
    one = {"email": email, "asset": "AVAX"}
    back = {"source": ISOLATED, "target": "SPOT"}
    cross, twice = (
        {"amount": units("0.7"), "time": first + 6 * HOUR},
        {"amount": units("0.9"), "time": first + 7 * HOUR},
    )
    return (
        MarginTransfer(**one, tx_id=9301, time=first + HOUR, amount=units("2"), in_seconds=True),
        MarginTransfer(**one, tx_id=9302, time=first + 2 * HOUR + 7, amount=units("0.5"), **back),
        MarginTransfer(**one, tx_id=9303, time=first + 3 * HOUR, amount=units("4"), status="PENDING"),
        MarginTransfer(**one, tx_id=9304, time=first + 4 * HOUR, amount=units("8"), status="FAILED"),
        MarginTransfer(**one, tx_id=9305, time=first + 5 * HOUR, amount=units("16"), source=ISOLATED, target=ISOLATED),
        WalletTransfer(9306, email, "MAIN_MARGIN", "AVAX", cross["amount"], cross["time"]),
        MarginTransfer(**one, **cross, tx_id=9306, target=CROSS, told_by_wallets=True, bare=True),
        WalletTransfer(9307, email, "MARGIN_MAIN", "AVAX", cross["amount"] // 2, cross["time"] + HOUR),
        MarginTransfer(
            **one,
            tx_id=9307,
            time=cross["time"] + HOUR,
            amount=cross["amount"] // 2,
            source=CROSS,
            target="SPOT",
            told_by_wallets=True,
        ),
        FamilyTransfer(9308, email, email, "AVAX", twice["amount"], twice["time"], "SPOT", ISOLATED),
        MarginTransfer(**one, **twice, tx_id=9308, told_by_wallets=True),
        PmLoanRepay(email=email, asset="UNI", time=first + 8 * HOUR, amount=units("3")),
    )


def _settled(email: str, first: int) -> tuple[Event, ...]:
    """Bought on one day and settled on the next: in the other coin, in its own, and not told in what."""
    one = {"email": email, "asset": "ATOM", "exercised": "DOT", "amount": units("10"), "time": first + 9 * HOUR}
    settle = first + DAY + 8 * HOUR
    return (
        DualInvestment(**one, number=9401, settle=settle, settles=("DOT", units("20.5")), tells=True),
        DualInvestment(**one, number=9402, settle=settle + SECOND, settles=("ATOM", units("10.01")), tells=True),
    )


def _counted(email: str, first: int) -> tuple[Event, ...]:
    """Two rewards with a boost each, and a second conversion, of three coins."""
    dust = {"email": email, "time": first + DAY + 7 * HOUR, "parent_id": 66, "trans_id": 67, "charge": units("0.0001")}
    coins = (("XRP", "0.3"), ("DOGE", "0.4"), ("TRX", "0.5"))
    rewards = [
        LockedReward(
            email=email,
            asset="SOL",
            time=first + (5 + n) * HOUR,
            position_id=500 + n,
            amount=units("0.1") + 10 * n + boost,
            type="Boost Rewards" if boost else "Locked Rewards",
        )
        for n in range(2)
        for boost in range(2)
    ]
    return (*rewards, *(Dust(**dust, asset=coin, amount=units(amount), got=units("0.003")) for coin, amount in coins))
