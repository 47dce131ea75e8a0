"""What changed, what that touches, and the locks under which nobody else's change can touch the same."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from binrecon.domain.wallets import transfer_words
from binrecon.storage.sql_text import sql_text
from binrecon.storage.transfer_ends import (
    AT_ONCE,
    Next,
    all_locks,
    keep_ends,
    next_to_match,
    read_changed_ends,
    read_touched_ends,
)
from sqlalchemy import Connection, Engine

from tests.storage.rows import EMAIL, at, fetch, transfer

OTHER, LATE = "Sub@Example.com", "Late@Example.com"


def send(engine: Engine, amount: str, email: str, record: str, **other: Any) -> None:
    transfer(engine, "BTC", amount, source="account_transfer", email=email, external_id=record, **other)


TIMES = timedelta(seconds=10), timedelta(days=1)


class Touched(NamedTuple):
    """The ends that are touched, by number and amount, and the locks of these."""

    ends: list[tuple[int, int]]
    locks: frozenset[str]

    @property
    def pids(self) -> list[int]:
        return [pid for pid, _ in self.ends]


def changed_of(connection: Connection) -> Next:
    following = next_to_match(connection) or Next(0, 0)
    read_changed_ends(connection, following)
    return following


def touched(engine: Engine) -> Touched:
    with engine.connect() as connection:
        changed_of(connection)
        locks = read_touched_ends(connection, *TIMES)
        ends = connection.exec_driver_sql("SELECT pid, amount FROM binrecon_touched_ends ORDER BY pid").all()
    return Touched([(pid, int(amount)) for pid, amount in ends], locks)


def kept(engine: Engine) -> None:
    """What was written is known as it stands."""
    with engine.begin() as connection:
        keep_ends(connection, changed_of(connection))


def test_what_is_touched_leads_from_end_to_end_and_no_further(engine: Engine) -> None:
    for number, (email, amount, clock) in enumerate(
        [(OTHER, "1", "12:00:08"), (LATE, "-1", "12:00:16"), (OTHER, "1", "12:00:27"), (OTHER, "2", "12:00:00"),
         (LATE, "1", "12:00:24")]
    ):  # fmt: skip
        send(engine, amount, email, str(number), datetime=at(clock))
    kept(engine)
    send(engine, "-1", EMAIL, "new", datetime=at("12:00:00"))
    assert touched(engine).pids == [1, 2, 5, 6]


def test_as_it_was_it_touches_what_it_was_near_to(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    send(engine, "1", OTHER, "8")
    kept(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET amount = -2 WHERE amount = -1")
    assert touched(engine).ends == [(1, -2), (2, 1)]


def test_a_leg_that_is_deleted_touches_what_it_was_near_to(engine: Engine, owner_engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    send(engine, "1", OTHER, "8")
    kept(engine)
    with owner_engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM binance_reconciliation_transfers WHERE amount = -1")
    assert touched(engine).pids == [2]


def test_what_has_not_changed_touches_nothing(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    kept(engine)
    assert touched(engine).pids == []


LEGS = {
    "deposit": {},
    "withdrawal": dict(source="withdraw"),
    "custody": dict(source="custody_transfer"),
    "between accounts": dict(source="account_transfer"),
    "of margin between accounts": dict(source="margin_account_transfer", wallet="MARGIN"),
    "between wallets": dict(source="wallet_transfer"),
    "of margin between wallets": dict(source="margin_wallet_transfer", wallet="MARGIN"),
    "to isolated margin": dict(source="margin_transfer"),
    "of margin to isolated margin": dict(source="margin_isolated_transfer", wallet="MARGIN"),
    "of isolated margin": dict(source="isolated_transfer", wallet="ISOLATED_MARGIN"),
    "income of FUTURES": dict(source="um_income", txn_subtype="TRANSFER", wallet="FUTURES"),
    "income of COIN-M": dict(source="cm_income", txn_subtype="TRANSFER", wallet="COIN_M_FUTURES"),
    "bill of options": dict(source="option_bill", txn_subtype="TRANSFER", wallet="OPTION"),
}


@pytest.mark.parametrize("leg", LEGS.values(), ids=LEGS)
def test_every_kind_of_end_is_to_be_matched_when_it_is_written_and_when_it_is_written_again(
    engine: Engine, leg: dict[str, Any]
) -> None:
    transfer(engine, "BTC", "1", **leg)
    assert touched(engine).pids == [1]
    kept(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET standing = 'failed'")
        changed_of(connection)
        were = connection.exec_driver_sql("SELECT pid FROM binrecon_changed_ends WHERE NOT stands").scalars().all()
        assert were == [1]


def test_no_kind_of_end_is_left_out_above() -> None:
    """A list that is named as one of transfers is named in the trigger too."""
    named = set(re.findall(r"'(\w+)'", sql_text("reconcile/written_legs.sql"))) - {"TRANSFER"}
    assert named | set(transfer_words()["ledgers"]) == {leg.get("source", "deposit") for leg in LEGS.values()}


def test_what_is_no_end_is_not_looked_at(engine: Engine) -> None:
    transfer(engine, "BTC", "-0.1", "txn_fee", source="withdraw")
    transfer(engine, "BTC", "1", source="asset_dividend")
    transfer(engine, "USDT", "1", source="um_income", txn_subtype="FUNDING_FEE", wallet="FUTURES")
    with engine.connect() as connection:
        assert next_to_match(connection) is None


def test_what_another_writes_meanwhile_is_left_to_be_matched(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as slow:
        changed = changed_of(slow)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET amount = -2")
        keep_ends(slow, changed)
        slow.commit()
    assert touched(engine).ends == [(1, -2)]


@pytest.mark.parametrize(
    "both", [{"external_id": "7"}, {"source": "deposit", "txn_hash": "0xAb"}, {}], ids=["number", "hash", "amount"]
)
def test_two_runs_whose_ends_could_be_one_have_a_lock_in_common(engine: Engine, both: dict[str, Any]) -> None:
    found = []
    for amount, email in (("-1", EMAIL), ("1", OTHER)):
        with engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM binance_transfers_to_match")
        transfer(engine, "BTC", amount, **{"source": "account_transfer", "email": email, **both})
        found.append(touched(engine).locks)
    assert found[0] & found[1] and found[0] | found[1] < all_locks()


def test_who_rests_on_an_account_being_none_has_a_lock_in_common_with_its_ends(engine: Engine) -> None:
    send(engine, "1", OTHER, "7")
    kept(engine)
    send(engine, "-1", EMAIL, "7", counter_party=LATE)
    naming = touched(engine).locks
    kept(engine)
    transfer(engine, "ETH", "1", email=LATE)
    assert naming & touched(engine).locks
    kept(engine)
    for change in ("amount = 2", "standing = 'failed'"):
        with engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE binance_reconciliation_transfers SET {change} WHERE asset = 'ETH'")
        assert naming & touched(engine).locks


def test_an_end_that_another_run_puts_in_meanwhile_is_a_collision(engine: Engine) -> None:
    send(engine, "-1", EMAIL, "7")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as slow:
        changed = changed_of(slow)
        kept(engine)
        with pytest.raises(Exception, match="could not serialize access"):
            keep_ends(slow, changed)


def test_the_next_are_the_first_that_were_written_and_no_more_than_are_matched_at_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        send(engine, "-1", EMAIL, str(number))
    with engine.connect() as connection:
        assert next_to_match(connection) == Next(3, 3) and AT_ONCE > 3
        monkeypatch.setattr("binrecon.storage.transfer_ends.AT_ONCE", 2)
        assert next_to_match(connection) == Next(2, 2)
    assert fetch(engine, "SELECT pid FROM binance_transfers_to_match ORDER BY id") == [(1,), (2,), (3,)]


def test_what_ends_touch_is_looked_up_by_index_though_the_table_has_no_figures_yet(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("""
            INSERT INTO binance_reconciliation_transfers (source, endpoint, fid, external_id, leg, datetime, txn_type,
                txn_subtype, email, wallet, asset, amount, status, standing, evidence_at)
            SELECT 'account_transfer', 'x', 1, n, 2, now(), 'transfer_out', 'x', mod(n, 9) || '@x.com', 'SPOT', 'BTC',
                -n, '1', 'counts', now()
            FROM generate_series(1, 2000) AS n""")
    kept(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_reconciliation_transfers SET amount = amount - 1")
        changed_of(connection)
        before = whole_table_rows(connection)
        read_touched_ends(connection, *TIMES)
        assert whole_table_rows(connection) - before <= 2 * 2000


def whole_table_rows(connection: Connection) -> int:
    """How many rows the transaction has read by going through the whole table of ends."""
    read = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'binance_transfer_ends'"
    return int(connection.exec_driver_sql(read).scalar_one())
