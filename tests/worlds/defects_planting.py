"""Plants a defect in a copy of the engine: a text is replaced for one test in a file of SQL, a function or the schema.

Planting fails when the text is not there. Nothing on disk changes; pytest's monkeypatch takes everything back.
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Iterable
from fnmatch import fnmatch
from functools import cache, lru_cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest
import sqlparse
from binrecon.config.paths import SQL
from binrecon.processing import canonical
from binrecon.sources.catalogue import SOURCES
from binrecon.storage.sql_text import sql_text, statements_in
from sqlalchemy import create_engine

_LASTING = ("binrecon.storage.sql_text", "binrecon.processing.canonical", "binrecon.orchestration.hook")
"""Whose functions remember files and connections, which no defect changes."""
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations" / "sql"


class Change(NamedTuple):
    """`old` becomes `new` wherever it stands in `where`: files below include/sql (a pattern), a file below
    migrations/sql, or a function as `module:name`. A list's template is `sources/<list>/book.sql`, whether the file is
    its own or shared."""

    where: str
    old: str
    new: str

    def of(self, source: str) -> str:
        assert self.old in source, f"{self.where} has no {self.old!r}"
        return source.replace(self.old, self.new)

    @property
    def in_python(self) -> bool:
        return ":" in self.where

    @property
    def in_schema(self) -> bool:
        return not self.in_python and (MIGRATIONS / self.where).exists()


def plant(patch: pytest.MonkeyPatch, changes: Iterable[Change], owner_url: str) -> None:
    """Make all changes; those of the schema in the database of this URL."""
    changes = list(changes)
    for change in changes:
        if change.in_schema:
            _plant_in_schema(change, owner_url)
    for where in dict.fromkeys(change.where for change in changes if change.in_python):
        _plant_in_function(patch, where, [change for change in changes if change.where == where])
    in_sql = [change for change in changes if not (change.in_python or change.in_schema)]
    if in_sql:
        _plant_in_sql(patch, in_sql)


# functions ---------------------------------------------------------------------------------------------------


def _plant_in_function(patch: pytest.MonkeyPatch, where: str, changes: Iterable[Change]) -> None:
    """Whoever holds the function runs the changed code: the function stays the same object."""
    function = _function(where)
    _forget(patch)
    source = textwrap.dedent(inspect.getsource(function))
    for change in changes:
        source = change.of(source)
    patch.setattr(function, "__code__", _code_of(function, source))


def _function(where: str) -> FunctionType:
    module, _, name = where.partition(":")
    found: Any = attrgetter(name)(import_module(module))
    return inspect.unwrap(found.fget if isinstance(found, property) else found)


def _forget(patch: pytest.MonkeyPatch) -> None:
    """What functions of the engine remember must neither be from before the defect nor outlast it."""
    names = [
        (module, name) for key, module in sys.modules.items() if key.startswith("binrecon.") for name in vars(module)
    ]
    anew: dict[Any, Any] = {}
    for module, name in names:
        found = getattr(module, name)
        if isinstance(found, type(_statements)) and found.__module__ not in _LASTING:
            patch.setattr(module, name, anew.setdefault(found, lru_cache(maxsize=0)(inspect.unwrap(found))))


def _code_of(function: FunctionType, source: str) -> CodeType:
    module = compile(source, f"<defect in {function.__qualname__}>", "exec", dont_inherit=True)
    return next(code for code in module.co_consts if isinstance(code, CodeType) and code.co_name == function.__name__)


# SQL ---------------------------------------------------------------------------------------------------------


def _plant_in_sql(patch: pytest.MonkeyPatch, changes: Iterable[Change]) -> None:
    """Change files as they are rendered, so that the text of a macro is found where it is used."""
    changed: dict[str, str] = {}
    for change in changes:
        texts = {name: changed.get(name, text) for name, text in _texts(change.where)}
        found = [name for name in texts if change.old in texts[name]]
        assert found, f"{change.where} has no {change.old!r}"
        changed |= {name: change.of(texts[name]) for name in found}
    statements = canonical.statements_of
    patch.setattr(
        canonical,
        "statements_of",
        lambda name: statements_in(changed[_template(name)]) if _template(name) in changed else statements(name),
    )
    for module in _readers():
        patch.setattr(
            module,
            "sql_text",
            lambda name, source=None: changed[name] if name in changed else sql_text(name, source),
        )


def _texts(where: str) -> list[tuple[str, str]]:
    """The files that a pattern means, with their texts: of lists, what each one's template is when it is run."""
    lists = [source for name, source in SOURCES.items() if fnmatch(_template(name), where)]
    if lists:
        return [(_template(source.name), sql_text(source.book, source)) for source in lists]
    return [(name, sql_text(name)) for name in (str(path.relative_to(SQL)) for path in SQL.glob(where))]


def _template(name: str) -> str:
    return f"sources/{name}/book.sql"


def _readers() -> list[Any]:
    """The modules of the engine that read SQL files."""
    modules = [module for name, module in sys.modules.items() if name.startswith("binrecon.")]
    return [module for module in modules if getattr(module, "sql_text", None) is sql_text]


# the schema --------------------------------------------------------------------------------------------------


def _plant_in_schema(change: Change, owner_url: str) -> None:
    """Create the function or view that holds the text once more, changed."""
    changed = change.of((MIGRATIONS / change.where).read_text(encoding="utf-8"))
    kept = set(_statements(change.where))
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        for statement in sqlparse.split(changed):
            if statement not in kept:
                again = re.sub(r"\bCREATE (FUNCTION|VIEW)\b", r"CREATE OR REPLACE \1", statement)
                connection.exec_driver_sql(again.replace("%", "%%"))
    engine.dispose()


@cache
def _statements(name: str) -> tuple[str, ...]:
    return tuple(sqlparse.split((MIGRATIONS / name).read_text(encoding="utf-8")))
