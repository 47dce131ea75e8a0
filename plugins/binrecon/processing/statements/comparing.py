"""Hold the statements of an account against snapshots and movements: which days can be compared, and who agrees."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from binrecon.processing.statements.archive import Member
from binrecon.processing.statements.lines import read_statement
from binrecon.processing.statements.offset import PROVED, prove_offset, reach
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


def question(engine: Engine, email: str) -> store.Asked:
    """What to ask of all days of an account: every operation that its statements name in its class (`other` where nobody has
    described it), and files whose clock movements prove by now although none did when they came."""
    with engine.connect() as connection:
        operations = {name: class_of(name) or OTHER for name in store.operations(connection, email)}
    return store.Asked(email, operations=operations, kinds=KINDS, moved=proved_later(engine, email))


def proved_later(engine: Engine, email: str) -> dict[int, timedelta]:
    """What to add to the times of each file of the account that could not be proved at its import and can be by now."""
    moved = {}
    for file in store.unproved_files(engine, email):
        statement = read_statement(file.file_name, Member(file.member, file.content), datetime.max)
        span = reach(statement) if statement else None
        if statement and span:
            known = store.known_movements(engine, sorted(set(file.owners.values())), *span)
            found = prove_offset(statement, file.owners, known, None)
            if found.proof.startswith(PROVED):
                moved[file.id] = file.offset - found.value
    return moved


def compare(engine: Engine, wanted: store.Asked) -> dict[str, Any]:
    """How many days can be compared, on how many day-assets who agrees, and what that means: words and counts, no amounts."""
    with engine.connect() as connection:
        days = store.comparable_days(connection, wanted)
        found = store.witnesses(connection, wanted)
    agree = Counter(witness.agree for witness in found)
    return {
        "days": len(days), "first": str(days[0]) if days else None, "last": str(days[-1]) if days else None,
        "agree": dict(sorted(agree.items())),
        "meaning": {name: MEANINGS[name] for name in sorted(agree)},
        "day_assets_without_proved_offset": sum(not witness.offset_proved for witness in found),
        "files_proved_later": len(wanted.moved),
    }
