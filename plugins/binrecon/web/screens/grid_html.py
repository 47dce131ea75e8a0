"""The cells of the grid as HTML. A hundred accounts over 90 days are nine thousand links, and a template that escapes
and joins the parts of each takes many times as long."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from markupsafe import Markup, escape

from binrecon.domain.vocabulary import Verdict
from binrecon.web.formats import sign, usd
from binrecon.web.screens.grid import DUE, Cell

_BEFORE_THE_FIRST = '<td class="cell none"></td>'
_NEVER = '<td class="cell due"></td>'


def cells_of(address: str, wallet: str, cells: Iterable[Cell]) -> Markup:
    """The row's cells. `address` leads to the account's days; it and `wallet` are as they stand in a link."""
    before, after = f'"><a href="{escape(address)}', f'?wallet={escape(wallet)}" title="'
    return Markup("".join(_cell(cell, before, after) for cell in cells))  # noqa: S704 - each part of it is escaped


def _cell(cell: Cell, before: str, after: str) -> str:
    day, state, held = cell
    if held is None:
        return _NEVER if state == DUE else _BEFORE_THE_FIRST
    told = _told(state, held.not_proved, held.usd, held.reason)
    return f'<td class="cell {state}{before}{day}{after}{day} {told}</a></td>'


@lru_cache(maxsize=4096)
def _told(state: str, not_proved: int, worth: Decimal | None, reason: str) -> str:
    """What a cell says, from its title's state on. Most cells of a grid say one of a few things."""
    counted = f": {not_proved} not proved" if not_proved else ""
    priced = f", {usd(worth)} USD open" if worth is not None else ""
    number = f'<span class="n">{not_proved}</span>' if not_proved else ""
    shown = sign(Verdict(state) if state != DUE else "")
    return f'{state}{counted}{priced}&#10;{escape(reason)}" aria-label="{state}{counted}">{shown}{number}'
