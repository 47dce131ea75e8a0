"""The SQL files of include/sql as text. Jinja may only change structure (include); every value is a bound parameter."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from binrecon.config.paths import SQL

_FILES = Environment(  # noqa: S701 - SQL, not HTML: escaping would break it
    loader=FileSystemLoader(SQL), undefined=StrictUndefined, keep_trailing_newline=True
)
"""One for all files, so that the macros are compiled once."""


@cache
def sql_text(name: str) -> str:
    """The statement in `include/sql/<name>`, with its includes, for psycopg's named parameters."""
    return _FILES.get_template(name).render()
