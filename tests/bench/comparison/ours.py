"""The product's side of a comparison as a process of its own, so that its memory is its own.

python -m tests.bench.comparison.ours JOB ARGUMENT…   prints what it took as the last line.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import localcontext
from pathlib import Path
from typing import Any

from binrecon.storage.database import engine_from
from binrecon.storage.queries import driver
from binrecon.storage.sql_text import sql_text
from sqlalchemy import Connection, create_engine

from tests.bench.comparison.measured import timed

NO_END_OF_THEM = 10**9


def match(database: str) -> int:
    """Everything that a run does about the legs that were written: read, matched, stored, marked and logged."""
    from binrecon.services.own_transfers import match_own_transfers

    return match_own_transfers(engine_from(database), "bench").made


def ends(database: str, target: str) -> None:
    """The ends of the legs that were written, as a CSV for the rivals; prints what the copying took alone."""
    query = "COPY (SELECT * FROM binrecon_touched_ends) TO STDOUT WITH (FORMAT csv, HEADER, NULL '')"
    with _gathered(database) as connection, Path(target).open("wb") as file:
        clock = _clock_of(connection)
        before, own, start = _server_seconds(clock), time.process_time(), time.monotonic()
        with driver(connection).cursor().copy(query) as copy:
            for part in copy:
                file.write(part)
        cpu = _server_seconds(clock) - before + time.process_time() - own
    print(json.dumps({"cpu": cpu, "wall": time.monotonic() - start, "mb": 0, "said": None}))


def join(database: str, times: str, target: str) -> None:
    """The pairs of the gathered ends, selected and not written, so many times; prints the median itself, as the
    server's clock for each is its own."""
    with _gathered(database) as connection:
        driver(connection).execute("SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '16MB'")
        clock = _clock_of(connection)
        costs = [_selected(connection, clock) for _ in range(int(times))]
        pairs = driver(connection).execute(f"{_PAIRS} ORDER BY 2, 3", _REACH).fetchall()
    Path(target).write_text("".join(f"{step},{sent},{received},{alone}\n" for step, sent, received, alone in pairs))
    cpu, wall = (statistics.median(values) for values in zip(*costs, strict=True))
    print(json.dumps({"cpu": cpu, "wall": wall, "mb": 0, "said": len(pairs)}))


def _selected(connection: Connection, clock: Path) -> tuple[float, float]:
    """Seconds of CPU, the client's and the server's, and of the clock; every pair is made, and none is sent."""
    before, own, start = _server_seconds(clock), time.process_time(), time.monotonic()
    driver(connection).execute(f"SELECT count(*), count(*) FILTER (WHERE alone) FROM (\n{_PAIRS}) AS pair", _REACH)
    cpu = _server_seconds(clock) - before + time.process_time() - own
    return cpu, time.monotonic() - start


def _clock_of(connection: Connection) -> Path:
    """Linux's own account of the server's process that serves the connection, in nanoseconds of CPU."""
    return Path(f"/proc/{driver(connection).info.backend_pid}/schedstat")


def _server_seconds(clock: Path) -> float:
    return int(clock.read_text().split()[0]) / 1e9


@contextmanager
def _gathered(database: str) -> Iterator[Connection]:
    """What was written, gathered as a run of matching does, and left as it was."""
    from binrecon.storage.transactions import consistent_read
    from binrecon.storage.transfer_ends import Next, read_changed_ends, read_touched_ends

    with consistent_read(engine_from(database)) as connection:
        read_changed_ends(connection, Next(NO_END_OF_THEM, 0))
        read_touched_ends(connection, _REACH["inside"], _REACH["chain"])
        yield connection


def _reach() -> dict[str, Any]:
    from binrecon.domain import thresholds
    from binrecon.services.own_transfers import CHAIN

    return {"inside": thresholds.OTHER_END_REACH, "chain": CHAIN}


_REACH = _reach()
_PAIRS = sql_text("reconcile/own_pairs.sql")


def sides(database: str, email: str, target: str) -> int:
    """The report of what one side lacks, of all days of an account's SPOT."""
    from binrecon.domain.vocabulary import Wallet
    from binrecon.processing.statements.comparing import question
    from binrecon.reporting.csv_reports import write_query
    from binrecon.storage.transactions import consistent_read

    engine = create_engine(database)
    wanted = question(engine, email, Wallet.SPOT)
    with consistent_read(engine) as connection:
        write_query(connection, Path(target), "statements/records.sql", wanted.named())
    return len(Path(target).read_text().splitlines()) - 1


def roll(database: str, email: str, day: str, target: str) -> int:
    """The balance lines of a day, rolled forward."""
    from binrecon.domain.account_day import AccountDay
    from binrecon.domain.money import CONTEXT
    from binrecon.domain.vocabulary import Wallet
    from binrecon.reconciliation.roll_forward import roll_forward
    from binrecon.storage.day_facts import read_lines
    from binrecon.storage.transactions import consistent_read

    account_day = AccountDay(email, date.fromisoformat(day), Wallet.SPOT)
    with consistent_read(create_engine(database)) as connection:
        lines = read_lines(connection, account_day)
    with localcontext(CONTEXT):
        expected = [(line.asset, roll_forward(line)[0]) for line in lines]
    Path(target).write_text("".join(f"{asset},{balance}\n" for asset, balance in expected))
    return len(lines)


if __name__ == "__main__":
    job, *arguments = sys.argv[1:]
    if job in ("ends", "join"):
        globals()[job](*arguments)
    else:
        print(json.dumps(timed(lambda: globals()[job](*arguments))))
