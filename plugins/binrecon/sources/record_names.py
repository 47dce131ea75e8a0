"""What makes a record of a list the one it is: the fields that its endpoint names, or all that it says.

Content changes (a status, a count of confirmations), identity does not. So two answers are held against each other, and
a list against its total, by names of records and never by how many rows came.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

Name = tuple[str, ...]


def field(document: Any, path: str) -> Any:
    """What stands at a path, dots between its steps; None where there is nothing."""
    for name in path.split("."):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def names_of(records: Iterable[Any], fields: Sequence[str]) -> list[Name]:
    """The names of the records of one answer, in its order.

    Where the list gives no id (`fields` empty), or a record lacks one, the whole record is its name, with its place
    among equal ones: one answer is one look at the list, so two equal rows in it are two records. On two pages they
    cannot be told from one row that moved.
    """
    equal: Counter[str] = Counter()
    names: list[Name] = []
    for record in records:
        told = [field(record, path) for path in fields]
        if told and None not in told:
            names.append(tuple(map(str, told)))
            continue
        whole = _digest(record)
        equal[whole] += 1
        names.append((whole, str(equal[whole])))
    return names


def _digest(record: Any) -> str:
    """A short name for all that a record says: two readings of a list are held in memory by their names."""
    text = json.dumps(record, default=str, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
