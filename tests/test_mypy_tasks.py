"""A task takes what another one returns, and nothing else than before: mypy over a small module, with our plugin."""

from pathlib import Path

import pytest

api = pytest.importorskip("mypy.api", reason="bin/test installs mypy")

PLUGIN = Path(__file__).with_name("mypy_tasks.py")
AIRFLOW = """
from collections.abc import Callable
from typing import Generic, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
R = TypeVar("R", covariant=True)

class XComArg: ...

class Task(Protocol, Generic[P, R]):
    __call__: Callable[P, XComArg]

def task(body: Callable[P, R]) -> Task[P, R]: ...
"""
"""How Airflow types a task, in small: the real one would take mypy half a minute."""
TASKS = """
from airflow.sdk.bases.decorator import task

@task
def open_day(email: str) -> str: return email

@task
def collect(day: str, part: int, last: bool = False) -> None: ...
"""
CALLS = {
    'collect("2026-11-19", 1)': "",
    'collect(open_day("main"), 1, last=True)': "",
    'collect(open_day("main"), part=open_day("sub"), last=open_day("sub"))': "",
    'collect(open_day("main"), "1")': 'has incompatible type "str"; expected "int | XComArg"',
    "collect(open_day, 1)": 'expected "str | XComArg"',
    'collect(open_day("main"))': "Too few arguments",
    'collect(open_day("main"), 1, latest=True)': 'Unexpected keyword argument "latest"',
}
"""Call -> what mypy says of it."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What mypy says of each call that it says something of."""
    folder = tmp_path_factory.mktemp("wiring")
    stub, dag, settings = folder / "airflow" / "sdk" / "bases" / "decorator.pyi", folder / "dag.py", folder / "mypy.ini"
    stub.parent.mkdir(parents=True)
    stub.write_text(AIRFLOW)
    dag.write_text("\n".join([TASKS, *CALLS]))
    settings.write_text(f"[mypy]\nplugins = {PLUGIN}\nmypy_path = {folder}\n")
    cache = str(folder / "cache")
    told, trouble, _ = api.run(["--config-file", str(settings), "--no-site-packages", "--cache-dir", cache, str(dag)])
    assert trouble == ""
    source = dag.read_text().splitlines()
    errors = [line.split(":", 2) for line in told.splitlines() if ": error: " in line]
    return {source[int(number) - 1]: sentence for _, number, sentence in errors}


@pytest.mark.parametrize("call", [call for call, why in CALLS.items() if not why])
def test_an_argument_is_a_value_or_the_result_of_a_task(call: str, said: dict[str, str]) -> None:
    assert call not in said


@pytest.mark.parametrize("call", [call for call, why in CALLS.items() if why])
def test_what_the_body_does_not_take_is_refused(call: str, said: dict[str, str]) -> None:
    assert CALLS[call] in said[call]
