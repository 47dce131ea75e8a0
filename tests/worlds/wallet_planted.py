"""What a reader can find of each trouble of a wallet beside SPOT, by the simulator's knowledge alone. SPOT's are in
`planted`; a line of `_RULES` is what the lists still tell of one, and by which kinds of findings it may be called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tests.simulator import DAY, CapitalFlow, FamilyTransfer, Scenario, SmallLiability, WalletTransfer, day_of, start_of
from tests.simulator.events import Event
from tests.simulator.postings import wallets_of
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
                parts[_grouped(source, truth)][cell] += amount
    found = {source: {cell: amount for cell, amount in cells.items() if amount} for source, cells in parts.items()}
    return [rule_of(truth, source, cells) for source, cells in found.items() if cells]


def _grouped(source: tuple, truth: WalletTruth) -> tuple:
    return (CUT, source[1], None) if source[0] == CUT and truth.theirs in truth.scenario.inside else source


def rule_of(truth: WalletTruth, source: tuple, cells: Mapping[Cell, int]) -> Trouble:
    """The trouble that a record or a snapshot makes in these cells."""
    if source[0] == SHIFT:
        return _trouble(Rule(SHIFT), cells)
    if source[0] == CUT:
        return _trouble(_midnight(truth, source[1]) if source[2] is None else _late(truth, source, cells), cells)
    record = next(one for one in truth.scenario.records() if one.key == source)
    of = _Of(record, cells, truth)
    rule, beside = next(found for recognize in _RULES if (found := recognize(of)))
    return _trouble(rule, cells, beside)


def _trouble(rule: Rule, cells: Mapping[Cell, int], beside: tuple[Cell, ...] = ()) -> Trouble:
    return Trouble(rule, cells, beside=beside)


# snapshots -----------------------------------------------------------------------------------------------------


def _midnight(truth: WalletTruth, email: str) -> Rule:
    """Told where each snapshot is of its midnight, and nothing else moved then but what a reader expects; of one cell
    alone no other bears it out."""
    mine = {(of, wallet) for of, _, wallet in truth.scenario.cuts}
    expected = all(kind in AT_MIDNIGHT[truth.theirs] for kind in _stamped(truth.scenario, truth.theirs, email))
    sure = expected and (email, truth.theirs) not in mine
    return Rule("midnight inside", frozenset({MIDNIGHT, CUT_KIND, ACROSS}), sure=sure, both_days=True)


def _stamped(scenario: Scenario, wallet: str, email: str) -> Iterator[str]:
    """The kinds of what moved exactly at a midnight."""
    for event in scenario.world.events:
        for leg in event.postings():
            if (leg.email, leg.wallet) == (email, wallet) and leg.time == start_of(day_of(leg.time)):
                yield getattr(event, "type", "") if event.kind == "futures_income" else event.kind


def _late(truth: WalletTruth, source: tuple, cells: Mapping[Cell, int]) -> Rule:
    """A moment is told by what moved until then; of interest alone by what is stamped with the midnight."""
    found = {(email, day, asset): amount for (email, day, asset, _, of), amount in cells.items() if of == "balance"}
    rule = of_cut(source, found, truth.scenario, truth.now, truth.theirs)
    sure = rule.sure if len(truth.measures) == 1 else _is_interest(truth, source[1], source[2], cells)
    return rule._replace(kinds=rule.kinds | {MIDNIGHT}, sure=sure)


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
    rule = Rule("a transfer that the ledger lacks", frozenset({LONE}))
    beside = _other_end(of, event)
    return rule._replace(sure=beside is not None), (beside,) if beside else ()


def _moves(scenario: Scenario) -> Iterator[WalletTransfer | FamilyTransfer]:
    return (one for one in scenario.world.events if isinstance(one, WalletTransfer | FamilyTransfer))


def _is_row(of: _Of, event: WalletTransfer | FamilyTransfer) -> bool:
    return any(row.key == of.record.key for row in of.truth.scenario.incomes_of(event))


def _other_end(of: _Of, event: WalletTransfer | FamilyTransfer) -> Cell | None:
    """The cell of the same account's wallet that names this one, where it is reconciled and the record is as it was."""
    if not isinstance(event, WalletTransfer) or not of.truth.scenario.is_plain(event):
        return None
    other = next(wallet for wallet in wallets_of(event.type) if wallet != of.truth.theirs)
    near = day_of(event.time), {day for _, day, *_ in of.cells}
    if other not in NAMES_ENDS or event.email not in of.truth.named.get(other, ()) or near[1] != {near[0]}:
        return None
    return Cell(event.email, near[0], event.asset, other)


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
    return (Rule("listed without effect", frozenset({"listed_without_effect"})), ()) if waits else None


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
