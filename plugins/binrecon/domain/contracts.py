"""How positions of a wallet of contracts are rolled forward: what lists them, what changed them, and what is told of
both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple


class ToldByFills(NamedTuple):
    """What a list of fills says that the wallet's ledger tells too: `said` is realized or commission, `kind` what the
    ledger calls it. With `by_number` a row of the ledger names the fill."""

    fills: str
    said: str
    kind: str
    by_number: bool


class FillList(NamedTuple):
    """A list of what changes positions; `by_symbol` is asked contract by contract."""

    name: str
    by_symbol: bool = True


@dataclass(frozen=True)
class Contracts:
    """The contracts of a wallet: `listed` is the list that tells the positions at the end of a day, `fills` those of
    what changed them. `told` is what those and the ledger say both. `unmoving` are kinds of the ledger that bear the
    name of a contract and change no position."""

    listed: str
    fills: tuple[FillList, ...]
    told: tuple[ToldByFills, ...]
    unmoving: tuple[str, ...] = ("FUNDING_FEE", "SPECIAL_FUNDING_FEE")

    def parameters(self, ledger: str) -> dict[str, Any]:
        """What statements about the positions of a day are given."""
        return {
            "ledger": ledger,
            "lists": [one.name for one in self.fills],
            "by_symbol": [one.by_symbol for one in self.fills],
            "kinds": [one.kind for one in self.told],
            "usual": list(self.unmoving),
            "said_by": [one.fills for one in self.told],
            "said": [one.said for one in self.told],
            "kind": [one.kind for one in self.told],
            "by_number": [one.by_number for one in self.told],
        }


class PositionCheck(NamedTuple):
    """One position of a day and what it comes to with its fills; of a contract with sides of its own, each side by
    itself. `why` says why that says nothing, where it does; without a symbol, of all positions. `beside` are kinds of
    the ledger that may tell what no fill does, `assets` what the contract moved."""

    symbol: str
    side: str
    opening: Decimal | None
    fills: Decimal | None
    expected: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    why: str | None = None
    beside: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the position does not follow from its fills, as far as both are known."""
        return self.why is None and bool(self.difference)


class FillsOtherwise(NamedTuple):
    """What a wallet's ledger and the fills say of a contract where they say otherwise: sums of one kind over the
    `rows` that differ."""

    symbol: str
    asset: str
    kind: str
    ledger: Decimal
    fills: Decimal
    rows: int


@dataclass(frozen=True)
class PositionFacts:
    """Everything that is known of an account-day's positions; nothing of a wallet without contracts."""

    checks: tuple[PositionCheck, ...] = ()
    otherwise: tuple[FillsOtherwise, ...] = ()

    @property
    def by_asset(self) -> Mapping[str, tuple[FillsOtherwise, ...]]:
        """What the ledger and the fills say otherwise of, by asset."""
        found: dict[str, tuple[FillsOtherwise, ...]] = {}
        for one in self.otherwise:
            found[one.asset] = (*found.get(one.asset, ()), one)
        return found
