"""The SQL files of include/sql as text. Jinja may only change structure (include); every value is a bound parameter.

The one thing a file may be given is a list's description (`source`), whose names of fields are structure: texts of our
own.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from binrecon.config.paths import SQL
from binrecon.sources.source import Source

_FILES = Environment(  # noqa: S701 - SQL, not HTML: escaping would break it
    loader=FileSystemLoader(SQL), undefined=StrictUndefined, keep_trailing_newline=True
)
"""One for all files, so that the macros are compiled once."""


@cache
def sql_text(name: str, source: Source | None = None) -> str:
    """The statement in `include/sql/<name>`, with its includes, for psycopg's named parameters; what lists share is
    written for the list of this description."""
    return _FILES.get_template(name).render({} if source is None else {"source": source})
