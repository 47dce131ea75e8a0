"""A break is one thing over its days: which days are one, what it is worth, how old it is, and what became of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from binrecon.storage.breaks import BreakPlace, Remark, add_remark, ageing, break_at, breaks, history, looked_at
from psycopg.errors import CheckViolation
from sqlalchemy import Engine

from tests.breaks import broken
from tests.storage.rows import EMAIL, fetch, insert

T = date(2026, 11, 2)
NEWEST = T + timedelta(days=100)


def judged(engine: Engine, day: date, verdict: str, variance: str | None = None, **more: Any) -> None:
    """A verdict, and the account-day as bad as it."""
    named = {"email": EMAIL, "wallet": "SPOT", "date": day}
    usd = more.pop("usd", None)
    row = named | {"asset": "BTC", "verdict": verdict, "variance": variance, "variance_usd": usd, "reason": verdict}
    insert(engine, "binance_reconciliation_verdicts", row | more)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO binance_reconciliation_days (email, wallet, date, opened_at, decided_at, verdict, reason)"
            " VALUES (%(email)s, %(wallet)s, %(date)s, now(), now(), %(verdict)s, 'no snapshot')"
            " ON CONFLICT (email, wallet, date) DO UPDATE SET verdict = excluded.verdict",
            named | {"wallet": more.get("wallet", "SPOT"), "verdict": verdict},
        )


def found(engine: Engine, newest: date = NEWEST, **named: Any) -> list[Any]:
    with engine.connect() as connection:
        return breaks(connection, looked_at([EMAIL], newest, **named))


def place_of(number: int) -> BreakPlace:
    return BreakPlace(EMAIL, "SPOT", "BTC", "balance", day(number))


def day(number: int) -> date:
    return T + timedelta(days=number)


def test_each_open_variance_is_a_break_of_its_own(engine: Engine) -> None:
    judged(engine, day(0), "open", "25", usd="2500")
    judged(engine, day(1), "open", "25", usd="2600")
    judged(engine, day(2), "proved", "0")
    assert [(one.first_day, one.last_day, one.variance, one.remains, one.usd) for one in found(engine)] == [
        (day(0), day(0), Decimal(25), Decimal(25), Decimal(2500)),
        (day(1), day(1), Decimal(25), Decimal(25), Decimal(2600)),
    ]


def test_a_variance_that_a_later_day_takes_back_exactly_is_one_break_and_counts_once(engine: Engine) -> None:
    judged(engine, day(0), "open", "15", usd="15.01")
    judged(engine, day(3), "open", "-15", usd="-14.99")
    [one] = found(engine)
    assert (one.first_day, one.last_day, one.days, one.variance, one.remains) == (day(0), day(3), 2, 15, 0)
    assert one.usd == Decimal("15.01") and one.state == "open"


def test_the_last_unit_decides_whether_it_was_taken_back(engine: Engine) -> None:
    judged(engine, day(0), "open", "0.000000000000000001")
    judged(engine, day(1), "open", "-0.000000000000000002")
    assert len(found(engine)) == 2


def test_what_lies_between_keeps_two_opposites_apart(engine: Engine) -> None:
    judged(engine, day(0), "open", "15")
    judged(engine, day(1), "open", "4")
    judged(engine, day(2), "open", "-15")
    assert len(found(engine)) == 3


def test_days_to_and_fro_are_taken_in_pairs(engine: Engine) -> None:
    for number, variance in enumerate(("7", "-7", "7", "-7", "7")):
        judged(engine, day(number), "open", variance)
    assert [(one.first_day, one.last_day) for one in found(engine)] == [
        (day(0), day(1)),
        (day(2), day(3)),
        (day(4), day(4)),
    ]


def test_opposites_of_two_measures_or_wallets_are_two(engine: Engine) -> None:
    judged(engine, day(0), "open", "15", wallet="MARGIN")
    judged(engine, day(1), "open", "-15", wallet="MARGIN", measure="loan")
    judged(engine, day(1), "open", "-15")
    assert len(found(engine)) == 3


def test_unproved_days_in_a_row_are_one_break_whatever_order_they_came_in(engine: Engine) -> None:
    for number in (2, 0, 1, 4):
        judged(engine, day(number), "unproved", "0")
    assert [(one.first_day, one.last_day, one.days) for one in found(engine)] == [
        (day(0), day(2), 3),
        (day(4), day(4), 1),
    ]
    judged(engine, day(3), "unproved", "0")
    assert [(one.first_day, one.last_day, one.days) for one in found(engine)] == [(day(0), day(4), 5)]


def test_a_missing_snapshot_or_price_is_not_zero(engine: Engine) -> None:
    judged(engine, day(0), "unproved", None)
    judged(engine, day(1), "unproved", "3", usd="9")
    judged(engine, day(0), "open", "2", asset="XYZ")
    judged(engine, day(0), "unproved", "0", asset="ETH")
    values = {one.asset: (one.variance, one.usd) for one in found(engine)}
    assert values == {"BTC": (None, None), "XYZ": (Decimal(2), None), "ETH": (Decimal(0), Decimal(0))}


def test_days_that_are_unproved_as_a_whole_are_one_break_without_an_asset(engine: Engine) -> None:
    for number in (0, 1):
        judged(engine, day(number), "unproved", "0")
        judged(engine, day(number), "proved", "0")
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE binance_reconciliation_days SET verdict = 'unproved'")
    [one] = found(engine)
    assert (one.asset, one.measure, one.days, one.variance, one.cause) == ("", "", 2, None, "no snapshot")


def test_the_newest_verdict_counts_and_a_break_closes_by_it_and_opens_again(engine: Engine) -> None:
    findings = '{"explained": [{"kind": "resolution", "amount": "25", "records": ["resolution 1"]}]}'
    for verdict, variance, more in (
        ("unproved", None, {}),
        ("open", "25", {}),
        ("explained", "25", {"findings": findings}),
        ("open", "25", {"reason": "withdrawn"}),
        ("open", "25", {"reason": "the same, told otherwise"}),
        ("explained", "25", {}),
        ("open", "24", {}),
        ("proved", "0", {}),
    ):
        judged(engine, day(0), verdict, variance, **more)
    assert found(engine) == []
    with engine.connect() as connection:
        told = [one.event for one in history(connection, BreakPlace(EMAIL, "SPOT", "BTC", "balance", day(0)), [day(0)])]
    assert told == [
        "opened, unproved",
        "is open now",
        "closed by resolution",
        "reopened, open",
        "closed by explanation",
        "reopened, open",
        "closed by proof",
    ]


def test_a_day_that_was_proved_first_opens_and_does_not_reopen(engine: Engine) -> None:
    judged(engine, day(0), "proved", "0")
    judged(engine, day(0), "open", "1")
    with engine.connect() as connection:
        [told] = history(connection, BreakPlace(EMAIL, "SPOT", "BTC", "balance", day(0)), [day(0)])
    assert told.event == "opened, open"


def say(engine: Engine, place: date, **said: Any) -> None:
    with engine.begin() as connection:
        add_remark(connection, BreakPlace(EMAIL, "SPOT", "BTC", "balance", place), Remark(**said), "ann")


def test_what_people_say_stays_with_the_break_and_the_newest_counts(engine: Engine) -> None:
    judged(engine, day(1), "unproved", "0")
    say(engine, day(1), owner="ben", due=day(30))
    say(engine, day(1), owner="cat")
    say(engine, day(1), comment="asked the exchange")
    judged(engine, day(0), "unproved", "0")
    judged(engine, day(5), "unproved", "0")
    joined, other = found(engine)
    assert (joined.first_day, joined.owner, joined.due, joined.comment) == (
        day(0),
        "cat",
        day(30),
        "asked the exchange",
    )
    assert (other.owner, other.due, other.comment) == (None, None, "")
    with engine.connect() as connection:
        told = history(connection, BreakPlace(EMAIL, "SPOT", "BTC", "balance", day(1)), joined.dates)
    assert [(one.event, one.who, one.detail) for one in told if one.who] == [
        (f"owner ben, due {day(30)}", "ann", ""),
        ("owner cat", "ann", ""),
        ("comment", "ann", "asked the exchange"),
    ]
    assert fetch(engine, "SELECT count(*) FROM binance_audit_log WHERE action = 'break' AND actor = 'ann'") == [(3,)]


def test_what_lies_between_two_opposite_days_is_not_the_break_s(engine: Engine) -> None:
    """Another break between them has its own owner, due day, comment and history; of a month between, it is none."""
    judged(engine, day(0), "open", "15")
    judged(engine, day(2), "unproved", "0")
    judged(engine, day(4), "open", "-15")
    say(engine, day(4), owner="ann", due=day(20), comment="the bank")
    say(engine, day(2), owner="ben", due=day(60), comment="the exchange")
    assert [(one.first_day, one.owner, one.due, one.comment) for one in found(engine)] == [
        (day(0), "ann", day(20), "the bank"),
        (day(2), "ben", day(60), "the exchange"),
    ]
    with engine.connect() as connection:
        outer, inner, none, last = (break_at(connection, place_of(number), NEWEST) for number in (0, 2, 3, 4))
        assert outer == last and outer is not None and inner is not None and none is None
        told = [{one.date for one in history(connection, place_of(0), one.dates)} for one in (outer, inner)]
    assert told == [{day(0), day(4)}, {day(2)}]
    assert [one.first_day for one in found(engine, since=day(1), until=day(3))] == [day(2)]


def test_nothing_said_is_refused_by_the_table(engine: Engine) -> None:
    with pytest.raises(Exception) as refused:
        say(engine, day(0))
    assert isinstance(getattr(refused.value, "orig", refused.value), CheckViolation)


def test_a_break_is_found_by_any_of_its_days(engine: Engine) -> None:
    judged(engine, day(0), "open", "15")
    judged(engine, day(3), "open", "-15")
    with engine.connect() as connection:
        at = [break_at(connection, BreakPlace(EMAIL, "SPOT", "BTC", "balance", day(n)), NEWEST) for n in (0, 3, 4)]
        elsewhere = break_at(connection, BreakPlace(EMAIL, "SPOT", "ETH", "balance", day(0)), NEWEST)
    assert [one and one.first_day for one in at] == [day(0), day(0), None] and elsewhere is None


@pytest.mark.parametrize(
    ("age", "bucket"),
    [
        (0, "0-1"),
        (1, "0-1"),
        (2, "2-7"),
        (7, "2-7"),
        (8, "8-30"),
        (30, "8-30"),
        (31, "31-90"),
        (90, "31-90"),
        (91, ">90"),
    ],
)
def test_ages_count_from_the_first_day_to_the_newest_settled_one(engine: Engine, age: int, bucket: str) -> None:
    judged(engine, day(0), "open", "1")
    [one] = found(engine, newest=day(age))
    assert (one.age, one.bucket) == (age, bucket)


def test_ageing_sums_what_has_a_price_and_counts_what_has_none(engine: Engine) -> None:
    judged(engine, day(99), "open", "1", usd="-3.5")
    judged(engine, day(100), "open", "2", usd="4")
    judged(engine, day(0), "open", "5")
    judged(engine, day(0), "unproved", None, asset="ETH", reason="not covered: trades ETHBTC (failed); no snapshot")
    with engine.connect() as connection:
        told = [tuple(one[1:]) for one in ageing(connection, looked_at([EMAIL], NEWEST))]
    assert told == [
        ("BTC", "nothing accounts for it", "0-1", 2, Decimal("7.5"), 0),
        ("BTC", "nothing accounts for it", ">90", 1, None, 1),
        ("ETH", "not covered", ">90", 1, None, 1),
    ]


def test_breaks_that_touch_days_are_asked_for_and_keep_their_first_day(engine: Engine) -> None:
    for number in range(5):
        judged(engine, day(number), "unproved", "0")
    assert [one.first_day for one in found(engine, since=day(4), until=day(9))] == [day(0)]
    assert found(engine, since=day(5), until=day(9)) == []


def test_an_open_break_lies_on_its_two_days_and_an_unproved_one_on_all_between() -> None:
    opened = broken("open", first_day=day(0), last_day=day(5), days=2)
    assert [opened.lies_in(day(number), day(number)) for number in (-1, 0, 3, 5, 6)] == [
        False,
        True,
        False,
        True,
        False,
    ]
    lacking = broken("unproved", first_day=day(0), last_day=day(5), days=6)
    assert [lacking.lies_in(day(number), day(number)) for number in (-1, 0, 3, 5, 6)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert opened.lies_in(day(-9), day(9)) and lacking.lies_in(day(-9), day(9))


def test_a_break_is_named_by_its_asset_and_by_its_measure_where_that_is_not_the_balance() -> None:
    loan = broken("open", "BTC", measure="loan")
    assert [one.name for one in (broken("open"), loan, broken("unproved", ""))] == ["BTC", "BTC loan", ""]


def test_the_next_step_is_that_of_the_newest_day_that_has_one(engine: Engine) -> None:
    for number, steps in enumerate((["ask again", "else wait"], ["clear it"], [])):
        judged(engine, day(number), "unproved", findings=json.dumps({"next_steps": steps}))
    assert [(one.days, one.next_step) for one in found(engine)] == [(3, "clear it")]
