"""No wait is without an end: read from the source of all that ships (docs/operating.md names each with its bound)."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(path for folder in ("plugins", "dags", "bin", "migrations") for path in (ROOT / folder).rglob("*.py"))
ENGINES = {"plugins/binrecon/storage/database.py", "migrations/env.py"}
"""What makes engines. Those of tasks are looked at in a session (tests/storage/test_database.py)."""
PROGRAMS = {"run", "check_call", "check_output", "call"}
ASKING = {"get", "post", "put", "patch", "delete", "request", "send"}
LOCKING = {"plugins/binrecon/storage/locks.py", "migrations/env.py"}
ENDLESS = {"bin/stack/supervisor.py: watch"}
"""`bin/up` and `bin/demo --keep` stay up until somebody ends them."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def offenders(rule: Callable[[Path], Iterable[object]]) -> list[str]:
    """Every place that breaks a rule, as `file: place`."""
    assert FILES
    return [f"{named(path)}: {found}" for path in FILES for found in rule(path)]


def calls(path: Path) -> Iterator[tuple[int, str, str, set[str], int]]:
    """Each call of an attribute: line, what stands before the dot, the name, its keywords ("" is **), its plain
    arguments."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given = {word.arg or "" for word in node.keywords}
            yield node.lineno, ast.unparse(node.func.value), node.func.attr, given, len(node.args)


def test_every_request_has_a_timeout() -> None:
    def unbounded(path: Path) -> list[str]:
        return [
            f"line {line}"
            for line, of, name, given, _ in calls(path)
            if name in ASKING and of.split(".")[-1].strip("_") in ("session", "requests") and "timeout" not in given
        ]

    assert offenders(unbounded) == []


def test_every_program_that_is_waited_for_has_a_time() -> None:
    def unbounded(path: Path) -> list[str]:
        return [
            f"line {line}"
            for line, of, name, given, plain in calls(path)
            if "timeout" not in given
            and (
                (of == "subprocess" and name in PROGRAMS)
                or (name in ("wait", "communicate", "join") and not plain and "process" in of)
            )
        ]

    assert offenders(unbounded) == []


def test_every_connection_to_a_database_is_bounded() -> None:
    """psycopg's own with a time to connect, or through the one function that makes engines."""

    def unbounded(path: Path) -> list[str]:
        made = "create_engine(" in path.read_text(encoding="utf-8") and named(path) not in ENGINES
        return ["makes an engine"] * made + [
            f"line {line}"
            for line, of, name, given, _ in calls(path)
            if of == "psycopg" and name == "connect" and not given & {"connect_timeout", ""}
        ]

    assert offenders(unbounded) == []


def test_a_migration_has_the_bounds_of_a_session() -> None:
    text = (ROOT / "migrations" / "env.py").read_text(encoding="utf-8")
    bounds = ("connect_timeout", "lock_timeout", "statement_timeout", "**ALIVE")
    assert [bound for bound in bounds if bound not in text] == []


def test_no_lock_of_the_database_is_asked_for_without_an_end_elsewhere() -> None:
    """Locks are taken in sessions whose server ends the wait: those of the two files that bound their sessions."""

    def asked_for(path: Path) -> list[str]:
        return ["asks for a lock"] if named(path) not in LOCKING and "pg_advisory" in _code(path) else []

    assert offenders(asked_for) == []


def _code(path: Path) -> str:
    """The texts of a file that are no documentation."""
    prose = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    return " ".join(
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    )


def test_every_loop_without_a_condition_ends_or_is_meant_not_to() -> None:
    """`while True` has a way out of it: a return, a break or a raise."""

    def endless(path: Path) -> list[str]:
        return [
            f"line {loop.lineno}"
            for function in ast.walk(tree(path))
            if isinstance(function, ast.FunctionDef) and f"{named(path)}: {function.name}" not in ENDLESS
            for loop in ast.walk(function)
            if isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant)
            if not any(isinstance(node, ast.Return | ast.Break | ast.Raise) for node in ast.walk(loop))
        ]

    assert offenders(endless) == []
