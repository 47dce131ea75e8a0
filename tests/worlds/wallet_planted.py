"""What a reader can find of each trouble of a wallet beside SPOT, by the simulator's knowledge alone. SPOT's are in
`planted`; a line of `_RULES` is what the lists still tell of one, and by which kinds of findings it may be called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tests.simulator import DAY, CapitalFlow, FamilyTransfer, Scenario, SmallLiability, WalletTransfer, day_of, start_of
from tests.simulator.events import Event
from tests.simulator.scenario import CUT, SHIFT
from tests.worlds.planted import ACROSS, Rule, Trouble, of_cut
from tests.worlds.planted import CUT as CUT_KIND
from tests.worlds.wallet_truth import Cell

if TYPE_CHECKING:
    from tests.worlds.wallet_truth import WalletTruth

LONE, SPLIT, MIDNIGHT = "transfer_without_other_end", "untold_split", "stamped_at_midnight"
AT_MIDNIGHT = {"FUTURES": ("FUNDING_FEE", "SPECIAL_FUNDING_FEE"), "MARGIN": ("margin_interest",)}
"""What a reader expects to be stamped with a midnight: types of income, kinds of records."""
NAMES_ENDS = ("SPOT", "MARGIN")
"""Wallets with lists that name the other end of a transfer; a ledger names nobody."""


class _Of(NamedTuple):
    """A record, and whether it is told at `now`."""

    record: Event
    cells: Mapping[Cell, int]
    truth: WalletTruth

    @property
    def told(self) -> Event | None:
        return self.truth.scenario.told(self.record, self.truth.now)


def told_of(truth: WalletTruth) -> list[Trouble]:
    """The troubles of a wallet whose days lie between two snapshots. What all snapshots hold of their midnights is one
    trouble of an account."""
    parts: dict[tuple, dict[Cell, int]] = defaultdict(lambda: defaultdict(int))
    for measure in truth.measures:
        for source, (email, day, wallet, asset), amount in truth.scenario.shares(truth.now, measure):
            cell = Cell(email, day, asset, str(truth.wallet), measure)
            if wallet == truth.theirs and email in truth.emails:
                parts[_grouped(source, measure, truth)][cell] += amount
    found = {source: {cell: amount for cell, amount in cells.items() if amount} for source, cells in parts.items()}
    return [rule_of(truth, source, cells) for source, cells in found.items() if cells]


def _grouped(source: tuple, measure: str, truth: WalletTruth) -> tuple:
    """A snapshot that is late is a trouble of each measure: each is told by other records."""
    if source[0] != CUT:
        return source
    return (CUT, source[1], None if truth.theirs in truth.scenario.inside else source[2], measure)


def rule_of(truth: WalletTruth, source: tuple, cells: Mapping[Cell, int]) -> Trouble:
    """The trouble that a record or a snapshot makes in these cells."""
    if source[0] == SHIFT:
        return _trouble(Rule(SHIFT), cells)
    if source[0] == CUT:
        return _trouble((_midnight if source[2] is None else _late)(truth, source, cells), cells)
    record = next(one for one in truth.scenario.records() if one.key == source)
    of = _Of(record, cells, truth)
    rule, beside = next(found for recognize in _RULES if (found := recognize(of)))
    return _trouble(rule, cells, beside)


def _trouble(rule: Rule, cells: Mapping[Cell, int], beside: tuple[Cell, ...] = ()) -> Trouble:
    return Trouble(rule, cells, beside=beside)


def _unless(because: str, rule: Rule) -> Rule:
    """The rule: sure unless there is a reason why not."""
    return rule._replace(sure=not because, because=because)


# snapshots -----------------------------------------------------------------------------------------------------


def _midnight(truth: WalletTruth, source: tuple, cells: Mapping[Cell, int]) -> Rule:
    """Told where each snapshot is of its midnight, and nothing else moved then but what a reader expects."""
    _, email, _, measure = source
    stamped = set(_stamped(truth, email, measure)) - set(AT_MIDNIGHT[truth.theirs])
    late = any((of, wallet) == (email, truth.theirs) for of, _, wallet in truth.scenario.cuts)
    because = (
        f"{', '.join(sorted(stamped))} is not known to be stamped with a midnight"
        if stamped
        else "another snapshot is late"
        if late
        else "one day alone"
        if len({cell.day for cell in cells if cell.day in truth.scenario.world.days}) < 2
        else ""
    )
    return _unless(because, Rule("midnight inside", frozenset({MIDNIGHT, CUT_KIND, ACROSS}), both_days=True))


def _stamped(truth: WalletTruth, email: str, measure: str) -> Iterator[str]:
    """The kinds of what moved a measure exactly at a midnight."""
    for event in truth.scenario.world.events:
        for leg in event.postings():
            mine = (leg.email, leg.wallet, leg.measure) == (email, truth.theirs, measure)
            if mine and leg.time == start_of(day_of(leg.time)):
                yield getattr(event, "type", "") if event.kind == "futures_income" else event.kind


def _late(truth: WalletTruth, source: tuple, cells: Mapping[Cell, int]) -> Rule:
    """A moment is told by what moved the balances until then; what is owed of interest by what is stamped with the
    midnight."""
    (_, email, day, measure), scenario = source, truth.scenario
    found = {(of, when, asset): amount for (of, when, asset, *_), amount in cells.items()}
    rule = of_cut((CUT, email, day), found, scenario, truth.now, truth.theirs)
    late = "" if day < scenario.world.last_day else "the day after is not known"
    told = rule.sure if measure == "balance" else _is_interest(truth, email, day, cells)
    because = late or ("" if told else UNTOLD[measure])
    return _unless(because, rule._replace(kinds=rule.kinds | {MIDNIGHT}))


UNTOLD = {
    "balance": "the lists do not tell just that moment",
    "loan": "no record says what a loan is off by",
    "interest": "more interest than that of midnight",
}
"""Why a late snapshot is not told, by what it is of."""


def _is_interest(truth: WalletTruth, email: str, day: date, cells: Mapping[Cell, int]) -> bool:
    """Whether what the snapshot holds of the day after is the interest of its midnight."""
    midnight, sums = start_of(day) + DAY, Counter[str]()
    for fact in truth.scenario.facts(email, truth.theirs, truth.now, "interest"):
        sums[fact.asset] += fact.amount if fact.time == midnight else 0
    taken = {cell: amount for cell, amount in cells.items() if cell.day == day}
    return all(cell.measure == "interest" and amount == sums[cell.asset] for cell, amount in taken.items())


# records -------------------------------------------------------------------------------------------------------

Found = tuple[Rule, tuple[Cell, ...]]


def _lone_end(of: _Of) -> Found | None:
    """A ledger lacks its row of a transfer that a list of the other wallet tells."""
    event = next((one for one in _moves(of.truth.scenario) if _is_row(of, one)), None)
    if event is None or of.told is not None:
        return None
    other = next(leg for leg in event.postings() if (leg.email, leg.wallet) != (of.record.email, of.truth.theirs))
    beside = Cell(other.email, day_of(other.time), other.asset, other.wallet)
    rule = Rule("a transfer that the ledger lacks", frozenset({LONE}))
    return _unless(_not_named(of, event, beside), rule), (beside,)


def _not_named(of: _Of, event: WalletTransfer | FamilyTransfer, beside: Cell) -> str:
    """Why no list says of the other side that this one lacks it."""
    order = list(of.truth.scenario.world.accounts)
    if beside.wallet not in NAMES_ENDS:
        return f"{beside.wallet} has no list that names an end"
    if beside.email not in of.truth.named.get(beside.wallet, ()):
        return f"{beside.wallet} of that account is not reconciled"
    if not of.truth.scenario.is_plain(event):
        return "the other list does not tell it as it was"
    if {cell.day for cell in of.cells} != {beside.day}:
        return "the reading after midnight counts it on the other day"
    later = order.index(beside.email) > order.index(of.record.email)
    return "the other account is read later" if later else ""


def _moves(scenario: Scenario) -> Iterator[WalletTransfer | FamilyTransfer]:
    return (one for one in scenario.world.events if isinstance(one, WalletTransfer | FamilyTransfer))


def _is_row(of: _Of, event: WalletTransfer | FamilyTransfer) -> bool:
    return any(row.key == of.record.key for row in of.truth.scenario.incomes_of(event))


def _unsplit(of: _Of) -> Found | None:
    """A debt that ended, and the row does not tell how much of it was interest."""
    record = of.record
    repaid = isinstance(record, CapitalFlow) and record.type == "REPAY_LIQUIDATION"
    if not (isinstance(record, SmallLiability) or repaid) or of.told != record:
        return None
    return Rule("untold split", frozenset({SPLIT}), sure=True), ()


def _other_day(of: _Of) -> Found | None:
    """A transfer is listed on the other side of a midnight."""
    told = of.told
    if told is None or not isinstance(of.record, WalletTransfer | FamilyTransfer) or told.time == of.record.time:
        return None
    return Rule("listed on another day", frozenset({ACROSS, CUT_KIND}), sure=True, both_days=True), ()


def _pending(of: _Of) -> Found | None:
    """A transfer stays pending for ever in its list, although its money has moved."""
    waits = isinstance(of.told, WalletTransfer | FamilyTransfer) and not any(of.told.listed(of.truth.now))
    rule = Rule("listed without effect", frozenset({"listed_without_effect"}), because="its amount is its only fact")
    return (rule, ()) if waits else None


def _untold(of: _Of) -> Found | None:
    """Hidden, late, altered or unreadable: no list tells what it was."""
    told = of.told
    name = "untold" if told is None else "altered" if told != of.record else "unreadable"
    return Rule(f"{name} in {of.record.kind}"), ()


_RULES: tuple[Callable[[_Of], Found | None], ...] = (
    _lone_end,
    _unsplit,
    _other_day,
    _pending,
    _untold,
)
