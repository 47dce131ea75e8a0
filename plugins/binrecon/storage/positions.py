"""Read the positions of an account-day: which contracts its evidence names, and what was held and filled of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from binrecon.domain.account_day import AccountDay
from binrecon.domain.contracts import Contracts, FillsOtherwise, PositionCheck, PositionFacts
from binrecon.domain.wallets import WalletDescription
from binrecon.sources.catalogue import SOURCES
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text


def read_positions(connection: Connection, account_day: AccountDay, wallet: WalletDescription) -> PositionFacts:
    """What is known of the day's positions and of what fills say; nothing of a wallet without contracts."""
    if wallet.contracts is None:
        return PositionFacts()
    named = {**account_day.parameters, **wallet.contracts.parameters(wallet.ledger)}
    return PositionFacts(
        tuple(_check(row) for row in rows(connection, "reconcile/positions.sql", named)),
        tuple(FillsOtherwise(*row) for row in rows(connection, "reconcile/fills_and_ledger.sql", named)),
    )


def _check(row: Sequence[Any]) -> PositionCheck:
    *told, beside, assets = row
    return PositionCheck._make((*told, tuple(beside), tuple(assets)))


def named_contracts(connection: Connection, account_day: AccountDay, contracts: Contracts, ledger: str) -> list[str]:
    """The contracts of the day by name: those held at either end, and those that rows of the ledger name, up to the
    moment its positions were read. From raw rows, since their booking comes later."""
    query = sql_text("reconcile/position_symbols.sql", SOURCES[contracts.listed])
    with driver(connection).cursor() as cursor:
        cursor.execute(query, {**account_day.parameters, "ledger": ledger})
        return [symbol for (symbol,) in cursor.fetchall()]
