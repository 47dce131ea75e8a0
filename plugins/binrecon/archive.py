"""Archives old evidence, and puts it back: `bin/archive FOLDER [--before DATE]`, `bin/archive --restore FOLDER MONTH
[TABLE]`.

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

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from binrecon.domain.errors import BinreconError, ConfigurationError
from binrecon.storage.archives import LEAST_AGE
from binrecon.storage.archiving import ARCHIVED, MonthOutcome, archive_months
from binrecon.storage.database import engine_from
from binrecon.storage.restoring import put_back

_OWNER = "BINRECON_OWNER_URL"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 and what was archived or put back, or 1 where a month was refused or something is not as it must
    be."""
    wanted = _wanted(arguments)
    try:
        engine = engine_from(_url())
        return _restore(engine, wanted) if wanted.restore else _archive(engine, wanted)
    except BinreconError as error:
        print(error, file=sys.stderr)
    except DBAPIError as error:
        print(f"the database refuses: {str(error.orig).splitlines()[0]}", file=sys.stderr)
    return 1


def _wanted(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/archive",
        usage="%(prog)s FOLDER [--before DATE]\n       %(prog)s --restore FOLDER MONTH [TABLE]",
        description="Archive months of raw answers, or put one back.",
        epilog=f"Logs in as the owner of the tables, by {_OWNER} (postgresql+psycopg://…).",
    )
    parser.add_argument("folder", type=Path, help="the folder of archives; each month is a folder in it")
    parser.add_argument("month", type=month, nargs="?", help="with --restore: the month, YYYY-MM")
    parser.add_argument("table", choices=ARCHIVED, nargs="?", help="with --restore: one table of it; else all of them")
    parser.add_argument(
        "--before", type=date.fromisoformat, help=f"months that ended before; else {LEAST_AGE.days} days ago"
    )
    parser.add_argument("--restore", action="store_true", help="put a month back into the tables")
    wanted = parser.parse_args(arguments)
    if wanted.restore != (wanted.month is not None) or (wanted.restore and wanted.before):
        parser.error("--restore takes a folder and a month; without it there is a folder, and --before")
    return wanted


def month(text: str) -> date:
    """The first day of a month that is given as YYYY-MM. Raises ValueError for anything else."""
    return datetime.strptime(text, "%Y-%m").date()


def _archive(engine: Engine, wanted: argparse.Namespace) -> int:
    today = datetime.now(UTC).date()
    before = wanted.before or today - LEAST_AGE
    outcomes = list(_told(archive_months(engine, wanted.folder, before, today)))
    if not outcomes:
        print(f"no month before {before} has rows that may go")
    return 1 if any(outcome.refused for outcome in outcomes) else 0


def _told(outcomes: Iterable[MonthOutcome]) -> Iterator[MonthOutcome]:
    """The same, each printed when it is known: a month may take minutes."""
    for outcome in outcomes:
        named = f"{outcome.month:%Y-%m}"
        if outcome.refused:
            print(f"{named} stays: {outcome.refused}", file=sys.stderr, flush=True)
        else:
            kept = f"; {', '.join(outcome.kept)} stay, as nothing newer is in them" if outcome.kept else ""
            print(f"{named}: {outcome.rows} row(s) archived, manifest {outcome.manifest_sha256}{kept}", flush=True)
        yield outcome


def _restore(engine: Engine, wanted: argparse.Namespace) -> int:
    restored = put_back(engine, wanted.folder, wanted.month, (wanted.table,) if wanted.table else ARCHIVED)
    what = f"{wanted.month:%Y-%m}" + (f" of {wanted.table}" if wanted.table else "")
    days = "every day" if restored.judged_from is None else f"a day from {restored.judged_from} on"
    if restored.rows:
        print(f"{what}: {sum(restored.rows.values())} row(s) of {len(restored.rows)} table(s) put back", end="; ")
    else:
        print(f"nothing of {what} lies in an archive", end="; ")
    print(f"{days} may be judged again")
    return 0


def _url() -> str:
    url = os.environ.get(_OWNER, "")
    if not url.startswith("postgresql+psycopg://"):
        raise ConfigurationError(f"{_OWNER} is no URL of the form postgresql+psycopg://owner:password@host/database")
    return url


if __name__ == "__main__":
    sys.exit(main())
