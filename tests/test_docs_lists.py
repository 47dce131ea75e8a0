"""docs/sources.md is what the descriptions of the lists say; docs/lists.md names everything that moves SPOT unread."""

from pathlib import Path

import pytest
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import WALLETS
from binrecon.services.day_reconciliation import untold_of
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.page import table, with_table

DOCS = Path(__file__).resolve().parents[1] / "docs"
SOURCES = (DOCS / "sources.md").read_text(encoding="utf-8")
LISTS = (DOCS / "lists.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return LISTS.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_table_of_lists_is_what_their_descriptions_say() -> None:
    assert with_table(SOURCES) == SOURCES, "run bin/new-source --page"


def test_every_list_that_moves_a_balance_has_its_row() -> None:
    moving = [name for name, endpoint in CATALOGUE.items() if endpoint.adds or endpoint.takes]
    rows = [row for row in table().splitlines() if row.startswith("| `")]
    fills = [one for wallet in WALLETS.values() if wallet.contracts for one in wallet.contracts.fills]
    expected = len(moving) + len(WALLETS) + len(fills)
    assert len(rows) == expected, "the snapshot of each wallet, and its fills, have a row too"
    assert all(any(row.startswith(f"| `{name}` | `{CATALOGUE[name].path[1:]}` |") for row in rows) for name in moving)


@pytest.mark.parametrize("wallet", WALLETS)
def test_what_is_not_read_and_moves_a_balance_is_what_next_steps_name(wallet: Wallet) -> None:
    lines = section(f"Not read, and can move {wallet}").splitlines()
    rows = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    assert rows[1:] == [one.name for one in untold_of(wallet)] and len(rows) > 1
