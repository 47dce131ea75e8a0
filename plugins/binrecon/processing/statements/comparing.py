"""Hold the statements of an account against snapshots and movements: which days can be compared, and who agrees."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Engine

from binrecon.processing.statements.operations import MOVEMENTS, OTHER, class_of
from binrecon.storage import statements as store

KINDS = {kind: name for name, kinds in MOVEMENTS.items() for kind in kinds}
MEANINGS = {
    "all three": "nothing to do",
    "snapshot and statement": "our movements lack or double something: see classes.csv and records.csv",
    "snapshot and movements": "the statement is not whole: its window, its offset, or a filter when it was made",
    "movements and statement": "the snapshot was taken off midnight, or is missing",
    "none": "more than one of them is wrong",
}
"""What two witnesses that agree say about the third."""


def operation_classes(engine: Engine, email: str) -> dict[str, str]:
    """The class of each operation that the account's statements name; what nobody has described is `other`."""
    with engine.connect() as connection:
        return {name: class_of(name) or OTHER for name in store.operations(connection, email)}


def compare(engine: Engine, email: str) -> dict[str, Any]:
    """How many days can be compared, on how many day-assets who agrees, and what that means: words and counts, no amounts."""
    with engine.connect() as connection:
        days = store.comparable_days(connection, email)
        found = store.witnesses(connection, email)
    agree = Counter(witness.agree for witness in found)
    return {
        "days": len(days), "first": str(days[0]) if days else None, "last": str(days[-1]) if days else None,
        "agree": dict(sorted(agree.items())),
        "meaning": {name: MEANINGS[name] for name in sorted(agree)},
        "day_assets_without_proved_offset": sum(not witness.offset_proved for witness in found),
    }
