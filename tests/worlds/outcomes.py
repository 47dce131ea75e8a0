"""Writes all that a run concluded about each seeded world as files, so that two commits can be held against each
other."""

from __future__ import annotations

import csv
from pathlib import Path

from binrecon.reporting.csv_reports import write_reports
from sqlalchemy import Engine, text

from tests.days import spot
from tests.worlds.dump import TABLES, dump

CONCLUDED = (*TABLES, "binance_reconciliation_verdicts")
_ACCOUNT_DAYS = text("SELECT email, date FROM binance_reconciliation_days ORDER BY email, date")


def write_outcomes(engine: Engine, folder: Path) -> None:
    """Every canonical row, gap, verdict (all that were ever given) and CSV: one file each, equal for equal
    conclusions."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in dump(engine, CONCLUDED).items():
        with (folder / f"{table}.txt").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([row] for row in rows)
    with engine.connect() as connection:
        account_days = list(connection.execute(_ACCOUNT_DAYS))
    for email, day in account_days:
        write_reports(engine, folder, email, spot(email, day))
