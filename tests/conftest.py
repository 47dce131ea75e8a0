"""A Postgres for the tests: one throw-away server per test process, one empty migrated database per test.

Fixtures to use in a test (all URLs are SQLAlchemy URLs with the driver, ``postgresql+psycopg://…``):

``database``        a database of the test's own, migrated to head, without a row: ``.name``, ``.owner_url``,
                    ``.writer_url``, ``.reader_url`` and ``.connection_uri`` (the writer's, as the value for
                    ``AIRFLOW_CONN_BINRECON_DB``)
``database_url``    ``database.writer_url``
``engine``          SQLAlchemy engine of the writer login (``binrecon_app``): what tasks have
``owner_engine``    SQLAlchemy engine of the owner (``binrecon_owner``): what migrations have
``reader_engine``   SQLAlchemy engine of the reader login (``binrecon_view``): what people have
``empty_database``  like ``database`` but without any table: for tests of the migrations themselves
``new_database``    a function that gives another migrated ``Database`` each time: to compare two in one test
``server``          the server itself (``.connect(database)`` as superuser, ``.port``): for tests of crashes and locks

All fixtures of one test share one database; two tests never do at the same time (tests/shared_databases.py). Under
pytest-xdist each worker has its own server. With
``BINRECON_TEST_POSTGRES_URL`` (superuser URL of a server made for tests: the login roles get known passwords there) no
server is started and that one is used; else the files are in memory where the machine has enough of it. A SQL engine is
disposed after its test. For a plain psycopg connection: ``psycopg.connect(database.libpq(database.writer_url))``.
"""

import gc
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from psycopg import sql
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url

from tests.orchestration import airflow_home  # noqa: F401  # isort: skip - before anything of Airflow, whoever imports it
from bin.stack import databases, postgres
from bin.stack.keeper import Keeper
from tests.shared_databases import SharedDatabases
from tests.worlds.summary import pytest_terminal_summary  # noqa: F401

ROOT = Path(__file__).resolve().parents[1]
_PASSWORD = "binrecon-test"
_KEEPS_PUBLIC = 150_000
_SETUP_LOCK = 0x62696E72
_MEMORY = Path("/dev/shm")
_MEMORY_NEEDED = 2**31
"""Bytes free: a server keeps some hundred megabytes there."""


def pytest_collection_finish() -> None:
    """What is imported stays: the collector need not look through it again and again, nor at every 700th new object."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@dataclass(frozen=True)
class Database:
    """One database of one test, and the URL of each login to it."""

    name: str
    owner_url: str
    writer_url: str
    reader_url: str

    @property
    def connection_uri(self) -> str:
        """The writer's login as the text of an Airflow connection."""
        return self.libpq(self.writer_url).replace("postgresql://", "postgres://")

    @staticmethod
    def libpq(url: str) -> str:
        """Give the same URL without SQLAlchemy's driver name, as psycopg and psql read it."""
        return url.replace("postgresql+psycopg://", "postgresql://")


@pytest.fixture(scope="session")
def keeper() -> Iterator[Keeper]:
    """Ends the test server even when pytest itself is killed."""
    keeper = Keeper()
    yield keeper
    keeper.close()


@pytest.fixture(scope="session")
def in_memory() -> bool:
    """Whether a server of ours keeps its files in memory: with room for them, and where its programs may be too."""
    if "BINRECON_TEST_POSTGRES_URL" in os.environ or not os.access(_MEMORY, os.W_OK):
        return False
    place = os.statvfs(_MEMORY)
    return place.f_bavail * place.f_frsize >= _MEMORY_NEEDED and not place.f_flag & os.ST_NOEXEC


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> postgres.Server:
    """A Postgres server: the one named by BINRECON_TEST_POSTGRES_URL, else an embedded one of this process."""
    if given := os.environ.get("BINRECON_TEST_POSTGRES_URL"):
        url = make_url(given)
        return postgres.Server(url.port or 5432, url.password or "", url.host, url.username)
    keeper = request.getfixturevalue("keeper")
    memory = _MEMORY if request.getfixturevalue("in_memory") else None
    folder = Path(tempfile.mkdtemp(prefix="binrecon-test-", dir=memory))
    folder.chmod(0o711)
    keeper.remove_at_end(folder)
    return postgres.start(postgres.prepare(folder, throw_away=True), keeper)[0]


@pytest.fixture(scope="session")
def blank(server: postgres.Server) -> Iterator[str]:
    """The name of a database without tables that belongs to the owner; the login roles exist."""
    name = f"blank_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", [_SETUP_LOCK])
            databases.ensure_login(connection, databases.OWNER, _PASSWORD, may_create_roles=True)
            for login in databases.LOGINS:
                databases.ensure_login(connection, login, _PASSWORD)
        databases.ensure_database(connection, name, databases.OWNER)
        _keep_public_to_the_owner(server, name)
        yield name
        databases.drop_database(connection, name)


def _keep_public_to_the_owner(server: postgres.Server, name: str) -> None:
    """What docs/deploying.md asks of who uses a Postgres before 15, where every login may make tables in `public`."""
    with server.connect(name) as connection:
        if connection.info.server_version < _KEEPS_PUBLIC:
            owner = sql.Identifier(databases.OWNER)
            connection.execute(sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(owner))
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")


@pytest.fixture(scope="session")
def template(server: postgres.Server, blank: str) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to; tests copy it."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    with server.connect() as connection:
        databases.copy_database(connection, name, blank, databases.OWNER)
        connection.execute("select pg_advisory_lock(%s)", [_SETUP_LOCK])
        if (ROOT / "alembic.ini").exists():
            databases.migrate(server.url(name, databases.OWNER, _PASSWORD))
        databases.ensure_groups(connection)
        connection.execute("select pg_advisory_unlock(%s)", [_SETUP_LOCK])
        yield name
        databases.drop_database(connection, name)


@pytest.fixture(scope="session")
def copy_of(server: postgres.Server, in_memory: bool) -> Callable[[str], str]:
    """A function that copies the database of the given name and gives the copy's name."""

    def copy(of: str) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        with server.connect() as connection:
            databases.copy_database(connection, name, of, databases.OWNER, in_memory)
        return name

    return copy


@pytest.fixture(scope="session")
def shared_databases(
    server: postgres.Server, template: str, copy_of: Callable[[str], str]
) -> Iterator[SharedDatabases]:
    """The migrated databases that the tests of this process hand to each other."""
    shared = SharedDatabases(server, lambda: copy_of(template))
    yield shared
    shared.close()


@pytest.fixture
def new_database(server: postgres.Server, shared_databases: SharedDatabases) -> Iterator[Callable[[], Database]]:
    """A function that gives another empty migrated database each time."""
    taken: list[str] = []

    def take() -> Database:
        taken.append(shared_databases.take())
        return _database(server, taken[-1])

    yield take
    for name in taken:
        shared_databases.give_back(name)


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    return new_database()


@pytest.fixture
def empty_database(server: postgres.Server, blank: str, copy_of: Callable[[str], str]) -> Iterator[Database]:
    database = _database(server, copy_of(blank))
    yield database
    with server.connect() as connection:
        databases.drop_database(connection, database.name)


@pytest.fixture
def database_url(database: Database) -> str:
    return database.writer_url


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    yield from _engine(database.writer_url)


@pytest.fixture
def owner_engine(database: Database) -> Iterator[Engine]:
    yield from _engine(database.owner_url)


@pytest.fixture
def reader_engine(database: Database) -> Iterator[Engine]:
    yield from _engine(database.reader_url)


def _database(server: postgres.Server, name: str) -> Database:
    return Database(
        name, *[server.url(name, login, _PASSWORD) for login in (databases.OWNER, databases.WRITER, databases.READER)]
    )


def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()
