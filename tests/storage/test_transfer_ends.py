"""What changed, what that touches, and the locks under which nobody else's change can touch the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from binrecon.domain.intervals import Interval
from binrecon.storage.transfer_ends import (
    TouchedEnds,
    all_locks,
    keep_ends,
    read_changed_ends,
    read_touched_ends,
)
from sqlalchemy import Engine

from tests.every_account import match_every_account
from tests.storage.rows import DAY, EMAIL, at, fetch, transfer

OTHER, LATE = "Sub@Example.com", "Late@Example.com"
SPAN = Interval(at() - timedelta(days=3), at() + timedelta(days=3))


def send(engine: Engine, amount: str, email: str, record: str, **other: Any) -> None:
    transfer(engine, "BTC", amount, source="account_transfer", email=email, external_id=record, **other)


def touched(engine: Engine, email: str) -> TouchedEnds:
    with engine.connect() as connection:
        changed = read_changed_ends(connection, email, SPAN)
        return read_touched_ends(connection, email, changed, timedelta(seconds=10), timedelta(days=1))


def kept(engine: Engine, *emails: str) -> None:
    """The ends of these accounts are known as they stand."""
    with engine.begin() as connection:
        for email in emails:
            read_changed_ends(connection, email, SPAN)
            keep_ends(connection)


def pids(found: TouchedEnds) -> list[int]:
    return sorted(end.pid for end in found.ends)


def test_what_is_touched_leads_from_end_to_end_and_no_further(engine: Engine) -> None:
    for number, (email, amount, clock) in enumerate(
        [(EMAIL, "-1", "12:00:00"), (OTHER, "1", "12:00:08"), (LATE, "-1", "12:00:16"), (OTHER, "1", "12:00:27"),
         (OTHER, "2", "12:00:00"), (LATE, "1", "12:00:24")]
    ):  # fmt: skip
        send(engine, amount, email, str(number), datetime=at(clock))
    kept(engine, OTHER, LATE)
    assert pids(touched(engine, EMAIL)) == [1, 2, 3, 6]


def test_as_it_was_it_touches_what_it_was_near_to(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    send(engine, "1", OTHER, "8")
    kept(engine, EMAIL, OTHER)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET amount = -2 WHERE amount = -1")
    found = touched(engine, EMAIL)
    assert pids(found) == [1, 2] and [int(end.amount) for end in found.ends if end.pid == 1] == [-2]


def test_what_has_not_changed_touches_nothing(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    kept(engine, EMAIL)
    assert pids(touched(engine, EMAIL)) == []


@pytest.mark.parametrize(
    "both", [{"external_id": "7"}, {"source": "deposit", "txn_hash": "0xAb"}, {}], ids=["number", "hash", "amount"]
)
def test_two_runs_whose_ends_could_be_one_have_a_lock_in_common(engine: Engine, both: dict[str, Any]) -> None:
    for amount, email in (("-1", EMAIL), ("1", OTHER)):
        transfer(engine, "BTC", amount, **{"source": "account_transfer", "email": email, **both})
    one, other = touched(engine, EMAIL), touched(engine, OTHER)
    assert one.locks & other.locks and (one.locks | other.locks) < all_locks()


def test_an_account_without_ends_has_a_lock_in_common_with_who_rests_on_its_being_none(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7", counter_party=LATE)
    send(engine, "1", OTHER, "7")
    transfer(engine, "ETH", "1", email=LATE)
    kept(engine, OTHER)
    assert touched(engine, EMAIL).locks & touched(engine, LATE).locks


def test_an_account_becomes_ours_with_its_first_end_and_is_none_without_its_last(engine: Engine) -> None:
    """One id is believed before the name of a stranger, and not before that of an account of ours."""
    held = "SELECT out_pid, in_pid FROM binance_transfer_matches WHERE taken_back_at IS NULL"
    send(engine, "-1", EMAIL, "7", counter_party=LATE.lower())
    send(engine, "1", OTHER, "7")
    match_every_account(engine, DAY, "run")
    assert fetch(engine, held) == [(1, 2)]
    transfer(engine, "ETH", "1", email=LATE)
    match_every_account(engine, DAY, "run")
    assert fetch(engine, held) == []
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_transfers SET standing = 'failed' WHERE email = %s", (LATE,)
        )
    match_every_account(engine, DAY, "run")
    assert fetch(engine, held) == [(1, 2)]


def test_an_end_that_another_run_puts_in_meanwhile_is_a_collision(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as slow:
        read_changed_ends(slow, EMAIL, SPAN)
        kept(engine, EMAIL)
        with pytest.raises(Exception, match="could not serialize access"):
            keep_ends(slow)
