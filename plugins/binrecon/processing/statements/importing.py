"""Take one dropped file into the database, whole or not at all: read it, find its accounts, prove its offset, store it.

Rests on decision 29.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Engine

from binrecon.domain.intervals import DAY
from binrecon.domain.statements import ClockOffset, Reading, Statement, StatementError
from binrecon.processing.statements.archive import members_of
from binrecon.processing.statements.lines import read_statement
from binrecon.processing.statements.offset import PROVED, prove_offset, reach, utc_of
from binrecon.processing.statements.order import Order
from binrecon.processing.statements.parts import joined, parts_of
from binrecon.sources.statement_operations import unknown_operations, unknown_wallets
from binrecon.storage import statements as store
from binrecon.storage.autocommit import single_statements
from binrecon.storage.statement_filing import Filed, filed


def import_file(
    engine: Engine, file_name: str, content: bytes, order: Order, author: str, now: datetime
) -> list[dict[str, Any]]:
    """Import a CSV or ZIP; gives for each statement in it what was found, as names and counts.

    Safe to run again: bytes that are held already change nothing. Raises StatementError with a sentence, and changes
    nothing, when any part of the file cannot be taken.
    """
    if order.last_day and datetime.combine(order.last_day, time(), tzinfo=UTC) + DAY > now:
        raise StatementError(
            f"{file_name}: the last day {order.last_day} is not over, so that no file can hold it whole"
        )
    newest = (now + DAY).replace(tzinfo=None)
    members, passed_over = members_of(file_name, content)
    read = [(member, read_statement(file_name, member, newest)) for member in members]
    statements = [statement for _, statement in read if statement is not None]
    if not statements:
        raise StatementError(f"{file_name}: holds no account statement (6 or 7 columns, from Time to Remark)")
    named = [replace(one, part=part) for one, part in zip(statements, parts_of(statements, order), strict=True)]
    readings = [reading for export in _exports(named) for reading in _readings(engine, export, order)]
    stored = store.add(engine, readings, author)
    others = [*passed_over, *(member.name for member, statement in read if statement is None)]
    with single_statements(engine) as connection:
        held = [filed(connection, added.id)[0] for added in stored]
    return [
        _told(reading, added.new, file) | {"passed_over": others}
        for reading, added, file in zip(readings, stored, held, strict=True)
    ]


def _exports(statements: Sequence[Statement]) -> list[list[Statement]]:
    """The statements by the export they are parts of, in their order; a whole file is one by itself."""
    exports: dict[object, list[Statement]] = {}
    for number, statement in enumerate(statements):
        exports.setdefault(statement.part.export or number, []).append(statement)
    return list(exports.values())


def _readings(engine: Engine, parts: Sequence[Statement], order: Order) -> list[Reading]:
    """Those of one export: its parts have one clock and their users one account each."""
    whole = joined(parts)
    owners = owners_of(whole, order)
    _refuse_moved_users(whole, owners, store.known_users(engine, owners))
    span = reach(whole)
    known = store.known_movements(engine, sorted(set(owners.values())), *span) if span else []
    offset = prove_offset(whole, owners, known, order.offset)
    return [_reading(part, owners, offset, order) for part in parts]


def _reading(statement: Statement, owners: Mapping[str, str], offset: ClockOffset, order: Order) -> Reading:
    own = {line.user: owners[line.user] for line in statement.lines}
    return Reading(statement, own, offset, *_covered(statement, offset, order))


def owners_of(statement: Statement, order: Order) -> dict[str, str]:
    """The account of each user id in the file. Raises StatementError for a user nobody was named for, and for one
    account named for several users."""
    users = sorted({line.user for line in statement.lines})
    unknown = [user for user in users if user not in order.users]
    if unknown and not order.account:
        named = ", ".join(repr(user) for user in unknown)
        raise StatementError(f"{statement.place}: no account is named for user(s) {named}")
    if len(unknown) > 1:
        raise StatementError(
            f"{statement.place}: users {', '.join(unknown)} cannot all be {order.account}: name each one"
        )
    owners = {user: order.users.get(user) or str(order.account) for user in users}
    if len(set(owners.values())) < len(owners):
        raise StatementError(f"{statement.place}: two users are given one account: {owners}")
    return owners


def _refuse_moved_users(statement: Statement, owners: Mapping[str, str], known: Mapping[str, str]) -> None:
    for user, email in known.items():
        if owners[user] != email:
            raise StatementError(
                f"{statement.place}: user {user} is {owners[user]} here, but was {email} in an earlier file"
            )


def _covered(statement: Statement, offset: ClockOffset, order: Order) -> tuple[datetime | None, datetime | None]:
    """The window the file tells everything of: the days that were asked for, else from its first to its last line.
    Raises StatementError when a line lies outside the days that were asked for."""
    if not statement.lines:
        return None, None
    times = [line.local for line in statement.lines]
    first, last = min(times), max(times)
    start = datetime.combine(order.first_day, time()) if order.first_day else first
    end = datetime.combine(order.last_day, time()) + DAY if order.last_day else last
    if first < start or (order.last_day and last >= end):
        raise StatementError(f"{statement.place}: lines from {first} to {last}, outside the days that were given")
    return utc_of(start, offset.value), utc_of(end, offset.value)


def _told(reading: Reading, new: bool, file: Filed) -> dict[str, Any]:
    """What a statement is and whose days it speaks of: of a part the days of its whole export."""
    statement, window = reading.statement, (file.reach_from, file.reach_to)
    return {
        "file": statement.place,
        "version": statement.version,
        "rows": len(statement.lines),
        "new": new,
        "lacking": file.lacking,
        "offset": reading.offset.proof,
        "offset_proved": reading.offset.proof.startswith(PROVED),
        "covered": [str(moment.astimezone(UTC)) for moment in window if moment],
        "accounts": sorted(set(reading.owners.values())),
        "unknown_operations": unknown_operations(line.operation for line in statement.lines),
        "unknown_wallets": unknown_wallets(line.account for line in statement.lines),
    }
