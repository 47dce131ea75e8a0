"""The lists and the kinds of snapshots that this exchange has. The module of a product registers all that the rest must
know of its lists: what a record is, where it is answered and how, what an account statement calls it, and which of its
fields can be spoilt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from .call import Call, Route
from .limits import Pool, calls_a_second, ip_pool
from .postings import Posting
from .product import Product

Naming = Callable[[Any, Posting], str]


class Fields(NamedTuple):
    """Which field of a path's rows holds the money, the status (`""` where rows have none) and a name."""

    amount: str | int = "amount"
    status: str = "status"
    name: str = "asset"


@dataclass(frozen=True)
class Statement:
    """What an account statement calls a record, or how it finds the name of one and its posting; `old` is the name in
    its first version, `remark` what stands beside it. `guessed`: no parser and no page knows the operation, so that an
    importer will find it unknown; `guesses` are those among the names that it finds."""

    operation: str | Naming
    old: str | Naming = ""
    remark: str | Callable[[Any], str] = ""
    guessed: bool = False
    guesses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProductList:
    """One list: its records, its address, and what the other parts of the simulator say of it."""

    record: type[Product]
    path: str
    route: Route
    statement: Statement
    fields: Fields


LISTS: dict[str, ProductList] = {}
"""By kind, which is the name of the list."""
WALLET_LISTS: dict[str, ProductList] = {}
"""The same of lists that are no product's, but what moves a wallet beside SPOT."""


def every_list() -> dict[str, ProductList]:
    """All that are registered, by kind."""
    return {**LISTS, **WALLET_LISTS}


def register(
    record: type[Product],
    path: str,
    answer: Callable[[Call], Any],
    weight: int,
    statement: Statement,
    fields: Fields = Fields(),
    *,
    pool: Callable[[str], Pool] = ip_pool,
    caller: str = "any",
    calls: int | None = None,
    among: dict[str, ProductList] = LISTS,
) -> None:
    """Make a list known; `calls`: how many an account may make in a second."""
    burst = None if calls is None else calls_a_second(path, calls)
    route = Route(answer, pool(path), weight, caller=caller, burst=burst)
    among[record.kind] = ProductList(record, path, route, statement, fields)


LEDGER_ROWS: dict[str, Callable[[Any, Posting, Any], Product]] = {}
"""By wallet that one list tells everything of: the row there that stands for money of an event of another list, in the
ways of the scenario."""
SnapshotData = Callable[[Call, date, dict[str, int]], dict[str, Any]]
SNAPSHOTS: dict[str, SnapshotData] = {}
"""By the `type` that accountSnapshot is asked for, which is the wallet's name too: what gives the `data` of a day from
the balances that are shown."""
