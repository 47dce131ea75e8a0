"""What a reader can find of each planted trouble, by the simulator's knowledge alone: nothing, or a finding of a kind.

Each rule below is one line: what the lists still tell of it, and by which kinds of findings it may rightly be called.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from tests.simulator import (
    DAY,
    HOUR,
    SECOND,
    UNIT,
    Convert,
    Deposit,
    Dividend,
    DualInvestment,
    Dust,
    Fact,
    FamilyTransfer,
    Fill,
    Invisible,
    LoanBorrow,
    MiningEarning,
    Scenario,
    Withdrawal,
    day_of,
    start_of,
)
from tests.simulator.clock import FOREVER
from tests.simulator.events import Event
from tests.simulator.products.earn import Reward
from tests.simulator.scenario import SHIFT

BalanceLine = tuple[str, date, str]

ACROSS, CUT, SWAP = "across_the_cut", "snapshot_cut", "swapped_asset"
COMMON = frozenset({1, UNIT})
"""Amounts that many records hold: another record may add up to them by chance."""


class Rule(NamedTuple):
    """How a trouble is called here, the kinds of findings that name it rightly, and whether a reader must find it where
    nothing else is in its cells: `sure` explained, since the lists hold a second fact of it; `named` as an alternative,
    since they hold nothing but its amount. `both_days`: only with the snapshots of all its days. `because` says why a
    reader may not find it, of a trouble that leaves something and is neither."""

    name: str
    kinds: frozenset[str] = frozenset()
    sure: bool = False
    named: bool = False
    both_days: bool = False
    because: str = ""


@dataclass(frozen=True)
class Trouble:
    """One trouble with its part of each SPOT cell's variance, in units, and the id of its record, if it has one."""

    rule: Rule
    parts: Mapping[BalanceLine, int]
    record: str = ""
    beside: tuple[BalanceLine, ...] = ()
    """Cells of other accounts whose day bears it out, where nothing is off in them."""

    @property
    def telling(self) -> bool:
        """Whether no amount of it is one that other records hold by chance."""
        return not any(abs(amount) in COMMON for amount in self.parts.values())

    @property
    def odd(self) -> bool:
        """Whether each amount is none that people type: of those a reader may not believe any."""
        return all(len(str(abs(amount)).strip("0")) > 3 for amount in self.parts.values())


class _Told(NamedTuple):
    """An event, and how it is listed at `now` (None: not at all)."""

    event: Event
    shown: Event | None
    now: int
    scenario: Scenario

    @property
    def plain(self) -> bool:
        return self.event == self.shown


def troubles(scenario: Scenario, now: int) -> list[Trouble]:
    """Everything that makes a SPOT variance at `now`."""
    parts: dict[tuple, dict[BalanceLine, int]] = defaultdict(dict)
    for share in scenario.shares(now):
        email, day, wallet, asset = share.cell
        if wallet == "SPOT":
            parts[share.source][email, day, asset] = share.amount
    events = {event.key: event for event in scenario.world.events}
    twins = _twins(scenario)
    found = []
    for source, cells in parts.items():
        event = events.get(source)
        if event is None:
            found.append(Trouble(of_cut(source, cells, scenario, now), cells))
        else:
            record = "" if isinstance(event, Invisible) else str(event.id)
            found.append(Trouble(_of_event(event, twins, scenario, now), cells, record, _other_ends(event, cells)))
    return found


def _other_ends(event: Event, cells: Iterable[BalanceLine]) -> tuple[BalanceLine, ...]:
    """The cells of the accounts at the other end of a transfer that one account does not list."""
    others = [(email, day, asset) for who, day, asset in cells for email in event.emails if email != who]
    return tuple(others) if isinstance(event, FamilyTransfer) and len(set(cells)) == 1 else ()


def _twins(scenario: Scenario) -> set[tuple]:
    """Keys of rewards and dividends of the same account, asset and amount: both may tell of the same money."""
    keys: dict[tuple, tuple[set[tuple], set[tuple]]] = defaultdict(lambda: (set(), set()))
    for event in scenario.world.events:
        if isinstance(event, Reward | Dividend):
            keys[event.email, event.asset, event.amount][isinstance(event, Reward)].add(event.key)
    return {key for dividends, rewards in keys.values() if dividends and rewards for key in dividends | rewards}


def _of_event(event: Event, twins: set[tuple], scenario: Scenario, now: int) -> Rule:
    told = _Told(event, scenario.told(event, now), now, scenario)
    if event.key in twins:
        return Rule("reward or dividend told once", frozenset({ACROSS}))  # the other row tells it, at its own time
    return next(rule for recognize in _RULES if (rule := recognize(told)))


# nothing is left of it -----------------------------------------------------------------------------------------


def _unlisted(told: _Told) -> Rule | None:
    """No list tells it; but where a whole balance became as much of another asset, the two balances do."""
    if isinstance(told.event, Invisible):
        swap = str(told.event.id).startswith("swap")
        return Rule("asset swapped", frozenset({SWAP}), sure=True) if swap else Rule("never listed")
    return None


def _hidden(told: _Told) -> Rule | None:
    """No list tells it; a hidden exchange of equal amounts of two assets may look like one asset become another."""
    if told.shown is not None:
        return None
    name = "hidden" if told.scenario.told(told.event, FOREVER) is None else "late"
    amounts = [posting.amount for posting in told.event.postings()]
    return Rule(name, frozenset({SWAP}) if len(amounts) == 2 and sum(amounts) == 0 else frozenset())


def _amount_untold(told: _Told) -> Rule | None:
    """A settled dual investment: the list tells when, and not how much; an altered row may still tell of the start."""
    if not isinstance(told.event, DualInvestment) or told.event.settles is None or told.event.tells:
        return None
    return Rule("settlement without amount", frozenset() if told.plain else frozenset({"listed_without_effect"}))


def _altered(told: _Told) -> Rule | None:
    """Another amount is listed, or the row or its pair cannot be read: nothing tells the true one."""
    return Rule("unreadable" if told.plain else "altered")


# a record is left of it ----------------------------------------------------------------------------------------


def _one_end(told: _Told) -> Rule | None:
    """The other account's list tells it, known when that account was read before this one."""
    hidden = told.scenario.hidden_from(told.event)
    if not hidden or told.shown is None:
        return None
    other = next(email for email in told.event.emails if email != hidden)
    order = list(told.scenario.world.accounts)
    known = order.index(other) < order.index(hidden) and told.shown.status_at(told.now) == "SUCCESS"
    return Rule("one end hidden", frozenset({"transfer_without_other_end"}), sure=known)


def _paid_elsewhere(told: _Told) -> Rule | None:
    """A convert's legs, or a loan's collateral, stand in the list as if SPOT had paid."""
    if isinstance(told.event, Convert) and told.event.wallet != "SPOT":
        return Rule("convert paid elsewhere", frozenset({"convert_elsewhere"}), sure=told.plain)
    if isinstance(told.event, LoanBorrow) and told.event.from_earn:
        return Rule("collateral from Earn", frozenset({"collateral_elsewhere"}), sure=told.plain)
    return None


def _paid_later(told: _Told) -> Rule | None:
    """Pool mining is listed under the mining day and paid on the next; told once the lists of that day were read
    too."""
    if isinstance(told.event, MiningEarning) and told.event.paid >= told.event.time + DAY:
        return Rule("mining paid later", frozenset({ACROSS}), sure=told.plain, both_days=True)
    return None


def _given_back(told: _Told) -> Rule | None:
    """A failed withdrawal: its status says that the money came back, and no list says when; told once the balances of
    the day it came back on are known, and where nothing else is off in between (it came back on the next day)."""
    if isinstance(told.event, Withdrawal) and len(list(told.event.postings())) > 2:
        times = sorted(posting.time for posting in told.event.postings())
        next_day = day_of(times[-1]) - day_of(times[0]) == timedelta(days=1)
        return Rule("failed withdrawal", frozenset({"failed_withdrawal"}), sure=told.plain and next_day, both_days=True)
    return None


def _without_effect(told: _Told) -> Rule | None:
    """The row is there with a status that does not count, the money has moved; of swaps only what counts is stored. A
    second fact is the other leg of the record in SPOT; of a record of one leg there is none but the amount. No list is
    waited for longer than it takes, so that only the last days must be told."""
    listed, moved = told.shown.listed(told.now), told.event.postings()
    if isinstance(told.event, Withdrawal) or any(listed) or not any(moved):
        return None
    if isinstance(told.event, Deposit):
        return Rule("pending deposit", frozenset({"pending_deposit"}), named=True)
    postings = list(told.event.postings())
    exchanged, between = any(posting.leg in ("buy", "sell") for posting in postings), len(told.event.emails) > 1
    both = (
        len({posting.asset for posting in postings if posting.wallet == "SPOT" and posting.time == told.event.time}) > 1
    )
    return Rule("listed without effect", frozenset({"listed_without_effect"}), named=not (exchanged or both or between))


def _other_day(told: _Told) -> Rule | None:
    """Listed on the other side of midnight, at most an hour off it: both days are off by it. A convert may as well have
    been paid elsewhere on the one day, which nobody can decide."""
    if told.shown.time == told.event.time:
        return None
    sure = not isinstance(told.event, Convert)
    return Rule("listed on another day", frozenset({ACROSS, CUT}), sure=sure, both_days=True)


def _under_two_ids(told: _Told) -> Rule | None:
    """A second row of the same moment, amount and transaction, for which nothing moved; told for certain where its
    times lie on one day."""
    if not isinstance(told.event, Deposit) or told.event.amount:
        return None
    days = {day_of(moment) for moment in (told.event.time, told.event.credit_time)}
    return Rule("listed under two ids", frozenset({"duplicate", ACROSS}), sure=len(days) == 1)


def _charge(told: _Told) -> Rule | None:
    """A dust conversion is off by exactly the service charge in its row, and nothing else says so."""
    if isinstance(told.event, Dust) and abs(told.event.got - told.shown.got) == told.event.charge:
        return Rule("dust without charge", frozenset({"dust_charge"}), named=True)
    return None


def _fee(told: _Told) -> Rule | None:
    """A fee leg is listed of which nothing was taken; the lists tell no more of it."""
    if not isinstance(told.event, Fill | Withdrawal):
        return None
    name = "commission" if isinstance(told.event, Fill) else "fee"
    if getattr(told.event, name) or told.event != replace(told.shown, **{name: 0}):
        return None
    return Rule("fee not taken", frozenset({"fee_not_taken"}), named=True)


_RULES: tuple[Callable[[_Told], Rule | None], ...] = (
    _unlisted,
    _one_end,
    _hidden,
    _amount_untold,
    _given_back,
    _without_effect,
    _paid_elsewhere,
    _paid_later,
    _other_day,
    _under_two_ids,
    _charge,
    _fee,
    _altered,
)


# snapshots -----------------------------------------------------------------------------------------------------


def of_cut(source: tuple, cells: Mapping[BalanceLine, int], scenario: Scenario, now: int, wallet: str = "SPOT") -> Rule:
    """One taken off midnight is told by what moved in between, where the lists tell that as it was; one that shows
    another amount is told by nothing. The lists of the day after the world are never asked. A withdrawal that failed
    within that hour was away at that moment."""
    name, email, day = source
    if name == SHIFT:
        return Rule(name)
    taken = {asset: amount for (_, when, asset), amount in cells.items() if when == day}
    told = day < scenario.world.last_day and _told_as_it_was(scenario, email, day, now, wallet)
    sure = told and taken in _moved_around(scenario, email, day, now, wallet)
    return Rule(name, frozenset({CUT, ACROSS, "failed_withdrawal"}), sure=sure, both_days=True)


def _told_as_it_was(scenario: Scenario, email: str, day: date, now: int, wallet: str) -> bool:
    """Whether the lists tell of the hours beside the midnight that ends the day what moved, and nothing else."""
    midnight = start_of(day + timedelta(days=1))
    facts = [(fact.asset, fact.amount, fact.time) for fact in scenario.facts(email, wallet, now)]
    place = email, wallet, "balance"
    postings = [one for one in scenario.world.postings() if (one.email, one.wallet, one.measure) == place]
    moved = [(one.asset, one.amount, one.time) for one in postings]
    # Some lists cut their times to the second.
    beside = [
        Counter((*leg[:2], leg[2] // SECOND) for leg in legs if abs(leg[2] - midnight) <= HOUR)
        for legs in (facts, moved)
    ]
    return beside[0] == beside[1]


def _moved_around(scenario: Scenario, email: str, day: date, now: int, wallet: str) -> Iterator[dict[str, int]]:
    """What the lists say has moved up to each moment after the midnight that ends the day, and before it, for an
    hour."""
    midnight = start_of(day + timedelta(days=1))
    facts = sorted(scenario.facts(email, wallet, now), key=attrgetter("time"))
    yield from _sums([fact for fact in facts if midnight <= fact.time < midnight + HOUR], 1)
    yield from _sums([fact for fact in reversed(facts) if midnight - HOUR <= fact.time < midnight], -1)


def _sums(facts: Sequence[Fact], sign: int) -> Iterator[dict[str, int]]:
    held: dict[str, int] = defaultdict(int)
    for _, same in groupby(facts, key=attrgetter("time")):
        for fact in same:
            held[fact.asset] += sign * fact.amount
        yield {asset: amount for asset, amount in held.items() if amount}
