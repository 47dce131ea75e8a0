"""Hold a day's positions against their fills, and the fills against the wallet's ledger.

Neither books a balance. Fills and ledger tell the same money: where they say otherwise one of them lacks what the other
has, and a balance that adds up may do so by chance. A position that does not follow from its fills says that something
happened that no fill tells. Were money in it, the balance would be off; so it stays what it is, and its reason says so.
What is not known is said to be not checked. Rests on decision 98.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from binrecon.domain.contracts import FillsOtherwise, PositionCheck, PositionFacts
from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import AssetVerdict, DayResult
from binrecon.domain.money import plain
from binrecon.domain.vocabulary import Verdict
from binrecon.domain.wallets import described
from binrecon.reconciliation.day_verdict import summarize

_NAMED = 3
_DIFFER = "the position of {} does not follow from its fills"
_UNCHECKED = "positions not checked: {}"
_OTHERWISE = "{} says otherwise of {} than the fills that tell the same"
_STEP = (
    "{}{}: opening {}, fills {}, expected {}, actual {}, difference {}{}: look in its order history for what no fill "
    "tells (a position that was moved, a delivery, a liquidation)"
)
_BOOKED = (
    "{}: {} of {} is {} by {} and {} by the fills, in {} row(s) that differ: hold both lists of the day against each "
    "other, and clear the list that lacks one"
)


def with_positions(facts: DayFacts, result: DayResult) -> DayResult:
    """The result with what positions and fills say of the day, and what was proved against them unproved."""
    said = facts.positions
    if not said.checks and not said.otherwise:
        return result
    judged = tuple(_looked_at(one, facts) if one.is_balance else one for one in result.asset_verdicts)
    if [one.verdict for one in judged] != [one.verdict for one in result.asset_verdicts]:
        told = summarize(facts, judged, "")
    else:
        told = replace(result, asset_verdicts=judged)
    return replace(told, reason="; ".join((told.reason, *_of_the_day(said, result.verdict))))


def _of_the_day(said: PositionFacts, verdict: Verdict) -> Iterator[str]:
    """What the reason of the day says, without amounts. Of a day that is not proved for want of something else, that
    positions were not checked is no news."""
    differing = [one for one in said.checks if one.differs]
    if differing:
        yield _DIFFER.format(_names(differing))
    unchecked = [one for one in said.checks if one.why is not None]
    if unchecked and verdict is not Verdict.UNPROVED:
        yield _UNCHECKED.format(_with_why(unchecked))


def _looked_at(one: AssetVerdict, facts: DayFacts) -> AssetVerdict:
    otherwise = facts.positions.by_asset.get(one.line.asset, ())
    ledger = described(facts.account_day.wallet).ledger
    if one.verdict is Verdict.UNPROVED:
        return one
    if otherwise:
        one = _contradicted(one, otherwise, ledger)
    mine = [check for check in facts.positions.checks if not check.assets or one.line.asset in check.assets]
    differing, unchecked = (
        [check for check in mine if check.differs],
        [check for check in mine if check.why is not None],
    )
    if differing:
        one = _with(one, _DIFFER.format(_names(differing)), [_step(check) for check in differing])
    return _with(one, _UNCHECKED.format(_with_why(unchecked)), []) if unchecked else one


def _contradicted(one: AssetVerdict, otherwise: Sequence[FillsOtherwise], ledger: str) -> AssetVerdict:
    kinds = ", ".join(dict.fromkeys(f"{told.kind} of {told.symbol}" for told in otherwise[:_NAMED]))
    doubt, steps = _OTHERWISE.format(ledger, kinds), [_booked(told, ledger) for told in otherwise[:_NAMED]]
    if one.verdict is Verdict.PROVED:
        found = replace(one.findings, next_steps=(*steps, *one.findings.next_steps))
        return one._replace(verdict=Verdict.UNPROVED, reason=doubt, findings=found)
    return _with(one, doubt, steps)


def _with(one: AssetVerdict, remark: str, steps: Sequence[str]) -> AssetVerdict:
    found = replace(one.findings, next_steps=(*steps, *one.findings.next_steps)) if steps else one.findings
    return one._replace(reason=f"{one.reason}; {remark}", findings=found)


def _step(check: PositionCheck) -> str:
    sizes = (check.opening, check.fills, check.expected, check.actual, check.difference)
    beside = f"; the ledger tells of {', '.join(check.beside)}" if check.beside else ""
    side = "" if check.side == "BOTH" else f" {check.side}"
    return _STEP.format(check.symbol, side, *("" if size is None else plain(size) for size in sizes), beside)


def _booked(told: FillsOtherwise, ledger: str) -> str:
    return _BOOKED.format(told.symbol, told.kind, told.asset, plain(told.ledger), ledger, plain(told.fills), told.rows)


def _names(checks: Sequence[PositionCheck]) -> str:
    names = list(dict.fromkeys(check.symbol for check in checks))
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")


def _with_why(checks: Sequence[PositionCheck]) -> str:
    told = list(dict.fromkeys(f"{check.symbol} ({check.why})" if check.symbol else str(check.why) for check in checks))
    return ", ".join(told[:_NAMED]) + (f" and {len(told) - _NAMED} more" if len(told) > _NAMED else "")
