"""The database's readers of texts agree with Python's exact ones, and give NULL where those refuse."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.intervals import from_ms
from binrecon.domain.money import InexactAmountError, exact
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

ONCE = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DIGITS = st.text("0123456789", min_size=1, max_size=22)
NUMBERS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["", "-", "+"]),
    DIGITS,
    st.sampled_from(["", "."]),
    DIGITS,
    st.sampled_from(["", "e1", "E-8", "e+18", "e-400", "e400"]),
)
MOMENTS = st.tuples(st.integers(2000, 2299), st.integers(0, 13), st.integers(0, 32), st.integers(0, 25))
ANYTHING = st.text("0123456789.+-eE _,NaIinfty１\u0661\n", max_size=24)


def read(engine: Engine, reader: str, texts: list[str | None]) -> list[Any]:
    """Each text through binrecon_<reader>, as a column's value."""
    rows = "unnest(CAST(:texts AS text[])) WITH ORDINALITY AS t (value, n)"
    query = text(f"SELECT binrecon_{reader}(value) FROM {rows} ORDER BY n")
    with engine.connect() as connection:
        return list(connection.execute(query, {"texts": texts}).scalars())


def in_python(value: str) -> Decimal | None:
    try:
        return exact(value)
    except InexactAmountError:
        return None


@ONCE
@given(values=st.lists(NUMBERS | ANYTHING, min_size=50, max_size=200))
def test_amounts_are_read_or_refused_as_in_python(values: list[str], engine: Engine) -> None:
    assert read(engine, "exact", values) == [in_python(value) for value in values]


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "", " 1", "1 ", "1_000", "１", "1,5", "0x1", "1.2.3", ".", "-", "1e", "1e1e1"]
)
def test_what_is_no_plain_decimal_is_null(value: str, engine: Engine) -> None:
    assert read(engine, "exact", [value]) == [None]


def test_more_than_18_places_are_refused_before_postgres_can_round_them(engine: Engine) -> None:
    assert read(engine, "exact", ["0.0000000000000000001", "0.000000000000000001", "1e18", "999999999999999999.5"]) == [
        None,
        Decimal("0.000000000000000001"),
        None,
        Decimal("999999999999999999.5"),
    ]


@ONCE
@given(values=st.lists(st.integers(10**12, 10**13 - 1), min_size=100, max_size=500))
def test_every_millisecond_is_read_exactly(values: list[int], engine: Engine) -> None:
    assert read(engine, "ms", [str(value) for value in values]) == [from_ms(value) for value in values]


def test_every_millisecond_of_a_second_is_another_moment(engine: Engine) -> None:
    values = range(1793577599000, 1793577601000)
    assert read(engine, "ms", [str(value) for value in values]) == [from_ms(value) for value in values]


@pytest.mark.parametrize(
    "value", [None, "", "0", "1793534400", "1793534400000000", "-793534400000", "0793534400000", "17935344000.0"]
)
def test_what_is_no_millisecond_is_null(value: str | None, engine: Engine) -> None:
    assert read(engine, "ms", [value]) == [None]


@ONCE
@given(values=st.lists(MOMENTS, min_size=100))
def test_texts_of_days_that_exist_are_read_as_utc(values: list[tuple[int, int, int, int]], engine: Engine) -> None:
    texts = [f"{year}-{month:02}-{day:02} {hour:02}:30:59" for year, month, day, hour in values]
    assert read(engine, "utc", texts) == [moment(value) for value in texts]


def moment(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"])
def test_the_session_time_zone_changes_nothing(zone: str, engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT set_config('timezone', :zone, false)"), {"zone": zone})
        query = text("SELECT binrecon_utc('2026-03-29 02:30:00'), binrecon_ms('1793534400000')")
        found = connection.execute(query).one()
    assert [value.astimezone(UTC) for value in found] == [
        datetime(2026, 3, 29, 2, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 12, tzinfo=UTC),
    ]


@pytest.mark.parametrize("bad", ["2026-02-29 10:00:00", "2026-13-01 10:00:00", "NaN", "x" * 65])
def test_a_constant_is_refused_as_quietly_as_a_column(bad: str, engine: Engine) -> None:
    """The planner works constants out in advance, branches that are never reached included."""
    with engine.connect() as connection:
        query = ", ".join(f"binrecon_{reader}('{bad}')" for reader in ("exact", "ms", "utc"))
        assert tuple(connection.exec_driver_sql(f"SELECT {query}").one()) == (None, None, None)


def test_names_of_any_script_are_kept_and_deceptive_ones_are_null(engine: Engine) -> None:
    kept = ["BTC", "币安人生", "1INCH", "A" * 64, "LDUSDT", "'; DROP TABLE x; --", "100%", "{{ x }}", "a\\b", " "]
    refused = ["", "A" * 65, "A\n", "\tA", "A\x7f", "A\u0085", "A\u200b", "\u202eA", "A\u2060", "\ufeffA", None]
    assert read(engine, "name", kept + refused) == kept + [None] * len(refused)


def test_readers_are_put_into_the_query_by_the_planner(engine: Engine) -> None:
    """A function that is called for each value would cost several times as much."""
    query = "EXPLAIN (VERBOSE) SELECT {} FROM jsonb_array_elements('[]') AS t (r)"
    calls = ", ".join(f"binrecon_{reader}(r ->> 'x')" for reader in ("exact", "ms", "utc", "name"))
    with engine.connect() as connection:
        plan = "\n".join(connection.exec_driver_sql(query.format(calls)).scalars())
    assert "binrecon_" not in plan
