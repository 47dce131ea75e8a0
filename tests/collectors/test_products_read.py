"""Seeded worlds of products, read from the simulated exchange into canonical rows: each movement once, at its time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from binrecon.collectors.day_plan import CALLERS
from binrecon.collectors.sources import collector_for
from binrecon.domain.intervals import day_interval
from binrecon.domain.vocabulary import AccountType
from binrecon.processing.canonical import run
from binrecon.sources.catalogue import CATALOGUE, PRODUCTS
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.pages import FromId, Newest, Numbered, Single
from binrecon.storage.evidence import Evidence
from binrecon.storage.product_use import unread_products
from sqlalchemy import Engine, text

from tests.exchange_client import client_of
from tests.simulator import HOUR, Clock, Exchange, Scenario, random_scenario, start_of

NAMES = {product.name for product in PRODUCTS}
LEGS = {"in": 1, "buy": 1, "out": 2, "sell": 2, "fee": 3}
LATER = {"bfusd_redemption", "rwusd_redemption", "eth_redemption", "sol_redemption"}
_HELD = text("""
    SELECT source, external_id, leg, asset, trunc(amount * 1e18)::text,
        round(extract(epoch FROM datetime) * 1000)::bigint
    FROM (
        SELECT source, external_id, leg, asset, amount, datetime
        FROM binance_reconciliation_transfers WHERE email = :email AND effective
        UNION ALL
        SELECT source, external_id, leg, asset, amount, datetime
        FROM binance_reconciliation_trades WHERE email = :email
    ) AS booked
    WHERE amount <> 0
""")


def world(seed: int) -> Scenario:
    return random_scenario(seed, troubles=0, products=True, accounts=2, days=12, busy=12)


def read_products(engine: Engine, scenario: Scenario, email: str, exchange: Exchange, is_main: bool) -> None:
    """Read every list that this kind of account may ask, as the day after the world's last one would, and book it."""
    day = day_interval(scenario.world.days[-1] + timedelta(days=1))
    routed = [symbol.name for symbol in scenario.world.symbols.values() if symbol.routed]
    read_pairs(engine, exchange)
    for product in PRODUCTS:
        if product.caller in CALLERS[AccountType.MAIN if is_main else AccountType.SUB]:
            for key in product.keys or routed:
                client = client_of(exchange, email)
                collector = collector_for(product.name, client, Evidence(engine), "run", lambda: None)
                collector.collect_day(CATALOGUE[product.name], key, day)
    run(engine, email, unread_products(engine, email))


def read_pairs(engine: Engine, exchange: Exchange) -> None:
    """Base and quote of a pair are told by the exchange's list alone."""
    client = client_of(exchange, "")
    collector = collector_for("exchange_info", client, Evidence(engine), "run", lambda: None)
    collector.collect_day(CATALOGUE["exchange_info"], "", day_interval(client.now().date() - timedelta(days=1)))
    run(engine, "", ["exchange_info"])


def told(scenario: Scenario, email: str, is_main: bool, now: int) -> Counter[tuple[Any, ...]]:
    """The legs that a faithful reader of the product lists books."""
    asked = NAMES if is_main else NAMES - {"custody_transfer"}
    return Counter(
        (fact.key[0], name_of(fact), LEGS[fact.leg], fact.asset, fact.amount, fact.time)
        for fact in scenario.facts(email, "SPOT", now)
        if fact.key[0] in asked and fact.amount
    )


def name_of(fact: Any) -> str:
    name = str(fact.key[-1])
    if fact.key[0] in LATER and fact.leg == "in":
        return f"{name}:arrival"
    return f"{name}:{fact.part}" if fact.part else name


def held(engine: Engine, email: str) -> Counter[tuple[Any, ...]]:
    with engine.connect() as connection:
        return Counter((*row[:4], int(row[4]), row[5]) for row in connection.execute(_HELD, {"email": email}))


def compare(engine: Engine, scenario: Scenario) -> int:
    """Hold every account against the world; gives how many movements there were."""
    now, movements = start_of(scenario.world.days[-1] + timedelta(days=8)), 0
    exchange = Exchange(scenario, Clock(now + 2 * HOUR))
    for number, email in enumerate(scenario.world.accounts):
        read_products(engine, scenario, email, exchange, is_main=not number)
        expected, found = told(scenario, email, not number, now), held(engine, email)
        assert (expected - found, found - expected) == (Counter(), Counter())
        movements += expected.total()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT reason, record FROM binance_quarantine")).fetchall() == []
    assert unknown_fields(engine) == set()
    return movements


def unknown_fields(engine: Engine) -> set[str]:
    """The fields of records that were read and that nobody has described."""
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT unnest(unknown) FROM binance_record_shapes")).scalars())


@pytest.mark.parametrize("seed", range(4))
def test_every_movement_of_every_product_is_booked_once_at_its_time(seed: int, engine: Engine) -> None:
    assert compare(engine, world(seed)) > 50


def small(product: Endpoint) -> Endpoint:
    """The same list, three records a page; what cannot be paged stays as it is."""
    if isinstance(product.pages, Newest):
        return product
    return replace(product, pages=replace(product.pages, limit=3))


def test_nothing_is_lost_at_the_edges_of_pages(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    caps = {}
    for product in PRODUCTS:
        if isinstance(product.pages, FromId | Single | Numbered):
            caps[product.path] = 3
            monkeypatch.setitem(CATALOGUE, product.name, small(product))
    scenario = world(7)
    now = start_of(scenario.world.days[-1] + timedelta(days=8))
    exchange = Exchange(scenario, Clock(now + 2 * HOUR), page_caps=caps)
    for number, email in enumerate(scenario.world.accounts):
        read_products(engine, scenario, email, exchange, is_main=not number)
        assert held(engine, email) == told(scenario, email, not number, now)


def test_what_was_pending_or_not_told_yet_counts_once_it_is_told(engine: Engine) -> None:
    """Read on each day as a daily run would, so that statuses change and dividends come between two readings."""
    scenario = random_scenario(3, troubles=0, products=True, accounts=1, days=6, busy=12)
    [email], days = scenario.world.accounts, scenario.world.days
    for later in range(1, len(days) + 5):
        now = start_of(days[0] + timedelta(days=later)) + 2 * HOUR
        exchange = Exchange(scenario, Clock(now), oldest_first=bool(later % 2), extra_fields=True)
        read_products(engine, scenario, email, exchange, is_main=True)
        assert held(engine, email) == told(scenario, email, True, now)
    assert {"addedLater:o", "addedLater.note:s"} <= unknown_fields(engine)
