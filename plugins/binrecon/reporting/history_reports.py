"""Write an account's history as CSVs: its stretches, the days that a proof covers, what the movements lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from binrecon.domain.history import AccountHistory, Stretch
from binrecon.domain.intervals import DAY
from binrecon.reporting.csv_reports import Report, write_rows

FOLDER = "history"
HISTORY, HISTORY_DAYS, HISTORY_MISSING = "history", "history_days", "history_missing"
EVERY_WALLET, EVERYTHING_ELSE = "all wallets", "everything else"
"""What rows of all wallets together, and of the assets that nothing names, are called."""
_HEADERS = {
    HISTORY: (
        "wallet",
        "asset",
        "first",
        "last",
        "days",
        "verdict",
        "by",
        "opening",
        "movements",
        "closing",
        "variance",
        "opening_by",
        "closing_by",
        "below_zero_at",
        "below_zero",
        "ask",
        "reason",
    ),
    HISTORY_DAYS: ("wallet", "first", "last", "days", "covered"),
    HISTORY_MISSING: ("wallet", "asset", "date", "lacking"),
}


def write_history_reports(reports: Path, slug: str, history: AccountHistory) -> dict[str, Report]:
    """Write the three files to <reports>/<slug>/history, each whole or not at all; gives them by name."""
    folder = reports / slug / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        HISTORY: [_stretch(one) for wallet in history.wallets for one in wallet.stretches],
        HISTORY_DAYS: list(_days(history)),
        HISTORY_MISSING: [
            (one.wallet, one.asset or EVERYTHING_ELSE, one.date, one.lacking)
            for wallet in history.wallets
            for one in wallet.missing
        ],
    }
    return {name: write_rows(folder / f"{name}.csv", _HEADERS[name], rows) for name, rows in contents.items()}


def _stretch(one: Stretch) -> tuple[Any, ...]:
    return (
        one.wallet,
        one.asset or EVERYTHING_ELSE,
        one.start,
        one.end - DAY,
        (one.end - one.start).days,
        one.verdict,
        one.by,
        one.opening,
        one.moved,
        one.closing,
        one.variance,
        one.opening_by,
        one.closing_by,
        one.low_at,
        one.low,
        one.ask,
        one.reason,
    )


def _days(history: AccountHistory) -> Iterator[tuple[Any, ...]]:
    """The days of all wallets together, then of each, as spans that are covered or are not."""
    for name, covered in ((EVERY_WALLET, history.covered), *((one.wallet, one.covered) for one in history.wallets)):
        every = [history.born + number * DAY for number in range(history.days)]
        for state, days in groupby(every, covered.__contains__):
            span: Sequence[date] = list(days)
            yield name, span[0], span[-1], len(span), "yes" if state else "no"
