"""Statements written from the truth of seeded worlds: in every version and on every clock they agree with what moved,
and a record that was hidden from us is named by its line."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from binrecon.domain.intervals import from_ms
from binrecon.domain.vocabulary import Wallet
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from sqlalchemy import Engine

from tests.processing.statements.cases import query_of, witnesses
from tests.simulator import Scenario, random_world
from tests.simulator.statement import member_name, statement, statement_zip
from tests.simulator.statement_names import GUESSED
from tests.simulator.units import plain
from tests.storage.rows import insert, pairs, snapshot

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LEGS = {"in": 1, "buy": 1, "out": 2, "sell": 2, "fee": 3}
TYPES = {1: "transfer_in", 2: "transfer_out", 3: "txn_fee"}
SOURCES = {"withdrawal": "withdraw"}
FORMS: list[dict[str, Any]] = [
    {"version": 1, "thousands": True},
    {"version": 2, "utc_offset": 8},
    {"version": 3, "utc_offset": -7},
    {"version": 3, "language": "ja", "four_digit_year": True},
    {"version": 1, "language": "es", "utc_offset": 1},
]


def book(engine: Engine, scenario: Scenario, email: str, wallet: Wallet = Wallet.SPOT, known_as: str = "SPOT") -> None:
    """Put in what a faithful reader of the exchange's lists would hold of a wallet, which the simulator knows by a name
    of its own, and its balances at the end of each day."""
    for number, fact in enumerate(scenario.facts(email, known_as)):
        leg, source = LEGS[fact.leg], SOURCES.get(fact.key[0], fact.key[0])
        together = source in ("withdraw", "fiat_orders")
        insert(
            engine,
            "binance_reconciliation_transfers",
            dict(
                source=source,
                endpoint=source,
                fid=1,
                external_id=fact.external_id if together else f"{fact.external_id}/{number}",
                leg=leg,
                datetime=from_ms(fact.time),
                txn_type=TYPES[leg],
                txn_subtype=source,
                email=email,
                wallet=wallet,
                asset=fact.asset,
                amount=Decimal(plain(fact.amount)),
                status="1",
                standing="counts",
                evidence_at=NOW,
            ),
        )
    for day in scenario.world.days:
        if wallet is Wallet.SPOT:
            balances = scenario.snapshot(email, day, "SPOT", 10**15) or {}
        else:
            balances = scenario.world.closing(email, day, known_as)
        snapshot(engine, day, {asset: plain(amount) for asset, amount in balances.items()}, email, wallet=wallet)


@pytest.fixture
def scenario(engine: Engine) -> Scenario:
    world = random_world(11, accounts=2, days=6, busy=5, burst=3, products=True)
    pairs(engine, *{(symbol.base, symbol.quote) for symbol in world.symbols.values()})
    return Scenario(world)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: "-".join(map(str, form.values())))
def test_statements_of_the_truth_agree_with_faithful_records(
    engine: Engine, scenario: Scenario, form: dict[str, Any]
) -> None:
    world = scenario.world
    email, days = list(world.accounts)[1], list(world.days)
    book(engine, scenario, email)
    body = statement(world, [email], days[0], days[-1], **form)
    content = statement_zip({member_name(NOW, form.get("utc_offset", 0)): body})
    order = Order(account=email, first_day=days[0], last_day=days[-1])
    [found] = import_file(engine, "all.zip", content, order, "ann", NOW)
    assert found["offset_proved"], found["offset"]
    assert set(found["unknown_operations"]) <= GUESSED and found["unknown_wallets"] == {}
    compared = {key: value for key, value in witnesses(engine, email).items() if value[2] is not None}
    assert {day for day, _ in compared} <= set(days) and len({day for day, _ in compared}) >= len(days) - 2
    unequal = {key: value for key, value in compared.items() if key[0] > days[0] and value[3] != "all three"}
    assert unequal == {}


def test_two_accounts_of_one_file_and_overlapping_files(engine: Engine, scenario: Scenario) -> None:
    world, days = scenario.world, list(scenario.world.days)
    emails = list(world.accounts)
    users = {str(account.user_id): email for email, account in world.accounts.items()}
    for email in emails:
        book(engine, scenario, email)
    for first, last in ((0, 3), (2, 5), (1, 4)):
        body = statement(world, emails, days[first], days[last], version=3, utc_offset=3)
        order = Order(users=users, first_day=days[first], last_day=days[last])
        [found] = import_file(engine, f"{first}(UTC+3).csv", body, order, "ann", NOW)
        assert found["offset_proved"] and found["accounts"] == sorted(emails)
    for email in emails:
        compared = {
            key: value for key, value in witnesses(engine, email).items() if value[2] is not None and key[0] > days[0]
        }
        assert {value[3] for value in compared.values()} == {"all three"}


@pytest.mark.parametrize("seed", range(3))
def test_a_record_that_we_lack_is_named_by_its_line(engine: Engine, scenario: Scenario, seed: int) -> None:
    world, days = scenario.world, list(scenario.world.days)
    email = list(world.accounts)[1]
    deposits = [event for event in world.events if event.kind == "deposit" and event.email == email]
    hidden = Random(seed).choice([event for event in deposits if scenario_moves(scenario, event, email)])
    scenario.hide(hidden)
    book(engine, scenario, email)
    body = statement(world, [email], days[0], days[-1], version=2)
    import_file(engine, "s.csv", body, Order(account=email, first_day=days[0], last_day=days[-1]), "ann", NOW)
    [(day, asset, lacking, kind, _, amount, name)] = query_of(engine, "records", email)
    assert (asset, lacking, kind, amount) == (hidden.asset, "movements", "deposit", Decimal(plain(hidden.amount)))
    line = int(name.removeprefix("s.csv, line ").partition(":")[0])
    assert f'"{hidden.asset}"' in body.decode().splitlines()[line - 1]
    if day > days[0]:
        assert witnesses(engine, email)[day, asset][3] == "snapshot and statement"


def scenario_moves(scenario: Scenario, event: Any, email: str) -> bool:
    return any(posting.wallet == "SPOT" and posting.email == email for posting in event.postings())
