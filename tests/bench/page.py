"""Times the page over a hundred accounts of 90 days beside Airflow's own grid and list of their DAGs.

One web server with one worker, both databases in one Postgres; every screen in turn, medians of some rounds. Days,
evidence and the runs of Airflow are written by SQL (`page_rows`), not by a scheduler.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import quote

import requests
from binrecon.config.accounts import Account
from binrecon.config.pages import PREFIX
from binrecon.domain.settlement import newest_settled_day
from binrecon.domain.vocabulary import AccountType
from binrecon.storage.sql_text import statements_in
from sqlalchemy import create_engine

from bin.stack import databases, postgres
from bin.stack.keeper import Keeper
from tests.bench import page_in_browser
from tests.bench.day_runs import stack_home
from tests.bench.fabricate_page import ROWS, Size, fabricate
from tests.bench.rows import Row
from tests.conftest import Database
from tests.web.airflow_site import serve
from tests.web.auth_managers import SIMPLE

ACCOUNTS, DAYS, ASSETS = 100, 90, 60
ROUNDS = 9
PAGE, METADATA = "page", "airflow"
FIRST, GRID, LIST = "first screen, 90 days", "Airflow's grid of one DAG, 90 runs", "Airflow's list of DAGs"
FIRST_MS, DRILLED_MS = 300, 200
_PASSWORD = "binrecon-bench"
_SECONDS = 60


@dataclass(frozen=True)
class Call:
    """A screen, by the addresses that a browser asks for it."""

    name: str
    paths: tuple[str, ...]
    bound: float | None = None


@dataclass(frozen=True)
class Answered:
    """What all addresses of a screen took in one round, and their bytes as they came over the wire."""

    milliseconds: float
    sent: int


def measure(scale: float) -> list[Row]:
    """Fill both databases, start the web server, and time it; everything is ended before this returns."""
    last = newest_settled_day(datetime.now(UTC))
    size = Size(max(3, round(ACCOUNTS * scale)), DAYS, ASSETS, last)
    with stack_home() as (keeper, home):
        server = _server(keeper, home)
        database = _filled(server, size)
        metadata = server.url(METADATA, METADATA, _PASSWORD).replace("+psycopg", "+psycopg2")
        with serve(database, accounts_of(size), SIMPLE, metadata) as site:
            _add_runs(server, size)
            asked = calls(accounts_of(size)[size.accounts // 2], last, _page_of_trades(server))
            found = timed(site.address, asked)
            return [
                *rows(size, asked, found),
                *page_in_browser.measure(site.address, asked[0].paths[0], _account(size).dag_id),
            ]


def rows(size: Size, asked: list[Call], found: Mapping[str, list[Answered]]) -> list[Row]:
    """The table: each screen against its bound, and the first one against Airflow's own."""
    took = {name: median(one.milliseconds for one in answers) for name, answers in found.items()}
    return [
        Row("verdicts in thousands", size.verdicts / 1000),
        *(Row(f"{one.name}, ms", took[one.name], one.bound) for one in asked),
        *(Row(f"{one.name}, KB sent", found[one.name][-1].sent / 1000) for one in asked if one.name in (FIRST, GRID)),
        Row("first screen ÷ Airflow's grid", took[FIRST] / took[GRID], 1),
        Row("first screen ÷ Airflow's list of DAGs", took[FIRST] / took[LIST]),
    ]


def calls(account: Account, last: date, page: int) -> list[Call]:
    """The screens of the page, of an account in the middle, and Airflow's: its grid asks three lists, as 3.3 does."""
    day, first = last - timedelta(days=40), last - timedelta(days=29)
    dag, slug = f"/{account.dag_id}", account.slug
    runs = "&".join(f"run_ids={quote(_run(last - timedelta(days=back)))}" for back in range(DAYS))
    limit = f"limit={DAYS}&order_by=-run_after"
    asked_by_grid = (f"runs{dag}?{limit}", f"structure{dag}?{limit}", f"ti_summaries{dag}?{runs}")
    drilled = {
        "an account-day": f"/day/{slug}/{day}?wallet=SPOT",
        "an asset of a day": f"/cell/{slug}/{day}/SPOT/balance?asset=C05",
        "evidence": f"/evidence/binance_raw_trades/{page}",
        "questions of a day": f"/coverage/{slug}/{day}?wallet=SPOT",
        "open": "/open",
        "group of a day, as CSV": f"/group.csv?last={last}",
        "waiting": "/waiting",
        "report of 30 days": f"/report/{slug}?first={first}&last={last}",
        "line on the home page": "/strip",
    }
    return [
        Call(FIRST, (f"{PREFIX}/?first={last - timedelta(days=DAYS - 1)}",), FIRST_MS),
        Call(GRID, tuple(f"/ui/grid/{what}" for what in asked_by_grid)),
        Call(LIST, ("/ui/dags?dag_runs_limit=14&limit=50&offset=0&exclude_stale=true&order_by=dag_display_name",)),
        Call("first screen, 30 days", (f"{PREFIX}/",), FIRST_MS),
        *(Call(name, (PREFIX + path,), DRILLED_MS) for name, path in drilled.items()),
    ]


def timed(address: str, asked: list[Call]) -> dict[str, list[Answered]]:
    """Every screen once a round; the first round only warms up."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {page_in_browser.token(address)}"
    found: dict[str, list[Answered]] = {one.name: [] for one in asked}
    for _ in range(1 + ROUNDS):
        for one in asked:
            found[one.name].append(_answered(session, address, one))
    return {name: answers[1:] for name, answers in found.items()}


def accounts_of(size: Size) -> tuple[Account, ...]:
    return tuple(
        Account(email, AccountType.SUB if number else AccountType.MAIN, f"binance_{number}")
        for number, email in enumerate(size.emails)
    )


def _account(size: Size) -> Account:
    return accounts_of(size)[size.accounts // 2]


def _answered(session: requests.Session, address: str, call: Call) -> Answered:
    start, sent = time.perf_counter(), 0
    for path in call.paths:
        answer = session.get(address + path, timeout=_SECONDS, stream=True)
        sent += len(answer.raw.read(decode_content=False))
        assert answer.ok, f"{path}: {answer.status_code}"
    return Answered((time.perf_counter() - start) * 1000, sent)


def _run(day: date) -> str:
    """The id of the run that is about the day."""
    return f"scheduled__{day + timedelta(days=2)}T02:00:00+00:00"


def _server(keeper: Keeper, home: Path) -> postgres.Server:
    server, _ = postgres.start(postgres.prepare(home / "postgres", throw_away=True), keeper)
    with server.connect() as connection:
        databases.ensure_login(connection, databases.OWNER, _PASSWORD, may_create_roles=True)
        for login in (*databases.LOGINS, METADATA):
            databases.ensure_login(connection, login, _PASSWORD)
        databases.ensure_database(connection, PAGE, databases.OWNER)
        databases.ensure_database(connection, METADATA, METADATA)
    return server


def _filled(server: postgres.Server, size: Size) -> Database:
    roles = (databases.OWNER, databases.WRITER, databases.READER)
    database = Database(PAGE, *(server.url(PAGE, role, _PASSWORD) for role in roles))
    databases.migrate(database.owner_url)
    with server.connect() as connection:
        databases.ensure_groups(connection)
    owner = create_engine(database.owner_url)
    fabricate(owner, size)
    owner.dispose()
    return database


def _add_runs(server: postgres.Server, size: Size) -> None:
    with server.connect(METADATA) as connection:
        for statement in statements_in((ROWS / "runs_of_airflow.sql").read_text()):
            connection.execute(statement, {"days": size.days, "last": size.last})
        connection.execute("VACUUM ANALYZE")


def _page_of_trades(server: postgres.Server) -> int:
    with server.connect(PAGE) as connection:
        middle = "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM binance_raw_trades"
        [(number,)] = connection.execute(middle)
    return int(number)
