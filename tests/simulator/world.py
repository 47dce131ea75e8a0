"""The ledger of truth: accounts, symbols, opening balances and events, and the balances that follow from them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zlib import crc32

from .clock import DAY, day_of, start_of
from .events import Event
from .postings import Place, Posting, place_of
from .units import UNIT

Balances = dict[str, int]


@dataclass(frozen=True)
class Functions:
    """What an account has switched on: wallets, Portfolio Margin, and BNB for fees of SPOT and interest of margin."""

    margin: bool = True
    futures: bool = True
    options: bool = False
    portfolio_margin: bool = False
    spot_fees_in_bnb: bool = False
    interest_in_bnb: bool = False


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
    functions: Functions = Functions()


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
        self.opening_elsewhere: dict[Place, Balances] = defaultdict(dict)
        self._closing: dict[Place, list[Balances]] | None = None

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

    def switch(self, email: str, **functions: bool) -> None:
        """Switch functions of an account on or off, for good."""
        account = self.accounts[email]
        self.accounts[email] = replace(account, functions=replace(account.functions, **functions))

    def add_symbol(self, symbol: Symbol) -> Symbol:
        self.symbols[symbol.name] = symbol
        return symbol

    def open(
        self, email: str, asset: str, amount: int, wallet: str = "SPOT", measure: str = "balance", pair: str = ""
    ) -> None:
        """Balance at the end of the day before the first, or what was owed then, or what lay in a pair."""
        plain = measure == "balance" and not pair
        held = self.opening[email, wallet] if plain else self.opening_elsewhere[Place(email, wallet, measure, pair)]
        held[asset] = amount
        self._closing = None

    def opened(self, email: str, asset: str, wallet: str = "SPOT", measure: str = "balance", pair: str = "") -> int:
        """What `open` was told last."""
        return self._openings().get(Place(email, wallet, measure, pair), {}).get(asset, 0)

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

    def pairs(self, email: str) -> list[str]:
        """The isolated margin accounts that an account has had."""
        places = [*self.opening_elsewhere, *map(place_of, self.postings())]
        return sorted({place.pair for place in places if place.email == email and place.pair})

    def closing(
        self, email: str, day: date, wallet: str = "SPOT", measure: str = "balance", pair: str = ""
    ) -> Balances | None:
        """Balance per asset at the end of a day, zeros kept; None before the opening day."""
        if self._closing is None:
            self._closing = self._roll()
        row = (day - self.first_day).days + 1
        if row < 0:
            return None
        rows = self._closing.get(Place(email, wallet, measure, pair), [{}])
        return rows[min(row, len(rows) - 1)]

    def balance(
        self, email: str, day: date, asset: str, wallet: str = "SPOT", measure: str = "balance", pair: str = ""
    ) -> int:
        """Units of one asset at the end of a day; 0 when never held."""
        return (self.closing(email, day, wallet, measure, pair) or {}).get(asset, 0)

    def balance_at(
        self, email: str, moment: int, wallet: str = "SPOT", measure: str = "balance", pair: str = ""
    ) -> Balances:
        """Balance per asset right now, for the `account` endpoints."""
        day, place = day_of(moment), Place(email, wallet, measure, pair)
        held = dict(self.closing(email, day - timedelta(days=1), *place[1:]) or {})
        for posting in self.postings():
            if place_of(posting) == place and start_of(day) <= posting.time <= moment:
                held[posting.asset] = held.get(posting.asset, 0) + posting.amount
        return held

    def movements(
        self, email: str, day: date, wallet: str = "SPOT", measure: str = "balance", pair: str = ""
    ) -> dict[tuple[str, str], int]:
        """True sums of one day per (asset, leg); legs are in, out, buy, sell, fee, other."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        place = Place(email, wallet, measure, pair)
        for posting in self.postings():
            if place_of(posting) == place and day_of(posting.time) == day:
                sums[posting.asset, posting.leg] += posting.amount
        return dict(sums)

    def close_price(self, symbol: str, day: date) -> int | None:
        """Daily closing price in units of 1e-18 of the quote, moving up to 1 % around the pair's price."""
        pair = self.symbols.get(symbol)
        if pair is None or not pair.priced:
            return None
        wobble = (crc32(symbol.encode()) + day.toordinal()) % 21 - 10
        return pair.price * (1000 + wobble) // 1000

    def _openings(self) -> dict[Place, Balances]:
        return {Place(*wallet): held for wallet, held in self.opening.items()} | self.opening_elsewhere

    def _roll(self) -> dict[Place, list[Balances]]:
        openings = self._openings()
        first = start_of(self.first_day) // DAY
        postings = self.postings()
        last = max([(self.last_day - self.first_day).days] + [p.time // DAY - first for p in postings])
        moves: dict[Place, dict[int, list[Posting]]] = defaultdict(lambda: defaultdict(list))
        for posting in postings:
            moves[place_of(posting)][posting.time // DAY - first].append(posting)
        return {
            place: _close_days(openings.get(place, {}), moves.get(place, {}), last)
            for place in openings.keys() | moves.keys()
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
