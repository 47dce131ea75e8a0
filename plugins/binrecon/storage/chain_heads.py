"""Holds heads of the chain that were kept in a second place against the chain.

Rests on decision 128.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Engine

from binrecon.storage.autocommit import single_statements
from binrecon.storage.hash_chain import Sealed, newest_link
from binrecon.storage.queries import rows


class KeptHead(NamedTuple):
    """The number and the hash of a link that was the newest once."""

    number: int
    link: str


def not_in_chain(engine: Engine, heads: Sequence[KeptHead]) -> str:
    """What is wrong, as one sentence about the first head that the chain does not hold at its number; empty where it
    holds all of them. Read the heads first: a link is in the chain before it is kept."""
    named = {"numbers": [head.number for head in heads], "links": [head.link for head in heads]}
    with single_statements(engine) as connection:
        missing = rows(connection, "hash_chain/heads.sql", named)
    return _sentence(len(missing), *missing[0]) if missing else ""


def head_now(engine: Engine) -> Sealed:
    """The newest link as it stands, with nothing sealed."""
    with single_statements(engine) as connection:
        return Sealed.of(0, newest_link(connection))


def _sentence(missing: int, number: int, stands: str | None, end: int) -> str:
    kept = f"link {number} of the chain, which was kept elsewhere,"
    more = f" ({missing - 1} more kept link(s) do not hold)" if missing > 1 else ""
    if stands is not None:
        return f"{kept} is another one in the database: the chain was written anew{more}"
    if number > end:
        return f"{kept} is not in the database, whose chain ends at link {end}: it was cut off or written anew{more}"
    return f"{kept} is not in the database: it was taken out{more}"
