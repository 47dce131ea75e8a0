"""Holds the matches of transfers that join two wallets against the scenario: each that both wallets' lists tell is one,
and nothing else is. SPOT to SPOT is held by `matched`. Amounts are integers of 1e-18."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from binrecon.domain.vocabulary import Wallet
from sqlalchemy import Engine, text

from tests.simulator import FamilyTransfer, Posting, Scenario, WalletTransfer, day_of

_MATCHES = text("""
    SELECT gone.email, gone.wallet, come.email, come.wallet, gone.asset, trunc(come.amount * 1e18)::text,
        (held.sent_at AT TIME ZONE 'UTC')::date
    FROM binance_transfer_matches AS held
    JOIN binance_reconciliation_transfers AS gone ON gone.pid = held.out_pid
    JOIN binance_reconciliation_transfers AS come ON come.pid = held.in_pid
    WHERE held.taken_back_at IS NULL AND (gone.wallet, come.wallet) <> ('SPOT', 'SPOT')
""")


class Pair(NamedTuple):
    """A transfer between two places, by what both of its ends say."""

    sender: str
    left: str
    receiver: str
    reached: str
    asset: str
    amount: int
    day: date


def held_pairs(engine: Engine) -> Counter[Pair]:
    """What stands as matched, but for transfers from SPOT to SPOT."""
    with engine.connect() as connection:
        return Counter(Pair(*row[:5], int(row[5]), row[6]) for row in connection.execute(_MATCHES))


def wrong(
    engine: Engine, scenario: Scenario, wallets: Collection[Wallet], days: Collection[date], now: int
) -> Iterator[str]:
    """What is matched wrongly, of what was sent on these days: missing, or too much. Every account has the wallets."""
    held = Counter({pair: count for pair, count in held_pairs(engine).items() if pair.day in days})
    true = Counter(
        pair for pair in _told_by_both(scenario, {str(wallet) for wallet in wallets}, now) if pair.day in days
    )
    yield from (f"does not match {pair}" for pair in true - held)
    yield from (f"matches {pair}, which is no transfer" for pair in held - true)


def _told_by_both(scenario: Scenario, wallets: set[str], now: int) -> Iterator[Pair]:
    for event in scenario.world.events:
        told = scenario.told(event, now) if isinstance(event, WalletTransfer | FamilyTransfer) else None
        plain = all(scenario.is_plain(row) for row in scenario.incomes_of(event))
        legs = list(told.listed(now)) if told and told.amount and plain else []
        if len(legs) == 2 and {leg.wallet for leg in legs} <= wallets:
            yield from _pair(*legs)


def _pair(gone: Posting, come: Posting) -> Iterator[Pair]:
    if (gone.wallet, come.wallet) != ("SPOT", "SPOT") and (gone.email, gone.wallet) != (come.email, come.wallet):
        yield Pair(gone.email, gone.wallet, come.email, come.wallet, gone.asset, come.amount, day_of(gone.time))
