"""The columns of the CSVs as their queries describe them: every query of a report lists its columns in its header
comment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from binrecon.config.paths import SQL
from binrecon.reporting.csv_reports import OF_ACCOUNT, OF_CONTRACTS, REPORTS
from binrecon.reporting.statement_reports import STATEMENT_REPORTS

REPORT_QUERIES = (
    *(f"reports/{name}" for name in (*REPORTS, *OF_CONTRACTS, *OF_ACCOUNT)),
    *(f"statements/{name}" for name in STATEMENT_REPORTS),
)
"""The query of every CSV, below include/sql, without its ending."""

_COLUMN = re.compile(r"  ([a-z_]+): (.+)")
_CONTINUED = "    "


@dataclass(frozen=True)
class ReportDescription:
    """What one CSV shows: its purpose, what a row is, and the meaning of each column in its order."""

    name: str
    purpose: str
    grain: str
    columns: dict[str, str]


def describe(query: str) -> ReportDescription:
    """The description in the header comment of `include/sql/<query>.sql`:

    -- Purpose: … -- Grain: … -- Columns: and one line `--   name: meaning, unit` a column, longer ones indented by
    five.
    """
    header = _header((SQL / f"{query}.sql").read_text(encoding="utf-8"))
    prose, _, columns = header.partition("\nColumns:\n")
    purpose, _, rest = " ".join(prose.split()).partition(" Grain: ")
    grain = rest.partition(" Safe to run again")[0]
    return ReportDescription(query.split("/")[-1], purpose.removeprefix("Purpose: "), grain, _columns(columns))


def _header(text: str) -> str:
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").removeprefix(" "))
    return "\n".join(lines)


def _columns(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if line.startswith(_CONTINUED) and name:
            found[name] += f" {line.strip()}"
        elif match := _COLUMN.fullmatch(line):
            name = match[1]
            found[name] = match[2]
        else:
            break
    return found
