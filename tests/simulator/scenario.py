"""Truth plus distortion: what the endpoints list instead of the truth, and the variance that must follow from it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from .clock import DAY, FOREVER, day_of, start_of
from .events import Event, FamilyTransfer, Fill
from .fill import MarginFill
from .futures_ways import USUAL, FuturesWays
from .postings import Place, Posting, place_of
from .product import Product
from .products.futures import income_rows, told_by_income
from .products.margin_record import MarginRecord
from .twins import told_twice
from .world import World

BalanceLine = tuple[str, date, str, str]
CUT, SHIFT = "snapshot cut", "snapshot shifted"


class Fact(NamedTuple):
    """One leg a faithful reader of the lists must book: key of the event, leg, asset, signed units, time in ms; the
    pair of an isolated margin account."""

    key: tuple
    leg: str
    asset: str
    amount: int
    time: int
    part: str = ""
    pair: str = ""

    @property
    def external_id(self) -> str:
        """The id of the record, with the part of it this leg is after a colon where one record makes several."""
        return ":".join([str(self.key[-1]), self.part][: 1 + bool(self.part)])


@dataclass
class Distortion:
    """How one event is listed: as `shown` from `altered` until `corrected`, `copies` times, from `since` on and before
    `gone`."""

    shown: Event
    copies: int = 1
    since: int = 0
    altered: int = 0
    corrected: int = FOREVER + 1
    gone: int = FOREVER + 1
    overlay: tuple[tuple[str, Any], ...] = ()
    dropped: tuple[str, ...] = ()
    hidden_from: str = ""


class Cell(NamedTuple):
    """An asset of one place on one day."""

    place: Place
    day: date
    asset: str

    @property
    def line(self) -> BalanceLine:
        """What it is called where measure and pair are known."""
        return self.place.email, self.day, self.place.wallet, self.asset


class Share(NamedTuple):
    """Part of a cell's variance, in units. `source`: key of the event that makes it, or CUT or SHIFT, account and
    day."""

    source: tuple
    cell: BalanceLine
    amount: int


class Scenario:
    """A world and its distortions. Days, cells and amounts expected of a reconciliation follow from here.

    What moves a wallet that has a ledger (FUTURES, COIN_FUTURE, OPTION) is told by its rows. Those of a fill or of a
    transfer are records of their own (`incomes_of`), which are distorted apart from it. `inside` are the wallets whose
    snapshots hold what moved exactly at midnight, `cuts` the snapshots that were taken at another moment.
    """

    def __init__(self, world: World, futures: FuturesWays = USUAL) -> None:
        self.world = world
        self.futures = futures
        self.refused: set[tuple[str, str]] = set()
        self.inside: set[str] = set()
        self.cuts: set[tuple[str, date, str]] = set()
        self._distorted: dict[tuple, Distortion] = {}
        self._snapshot_since: dict[tuple[str, date, str], int] = {}
        self._answers: list[tuple[str, date, str, dict[str, int], int, int]] = []
        self._snapshot_deltas: dict[tuple[str, Cell], int] = defaultdict(int)
        self._lists: dict[tuple[str, str], tuple[list[Event], list[int]]] | None = None
        self._listed_events = -1
        self._incomes: list[Product] = []
        self._income_events = -1

    # distortions ---------------------------------------------------------------------------------------------

    def hide(self, event: Event) -> None:
        """No endpoint ever lists the event."""
        self._of(event).copies = 0

    def delay(self, event: Event, until: int) -> None:
        """No endpoint lists the event before `until` (ms)."""
        self._of(event).since = until

    def hide_end(self, event: FamilyTransfer, email: str) -> None:
        """The account's own lists never tell of a transfer that the other account's lists tell."""
        self._of(event).hidden_from = email

    def duplicate(self, event: Event, copies: int = 2) -> None:
        """The same row comes several times; it must be counted once."""
        self._of(event).copies = copies

    def vanish(self, event: Event, moment: int) -> None:
        """Endpoints list the event until `moment` (ms) and never again. A reader that saw it before doubts that until
        it reads the list on another day, and does not count it from then on."""
        self._of(event).gone = moment

    def alter(self, event: Event, *, since: int = 0, until: int = FOREVER + 1, **fields: Any) -> Event:
        """List the event with other values (amounts in units) from `since` on, right again from `until` on; returns it
        as listed. A reader that has read it right, `since` being later than that, keeps what it read and doubts the
        other values."""
        distortion = self._of(event)
        distortion.altered = since
        distortion.shown = replace(distortion.shown, **fields)
        distortion.corrected = until
        self._lists = None
        return distortion.shown

    def round(self, event: Event, field: str = "amount", places: int = 8) -> Event:
        """List an amount cut to fewer decimals."""
        step = 10 ** (18 - places)
        return self.alter(event, **{field: getattr(event, field) // step * step})

    def spoil(self, event: Event, *drop: str, **texts: Any) -> None:
        """Put raw values into the listed row, or drop fields from it: the row cannot be booked as it stands."""
        distortion = self._of(event)
        distortion.overlay, distortion.dropped = tuple(texts.items()), drop

    def refuse_symbol(self, email: str, symbol: str) -> None:
        """myTrades of this pair answers -1121 to this account for ever."""
        self.refused.add((email, symbol))

    def no_snapshot(self, email: str, day: date, until: int = FOREVER + 1, wallet: str = "SPOT") -> None:
        """The snapshot of a day is missing, or missing until a moment (ms)."""
        self._snapshot_since[email, day, wallet] = until

    def answer_snapshot(
        self, email: str, day: date, balances: dict[str, int], since: int, until: int, wallet: str = "SPOT"
    ) -> None:
        """The snapshot of a day that was read before holds other balances from `since` until `until` (ms); its total
        stays."""
        self._answers.append((email, day, wallet, balances, since, until))

    def shift_snapshot(
        self, email: str, day: date, asset: str, delta: int, wallet: str = "SPOT", measure: str = "balance"
    ) -> None:
        """The snapshot shows `delta` units more than the truth."""
        self._snapshot_deltas[SHIFT, Cell(Place(email, wallet, measure), day, asset)] += delta

    def cut_late(self, email: str, day: date, milliseconds: int, wallet: str = "SPOT") -> None:
        """The snapshot is taken some time after midnight and holds what moved until then; negative: before it. One
        millisecond is what moved exactly at midnight."""
        self.cuts.add((email, day, wallet))
        self._cut(email, day, milliseconds, wallet)

    def _cut(self, email: str, day: date, milliseconds: int, wallet: str) -> None:
        midnight = start_of(day + timedelta(days=1))
        first, last = sorted((midnight, midnight + milliseconds))
        for posting in self.world.postings():
            if first <= posting.time < last and (posting.email, posting.wallet) == (email, wallet):
                held = posting.amount if milliseconds > 0 else -posting.amount
                self._snapshot_deltas[CUT, Cell(place_of(posting), day, posting.asset)] += held

    def midnight_inside(self, wallet: str) -> None:
        """Every snapshot of the wallet, that of the day before the first too, holds what moved exactly at the midnight
        that ends its day."""
        if wallet in self.inside:
            return
        self.inside.add(wallet)
        for email in self.world.accounts:
            for day in [self.world.first_day - timedelta(days=1), *self.world.days]:
                self._cut(email, day, 1, wallet)

    def changes_between(self, since: int, until: int) -> bool:
        """Whether a list puts right in this time what it said otherwise before: a reader of both doubts one of them."""
        moments = [moment for one in self._distorted.values() for moment in (one.altered, one.corrected)]
        return any(since < moment <= until for moment in moments)

    def is_plain(self, event: Event) -> bool:
        """Whether the event is listed as it happened."""
        return event.key not in self._distorted

    def is_unreadable(self, event: Event) -> bool:
        """Whether the row of the event cannot be booked as it stands."""
        distortion = self._distorted.get(event.key)
        return bool(distortion and (distortion.overlay or distortion.dropped))

    def told(self, event: Event, now: int) -> Event | None:
        """The event as it is listed at `now`; None while it is not."""
        return next(iter(self._shown(event, now)), None)

    def hidden_from(self, event: Event) -> str:
        """The account whose own lists do not tell of the event, or nothing."""
        return self._of(event).hidden_from if event.key in self._distorted else ""

    def incomes_of(self, event: Event) -> list[Any]:
        """The rows of ledgers that tell of the money of a fill or of a transfer."""
        return list(income_rows(event, self.futures))

    def records(self) -> list[Event]:
        """The events, and behind them the incomes of fills and transfers."""
        if self._income_events != len(self.world.events):
            self._income_events = len(self.world.events)
            self._incomes = [row for event in self.world.events for row in self.incomes_of(event)]
        return [*self.world.events, *self._incomes]

    # what the endpoints read ---------------------------------------------------------------------------------

    def listing(self, kind: str, email: str, now: int) -> list[Event]:
        """Events of a kind an endpoint may list at `now`, oldest first, copies included; email "" is everybody."""
        ordered, times = self._index().get((kind, email), ([], []))
        seen = ordered[: bisect_right(times, now)]
        if not self._distorted:
            return seen
        teller = email or self.world.main.email
        return [event for one in seen if self.hidden_from(one) != teller for event in self._shown(one, now)]

    def finish(self, event: Event, row: dict[str, Any]) -> dict[str, Any]:
        """The row as listed, with raw texts laid over it."""
        distortion = self._distorted.get(event.key)
        if distortion and (distortion.overlay or distortion.dropped):
            row = {**row, **dict(distortion.overlay)}
            for name in distortion.dropped:
                del row[name]
        return row

    def snapshot(self, email: str, day: date, wallet: str, now: int, measure: str = "balance") -> dict[str, int] | None:
        """Balances the snapshot of a day shows at `now`; None when it is not to be had."""
        truth = self.world.closing(email, day, wallet, measure)
        if truth is None or now < self._snapshot_since.get((email, day, wallet), 0):
            return None
        for *of, balances, since, until in self._answers:
            if of == [email, day, wallet] and since <= now < until:
                return balances
        shown = dict(truth)
        place = Place(email, wallet, measure)
        for (_, cell), delta in self._snapshot_deltas.items():
            if (cell.place, cell.day) == (place, day):
                shown[cell.asset] = shown.get(cell.asset, 0) + delta
        return shown

    # what must come out --------------------------------------------------------------------------------------

    def facts(
        self,
        email: str,
        wallet: str = "SPOT",
        now: int = FOREVER,
        measure: str = "balance",
        pair: str | None = None,
    ) -> list[Fact]:
        """Every leg a faithful reader books for a wallet at `now`, duplicates once, unreadable rows left out; of all
        pairs of isolated margin unless one is named."""
        return [
            Fact(event.key, posting.leg, posting.asset, posting.amount, posting.time, posting.part, posting.pair)
            for event, posting in self._booked(now)
            if (posting.email, posting.wallet, posting.measure) == (email, wallet, measure)
            and pair in (None, posting.pair)
        ]

    def keys(
        self, email: str, wallet: str = "SPOT", now: int = FOREVER, measure: str = "balance"
    ) -> dict[str, set[tuple]]:
        """Event keys per kind behind `facts`."""
        found: dict[str, set[tuple]] = defaultdict(set)
        for fact in self.facts(email, wallet, now, measure):
            found[fact.key[0]].add(fact.key)
        return dict(found)

    def sums(
        self,
        email: str,
        wallet: str = "SPOT",
        now: int = FOREVER,
        measure: str = "balance",
        pair: str | None = None,
    ) -> dict[tuple[date, str, str], int]:
        """Booked sums per (day, asset, leg)."""
        sums: dict[tuple[date, str, str], int] = defaultdict(int)
        for fact in self.facts(email, wallet, now, measure, pair):
            sums[day_of(fact.time), fact.asset, fact.leg] += fact.amount
        return dict(sums)

    def expected_variance(
        self, now: int = FOREVER, measure: str = "balance", pair: str | None = None
    ) -> dict[BalanceLine, int]:
        """Non-zero variances (snapshot minus roll-forward) of one measure per (email, day, wallet, asset)."""
        cells: dict[BalanceLine, int] = defaultdict(int)
        for share in self.shares(now, measure, pair):
            cells[share.cell] += share.amount
        return {cell: amount for cell, amount in cells.items() if amount}

    def shares(self, now: int = FOREVER, measure: str = "balance", pair: str | None = None) -> list[Share]:
        """What each event and each snapshot adds to a variance of one measure where it is not told as it was."""
        sums: dict[tuple[tuple, BalanceLine], int] = defaultdict(int)
        for source, cell, amount in self._parts(now):
            if cell.place.measure == measure and pair in (None, cell.place.pair):
                sums[source, cell.line] += amount
        return [Share(source, line, amount) for (source, line), amount in sums.items() if amount]

    def _parts(self, now: int) -> Iterator[tuple[tuple, Cell, int]]:
        """What moved and what is booked, and what snapshots show amiss."""
        for source, posting, amount in self.moved(now):
            yield source, _cell(posting), amount
        for (name, cell), delta in self._snapshot_deltas.items():
            source = (name, cell.place.email, cell.day)
            yield source, cell, delta
            yield source, cell._replace(day=cell.day + timedelta(days=1)), -delta

    def moved(self, now: int = FOREVER) -> Iterator[tuple[tuple, Posting, int]]:
        """All that truly moved, and with the opposite amount all that is booked at `now`: key of the record, posting
        and amount."""
        for event in self.records():
            for posting in event.postings():
                if not told_by_income(event, posting):
                    yield event.key, posting, posting.amount
        for event, posting in self._booked(now):
            yield event.key, posting, -posting.amount

    def unproved(self, now: int = FOREVER, wallet: str = "SPOT") -> dict[tuple[str, date, str | None], str]:
        """(email, day, asset) of a wallet that cannot be proved at `now`, and why; asset None means every asset of that
        account-day."""
        found = self._refused_pairs() if wallet == "SPOT" else {}
        for distortion in self._distorted.values():
            event = distortion.shown
            if wallet not in _wallets_of(event):
                continue
            if self.is_unreadable(event):
                found |= {(email, day, None): "row unreadable" for email in event.emails for day in _days(event)}
            if distortion.gone <= now < distortion.gone + DAY or self._doubted(event, now):
                # Not the day of its row, where money moved on another: nothing of that day was said otherwise.
                moved = {(leg.email, day_of(leg.time)) for leg in event.listed()}
                found |= {(email, day, None): "told otherwise" for email, day in moved}
        for email, day, of, _, since, until in self._answers:
            if since <= now < until and of == wallet:
                found |= {(email, day + timedelta(days=later), None): "told otherwise" for later in (0, 1)}
        for (email, day, of), since in self._snapshot_since.items():
            if now < since and of == wallet:
                found |= {(email, day + timedelta(days=later), None): "snapshot missing" for later in (0, 1)}
        return found

    def _refused_pairs(self) -> dict[tuple[str, date, str | None], str]:
        return {
            (email, day, asset): "pair refused"
            for email, name in self.refused
            for day in self.world.days
            for asset in (self.world.symbols[name].base, self.world.symbols[name].quote)
        }

    # inside --------------------------------------------------------------------------------------------------

    def _of(self, event: Event) -> Distortion:
        return self._distorted.setdefault(event.key, Distortion(event))

    def _doubted(self, event: Event, now: int) -> bool:
        """Whether the list says other values of the event than it did before."""
        distortion = self._distorted.get(event.key)
        return distortion is not None and 0 < distortion.altered <= now < distortion.corrected

    def _shown(self, event: Event, now: int) -> list[Event]:
        distortion = self._distorted.get(event.key)
        if distortion is None:
            return [event]
        shown = distortion.shown if distortion.altered <= now < distortion.corrected else event
        return [shown] * distortion.copies if distortion.since <= now < distortion.gone else []

    def _booked(self, now: int) -> Iterator[tuple[Event, Posting]]:
        readable = [event for original in self.records() for event in self._readable(original, now)]
        twice = told_twice(readable)
        for event in readable:
            if event.key not in twice:
                hidden = self.hidden_from(event)
                legs = (leg for leg in event.listed(now) if not told_by_income(event, leg))
                yield from ((event, posting) for posting in legs if posting.email != hidden)

    def _readable(self, original: Event, now: int) -> Iterator[Event]:
        for event in [original] if self._doubted(original, now) else self._shown(original, now)[:1]:
            if event.time <= now and not self.is_unreadable(event) and not self._out_of_reach(event):
                yield event

    def _out_of_reach(self, event: Event) -> bool:
        if not isinstance(event, Fill):
            return False
        refused = event.kind == "fill" and (event.email, event.symbol) in self.refused
        return refused or self.world.symbols[event.symbol].gone

    def _index(self) -> dict[tuple[str, str], tuple[list[Event], list[int]]]:
        if self._lists is None or self._listed_events != len(self.world.events):
            self._listed_events = len(self.world.events)
            self._lists = _sorted_lists(self.records(), self._listed_time)
        return self._lists

    def _listed_time(self, event: Event) -> int:
        distortion = self._distorted.get(event.key)
        return distortion.shown.time if distortion else event.time


def _wallets_of(event: Event) -> set[str]:
    """The wallets whose proof needs the list of the event."""
    if isinstance(event, MarginRecord | MarginFill):
        return {event.wallet}
    if isinstance(event, Product) and event.WALLET != "SPOT":
        return {event.WALLET}
    moved = (leg for leg in (*event.postings(), *event.listed()) if not told_by_income(event, leg))
    return {"SPOT"} | {leg.wallet for leg in moved}


def _days(event: Event) -> set[date]:
    """Days an event belongs to: that of its row and those on which it moves money."""
    return {day_of(event.time)} | {day_of(posting.time) for posting in event.listed()}


def _cell(posting: Posting) -> Cell:
    return Cell(place_of(posting), day_of(posting.time), posting.asset)


def _sorted_lists(
    events: list[Event], time_of: Callable[[Event], int]
) -> dict[tuple[str, str], tuple[list[Event], list[int]]]:
    lists: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in sorted(events, key=lambda event: (time_of(event), str(event.id).zfill(40))):
        for email in dict.fromkeys(event.emails):
            lists[event.kind, email].append(event)
        if isinstance(event, FamilyTransfer):
            lists[event.kind, ""].append(event)
        if isinstance(event, Fill):
            lists[f"{event.kind}/{event.symbol}", event.email].append(event)
    return {key: (found, [time_of(event) for event in found]) for key, found in lists.items()}
