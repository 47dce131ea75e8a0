"""Writes what a replay found of an account as a CSV, and says each difference in a line.

Rests on decision 127.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from binrecon.domain.account_day import AccountDay
from binrecon.domain.money import plain
from binrecon.reporting.csv_reports import Report, write_rows
from binrecon.storage.replay import Decided, VerdictDifference

HEADER = (
    "date",
    "wallet",
    "asset",
    "measure",
    "differs",
    *(f"{side}_{name}" for name in Decided._fields for side in ("old", "new")),
    "made_by",
    "replayed_by",
)
"""`differs` names what is another, or says `not replayed`, with why in `new_reason`; `made_by` and `replayed_by` are
fingerprints of code. Without asset and measure it is the day as a whole."""
NOT_REPLAYED = "not replayed"
_CODE_DIGITS = 12
_UNKNOWN_CODE = "code that was not kept"


def path_of(reports: Path, slug: str, first: str, last: str, code: str) -> Path:
    """Where the CSV of a replay of these days is: one for each code, so that another code's stays."""
    return reports / slug / "replay" / f"{first}_{last}_{code[:_CODE_DIGITS]}.csv"


def write_replay(path: Path, code: str, days: Iterable[tuple[AccountDay, Sequence[VerdictDifference], str]]) -> Report:
    """Write a row for each verdict that would be another, and one for each account-day that was not replayed. `days`
    are account-days with their differences, or with why they were not replayed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_rows(path, HEADER, _rows(code, days))


def sentence(account_day: AccountDay, one: VerdictDifference) -> str:
    """A difference as a line of a log: old and new verdict, amounts and reasons where they differ, and whose it was."""
    parts = [f"{one.old.verdict or 'no verdict'} -> {one.new.verdict or 'no verdict'}"]
    for name in one.differing:
        if name == "reason":
            parts.append(f"reason {one.old.reason!r} -> {one.new.reason!r}")
        elif name not in ("verdict", "findings"):
            parts.append(f"{name} {_amount(one.old, name)} -> {_amount(one.new, name)}")
    other = ["other findings"] if one.other_findings and one.new.verdict and one.old.verdict else []
    made = [f"made by {(one.code_sha256 or '')[:_CODE_DIGITS] or _UNKNOWN_CODE}"] if one.asset else []
    cell = f"{one.asset} {one.measure}" if one.asset else "as a whole"
    return f"{account_day.day} {account_day.wallet} {cell}: {'; '.join([*parts, *other, *made])}"


def _amount(side: Decided, name: str) -> str:
    return plain(getattr(side, name)) or "none"


def _rows(code: str, days: Iterable[tuple[AccountDay, Sequence[VerdictDifference], str]]) -> Iterator[Sequence[Any]]:
    """In the order of HEADER."""
    for account_day, found, not_replayed in days:
        where = (account_day.day, account_day.wallet)
        if not_replayed:
            told = (not_replayed if name == "new_reason" else None for name in HEADER[5:-2])
            yield (*where, "", "", NOT_REPLAYED, *told, "", code)
        for one in found:
            both = (value for pair in zip(one.old, one.new, strict=True) for value in pair)
            yield (*where, one.asset, one.measure, " ".join(one.differing), *both, one.code_sha256, code)
