"""What to try next about a variance that nothing explains: hints, never findings, most telling first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from binrecon.domain.day_results import AssetVerdict, part_resolved
from binrecon.domain.investigation_input import (
    LONE,
    PATIENCE,
    PENDING,
    InvestigationInput,
    Source,
    day_after,
    day_before,
)
from binrecon.domain.money import CONTEXT, ZERO, plain
from binrecon.reconciliation.causes.cutoff import day_beyond, is_contradicted, two_days
from binrecon.reconciliation.causes.failed_withdrawal import is_given_back, never_back
from binrecon.reconciliation.causes.other_wallet import EARN_SHARE
from binrecon.reconciliation.causes.unmatched_transfer import is_given_up
from binrecon.reconciliation.causes.unsettled_record import is_overdue, patience
from binrecon.reconciliation.missing_fill import missing_fills
from binrecon.reconciliation.prevented_match import prevented_matches
from binrecon.reconciliation.witnesses import LISTS_LACK, NONE, SNAPSHOT_OFF

Hint = Callable[[AssetVerdict, InvestigationInput], Iterator[str]]

SWEEP = timedelta(days=30)
"""Within this time every pair is read, back over the days since it was read before."""
_SHOWN = 3


def next_steps(asset_verdict: AssetVerdict, clues: InvestigationInput) -> tuple[str, ...]:
    """Sentences, without amounts but for a fill that is only guessed. The last always holds: the exchange's statement, and a
    person who knows."""
    return tuple(step for hint in _HINTS for step in hint(asset_verdict, clues))


def _earn(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    plain = asset.removeprefix(EARN_SHARE)
    other = clues.off.get(plain if plain != asset else EARN_SHARE + asset)
    if other is not None and other.variance == asset_verdict.variance.copy_negate():
        yield f"{other.line.asset} is off by the opposite: ask the flexible Simple Earn lists for a subscription or redemption"


def _fill(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    for fill in missing_fills(asset_verdict.line.asset, clues):
        side = "bought" if fill.bought else "sold"
        yield (
            f"missing fill? {fill.base}/{fill.quote}: {side} {plain(fill.base_quantity)} {fill.base} for "
            f"{plain(fill.quote_quantity)} {fill.quote} would be near the day's price: ask the trades of that pair again"
        )


def _between(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    for asset, email in clues.opposite:
        if asset == asset_verdict.line.asset:
            yield f"{email} is off by the opposite: a transfer between the two accounts that no list tells"


def _opposite(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    asset, lacking = asset_verdict.line.asset, asset_verdict.variance.copy_negate()
    for day, which in ((day_before(clues.day), "opening"), (day_after(clues.day), "closing")):
        if clues.variances.get((asset, day)) == lacking:
            yield f"{day} is off by the opposite: the {which} snapshot alone may be wrong, or money was away over midnight"


def _beyond(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    for moved in two_days(asset, clues):
        if clues.day in (moved.day, moved.other_day) and is_contradicted(moved, asset, clues):
            beyond = day_beyond(moved, clues)
            yield f"{named(moved.names)}: its other time lies on {beyond}, and that day is not off by it: check where it went"


def _never_back(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    for moved in clues.records.get(asset, ()):
        if is_given_back(moved) and moved.day == clues.day and never_back(moved, asset, clues):
            yield f"{named(moved.names)}: failed, and nothing came back in {PATIENCE} days: ask the exchange for it"


def _lone(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    if clues.alone.get(asset) and is_given_up(asset, clues):
        yield (
            f"{named([leg.name for leg in clues.alone[asset]])}: only one account has listed it in {LONE} days: ask the exchange "
            f"for its other end"
        )


def _overdue(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    for moved in clues.records.get(asset, ()):
        if moved.first.standing == PENDING and is_overdue(moved, asset, clues):
            yield (
                f"{named(moved.names)}: pending for more than {patience(moved.first.source)} days: ask the exchange what became "
                f"of it"
            )


def _resolved(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    ours = [one for one in clues.resolutions if one.asset == asset_verdict.line.asset]
    if ours:
        names = named([f"resolution {one.id}" for one in ours])
        said = part_resolved(asset_verdict.variance, CONTEXT.plus(sum((one.amount for one in ours), ZERO)))
        yield (
            f"{said}: {names} in force, and with the records they do not come to the variance in one way only: resolve the rest, or "
            "withdraw what is wrong"
        )


def _same_amount(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    legs = clues.equal.get(asset_verdict.line.asset, ())
    if legs:
        yield f"the variance is exactly the opposite of {named([leg.name for leg in legs])}: check whether it took place"


def _not_read(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    lists = [name for name in _movers(clues.lists, asset_verdict, clues) if name not in clues.read]
    if lists:
        yield f"not read for this day, and could move it so: {', '.join(lists)}"


def _untold(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    told_nowhere = _movers(clues.untold, asset_verdict, clues)
    if told_nowhere:
        yield f"no list that is read tells of {', '.join(told_nowhere)}: look in the exchange's pages whether this account uses one"


def _movers(sources: Sequence[Source], asset_verdict: AssetVerdict, clues: InvestigationInput) -> list[str]:
    """Of these, what moves a balance in the direction of the variance and an account of this type can have. An open day was read
    whole: its type is that of the lists that only one type can ask."""
    types = {source.account for source in clues.lists if source.account and source.name in clues.read}
    return [
        source.name
        for source in sources
        if source.could(asset_verdict.variance) and (not source.account or not types or source.account in types)
    ]


def _not_asked(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    pairs = clues.unasked.get(asset_verdict.line.asset)
    if pairs:
        last = clues.day + SWEEP
        yield (
            f"{pairs} pair(s) of {asset_verdict.line.asset} were not asked for this day: the sweep asks the last of them with the run "
            f"of {last}; to ask them at once, raise remainder_calls and clear remainder_3 with downstream"
        )


def _refused(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    if asset_verdict.line.asset in clues.refused:
        pairs, count = clues.refused[asset_verdict.line.asset]
        yield (
            f"gave no answer when last asked, and could hold a fill of this day: trades {named(pairs, count)}; the account "
            "statement shows their fills"
        )


def _not_listed(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    asset = asset_verdict.line.asset
    if asset not in clues.unasked and asset not in clues.refused:
        yield (
            f"every pair of {asset} in exchangeInfo was asked; pairs that it shows to a trade group alone (TRD_GRP_*) are not "
            "in it: the account statement shows their fills"
        )


def _not_answered(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    for endpoint, keys, questions in clues.unanswered:
        keys_named = named([f"{endpoint} {key}".strip() for key in keys], questions)
        yield f"asked without a complete answer, though not required: {keys_named}"


def _witnesses(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    told = asset_verdict.findings.witnesses
    if told is not None:
        yield _SAID.get(told.agree, told.told)


_SAID = {
    LISTS_LACK: "snapshot and statement agree: statements/records.csv names the lines that the lists of the API lack",
    SNAPSHOT_OFF: "lists and statement agree: the snapshot is off",
    NONE: "no two of snapshot, lists and statement agree: see statements/classes.csv",
}


def _by_hand(asset_verdict: AssetVerdict, clues: InvestigationInput) -> Iterator[str]:
    if asset_verdict.findings.witnesses is None:
        yield "import the exchange's account statement of this day, or have a person resolve it"
    else:
        yield "have a person resolve it"


_HINTS: tuple[Hint, ...] = (
    _resolved,
    _witnesses,
    _earn,
    prevented_matches,
    _between,
    _fill,
    _beyond,
    _never_back,
    _overdue,
    _lone,
    _opposite,
    _same_amount,
    _not_read,
    _not_asked,
    _refused,
    _not_listed,
    _not_answered,
    _untold,
    _by_hand,
)


def named(names: Sequence[str], count: int | None = None) -> str:
    """The first names, and how many more there are of `count`."""
    more = (len(names) if count is None else count) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
