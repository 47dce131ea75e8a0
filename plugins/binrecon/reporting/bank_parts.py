"""The edition of a bundle for a bank: verdicts, control totals and balances by day, and nothing that names a person, an
address, a record or an answer.

Rests on decision 135.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from binrecon.storage.bundle_parts import Facts, Line, Part, as_line

_OF_DAY = ("date", "wallet", "judged", "verdict", "proved", "explained", "open", "unproved")
_OF_CELL = ("date", "wallet", "asset", "measure", "opening", "expected", "actual", "variance", "verdict")
_OF_BALANCE = ("date", "wallet", "asset", "balance", "loan", "interest")


def bank_parts(facts: Facts) -> dict[str, Part]:
    """Name of each file without its ending, with what gives its lines. Only fields that are named here go into it:
    dates, wallets, assets, measures, amounts, verdicts, kinds of findings."""
    return {
        "days": lambda: (as_line({name: told[name] for name in _OF_DAY}) for _, told in facts.days()),
        "verdicts": lambda: _verdicts(facts),
        "totals": facts.parts()["totals"],
        "balances": lambda: _balances(facts),
    }


def _verdicts(facts: Facts) -> Iterator[Line]:
    for told in facts.verdicts():
        kinds = [finding["kind"] for finding in told["findings"].get("explained", ())]
        yield as_line({**{name: told[name] for name in _OF_CELL}, "explained_by": kinds})


def _balances(facts: Facts) -> Iterator[Line]:
    for line in facts.parts()["balances"]():
        held = json.loads(line)
        yield as_line({name: held[name] for name in _OF_BALANCE if name in held})
