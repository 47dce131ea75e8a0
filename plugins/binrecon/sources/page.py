"""The table of docs/sources.md, written from the lists' descriptions; `bin/new-source --page` puts it there."""

from __future__ import annotations

from collections.abc import Iterable

from binrecon.sources.catalogue import SOURCES
from binrecon.sources.source import Source

BEGIN = "<!-- table written by bin/new-source --page from plugins/binrecon/sources -->\n"
END = "<!-- end of the table -->\n"
_HEADER = "| List | Path | Wallet | What it does to it | At | When two tell the same |\n|---|---|---|---|---|---|\n"


def table(sources: Iterable[Source] = SOURCES.values()) -> str:
    """A row for every list whose records are of an account's wallet, in the order of the catalogue."""
    return _HEADER + "".join(_row(source) for source in sources if source.wallet is not None)


def with_table(page: str) -> str:
    """The page with its table as it is to be. Raises ValueError where the page has no place for it."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError("the page has no marks of a table")
    return f"{before}{BEGIN}{table()}{END}{after}"


def _row(source: Source) -> str:
    told = source.told
    named = (f"`{source.name}`", f"`{source.path.removeprefix('/')}`", str(source.wallet))
    cells = (*named, told.effect, told.at, told.twice)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
