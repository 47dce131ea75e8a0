"""A resolution counts only while it is in force, changes verdicts and nothing else, and every step is in the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.orchestration.resolution_tasks import _KINDS
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_again
from binrecon.storage import resolutions
from binrecon.storage.queries import rows
from binrecon.storage.resolutions import KINDS, Proposal, RefusedError, no_longer_backed
from sqlalchemy import Engine

from tests.days import spot
from tests.storage.rows import BEFORE, DAY, EMAIL, covered_day, fetch, snapshot

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=1)
CLAIM = Proposal(spot(EMAIL, DAY), "BTC", "manual_correction", Decimal("0.25"), "told by support, ticket 4711")
VERDICT = "SELECT verdict, variance FROM binance_reconciliation_verdicts WHERE asset = 'BTC' ORDER BY id DESC LIMIT 1"
TOLD = "SELECT reason, findings FROM binance_reconciliation_verdicts WHERE asset = 'BTC' ORDER BY id DESC LIMIT 1"
BALANCES = (
    "SELECT asset, date, raw_balance, cal_balance, variance_in_asset FROM binance_reconciliation_balances ORDER BY 1, 2"
)
LOG = "SELECT actor, action FROM binance_audit_log WHERE actor <> 'reconciliation' ORDER BY id"


@pytest.fixture
def open_day(engine: Engine) -> Engine:
    """A covered day that ends with a quarter of a BTC more than anything explains; its ETH is proved."""
    snapshot(engine, BEFORE, {"BTC": "1", "ETH": "2"})
    snapshot(engine, DAY, {"BTC": "1.25", "ETH": "2"})
    covered_day(engine)
    reconcile_day(engine, spot(EMAIL, DAY), [], "own")
    assert verdict(engine) == "open"
    return engine


def verdict(engine: Engine) -> str:
    return fetch(engine, VERDICT)[0][0]


def again(engine: Engine) -> str:
    """Judge the day again; its verdict on BTC."""
    assert judge_again(engine, spot(EMAIL, DAY), "resolutions") is not None
    return verdict(engine)


def propose(engine: Engine, approval: bool = False, author: str = "ann", at: datetime = NOW, **other: Any) -> int:
    with engine.begin() as connection:
        return resolutions.propose(connection, CLAIM._replace(**other), author, approval, at)


def approve(engine: Engine, resolution: int, author: str) -> None:
    with engine.begin() as connection:
        resolutions.approve(connection, resolution, author, "", NOW)


def withdraw(engine: Engine, resolution: int, author: str = "bob") -> None:
    with engine.begin() as connection:
        resolutions.withdraw(connection, resolution, author, "the ticket was about another day", NOW)


def active(engine: Engine, at: datetime = NOW) -> list[int]:
    with engine.connect() as connection:
        found = resolutions.of_day(connection, at, spot(EMAIL, DAY))
        return sorted(one.id for one in found if one.state == resolutions.ACTIVE)


def test_a_resolution_of_the_whole_variance_explains_it_and_changes_no_balance(open_day: Engine) -> None:
    before = fetch(open_day, BALANCES)
    written = propose(open_day)
    assert again(open_day) == "explained"
    assert (active(open_day), fetch(open_day, BALANCES)) == ([written], before)
    assert fetch(open_day, VERDICT)[0][1] == Decimal("0.25"), "the variance stands"


@pytest.mark.parametrize("amount", ["0.249999999999999999", "-0.25", "0.5"])
def test_another_amount_than_the_variance_leaves_it_open(open_day: Engine, amount: str) -> None:
    propose(open_day, amount=Decimal(amount))
    assert again(open_day) == "open"


def test_parts_that_add_up_explain_together(open_day: Engine) -> None:
    propose(open_day, amount=Decimal("0.3"), kind="airdrop")
    assert again(open_day) == "open"
    propose(open_day, amount=Decimal("-0.05"), kind="exchange_error")
    assert again(open_day) == "explained"


def test_where_a_second_person_is_needed_the_author_is_not_one(open_day: Engine) -> None:
    written = propose(open_day, approval=True)
    assert (again(open_day), active(open_day)) == ("open", [])
    for author in ("ann", "ANN"):
        with pytest.raises(RefusedError, match="is your own"):
            approve(open_day, written, author)
    approve(open_day, written, "bob")
    assert (again(open_day), active(open_day)) == ("explained", [written])
    with pytest.raises(RefusedError, match="does not wait for approval: it is active"):
        approve(open_day, written, "cid")


def test_an_approval_by_the_author_put_in_by_hand_does_not_count(open_day: Engine) -> None:
    written = propose(open_day, approval=True)
    with open_day.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO binance_resolution_events (resolution_id, action, author) VALUES (%(id)s, 'approved', 'Ann')",
            {"id": written},
        )
    assert active(open_day) == []


def test_a_withdrawn_resolution_opens_the_day_again_and_the_history_stays(open_day: Engine) -> None:
    written = propose(open_day)
    again(open_day)
    withdraw(open_day, written)
    with open_day.connect() as connection:
        assert no_longer_backed(connection, NOW) == [spot(EMAIL, DAY)]
    assert (again(open_day), active(open_day)) == ("open", [])
    history = "SELECT verdict FROM binance_reconciliation_verdicts WHERE asset = 'BTC' ORDER BY id"
    assert fetch(open_day, history) == [("open",), ("explained",), ("open",)]
    assert fetch(open_day, LOG) == [("ann", "resolution proposed"), ("bob", "resolution withdrawn")]
    with pytest.raises(RefusedError, match="is withdrawn already"):
        withdraw(open_day, written)
    with open_day.connect() as connection:
        assert no_longer_backed(connection, NOW) == []


def test_an_expired_resolution_no_longer_counts(open_day: Engine) -> None:
    written = propose(open_day, expires_at=LATER)
    again(open_day)
    assert (active(open_day), active(open_day, LATER)) == ([written], [])
    with open_day.connect() as connection:
        assert no_longer_backed(connection, NOW) == []
        assert no_longer_backed(connection, LATER) == [spot(EMAIL, DAY)]


def test_late_evidence_that_changes_the_variance_opens_the_day_again(open_day: Engine) -> None:
    propose(open_day)
    again(open_day)
    with open_day.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE binance_reconciliation_balances SET raw_balance = 1.5 WHERE raw_balance = 1.25"
        )
    assert again(open_day) == "open"


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"asset": "ETH"}, "'ETH' is proved on 2026-11-02, not open"),
        ({"asset": "'; DROP TABLE x; --"}, "was not judged"),
        ({"account_day": spot(EMAIL, BEFORE)}, "was not judged"),
        ({"account_day": spot("other@example.com", DAY)}, "was not judged"),
        ({"expires_at": NOW}, "the expiry is past"),
    ],
)
def test_a_claim_about_nothing_is_refused_and_leaves_no_trace(
    open_day: Engine, other: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        propose(open_day, **other)
    assert fetch(open_day, LOG) == []


def test_a_form_sent_twice_counts_once(open_day: Engine) -> None:
    written = propose(open_day)
    with pytest.raises(RefusedError, match=f"resolution {written} says the same"):
        propose(open_day, author="bob")
    withdraw(open_day, written)
    assert propose(open_day) > written


@pytest.mark.parametrize("other", [{"reason": "told by support, ticket 4712"}, {"kind": "airdrop"}])
def test_two_equal_parts_with_two_reasons_or_kinds_are_two(open_day: Engine, other: dict[str, Any]) -> None:
    propose(open_day, amount=Decimal("0.125"))
    assert again(open_day) == "open"
    propose(open_day, amount=Decimal("0.125"), **other)
    assert again(open_day) == "explained"


def test_the_same_reason_typed_a_little_otherwise_is_the_same_form(open_day: Engine) -> None:
    propose(open_day, amount=Decimal("0.125"))
    with pytest.raises(RefusedError, match="for the same reason.*needs a reason of its own"):
        propose(open_day, amount=Decimal("0.125"), reason=" Told by  Support, ticket 4711")


def test_a_part_that_is_resolved_is_told_beside_what_is_open(open_day: Engine) -> None:
    written = propose(open_day, amount=Decimal("0.15"))
    again(open_day)
    [(reason, findings)] = fetch(open_day, TOLD)
    assert reason.endswith(", resolved in part")
    assert findings["next_steps"][0].startswith(f"0.15 of 0.25 resolved, 0.1 open: resolution {written} in force")
    assert [(one["amount"], one["records"]) for one in findings["resolved"]] == [("0.15", [f"resolution {written}"])]
    with open_day.connect() as connection:
        found = rows(connection, "reports/findings.sql", spot(EMAIL, DAY).parameters)
    assert [row[9] for row in found if row[6] == "resolved"] == [Decimal("0.15")]


def test_a_part_that_is_withdrawn_or_expired_is_told_no_longer(open_day: Engine) -> None:
    first, second = (
        propose(open_day, amount=Decimal("0.1")),
        propose(open_day, amount=Decimal("0.05"), expires_at=LATER),
    )
    again(open_day)
    withdraw(open_day, first)
    with open_day.connect() as connection:
        assert no_longer_backed(connection, NOW) == [spot(EMAIL, DAY)]
    again(open_day)
    with open_day.connect() as connection:
        assert no_longer_backed(connection, NOW) == []
        assert no_longer_backed(connection, LATER) == [spot(EMAIL, DAY)]
    [(_, findings)] = fetch(open_day, TOLD)
    assert findings["next_steps"][0].startswith(f"0.05 of 0.25 resolved, 0.2 open: resolution {second}")


def test_how_much_is_resolved_is_known_before_the_day_is_judged(open_day: Engine) -> None:
    propose(open_day, amount=Decimal("0.1"))
    propose(open_day, approval=True, amount=Decimal("0.05"))
    with open_day.connect() as connection:
        found = resolutions.standing(connection, CLAIM, NOW)
    assert (found.variance, found.resolved, found.waiting, found.rest) == (
        *map(Decimal, ("0.25", "0.1", "0.05")),
        Decimal("0.1"),
    )


def test_what_people_type_is_kept_as_it_is(open_day: Engine) -> None:
    hostile = '=HYPERLINK("x") \'); DROP TABLE binance_resolutions; -- {{ conn.x }} %(id)s'
    propose(open_day, reason=hostile, author="o'neil")
    assert fetch(open_day, "SELECT reason, author FROM binance_resolutions") == [(hostile, "o'neil")]
    assert fetch(
        open_day, "SELECT detail ->> 'reason', detail ->> 'amount' FROM binance_audit_log WHERE actor = 'o''neil'"
    ) == [(hostile, "0.25")]


def test_nobody_can_change_or_delete_a_resolution(open_day: Engine) -> None:
    propose(open_day)
    for statement in ("UPDATE binance_resolutions SET amount = 1", "DELETE FROM binance_resolutions"):
        with pytest.raises(Exception, match="permission denied"), open_day.begin() as connection:
            connection.exec_driver_sql(statement)


def test_the_form_offers_the_kinds_that_the_table_takes() -> None:
    assert (None, *KINDS) == _KINDS
