"""What the total beside a list counts, decided by what makes the answer consistent; how lists are paged is in `pages`.

Most totals count records. For a few lists the documents' own examples fit no such reading, so that their descriptions
name what else the total may count. One that fits nothing decides nothing.

Rests on decision 61.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Groups = tuple[tuple[str, ...], ...]
"""Sets of fields; records that are equal in one such set may be counted as one."""


def whole(value: Any) -> int | None:
    """A count, as a number or as text; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    return value if type(value) is int else None


def parts_of(records: Iterable[Any], parts: str) -> int:
    """How many items the lists in the field `parts` hold together; a record without such a list counts as one."""
    held = (record.get(parts) if isinstance(record, dict) else None for record in records)
    return sum(len(items) if isinstance(items, list) else 1 for items in held)


def group_counts(records: Sequence[Any], groups: Groups) -> set[int]:
    """How many of these records differ in each of the sets of fields. 7 and "7" are the same."""
    return {
        len({tuple(str(record.get(name)) for name in fields) for record in records if isinstance(record, dict)})
        for fields in groups
    }
