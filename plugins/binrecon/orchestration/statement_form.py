"""Reads what the form of the statement DAG names of a statement that is held: its number, and the lines that list
them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binrecon.storage.resolutions import RefusedError
from binrecon.storage.statement_filing import Filed


def statement_id_of(form: Mapping[str, Any]) -> int:
    """The number of the statement that is withdrawn. Raises RefusedError without one."""
    value = form.get("statement")
    if type(value) is not int or not 0 < value < 2**63:
        raise RefusedError("'statement' is missing: take the number from a run with the action 'show'")
    return value


def statement_line(statement: Filed) -> str:
    """A statement in one line: no amounts, what people named quoted."""
    window = "no lines"
    if statement.covered_from and statement.covered_to:
        window = f"{statement.covered_from:%Y-%m-%d %H:%M} to {statement.covered_to:%Y-%m-%d %H:%M} UTC"
    clock = "proved" if statement.offset_proved else "not proved"
    lacking = f"; {statement.lacking}" if statement.lacking else ""
    state = f"withdrawn by {statement.withdrawn_by!r}" if statement.withdrawn_by else "a witness"
    return (
        f"statement {statement.id} is {state}: {statement.place!r}, {', '.join(statement.accounts)}, "
        f"{statement.rows} line(s), "
        f"{window}, clock {clock}, by {statement.author!r}{lacking}"
    )
