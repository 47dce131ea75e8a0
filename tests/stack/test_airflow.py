"""The environment of the local stack's Airflow: what the user set reaches it, the owner's login does not."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from bin.stack import airflow, credentials, demo
from bin.stack.places import Places, choose


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return choose(tmp_path / "home")


def environment(places: Places) -> dict[str, str]:
    places.home.mkdir()
    secrets = credentials.load(places.credentials)
    return airflow.environment(places, secrets, "postgresql+psycopg2://airflow@127.0.0.1/airflow", {"GIVEN": "extra"})


def test_the_owners_login_reaches_no_process_of_airflow(places, monkeypatch) -> None:
    monkeypatch.setenv("BINRECON_OWNER_URL", "postgresql+psycopg://owner:canary@127.0.0.1/binrecon")
    assert "canary" not in str(environment(places))


def test_what_the_user_set_reaches_airflow(places, monkeypatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_BINANCE_MAIN", "the user's")
    monkeypatch.setenv("AIRFLOW__CORE__PARALLELISM", "3")
    found = environment(places)
    assert (found["AIRFLOW_CONN_BINANCE_MAIN"], found["AIRFLOW__CORE__PARALLELISM"]) == ("the user's", "3")
    assert found["GIVEN"] == "extra"


def test_the_demo_gives_its_tasks_the_writers_login_alone(places) -> None:
    stack = SimpleNamespace(places=places, writer_connection="postgres://writer", owner_url="postgres://canary-owner")
    exchange = SimpleNamespace(connections=dict, accounts_file=places.simulator / "accounts.toml")
    found = demo._own_settings(stack, exchange)
    assert found["AIRFLOW_CONN_BINRECON_DB"] == "postgres://writer"
    assert "canary" not in str(found)
