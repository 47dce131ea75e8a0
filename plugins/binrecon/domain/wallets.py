"""The wallets that can be reconciled, each as one description: what it is proved by, and what that proof leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from binrecon.domain.contracts import Contracts, FillList, ToldByFills
from binrecon.domain.vocabulary import Measure, Wallet


@dataclass(frozen=True)
class AtMidnight:
    """What is stamped with the moment at which one day ends and the next begins, so that the snapshot of that moment
    may hold it, and a reading of ours just after it may not hold it yet: the kinds of movement, and the measure that
    they move."""

    measure: Measure
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class WalletDescription:
    """One wallet. `witness` is the list that gives its day-end balances: snapshots of the exchange, or where
    `read_by_us` what the wallet held when we asked just after midnight, as the exchange gives no snapshot of it.
    `measures` are what they say of an asset. `ledger` is the one list that tells every movement of the wallet, where
    there is one: then kinds of movement that no document names count too. `second_ledger` is one that tells every
    movement of the balance beside the lists that are booked. `not_proved` ends the reason of what is proved: what of
    the wallet the proof does not speak of. `exchanged_label` is the field of the witness that could hold the balance
    instead, were two labels exchanged. `at_midnight` is what a snapshot may hold of the day that follows.
    `in_portfolio_margin`: it is a part of portfolio margin where the account is in it. `called` are the words of lists
    of transfers for it that are not ours; `stated_as` those of account statements, each in the one spelling in which
    lines are kept. `contracts` are how its positions are held against their fills, where it has any."""

    wallet: Wallet
    witness: str
    measures: tuple[Measure, ...] = (Measure.BALANCE,)
    ledger: str = ""
    second_ledger: str = ""
    not_proved: str = ""
    exchanged_label: str = ""
    at_midnight: AtMidnight | None = None
    read_by_us: bool = False
    in_portfolio_margin: bool = False
    called: tuple[str, ...] = ()
    stated_as: tuple[str, ...] = ()
    contracts: Contracts | None = None


def _futures(listed: str, fills: str) -> Contracts:
    """Contracts of either kind of futures."""
    told = (ToldByFills(fills, "realized", "REALIZED_PNL", False), ToldByFills(fills, "commission", "COMMISSION", True))
    return Contracts(listed, (FillList(fills),), told)


_UNREALISED = "unrealised profit and loss is not part of the proof"
_EVERY = (
    WalletDescription(Wallet.SPOT, "daily_snapshot", called=("MAIN",), stated_as=("Spot",)),
    WalletDescription(
        Wallet.MARGIN,
        "margin_snapshot",
        measures=(Measure.BALANCE, Measure.LOAN, Measure.INTEREST),
        second_ledger="margin_capital_flow",
        at_midnight=AtMidnight(Measure.INTEREST, ("margin_interest",)),
        in_portfolio_margin=True,
        called=("CROSS_MARGIN",),
        stated_as=("Cross Margin",),
    ),
    WalletDescription(
        Wallet.ISOLATED_MARGIN,
        "isolated_reading",
        measures=(Measure.BALANCE, Measure.LOAN, Measure.INTEREST),
        second_ledger="isolated_capital_flow",
        at_midnight=AtMidnight(Measure.INTEREST, ("isolated_interest",)),
        read_by_us=True,
    ),
    WalletDescription(
        Wallet.FUTURES,
        "futures_snapshot",
        ledger="um_income",
        not_proved=_UNREALISED,
        exchanged_label="marginBalance",
        at_midnight=AtMidnight(Measure.BALANCE, ("FUNDING_FEE", "SPECIAL_FUNDING_FEE")),
        in_portfolio_margin=True,
        called=("UMFUTURE", "USDT_FUTURE"),
        contracts=_futures("futures_snapshot", "um_trades"),
        stated_as=("USD-M Futures", "USDT-Futures"),
    ),
    WalletDescription(
        Wallet.COIN_M_FUTURES,
        "coin_m_reading",
        ledger="cm_income",
        not_proved=_UNREALISED,
        read_by_us=True,
        in_portfolio_margin=True,
        called=("CMFUTURE", "COIN_FUTURE"),
        contracts=_futures("coin_m_reading", "cm_trades"),
        stated_as=("Coin-M Futures",),
    ),
    WalletDescription(
        Wallet.OPTION,
        "option_reading",
        ledger="option_bill",
        not_proved=_UNREALISED,
        read_by_us=True,
        stated_as=("Options",),
    ),
)
WALLETS: dict[Wallet, WalletDescription] = {one.wallet: one for one in _EVERY}
RECONCILED: tuple[Wallet, ...] = tuple(WALLETS)
"""The wallets that the accounts file may name."""
MEASURES: tuple[Measure, ...] = tuple(dict.fromkeys(measure for one in _EVERY for measure in one.measures))
"""What any of them is proved by."""

NEVER_BELOW_ZERO = frozenset({Wallet.SPOT, Wallet.MARGIN, Wallet.ISOLATED_MARGIN})
"""Wallets whose balances are never negative: what is borrowed is a measure of its own. Those of futures may be."""

GUARD = timedelta(seconds=2)
"""So near to a reading of ours a movement may lie on either side of it: times of some lists are cut to the second."""


COUNTER_WALLETS = ("FUNDING", "EARN", "PORTFOLIO_MARGIN")
"""What lists of transfers name at the other end and no list tells the whole of: what went there is not followed."""


def described(wallet: Wallet) -> WalletDescription:
    """The description of a wallet."""
    return WALLETS[wallet]


def transfer_words() -> dict[str, Any]:
    """What statements about the ends of transfers are given: the ledgers, whose rows are ends too, each word of a list
    of transfers with the wallet that it means, and the wallets that have no ledger."""
    words = [(word, str(one.wallet)) for one in _EVERY for word in one.called]
    return {
        "ledgers": [one.ledger for one in _EVERY if one.ledger],
        "words": [word for word, _ in words],
        "meant": [wallet for _, wallet in words],
        "counters": list(COUNTER_WALLETS),
    }
