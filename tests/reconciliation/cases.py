"""Short factories for the accounting tests: amounts are decimal texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from binrecon.domain import thresholds
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import BalanceLine, DayFacts
from binrecon.domain.day_results import AssetVerdict, DayResult, Investigation, ThreeWayMatch
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import ResolvedPart, Rows
from binrecon.domain.records import RecordLeg
from binrecon.domain.statements import UnmatchedEntry
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.investigation.investigate import RECORD_SETS, investigate
from binrecon.reconciliation.investigation.typed_amounts import is_typed
from binrecon.reconciliation.verdicts import reconcile

EMAIL, DAY = "fund@example.com", date(2026, 11, 2)
SETS = {one.name: one for one in RECORD_SETS}
REACH = thresholds.NEIGHBOUR_DAYS
MOVEMENTS = ("transfers_in", "transfers_out", "trades_in", "trades_out", "fees")
RESOLVED = ResolvedPart(12, "BTC", "balance", "manual_correction", Decimal("-2"), "ann")


def investigation_input(day: date, open_assets: Any, **given: Any) -> InvestigationInput:
    """The input with the rows of each set by its name; a row may be written as the values of its columns."""
    sets = {SETS[name]: given.pop(name) for name in list(given) if name in SETS}
    records = {wanted: Rows(_row(wanted.row, one) for one in rows) for wanted, rows in sets.items()}
    return InvestigationInput(day, open_assets, records, **given)


def _row(kind: Any, values: Any) -> Any:
    if isinstance(values, kind):
        return values
    return kind(*(values if isinstance(values, tuple) else (values,)))


def balance_line(asset: str, opening: str | None, actual: str | None, **movements: str) -> BalanceLine:
    amounts = {name: Decimal(movements.get(name, "0")) for name in MOVEMENTS}
    return BalanceLine(asset=asset, opening=_amount(opening), actual=_amount(actual), **amounts)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def facts(*balance_lines: BalanceLine, **other: Any) -> DayFacts:
    complete: dict[str, Any] = {"opening_snapshot": True, "closing_snapshot": True, "pending_pages": 0, "gaps": ()}
    return DayFacts(AccountDay(EMAIL, DAY, Wallet.SPOT), lines=balance_lines, **(complete | other))


def only(result: DayResult) -> AssetVerdict:
    (asset_verdict,) = result.asset_verdicts
    return asset_verdict


def open_day(**variances: str) -> DayResult:
    """A covered day on which each asset is off by so much."""
    return reconcile(facts(*(balance_line(asset, "100", str(100 + Decimal(off))) for asset, off in variances.items())))


def found(
    asset: str, off: str, *movements: RecordLeg, variances: dict[int, str] | None = None, **other: Any
) -> Investigation:
    """What is found about one asset that is off; `variances` are those of other days, by days from the day. A round
    amount explains only among quiet days: those around that are not named are quiet then, unless `{}` says that none is
    known."""
    known = {(asset, DAY + timedelta(days=n)): Decimal(amount) for n, amount in (variances or {}).items()}
    known = (quiet(asset) if variances != {} and is_typed(Decimal(off)) else {}) | known
    return found_all({asset: off}, timing_differences=movements, variances=known, **other)[asset]


def quiet(*assets: str) -> dict[tuple[str, date], Decimal]:
    """The days around the day, all known, on which none of the assets is off."""
    return {(asset, DAY + timedelta(days=n)): Decimal(0) for asset in assets for n in range(-REACH, REACH + 1) if n}


def found_all(
    off: dict[str, str], variances: dict[tuple[str, date], Decimal] | None = None, agree: str = "", **other: Any
) -> dict[str, Investigation]:
    """What is found about several assets that are off; `agree`: which of three witnesses do, where a statement covers
    the day."""
    result = open_day(**off)
    if agree:
        told = ThreeWayMatch(Decimal(0), Decimal(0), Decimal(0), agree, agree)
        result = replace(
            result,
            asset_verdicts=tuple(
                asset_verdict._replace(findings=replace(asset_verdict.findings, witnesses=told))
                for asset_verdict in result.asset_verdicts
            ),
        )
    today = {(asset, DAY): Decimal(amount) for asset, amount in off.items()}
    return investigate(
        result, investigation_input(DAY, result.asset_verdicts, variances=(variances or {}) | today, **other)
    )


def moment(days: int = 0, clock: str = "12:00:00") -> datetime:
    return datetime.combine(DAY + timedelta(days=days), datetime.strptime(clock, "%H:%M:%S").time(), tzinfo=UTC)


def leg(asset: str, amount: str, record: str = "1", **other: Any) -> RecordLeg:
    """A transfer leg at noon of the day; its leg number follows from the sign unless given."""
    told: dict[str, Any] = dict(source="deposit", subtype="", at=moment(), standing="counts", status="1", other_at=None)
    number = other.pop("leg", 1 if Decimal(amount) > 0 else 2)
    return RecordLeg(asset=asset, amount=Decimal(amount), record=record, leg=number, **(told | other))


def amounts(found_: Investigation) -> list[str]:
    return [str(finding.amount) for finding in found_.explained]


def kinds(one: Investigation) -> list[str]:
    return [finding.kind for finding in one.explained]


def records(one: Investigation) -> list[tuple[str, ...]]:
    return [finding.records for finding in one.explained]


def steps(there: Investigation, word: str) -> list[str]:
    return [step for step in there.next_steps if word in step]


def line(amount: str, kind: str = "deposit", at: Any = None) -> UnmatchedEntry:
    return UnmatchedEntry(True, "BTC", Decimal(amount), at or moment(), kind, "s.csv", 7)


def movement(amount: str, kind: str = "deposit") -> UnmatchedEntry:
    return UnmatchedEntry(False, "BTC", Decimal(amount), moment(), kind, "", 0)


def late(*amounts_: tuple[str, str, str]) -> tuple[RecordLeg, ...]:
    """Legs of the first hour of the next day: asset, amount, clock."""
    return tuple(
        leg(asset, amount, record=clock, source="trade", at=moment(1, clock)) for asset, amount, clock in amounts_
    )
