"""Holds the matches of transfers that join two wallets against the scenario: each that both wallets' lists tell is one,
and nothing else is. SPOT to SPOT is held by `matched`. Amounts are integers of 1e-18."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from binrecon.domain.vocabulary import Wallet
from sqlalchemy import Engine, text

from tests.simulator import FamilyTransfer, Posting, Scenario, WalletTransfer, day_of
from tests.simulator.events import Event

OURS = {"COIN_FUTURE": "COIN_M_FUTURES"}
"""Our word for a wallet where it is not the simulator's."""
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
    engine: Engine, scenario: Scenario, wallets: Mapping[str, Collection[Wallet]], days: Collection[date], now: int
) -> Iterator[str]:
    """What is matched wrongly, of what was sent on these days: missing, or too much. `wallets` are those of each
    account that are reconciled."""
    held = Counter({pair: count for pair, count in held_pairs(engine).items() if pair.day in days})
    true, twisted = Counter[Pair](), set[Pair]()
    for event in scenario.world.events:
        for pair in _told_by_both(scenario, event, now):
            if not _is_plain(scenario, event):
                twisted.add(pair._replace(day=date.min))
            elif pair.day in days and _is_reconciled(pair, wallets):
                true[pair] += 1
    extra = [pair for pair in (held - true).elements() if pair._replace(day=date.min) not in twisted]
    yield from (f"does not match {pair}" for pair in true - held)
    yield from (f"matches {pair}, which is no transfer" for pair in extra)


def _is_reconciled(pair: Pair, wallets: Mapping[str, Collection[Wallet]]) -> bool:
    return pair.left in wallets[pair.sender] and pair.reached in wallets[pair.receiver]


def _is_plain(scenario: Scenario, event: Event) -> bool:
    """Whether both ends are told as they were: of others it is left open whether they are one, and of which day."""
    return all(scenario.is_plain(row) for row in (event, *scenario.incomes_of(event)))


def _told_by_both(scenario: Scenario, event: Event, now: int) -> Iterator[Pair]:
    if not isinstance(event, WalletTransfer | FamilyTransfer) or not _may_be_known(scenario, event):
        return
    told = scenario.told(event, now)
    legs = list(told.listed(now)) if told and told.amount else []
    if len(legs) == 2 and all(scenario.told(row, now) for row in scenario.incomes_of(event)):
        yield from _pair(*legs)


def _may_be_known(scenario: Scenario, event: WalletTransfer | FamilyTransfer) -> bool:
    """Ledgers name nobody: what two of them tell of two accounts is one transfer only where they give it one number."""
    numbers = {getattr(row, "tran_id", None) for row in scenario.incomes_of(event)}
    return len(set(event.emails)) == 1 or len(numbers) < 2


def _pair(gone: Posting, come: Posting) -> Iterator[Pair]:
    if (gone.wallet, come.wallet) != ("SPOT", "SPOT") and (gone.email, gone.wallet) != (come.email, come.wallet):
        left, reached = (OURS.get(leg.wallet, leg.wallet) for leg in (gone, come))
        yield Pair(gone.email, left, come.email, reached, gone.asset, come.amount, day_of(gone.time))
