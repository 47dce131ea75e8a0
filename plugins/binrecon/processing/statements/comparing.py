"""Hold the statements of an account against snapshots and movements: which days can be compared, and who agrees.

Rests on decisions 28 and 42.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Engine

from binrecon.domain.statements import ClockOffset, StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements.archive import Member
from binrecon.processing.statements.lines import read_statement
from binrecon.processing.statements.offset import PROVED, prove_offset, reach
from binrecon.processing.statements.parts import joined
from binrecon.sources.statement_operations import CLASS_OF_KIND, OTHER, class_of
from binrecon.storage import statements as store
from binrecon.storage.autocommit import single_statements
from binrecon.storage.statement_filing import prove_clock

log = logging.getLogger(__name__)

MEANINGS = {
    "all three": "nothing to do",
    "snapshot and statement": "our movements lack or double something: see classes.csv and records.csv",
    "snapshot and movements": "the statement is not whole: its window, its offset, or a filter when it was made",
    "movements and statement": "the snapshot was taken off midnight, or is missing",
    "none": "more than one of them is wrong",
}
"""What two witnesses that agree say about the third."""


def question(engine: Engine, email: str, wallet: Wallet) -> store.StatementScope:
    """What to ask of all days of a wallet of an account: every operation that the statements name in its class (`other`
    where nobody has described it)."""
    with single_statements(engine) as connection:
        operations = {name: class_of(name) or OTHER for name in store.operations(connection, email)}
    return store.StatementScope(email, wallet, operations=operations, kinds=CLASS_OF_KIND)


def prove_clocks(engine: Engine, email: str, author: str) -> list[int]:
    """Prove the clocks of the account's statements that movements collected since bear out; gives the statements by
    number."""
    proved = []
    for number, parts in groupby(store.unproved_files(engine, email), attrgetter("id")):
        offset = _offset_now(engine, list(parts))
        if offset is not None:
            with engine.begin() as connection:
                proved += [number] if prove_clock(connection, number, offset, author) else []
    return proved


def _offset_now(engine: Engine, parts: Sequence[store.UnprovedFile]) -> ClockOffset | None:
    """The offset that movements bear out by now for the parts of one export, which have one clock."""
    owners = {user: email for part in parts for user, email in part.owners.items()}
    read = [read_statement(part.file_name, Member(part.member, part.content), datetime.max) for part in parts]
    statement = joined([one for one in read if one is not None])
    span = reach(statement)
    if not span:
        return None
    known = store.known_movements(engine, sorted(set(owners.values())), *span)
    try:
        found = prove_offset(statement, owners, known, None)
    except StatementError as error:
        log.warning("the clock stays without a proof: %s", error)
        return None
    return found if found.proof.startswith(PROVED) else None


def compare(engine: Engine, wanted: store.StatementScope) -> dict[str, Any]:
    """How many days can be compared, on how many day-assets who agrees, and what that means: words and counts, no
    amounts."""
    with single_statements(engine) as connection:
        days = store.comparable_days(connection, wanted)
        found = store.witnesses(connection, wanted)
    agree = Counter(witness.agree for witness in found)
    return {
        "days": len(days),
        "first": str(days[0]) if days else None,
        "last": str(days[-1]) if days else None,
        "agree": dict(sorted(agree.items())),
        "meaning": {name: MEANINGS[name] for name in sorted(agree)},
        "day_assets_without_proved_offset": sum(not witness.offset_proved for witness in found),
    }
