"""What to try next about a variance that nothing explains: hints, never findings, most telling first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from binrecon.domain import thresholds
from binrecon.domain.day_results import AssetVerdict
from binrecon.domain.investigation_input import BalanceMover, InvestigationInput
from binrecon.domain.money import plain
from binrecon.domain.record_sets import (
    EQUAL_RECORDS,
    OPPOSITE_ACCOUNTS,
    RESOLUTIONS,
    TIMING_DIFFERENCES,
    UNMATCHED_TRANSFERS,
    RecordSet,
)
from binrecon.domain.records import PENDING, day_after, day_before
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.investigation.causes.cutoff import day_beyond, is_contradicted, two_days
from binrecon.reconciliation.investigation.causes.failed_withdrawal import is_given_back, never_back
from binrecon.reconciliation.investigation.causes.ledger_rows import WALLET_EXCHANGES, one_legged
from binrecon.reconciliation.investigation.causes.other_wallet import EARN_SHARE
from binrecon.reconciliation.investigation.causes.unmatched_transfer import is_given_up
from binrecon.reconciliation.investigation.causes.unsettled_record import is_overdue
from binrecon.reconciliation.investigation.hints.prevented_match import prevented_matches
from binrecon.reconciliation.investigation.missing_fill import missing_fills
from binrecon.reconciliation.investigation.resolved import balances_of, step_of
from binrecon.reconciliation.witnesses import LISTS_LACK, NONE, SNAPSHOT_OFF


@dataclass(frozen=True)
class Hint:
    """One thing to try next: `say` gives its sentences, and may look at the record sets of `reads` and at no other."""

    say: Callable[[AssetVerdict, InvestigationInput], Iterator[str]]
    reads: tuple[RecordSet[Any], ...] = ()


class CoveredList(NamedTuple):
    """An endpoint that holds the whole day."""

    endpoint: str


class UnansweredList(NamedTuple):
    """Questions about the day that are not required and have no complete answer: the first keys, and how many."""

    endpoint: str
    keys: Sequence[str]
    questions: int


class UnaskedPairs(NamedTuple):
    """How many pairs that trade an open asset were never asked for the day."""

    asset: str
    pairs: int


class RefusedPairs(NamedTuple):
    """Of an open asset, the first pairs that could hold a fill of the day and gave no answer when last asked, and how
    many."""

    asset: str
    symbols: Sequence[str]
    pairs: int


COVERED_LISTS = RecordSet("covered_lists", CoveredList)
UNANSWERED_LISTS = RecordSet("unanswered_lists", UnansweredList)
UNASKED_PAIRS = RecordSet("unasked_pairs", UnaskedPairs)
REFUSED_PAIRS = RecordSet("refused_pairs", RefusedPairs)
SWEEP = timedelta(days=30)
"""Within this time every pair is read, back over the days since it was read before."""
CREDIT = "BNFCR"
"""The asset in which credits trading mode books."""
_SHOWN = 3


def next_steps(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> tuple[str, ...]:
    """Sentences, without amounts but for a fill that is only guessed. The last always holds: the exchange's statement,
    and a person who knows."""
    return tuple(step for hint in HINTS for step in hint.say(asset_verdict, evidence.limited_to(hint.reads)))


def _earn(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    plain = asset.removeprefix(EARN_SHARE)
    other = evidence.off.get(plain if plain != asset else EARN_SHARE + asset)
    if other is not None and other.variance == asset_verdict.open_variance.copy_negate():
        yield (
            f"{other.line.asset} is off by the opposite: ask the flexible Simple Earn lists for a subscription or "
            "redemption"
        )


def _fill(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    for fill in missing_fills(asset_verdict.line.asset, evidence):
        side = "bought" if fill.bought else "sold"
        yield (
            f"missing fill? {fill.base}/{fill.quote}: {side} {plain(fill.base_quantity)} {fill.base} for "
            f"{plain(fill.quote_quantity)} {fill.quote} would be near the day's price: ask the trades of that pair "
            "again"
        )


def _between(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    for other in evidence.of(OPPOSITE_ACCOUNTS, asset_verdict.line.asset):
        yield f"{other.email} is off by the opposite: a transfer between the two accounts that no list tells"


def _opposite(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    asset, lacking = asset_verdict.line.asset, asset_verdict.open_variance.copy_negate()
    for day, which in ((day_before(evidence.day), "opening"), (day_after(evidence.day), "closing")):
        if evidence.variances.get((asset, day)) == lacking:
            yield (
                f"{day} is off by the opposite: the {which} snapshot alone may be wrong, or money was away over "
                "midnight"
            )


def _beyond(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    for moved in two_days(asset, evidence):
        if evidence.day in (moved.day, moved.other_day) and is_contradicted(moved, asset, evidence):
            beyond = day_beyond(moved, evidence)
            yield (
                f"{named(moved.names)}: its other time lies on {beyond}, and that day is not off by it: check where "
                "it went"
            )


def _never_back(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    for moved in evidence.records_of(TIMING_DIFFERENCES, asset):
        if is_given_back(moved) and moved.day == evidence.day and never_back(moved, asset, evidence):
            yield (
                f"{named(moved.names)}: failed, and nothing came back in {thresholds.REFUND_WAIT_DAYS} days: ask "
                "the exchange for it"
            )


def _unmatched_transfer(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    legs = evidence.of(UNMATCHED_TRANSFERS, asset)
    if legs and is_given_up(asset, evidence):
        side = "wallet" if any(leg.party for leg in legs) else "account"
        yield (
            f"{named([leg.name for leg in legs])}: only one {side} has listed it in "
            f"{thresholds.OTHER_END_WAIT_DAYS} days: "
            f"ask the exchange for its other end"
        )


def _overdue(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    for moved in evidence.records_of(TIMING_DIFFERENCES, asset):
        if moved.first.standing == PENDING and is_overdue(moved, asset, evidence):
            yield (
                f"{named(moved.names)}: pending for more than {thresholds.settlement_wait(moved.first.source)} days: "
                f"ask the exchange what became of it"
            )


def _resolved(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    ours = balances_of(evidence.of(RESOLUTIONS, asset_verdict.line.asset))
    if ours:
        yield step_of(asset_verdict, ours)


def _equal_records(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    legs = evidence.of(EQUAL_RECORDS, asset_verdict.line.asset)
    if legs:
        yield (
            f"the variance is exactly the opposite of {named([leg.name for leg in legs])}: check whether it took place"
        )


def _not_read(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    covered = _covered(evidence)
    lists = [name for name in _movers(evidence.lists, asset_verdict, evidence) if name not in covered]
    if lists:
        yield f"not read for this day, and could move it so: {', '.join(lists)}"


def _untold(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    told_nowhere = _movers(evidence.untold, asset_verdict, evidence)
    if told_nowhere:
        yield (
            f"no list that is read tells of {', '.join(told_nowhere)}: look in the exchange's pages whether this "
            "account uses one"
        )


def _movers(sources: Sequence[BalanceMover], asset_verdict: AssetVerdict, evidence: InvestigationInput) -> list[str]:
    """Of these, what moves a balance in the direction of the variance and an account of this type can have. An open day
    was read whole: its type is that of the lists that only one type can ask."""
    covered = _covered(evidence)
    types = {source.account for source in evidence.lists if source.account and source.name in covered}
    return [
        source.name
        for source in sources
        if source.could(asset_verdict.open_variance) and (not source.account or not types or source.account in types)
    ]


def _covered(evidence: InvestigationInput) -> set[str]:
    return {one.endpoint for one in evidence.rows(COVERED_LISTS)}


def _not_asked(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    for unasked in evidence.of(UNASKED_PAIRS, asset_verdict.line.asset):
        last = evidence.day + SWEEP
        yield (
            f"{unasked.pairs} pair(s) of {unasked.asset} were not asked for this day: the sweep asks the last of "
            "them with the run "
            f"of {last}; to ask them at once, raise remainder_calls and clear `search` with downstream"
        )


def _refused(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    for refused in evidence.of(REFUSED_PAIRS, asset_verdict.line.asset):
        yield (
            "gave no answer when last asked, and could hold a fill of this day: trades "
            f"{named(refused.symbols, refused.pairs)}; "
            "the account statement shows their fills"
        )


def _not_listed(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    if not evidence.of(UNASKED_PAIRS, asset) and not evidence.of(REFUSED_PAIRS, asset):
        yield (
            f"every pair of {asset} in exchangeInfo was asked; pairs that it shows to a trade group alone "
            "(TRD_GRP_*) are not "
            "in it: the account statement shows their fills"
        )


def _not_answered(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    for endpoint, keys, questions in evidence.rows(UNANSWERED_LISTS):
        keys_named = named([f"{endpoint} {key}".strip() for key in keys], questions)
        yield f"asked without a complete answer, though not required: {keys_named}"


def _witnesses(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    told = asset_verdict.findings.witnesses
    if told is not None:
        yield _SAID.get(told.agree, told.told)


_SAID = {
    LISTS_LACK: "snapshot and statement agree: statements/records.csv names the lines that the lists of the API lack",
    SNAPSHOT_OFF: "lists and statement agree: the snapshot is off",
    NONE: "no two of snapshot, lists and statement agree: see statements/classes.csv",
}


def _exchange(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    legs = [leg for leg in one_legged(evidence) if leg.asset != asset_verdict.line.asset]
    if legs:
        yield (
            f"{named([leg.name for leg in legs])}: the ledger tells one asset of this exchange alone; this may be the "
            "other: compare with the wallet's history on the exchange's page"
        )


def _credits(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    if asset_verdict.line.asset == CREDIT and evidence.wallet is not Wallet.SPOT:
        yield (
            f"{CREDIT} stands for money in credits trading mode, and leaves by converts alone, of which no list tells "
            "the rate: look in the wallet's history for a convert"
        )


def _by_hand(asset_verdict: AssetVerdict, evidence: InvestigationInput) -> Iterator[str]:
    if asset_verdict.findings.witnesses is None:
        yield "import the exchange's account statement of this day, or have a person resolve it"
    else:
        yield "have a person resolve it"


HINTS = (
    Hint(_resolved, (RESOLUTIONS,)),
    Hint(_witnesses),
    Hint(_earn),
    Hint(prevented_matches, (OPPOSITE_ACCOUNTS,)),
    Hint(_between, (OPPOSITE_ACCOUNTS,)),
    Hint(_fill),
    Hint(_beyond, (TIMING_DIFFERENCES,)),
    Hint(_never_back, (TIMING_DIFFERENCES,)),
    Hint(_overdue, (TIMING_DIFFERENCES,)),
    Hint(_unmatched_transfer, (UNMATCHED_TRANSFERS,)),
    Hint(_opposite),
    Hint(_equal_records, (EQUAL_RECORDS,)),
    Hint(_exchange, (WALLET_EXCHANGES,)),
    Hint(_credits),
    Hint(_not_read, (COVERED_LISTS,)),
    Hint(_not_asked, (UNASKED_PAIRS,)),
    Hint(_refused, (REFUSED_PAIRS,)),
    Hint(_not_listed, (UNASKED_PAIRS, REFUSED_PAIRS)),
    Hint(_not_answered, (UNANSWERED_LISTS,)),
    Hint(_untold, (COVERED_LISTS,)),
    Hint(_by_hand),
)


def named(names: Sequence[str], count: int | None = None) -> str:
    """The first names, and how many more there are of `count`."""
    more = (len(names) if count is None else count) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
