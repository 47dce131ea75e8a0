"""The bench of bundles at a small size: a year that lies ready is what it claims to be. Times belong to the bench
itself."""

from __future__ import annotations

from sqlalchemy import Engine

from tests.bench import bundle


def test_the_year_is_written_and_everything_in_it_is_proved(owner_engine: Engine, engine: Engine) -> None:
    writer = engine.url.render_as_string(hide_password=False)
    rows = {row.figure: row for row in bundle.measure(owner_engine, writer, scale=0.0)}
    assert rows["legs of the year"].value == 2 * 3 * bundle.DAYS
    assert rows["verified: exit code"].value == 0
    assert [row.bound for row in rows.values()] == [None, 6, None, 128, None, 6, None, 128, 0]
