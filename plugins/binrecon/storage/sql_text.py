"""The SQL files of include/sql as text. Jinja may only change structure (include); every value is a bound parameter.

The one thing a file may be given is a list's description (`source`), whose names of fields are structure: texts of our
own.
"""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from binrecon.config.paths import SQL
from binrecon.sources.source import Source

_FILES = Environment(  # noqa: S701 - SQL, not HTML: escaping would break it
    loader=FileSystemLoader(SQL), undefined=StrictUndefined, keep_trailing_newline=True
)
"""One for all files, so that the macros are compiled once."""


_END = re.compile(r"(?<=;)[ \t]*\n")


@cache
def sql_text(name: str, source: Source | None = None) -> str:
    """The statement in `include/sql/<name>`, with its includes, for psycopg's named parameters; what lists share is
    written for the list of this description."""
    return _FILES.get_template(name).render({} if source is None else {"source": source})


def statements_in(text: str) -> tuple[str, ...]:
    """The statements of a rendered file: each ends with a semicolon at the end of a line, and nothing else does.

    A parser of SQL finds the same in a fifth of a second, which every task that books would spend anew.
    """
    return tuple(filter(None, (part.strip() for part in _END.split(text))))
