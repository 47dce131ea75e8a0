"""Holds the matches of own transfers from SPOT to SPOT against the scenario: each transfer that two lists tell is one,
and nothing else is. Those of other wallets are held by `wallet_matches`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import Engine, text

from tests.simulator import Deposit, FamilyTransfer, Scenario, Withdrawal, day_of

_MATCHES = text("""
    SELECT sent.email, sent.source, sent.external_id, received.email, received.source, received.external_id,
        (sent.match_id, sent.reconciled) = (held.id, true) AND (received.match_id, received.reconciled) =
        (held.id, true),
        (held.sent_at AT TIME ZONE 'UTC')::date
    FROM binance_transfer_matches AS held
    LEFT JOIN binance_reconciliation_transfers AS sent ON sent.pid = held.out_pid
    LEFT JOIN binance_reconciliation_transfers AS received ON received.pid = held.in_pid
    WHERE held.taken_back_at IS NULL AND (sent.wallet, received.wallet) = ('SPOT', 'SPOT')
""")
_NOTED_ALONE = text("""
    SELECT leg.email, leg.source, leg.external_id FROM binance_reconciliation_transfers AS leg
    WHERE (leg.match_id IS NOT NULL OR leg.reconciled) AND NOT EXISTS (
        SELECT FROM binance_transfer_matches AS held
        WHERE held.id = leg.match_id AND held.taken_back_at IS NULL AND leg.pid IN (held.out_pid, held.in_pid)
    )
""")


class Pair(NamedTuple):
    """Both ends of a transfer: account, source and id of the record that tells each."""

    sender: str
    source: str
    sent: str
    receiver: str
    receiving_source: str
    received: str


def wrong_matches(
    engine: Engine, scenario: Scenario, emails: Iterable[str], days: Iterable[date], now: int
) -> Iterator[str]:
    """What is matched wrongly among these accounts, of what was sent on these days: missing, too much, or not noted on
    both legs. Every answer must have been what the scenario lists."""
    emails, days = set(emails), set(days)
    with engine.connect() as connection:
        rows = [row for row in connection.execute(_MATCHES) if row[7] in days and {row[0], row[3]} <= emails]
        alone = [row for row in connection.execute(_NOTED_ALONE) if row[0] in emails]
    held = {Pair(*row[:6]) for row in rows}
    true = {
        pair
        for pair in (*_inside(scenario, days, now), *_on_chain(scenario, days, now))
        if {pair[0], pair[3]} <= emails
    }
    yield from (f"does not match {pair}" for pair in sorted(true - held))
    yield from (f"matches {pair}, which are not one transfer" for pair in sorted(held - true))
    yield from (f"does not note the match on both ends of {Pair(*row[:6])}" for row in rows if not row[6])
    yield from (f"{row[0]} {row[1]} {row[2]} is noted as matched, and no match stands" for row in alone)


def _inside(scenario: Scenario, days: set[date], now: int) -> Iterator[Pair]:
    """Transfers between the spot wallets of two accounts, both of which list them."""
    for event in scenario.world.events:
        told = scenario.told(event, now) if isinstance(event, FamilyTransfer) and _readable(scenario, event) else None
        if (
            (
                told
                and told.spot_to_spot
                and told.amount
                and told.status_at(now) == "SUCCESS"
                and not scenario.hidden_from(event)
            )
            and day_of(told.time) in days
            and told.sender != told.receiver
        ):
            yield Pair(told.sender, "account_transfer", str(told.id), told.receiver, "account_transfer", str(told.id))


def _on_chain(scenario: Scenario, days: set[date], now: int) -> Iterator[Pair]:
    """Withdrawals and deposits of one transaction, coin and amount: where one fits two, none is chosen."""
    sent: dict[tuple, list[Withdrawal]] = defaultdict(list)
    came: dict[tuple, list[Deposit]] = defaultdict(list)
    for event in scenario.world.events:
        told = (
            scenario.told(event, now)
            if isinstance(event, Deposit | Withdrawal) and _readable(scenario, event)
            else None
        )
        if told and told.tx_id and told.amount and told.wallet == "SPOT" and any(told.listed(now)):
            ends = sent if isinstance(told, Withdrawal) else came
            ends[told.tx_id.lower(), told.asset, told.amount].append(told)
    for same, (one, *more) in sent.items():
        found = came.get(same, [])
        if not more and len(found) == 1 and day_of(one.time) in days:
            yield Pair(one.email, "withdraw", one.id, found[0].email, "deposit", found[0].id)


def _readable(scenario: Scenario, event: Deposit | FamilyTransfer | Withdrawal) -> bool:
    return not scenario.finish(event, {})
