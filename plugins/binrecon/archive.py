"""Archives old evidence: `bin/archive FOLDER [--before DATE]`.

Writes each month of raw answers that ended before the day into a folder, verifies it against the hash chain, and only
then takes it out of the database. Logs in as the owner of the tables, by BINRECON_OWNER_URL: no login of a task may.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from binrecon.domain.errors import BinreconError, ConfigurationError
from binrecon.storage.archives import LEAST_AGE
from binrecon.storage.archiving import MonthOutcome, archive_months
from binrecon.storage.database import engine_from

_OWNER = "BINRECON_OWNER_URL"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 and what was archived, or 1 where a month was refused or something is not as it must be."""
    today = datetime.now(UTC).date()
    parser = argparse.ArgumentParser(
        prog="bin/archive",
        description="Archive months of raw answers.",
        epilog=f"Logs in as the owner of the tables, by {_OWNER} (postgresql+psycopg://…).",
    )
    parser.add_argument("folder", type=Path, help="the folder of archives; each month is a folder in it")
    parser.add_argument(
        "--before", type=date.fromisoformat, default=today - LEAST_AGE, help="months that ended before this day"
    )
    wanted = parser.parse_args(arguments)
    try:
        outcomes = list(_told(archive_months(engine_from(_url()), wanted.folder, wanted.before, today)))
    except BinreconError as error:
        print(error, file=sys.stderr)
        return 1
    except DBAPIError as error:
        print(f"the database refuses: {str(error.orig).splitlines()[0]}", file=sys.stderr)
        return 1
    if not outcomes:
        print(f"no month before {wanted.before} has rows that may go")
    return 1 if any(outcome.refused for outcome in outcomes) else 0


def _told(outcomes: Iterable[MonthOutcome]) -> Iterator[MonthOutcome]:
    """The same, each printed when it is known: a month may take minutes."""
    for outcome in outcomes:
        month = f"{outcome.month:%Y-%m}"
        if outcome.refused:
            print(f"{month} stays: {outcome.refused}", file=sys.stderr, flush=True)
        else:
            kept = f"; {', '.join(outcome.kept)} stay, as nothing newer is in them" if outcome.kept else ""
            print(f"{month}: {outcome.rows} row(s) archived, manifest {outcome.manifest_sha256}{kept}", flush=True)
        yield outcome


def _url() -> str:
    url = os.environ.get(_OWNER, "")
    if not url.startswith("postgresql+psycopg://"):
        raise ConfigurationError(f"{_OWNER} is no URL of the form postgresql+psycopg://owner:password@host/database")
    return url


if __name__ == "__main__":
    sys.exit(main())
