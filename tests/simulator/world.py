"""The ledger of truth: accounts, symbols, opening balances and events, and the balances that follow from them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zlib import crc32

from .clock import DAY, day_of, start_of
from .events import Event
from .postings import Posting
from .units import UNIT

Balances = dict[str, int]


@dataclass(frozen=True)
class Account:
    """An account of the family. `in_file` is False for one the operator did not configure, `listed` for a sub-account
    that the main account's list leaves out."""

    email: str
    is_main: bool
    user_id: int
    created: int
    in_file: bool = True
    listed: bool = True


@dataclass(frozen=True)
class Symbol:
    """A pair. `priced` False has no klines; `gone` True answers -1121 on myTrades although it is still listed;
    `routed`: smart orders are routed over it and the others of its base asset. Before `closes` (ms) it is traded,
    whatever its status."""

    name: str
    base: str
    quote: str
    price: int = UNIT
    status: str = "TRADING"
    spot: bool = True
    margin: bool = True
    priced: bool = True
    gone: bool = False
    routed: bool = False
    closes: int = 0

    def at(self, now: int) -> "Symbol":
        """The pair as it is listed at `now`."""
        return self if now >= self.closes else replace(self, status="TRADING", spot=True)


class World:
    """True events over the days `first_day` to `last_day`; the opening balance is the snapshot of the day before."""

    def __init__(self, first_day: date, last_day: date) -> None:
        self.first_day = first_day
        self.last_day = last_day
        self.accounts: dict[str, Account] = {}
        self.symbols: dict[str, Symbol] = {}
        self.events: list[Event] = []
        self.opening: dict[tuple[str, str], Balances] = defaultdict(dict)
        self._closing: dict[tuple[str, str], list[Balances]] | None = None

    @property
    def days(self) -> list[date]:
        """Days that can be reconciled, oldest first."""
        span = (self.last_day - self.first_day).days + 1
        return [self.first_day + timedelta(days=n) for n in range(span)]

    @property
    def main(self) -> Account:
        return next(account for account in self.accounts.values() if account.is_main)

    @property
    def subs(self) -> list[Account]:
        return [account for account in self.accounts.values() if not account.is_main]

    def add_account(self, email: str, *, in_file: bool = True, listed: bool = True) -> Account:
        """The first account added is the main one."""
        number = len(self.accounts)
        created = start_of(self.first_day) - 90 * DAY + number
        account = Account(email, number == 0, 700_000_001 + number, created, in_file, listed)
        self.accounts[email] = account
        return account

    def add_symbol(self, symbol: Symbol) -> Symbol:
        self.symbols[symbol.name] = symbol
        return symbol

    def open(self, email: str, asset: str, amount: int, wallet: str = "SPOT") -> None:
        """Balance at the end of the day before the first."""
        self.opening[email, wallet][asset] = amount
        self._closing = None

    def add(self, event: Event) -> Event:
        """Append a true event; it must not lie before the first day."""
        if event.time < start_of(self.first_day):
            raise ValueError(f"event before the first day: {event.key}")
        self.events.append(event)
        self._closing = None
        return event

    def postings(self) -> list[Posting]:
        """Everything that truly moved, in the order the events were added."""
        return [posting for event in self.events for posting in event.postings()]

    def closing(self, email: str, day: date, wallet: str = "SPOT") -> Balances | None:
        """Balance per asset at the end of a day, zeros kept; None before the opening day."""
        if self._closing is None:
            self._closing = self._roll()
        row = (day - self.first_day).days + 1
        if row < 0:
            return None
        rows = self._closing.get((email, wallet), [{}])
        return rows[min(row, len(rows) - 1)]

    def balance(self, email: str, day: date, asset: str, wallet: str = "SPOT") -> int:
        """Units of one asset at the end of a day; 0 when never held."""
        return (self.closing(email, day, wallet) or {}).get(asset, 0)

    def balance_at(self, email: str, moment: int, wallet: str = "SPOT") -> Balances:
        """Balance per asset right now, for the `account` endpoint."""
        day = day_of(moment)
        held = dict(self.closing(email, day - timedelta(days=1), wallet) or {})
        for posting in self.postings():
            same_wallet = posting.email == email and posting.wallet == wallet
            if same_wallet and start_of(day) <= posting.time <= moment:
                held[posting.asset] = held.get(posting.asset, 0) + posting.amount
        return held

    def movements(self, email: str, day: date, wallet: str = "SPOT") -> dict[tuple[str, str], int]:
        """True sums of one day per (asset, leg); legs are in, out, buy, sell, fee, other."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for posting in self.postings():
            if posting.email == email and posting.wallet == wallet and day_of(posting.time) == day:
                sums[posting.asset, posting.leg] += posting.amount
        return dict(sums)

    def close_price(self, symbol: str, day: date) -> int | None:
        """Daily closing price in units of 1e-18 of the quote, moving up to 1 % around the pair's price."""
        pair = self.symbols.get(symbol)
        if pair is None or not pair.priced:
            return None
        wobble = (crc32(symbol.encode()) + day.toordinal()) % 21 - 10
        return pair.price * (1000 + wobble) // 1000

    def _roll(self) -> dict[tuple[str, str], list[Balances]]:
        first = start_of(self.first_day) // DAY
        postings = self.postings()
        last = max([(self.last_day - self.first_day).days] + [p.time // DAY - first for p in postings])
        moves: dict[tuple[str, str], dict[int, list[Posting]]] = defaultdict(lambda: defaultdict(list))
        for posting in postings:
            moves[posting.email, posting.wallet][posting.time // DAY - first].append(posting)
        return {
            wallet: _close_days(self.opening.get(wallet, {}), moves.get(wallet, {}), last)
            for wallet in self.opening.keys() | moves.keys()
        }


def _close_days(opening: Balances, moves: dict[int, list[Posting]], last: int) -> list[Balances]:
    """Balances of the opening day and of every day after it; a day without moves shares the dict of the day before."""
    rows = [dict(opening)]
    for number in range(last + 1):
        held = rows[-1]
        if number in moves:
            held = dict(held)
            for posting in moves[number]:
                held[posting.asset] = held.get(posting.asset, 0) + posting.amount
        rows.append(held)
    return rows
