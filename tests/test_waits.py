"""No wait is without an end: read from the source of all that ships (docs/operating.md names each with its bound)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for folder in ("plugins", "dags", "bin", "migrations") for path in (ROOT / folder).rglob("*.py"))
ENGINES = {"plugins/binrecon/storage/database.py", "migrations/env.py"}
"""What makes engines. Those of tasks are looked at in a session (tests/storage/test_locks.py)."""
PROGRAMS = {"run", "check_call", "check_output", "call"}
ASKING = {"get", "post", "put", "patch", "delete", "request", "send"}
ENDLESS = {"bin/stack/supervisor.py: watch"}
"""`bin/up` and `bin/demo --keep` stay up until somebody ends them."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[tuple[int, str, str, set[str], int]]:
    """Each call of an attribute: line, what stands before the dot, the name, its keywords ("" is **), its plain arguments."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = {word.arg or "" for word in node.keywords}
            yield node.lineno, ast.unparse(node.func.value), node.func.attr, given, len(node.args)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_request_has_a_timeout(path: Path) -> None:
    found = [
        line
        for line, of, name, given, _ in calls(path)
        if name in ASKING and of.split(".")[-1].strip("_") in ("session", "requests") and "timeout" not in given
    ]
    assert not found


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_program_that_is_waited_for_has_a_time(path: Path) -> None:
    found = [
        line
        for line, of, name, given, plain in calls(path)
        if (
            of == "subprocess"
            and name in PROGRAMS
            or name in ("wait", "communicate", "join")
            and not plain
            and "process" in of
        )
        and "timeout" not in given
    ]
    assert not found


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_connection_to_a_database_is_bounded(path: Path) -> None:
    """psycopg's own with a time to connect, or through the one function that makes engines."""
    text = path.read_text(encoding="utf-8")
    found = [
        line
        for line, of, name, given, _ in calls(path)
        if of == "psycopg" and name == "connect" and not given & {"connect_timeout", ""}
    ]
    assert not found
    assert "create_engine(" not in text or named(path) in ENGINES


@pytest.mark.parametrize("bound", ["connect_timeout", "lock_timeout", "statement_timeout", "**ALIVE"])
def test_a_migration_has_the_bounds_of_a_session(bound: str) -> None:
    assert bound in (ROOT / "migrations" / "env.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_lock_of_the_database_is_asked_for_without_an_end_elsewhere(path: Path) -> None:
    """Locks are taken in sessions whose server ends the wait: those of the two files that bound their sessions."""
    if "advisory" in path.read_text(encoding="utf-8"):
        assert named(path) in {"plugins/binrecon/storage/locks.py", "migrations/env.py"} or "pg_advisory" not in _code(
            path
        )


def _code(path: Path) -> str:
    """The texts of a file that are no documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return " ".join(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    )


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_loop_without_a_condition_ends_or_is_meant_not_to(path: Path) -> None:
    """`while True` has a way out of it: a return, a break or a raise."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef) or f"{named(path)}: {function.name}" in ENDLESS:
            continue
        for loop in ast.walk(function):
            if isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant):
                assert any(isinstance(node, ast.Return | ast.Break | ast.Raise) for node in ast.walk(loop)), loop.lineno
