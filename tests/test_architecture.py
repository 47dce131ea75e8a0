"""Who may import whom, and what may not be written anywhere: read from the source, without running it."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "plugins" / "binrecon"

FLOORS = (
    {"domain"},
    {"config", "sources"},
    {"exchange", "storage"},
    {"collectors", "processing", "reconciliation", "reporting", "probing"},
    {"services"},
    {"orchestration", "web"},
    {"dags", "plugin", "command", "provider"},
)
"""From the ground up. A room may import what lies on a lower floor, and itself; never a neighbour."""
NOT_FOR = {
    "dags": {"storage", "exchange", "collectors", "processing", "reconciliation", "reporting", "services"},
    "reconciliation": {"storage", "exchange"},
    "storage": {"exchange"},
    "probing": {"storage"},
}
"""Rooms on lower floors that are not for everybody above them."""

ONLY_IN = {
    "airflow": {"dags", "plugin", "orchestration", "web"},
    "sqlalchemy": {"storage", "collectors", "processing", "reporting", "services", "orchestration", "web", "command"},
    "psycopg": {"storage"},
    "requests": {"exchange", "orchestration"},
    "pandas": {"storage", "processing"},
    "fastapi": {"web"},
}
"""Outside package -> layers that may import it."""

PURE = {"domain", "sources", "reconciliation"}
ROOT_FILES = {"airflow_plugin": "plugin", "provider_info": "provider", "verify_chain": "command", "archive": "command"}
"""The modules beside the rooms: what Airflow loads, and what is run by name."""
CLOCKS = {"now", "utcnow", "today", "sleep", "monotonic", "perf_counter"}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py")) + sorted((ROOT / "dags").glob("*.py"))


def layer(path: Path) -> str:
    if path.is_relative_to(ROOT / "dags"):
        return "dags"
    parts = path.relative_to(PACKAGE).parts
    if len(parts) > 1:
        return parts[0]
    return ROOT_FILES.get(path.stem, "face")


def below(room: str) -> set[str]:
    """The rooms that this one may import."""
    [floor] = [number for number, rooms in enumerate(FLOORS) if room in rooms]
    return {room}.union(*FLOORS[:floor]) - NOT_FOR.get(room, set())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of_import(name: str) -> str | None:
    """The layer of one of our own modules, None for a small module or somebody else's."""
    parts = name.split(".")
    return parts[1] if parts[0] == "binrecon" and len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else None


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def offenders(rule: Callable[[Path], Iterable[object]], paths: Iterable[Path]) -> list[str]:
    """Every place that breaks a rule, as `file: place`; a rule over no file would hold for ever."""
    paths = list(paths)
    assert paths
    return [f"{named(path)}: {found}" for path in paths for found in rule(path)]


def test_imports_point_down():
    def upward(path: Path) -> set[str]:
        allowed = below(layer(path)) | {None}
        return {f"imports {name}" for name in imported(path) if layer_of_import(name) not in allowed}

    assert offenders(upward, [path for path in modules() if layer(path) != "face"]) == []


def test_outside_packages_stay_in_their_layers():
    def foreign(path: Path) -> set[str]:
        roots = {name.split(".")[0] for name in imported(path)}
        return {f"imports {root}" for root in roots if layer(path) not in ONLY_IN.get(root, {layer(path)})}

    assert offenders(foreign, modules()) == []


def test_pure_layers_have_no_clock():
    def clocks(path: Path) -> list[str]:
        return [
            f"{node.func.attr}() in line {node.lineno}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
        ]

    assert offenders(clocks, [path for path in modules() if layer(path) in PURE]) == []


def test_no_value_is_put_into_sql_as_text():
    """f-strings, `%`, `+` and format() may not build a statement."""

    def built_sql(path: Path) -> list[str]:
        return [f"line {node.lineno}" for node in ast.walk(tree(path)) if _is_built(node) and _is_sql(_text(node))]

    assert offenders(built_sql, modules()) == []


def _is_built(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format")
    )


def _text(node: ast.AST) -> str:
    constants = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return " ".join(value for value in constants if isinstance(value, str))


def _is_sql(text: str) -> bool:
    """Statements are written with capital keywords here, and English is not."""
    words = text.split()
    pairs = (("SELECT", "FROM"), ("INSERT", "INTO"), ("DELETE", "FROM"), ("UPDATE", "SET"))
    return any(first in words and second in words[words.index(first) :] for first, second in pairs)


def test_built_sql_is_recognized():
    [built] = [
        node for node in ast.walk(ast.parse('f"DELETE FROM t WHERE a = {a}"')) if isinstance(node, ast.JoinedStr)
    ]
    assert _is_sql(_text(built))
    assert not _is_sql("delete the run and trigger again, select a day from the list")


FLOAT_ALLOWED = {
    "plugins/binrecon/exchange/answers.py": "seconds of a Retry-After",
}


def test_no_number_becomes_a_float():
    def floats(path: Path) -> list[str]:
        return [
            f"float() in line {node.lineno}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        ]

    assert offenders(floats, [path for path in modules() if named(path) not in FLOAT_ALLOWED]) == []
    assert all(floats(ROOT / name) for name in FLOAT_ALLOWED), "what is allowed and not there"


def test_no_handler_swallows_everything():
    def bare(path: Path) -> list[str]:
        handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
        return [f"except: in line {node.lineno}" for node in handlers if node.type is None]

    assert offenders(bare, modules()) == []


def test_tests_are_not_imported_by_the_product():
    assert not [path for path in modules() if any(name.split(".")[0] == "tests" for name in imported(path))]


def test_the_simulator_knows_nothing_of_the_product():
    files = sorted((ROOT / "tests" / "simulator").rglob("*.py"))
    ours = [
        path
        for path in files
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom) and "binrecon" in ast.dump(node)
    ]
    assert files and not ours


def test_airflow_executes_one_file_of_the_plugins_folder():
    from airflow._shared.module_loading import find_path_from_directory

    found = find_path_from_directory(str(ROOT / "plugins"), ".airflowignore", "glob")
    assert list(found) == [str(PACKAGE / "airflow_plugin.py")]


def test_loading_the_plugin_imports_nothing_heavy():
    script = (
        "import sys, airflow.plugins_manager, airflow.timetables.base, airflow.listeners, pendulum\n"
        "before = set(sys.modules)\n"
        "import binrecon.airflow_plugin; new = set(sys.modules) - before\n"
        "print(sorted(name for name in new if not name.startswith('binrecon')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_connection_type_is_declared_where_airflow_looks():
    """plugins/ on PYTHONPATH makes the .dist-info a provider; its form names both kinds of secret as secret."""
    from importlib.metadata import Distribution

    found = Distribution.at(ROOT / "plugins" / "airflow_provider_binrecon.dist-info")
    [entry] = found.entry_points
    assert (entry.group, entry.value) == ("apache_airflow_provider", "binrecon.provider_info:get_provider_info")
    [kind] = entry.load()()["connection-types"]
    assert kind["connection-type"] == "binance"
    assert kind["conn-fields"]["private_key"]["schema"]["format"] == "password"
    module, _, name = kind["hook-class-name"].rpartition(".")
    assert hasattr(__import__(module, fromlist=[name]), name)
