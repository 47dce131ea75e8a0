"""Short factories for the accounting tests: amounts are decimal texts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from binrecon.cells import Cell, DayFacts, DayResult, Judgement
from binrecon.records import Wallet

EMAIL, DAY = "fund@example.com", date(2026, 11, 2)
MOVEMENTS = ("transfers_in", "transfers_out", "trades_in", "trades_out", "fees")


def cell(asset: str, opening: str | None, actual: str | None, **movements: str) -> Cell:
    amounts = {name: Decimal(movements.get(name, "0")) for name in MOVEMENTS}
    return Cell(asset=asset, opening=_amount(opening), actual=_amount(actual), **amounts)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def facts(*cells: Cell, **other: Any) -> DayFacts:
    complete: dict[str, Any] = {"opening_snapshot": True, "closing_snapshot": True, "pending_pages": 0, "gaps": ()}
    return DayFacts(EMAIL, DAY, Wallet.SPOT, cells=cells, **(complete | other))


def only(result: DayResult) -> Judgement:
    (judgement,) = result.judgements
    return judgement
