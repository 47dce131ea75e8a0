"""One answer of the exchange's clock serves a host for an hour, and no other host or address."""

from datetime import UTC, datetime, timedelta

from binrecon.storage.host_clocks import FRESH, StoredClocks
from sqlalchemy import Engine

URL = "https://api.binance.com"
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
AHEAD = timedelta(hours=-3, milliseconds=7)


def test_an_answer_is_remembered_while_it_is_fresh_by_the_hosts_clock(engine: Engine) -> None:
    clocks = StoredClocks(engine, "one")
    assert clocks.ahead(URL, NOW) is None
    clocks.keep(URL, AHEAD, NOW)
    assert clocks.ahead(URL, NOW) == clocks.ahead(URL, NOW + FRESH) == AHEAD
    assert clocks.ahead(URL, NOW + FRESH + timedelta(seconds=1)) is None


def test_a_host_whose_clock_was_set_back_asks_anew(engine: Engine) -> None:
    clocks = StoredClocks(engine, "one")
    clocks.keep(URL, AHEAD, NOW)
    assert clocks.ahead(URL, NOW - timedelta(seconds=1)) is None


def test_the_newest_answer_counts(engine: Engine) -> None:
    clocks = StoredClocks(engine, "one")
    clocks.keep(URL, AHEAD, NOW)
    clocks.keep(URL, -AHEAD, NOW)
    assert clocks.ahead(URL, NOW) == -AHEAD


def test_another_host_and_another_address_know_nothing_of_it(engine: Engine) -> None:
    StoredClocks(engine, "one").keep(URL, AHEAD, NOW)
    assert StoredClocks(engine, "two").ahead(URL, NOW) is None
    assert StoredClocks(engine, "one").ahead("http://127.0.0.1:9000", NOW) is None
