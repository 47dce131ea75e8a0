"""The tables of docs/sources.md, written from the lists' descriptions; `bin/new-source --page` puts them there."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from binrecon.domain.limits import DEFAULT_SHARE
from binrecon.sources.booking import Snapshot
from binrecon.sources.catalogue import SOURCES
from binrecon.sources.source import Source

BEGIN = "<!-- table written by bin/new-source --page from plugins/binrecon/sources -->\n"
END = "<!-- end of the table -->\n"
BEGIN_EXPIRING = "<!-- table of the lists that expire, written by bin/new-source --page -->\n"
_HEADER = "| List | Path | Wallet | What it does to it | At | When two tell the same |\n|---|---|---|---|---|---|\n"


_HEADER_EXPIRING = (
    "| List | Told for, days | Windows of, days | Keys | Calls | Weight | Of a minute's budget |\n"
    "|---|---|---|---|---|---|---|\n"
)


def table(sources: Iterable[Source] = SOURCES.values()) -> str:
    """A row for every list whose records are of an account's wallet, in the order of the catalogue."""
    return _HEADER + "".join(_row(source) for source in sources if source.wallet is not None)


def table_of_expiring(sources: Iterable[Source] = SOURCES.values()) -> str:
    """A row for every list that expires and is read back on an account's first day, with what that costs at least."""
    expiring = (source for source in sources if source.retention is not None)
    return _HEADER_EXPIRING + "".join(_costs(one) for one in expiring if not isinstance(one.booking, Snapshot))


def with_table(page: str) -> str:
    """The page with its tables as they are to be. Raises ValueError where the page has no place for one."""
    return _put(_put(page, BEGIN, table()), BEGIN_EXPIRING, table_of_expiring())


def _put(page: str, begin: str, written: str) -> str:
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError("the page has no marks of a table")
    return f"{before}{begin}{written}{END}{after}"


def _costs(source: Source) -> str:
    """Of a list that is asked for pairs or contracts, what one of them costs."""
    assert source.retention is not None, "it expires"
    calls = -(-source.retention // source.max_span) * max(len(source.keys), 1)
    weight = calls * source.weight
    share = Decimal(weight) / source.limiter.value.budget(DEFAULT_SHARE)
    named = f"`{source.name}`", str(source.retention.days), str(source.max_span.days)
    keys = str(len(source.keys)) if source.keys else "each"
    return f"| {' | '.join((*named, keys, str(calls), str(weight), f'{share:.2f}'))} |\n"


def _row(source: Source) -> str:
    told = source.told
    named = (f"`{source.name}`", f"`{source.path.removeprefix('/')}`", str(source.wallet))
    cells = (*named, told.effect, told.at, told.twice)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
