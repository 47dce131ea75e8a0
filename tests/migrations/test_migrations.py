"""The migrations lead from nothing to the models and back, and say in one sentence what they miss."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from binrecon.storage.partitions import is_partition
from binrecon.storage.schema import METADATA
from sqlalchemy import Engine, create_engine

from tests.conftest import Database
from tests.migrations.catalog import parts

ROOT = Path(__file__).parents[2]


def alembic(url: str | None, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "BINRECON_OWNER_URL"}
    if url is not None:
        environment["BINRECON_OWNER_URL"] = url
    command = [sys.executable, "-m", "alembic", *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def whole_tables(name: str | None, kind: str, _parents: object) -> bool:
    """What the models describe: a partition is a part of what one of them does."""
    return kind != "table" or not is_partition(name or "")


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).get_heads()) == 1


def test_up_down_and_up_again_gives_the_same_database(empty_database: Database) -> None:
    url = empty_database.owner_url
    engine = create_engine(url)
    assert alembic(url, "upgrade", "head").returncode == 0
    first = parts(engine)
    assert alembic(url, "downgrade", "base").returncode == 0
    assert parts(engine) == []
    assert alembic(url, "upgrade", "head").returncode == 0
    assert parts(engine) == first and first
    engine.dispose()


def test_alembic_finds_no_difference_to_the_models(owner_engine: Engine) -> None:
    with owner_engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": whole_tables}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []


def test_constraints_and_indexes_are_those_of_the_models_too(owner_engine: Engine, empty_database: Database) -> None:
    """Alembic does not compare CHECKs and collations; the server's own description of both databases does."""
    from_models = create_engine(empty_database.owner_url)
    METADATA.create_all(from_models)
    kinds = ("constraint", "index")
    assert parts(owner_engine, *kinds) == parts(from_models, *kinds)
    tables = set(METADATA.tables)
    columns = [part for part in parts(owner_engine, "column") if part[1] in tables]
    assert columns == parts(from_models, "column")
    from_models.dispose()


def test_without_an_address_the_message_names_the_variable() -> None:
    done = alembic(None, "upgrade", "head")
    assert done.returncode != 0
    assert done.stderr.strip() == "" and "Traceback" not in done.stdout
    assert "Set BINRECON_OWNER_URL" in done.stdout


@pytest.mark.parametrize(
    "url", ["sqlite://", "postgresql+psycopg://", "postgresql+psycopg://u:secretword@127.0.0.1:1/x"]
)
def test_an_address_that_does_not_work_is_one_message_without_the_password(url: str) -> None:
    done = alembic(url, "upgrade", "head")
    assert done.returncode != 0
    assert "BINRECON_OWNER_URL" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr and "secretword" not in done.stdout + done.stderr


def test_sql_mode_is_refused_with_its_reason() -> None:
    done = alembic("postgresql+psycopg://u@127.0.0.1/x", "upgrade", "head", "--sql")
    assert done.returncode != 0 and "without --sql" in done.stdout


def test_a_missing_group_that_may_not_be_made_is_named(engine: Engine) -> None:
    """The writer's login may not make roles: it stands for an owner who may not either."""
    first = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).get_revision("0001").module
    with engine.connect() as connection, Operations.context(MigrationContext.configure(connection)):
        with pytest.raises(CommandError, match="CREATE ROLE binrecon_absent NOLOGIN"):
            first.make_group("binrecon_absent")


def test_a_group_that_is_there_is_left_as_it_is(engine: Engine) -> None:
    first = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini"))).get_revision("0001").module
    with engine.connect() as connection, Operations.context(MigrationContext.configure(connection)):
        first.make_group("binrecon_writer")
