"""Verifies the hash chain over evidence, verdicts and logs: `bin/verify-chain [link] [--archives PATH] [--heads URL]
[--begin]`.

Reads as BINRECON_READER_URL logs in (`postgresql+psycopg://…`), else by the Airflow connection `binrecon_db`. With a
link that was kept outside the database, such as one from the log of a `seal_evidence` task, that link has to be in the
chain, and so has every head in the second place that the accounts file names (`chain_heads`). Months that
`bin/archive` took out of the database are read from the folder that it wrote them to. With `--begin` the newest link of
a chain that holds becomes the first head of a place that is new, and without it a place without a head is none.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from binrecon.config.accounts import accounts_file, heads_place, load_accounts
from binrecon.domain.errors import BinreconError, ConfigurationError
from binrecon.storage.chain_check import Verified, verify
from binrecon.storage.chain_heads import KeptHead, head_now, not_in_chain
from binrecon.storage.database import engine_from

_EVERY = 100
_READER = "BINRECON_READER_URL"
_NO_PLACE = "no place of them is known, see chain_heads in the accounts file or --heads"
_WORST = (0, 2, 1)
"""Exit codes: all holds, something is not at hand, something is broken."""


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 and what was checked, 1 and the first link that is broken, or 2 where nothing is broken and archives
    are not at hand or the heads kept elsewhere cannot be read."""
    wanted = _parser().parse_args(arguments)
    try:
        engine, heads = _engine(), _heads(wanted.heads, _kept)
        found = verify(engine, _tell, wanted.link, wanted.archives)
        if wanted.begin and found.broken is None:
            heads = _heads(wanted.heads, lambda place: _begun(place, engine))
        if wanted.begin and heads is _NO_PLACE:
            heads = f"nothing is begun: {_NO_PLACE}"
        return max(_outcome(found), _compared(engine, heads), key=_WORST.index)
    except ConfigurationError as error:
        hint = "" if os.environ.get(_READER) else f"{_READER} is not set, and "
        print(f"{hint}{error}", file=sys.stderr)
        return 1
    except DBAPIError as error:
        print(f"the database cannot be read: {str(error.orig).splitlines()[0]}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/verify-chain",
        description="Verify the hash chain.",
        epilog=f"Reads as {_READER} logs in (postgresql+psycopg://…), else by the Airflow connection binrecon_db.",
    )
    parser.add_argument("link", nargs="?", help="a link kept outside the database, which must be in the chain")
    parser.add_argument("--archives", type=Path, help="the folder of archives that bin/archive wrote to")
    parser.add_argument("--heads", help="where heads of the chain are kept, if not as the accounts file says")
    parser.add_argument("--begin", action="store_true", help="begin that place, which is new, with the newest link")
    return parser


def _heads(stated: str | None, read: Callable[[str], list[KeptHead]]) -> list[KeptHead] | str:
    """The heads that are kept elsewhere, or why none are compared. Read before the chain: a link is in it before it is
    kept."""
    try:
        place = heads_place(stated) if stated or not accounts_file().exists() else load_accounts().settings.chain_heads
        return _NO_PLACE if place is None else read(place)
    except BinreconError as error:
        return str(error)


def _kept(place: str) -> list[KeptHead]:
    from binrecon.orchestration.chain_heads import kept

    return kept(place)


def _begun(place: str, engine: Engine) -> list[KeptHead]:
    from binrecon.orchestration.chain_heads import begin, kept

    begin(place, head_now(engine))
    return kept(place)


def _compared(engine: Engine, heads: list[KeptHead] | str) -> int:
    """Exit code 0 where the chain holds every head, 1 where it does not, 2 where none could be compared."""
    if isinstance(heads, str):
        print(f"not compared with heads kept elsewhere: {heads}", file=sys.stderr)
        return 0 if heads is _NO_PLACE else 2
    wrong = not_in_chain(engine, heads)
    if wrong:
        print(f"broken: {wrong}", file=sys.stderr)
        return 1
    print(f"{len(heads)} head(s) kept elsewhere are in the chain, the newest is link {heads[-1].number}")
    return 0


def _outcome(found: Verified) -> int:
    if found.broken is not None:
        print(f"broken after {found.links} link(s): {found.broken}", file=sys.stderr)
        return 1
    print(f"{found.links} link(s) over {found.rows} row(s) hold; {found.unsealed} row(s) are not sealed yet")
    print(f"newest link: {found.head or 'none'}")
    if found.archives:
        print(f"archives read: {', '.join(found.archives)}")
    if found.absent:
        absent = f"{found.unread} row(s) of archives that are not at hand ({', '.join(found.absent)})"
        print(f"not verified: {absent}; give their folder with --archives", file=sys.stderr)
        return 2
    return 0


def _engine() -> Engine:
    url = os.environ.get(_READER)
    if not url:
        from binrecon.orchestration.connections import database_url

        return engine_from(database_url())
    try:
        return engine_from(url)
    except SQLAlchemyError:
        form = "postgresql+psycopg://user:password@host/database"
        raise ConfigurationError(f"{_READER} is no URL of the form {form}") from None


def _tell(links: int, rows: int) -> None:
    if links % _EVERY == 0:
        print(f"{links} links, {rows} rows", flush=True)


if __name__ == "__main__":
    sys.exit(main())
