"""Bringing one stack up in the right order: database, migrations, pools, web server, then the programs that need it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import requests
from binrecon.config.pages import OUTER
from binrecon.domain import limits

from bin.stack import airflow, credentials, databases, postgres
from bin.stack.credentials import ADMIN, StackSecrets
from bin.stack.keeper import Keeper
from bin.stack.places import Places
from bin.stack.supervisor import Supervisor

METADATA = "airflow"
READER = "AIRFLOW_CONN_BINRECON_READER"
"""The login of the page. Where a database is given, it is given too, or the page says that it is missing."""
RECONCILIATION = "binrecon"
_WEB_SECONDS = 180
_HEALTH_SECONDS = 120
_REQUEST_SECONDS = 5


@dataclass(frozen=True)
class Stack:
    """One stack on its way up: its places, secrets, programs and database server."""

    places: Places
    secrets: StackSecrets
    keeper: Keeper
    programs: Supervisor
    server: postgres.Server
    say: Callable[[str], None]

    @property
    def metadata_url(self) -> str:
        """Airflow's own database; psycopg2 is the driver Airflow itself is tested with."""
        url = self.server.url(METADATA, METADATA, self.secrets.airflow_password)
        return url.replace("+psycopg", "+psycopg2", 1)

    @property
    def owner_url(self) -> str:
        return self.server.url(RECONCILIATION, databases.OWNER, self.secrets.owner_password)

    @property
    def writer_connection(self) -> str:
        """The value of AIRFLOW_CONN_BINRECON_DB for the embedded database."""
        url = self.server.url(RECONCILIATION, databases.WRITER, self.secrets.writer_password)
        return url.replace("postgresql+psycopg", "postgres", 1)

    @property
    def reader_connection(self) -> str:
        """The value of AIRFLOW_CONN_BINRECON_READER for the embedded database: the login of the page."""
        return self.reader_url.replace("postgresql+psycopg", "postgres", 1)

    @property
    def reader_url(self) -> str:
        return self.server.url(RECONCILIATION, databases.READER, self.secrets.reader_password)


def start_database(places: Places, keeper: Keeper, say: Callable[[str], None], throw_away: bool) -> Stack:
    """Start Postgres with both databases and their logins; the databases are empty on the first start."""
    for folder in (places.home, places.airflow, places.logs, places.reports):
        folder.mkdir(parents=True, exist_ok=True)
    cluster = _cluster(places, keeper, say, throw_away)
    server, process = postgres.start(cluster, keeper, places.postgres_port)
    programs = Supervisor(keeper, places.logs)
    programs.adopt("postgres", process, cluster.log)
    stack = Stack(places, credentials.load(places.credentials), keeper, programs, server, say)
    _provision(stack)
    say(f"Postgres on 127.0.0.1:{server.port}")
    return stack


def migrate(stack: Stack, environment: Mapping[str, str], owner_url: str, weight_share: Decimal) -> None:
    """Bring both databases to their newest schema and import the pools that follow from the share of the budgets."""
    stack.programs.run("airflow-migrate", airflow.command("db", "migrate"), environment)
    databases.migrate(owner_url)
    if owner_url == stack.owner_url:
        with stack.server.connect() as connection:
            databases.ensure_groups(connection)
    stack.say("Both databases migrated")
    pools = stack.places.home / "pools.json"
    pools.write_text(json.dumps(limits.pools(weight_share)))
    stack.programs.run("airflow-pools", airflow.command("pools", "import", str(pools)), environment)


def start_airflow(stack: Stack, environment: Mapping[str, str], embedded: bool = True) -> None:
    """Start the web server and, once it answers, the rest: a task started before would find nobody to report to. The
    web server alone has the login of the page."""
    page = {READER: stack.reader_connection} if embedded else {}
    credentials.write_login(airflow.login_file(stack.places), stack.secrets)
    stack.programs.start("api-server", airflow.command("api-server"), {**environment, **page})
    stack.programs.wait_until(lambda: _answers(stack.places), "Airflow's web server", _WEB_SECONDS)
    stack.say(f"Airflow's web server on {stack.places.address}")
    for name, words in airflow.PROGRAMS.items():
        stack.programs.start(name, airflow.command(*words), environment)
    stack.programs.wait_until(lambda: _is_healthy(stack.places), "Airflow's scheduler", _HEALTH_SECONDS)
    stack.say("Scheduler, DAG processor and triggerer are running")


def stopwatch() -> Callable[[str], None]:
    """Give a function that prints a step with the seconds since the start."""
    begin = time.monotonic()
    return lambda text: print(f"[{time.monotonic() - begin:5.1f} s] {text}", flush=True)


def print_login(stack: Stack, embedded: bool = True, page: str = f"{OUTER}/") -> None:
    """Airflow's login, the address of the page that shows what was proved, and where the database is the embedded one
    the URL of its reader."""
    if embedded:
        print(f"\nDatabase, for reading: {stack.reader_url.replace('+psycopg', '')}")
    print(f"\nAirflow: {stack.places.address}  user: {ADMIN}  password: {stack.secrets.admin_password}")
    print(f"Proof:   {stack.places.address}{page}", flush=True)


def _cluster(places: Places, keeper: Keeper, say: Callable[[str], None], throw_away: bool) -> postgres.Cluster:
    cluster = postgres.prepare(places.postgres, throw_away)
    if cluster.folder != places.postgres:
        say(f"The database is in {cluster.folder}: the server's user cannot enter {places.postgres}")
        if throw_away:
            keeper.remove_at_end(cluster.folder)
    return cluster


def _provision(stack: Stack) -> None:
    secrets = stack.secrets
    with stack.server.connect() as connection:
        databases.ensure_login(connection, METADATA, secrets.airflow_password)
        databases.ensure_login(connection, databases.OWNER, secrets.owner_password, may_create_roles=True)
        databases.ensure_login(connection, databases.WRITER, secrets.writer_password)
        databases.ensure_login(connection, databases.READER, secrets.reader_password)
        databases.ensure_database(connection, METADATA, METADATA)
        # Airflow's database holds the encrypted keys: none of the reconciliation's logins has any business there.
        connection.execute(f"revoke connect on database {METADATA} from public")
        databases.ensure_database(connection, RECONCILIATION, databases.OWNER)


def _answers(places: Places) -> bool:
    return _get(f"{places.address}/api/v2/version") is not None


def _is_healthy(places: Places) -> bool:
    health = _get(f"{places.address}/api/v2/monitor/health") or {}
    return all(health.get(part, {}).get("status") == "healthy" for part in airflow.HEALTH_KEYS)


def _get(url: str) -> dict[str, Any] | None:
    """Ask our own web server, whatever proxy the environment names; None while it does not answer."""
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(url, timeout=_REQUEST_SECONDS)
        except (requests.ConnectionError, requests.Timeout):
            return None
    return answer.json() if answer.ok else None
