"""From a deposit that no list shows to a verdict that the exchange's own statement explains, and back when it is
withdrawn."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from binrecon.config.accounts import Roster, load_accounts
from binrecon.domain.vocabulary import Verdict
from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from binrecon.services.day_reconciliation import reconcile_day
from binrecon.services.rejudging import judge_and_report
from binrecon.services.statement_rejudging import days_of_reaches, reach_of
from binrecon.storage.statement_filing import withdraw
from sqlalchemy import Engine

from tests.days import spot
from tests.processing.statements.test_worlds import book, scenario_moves
from tests.simulator import Scenario, random_world
from tests.simulator.statement import statement
from tests.simulator.units import plain
from tests.storage.rows import coverage, fetch, pairs, plan

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ACCOUNTS = '[[accounts]]\nemail = "%s"\ntype = "sub"\nconnection = "c%d"\nstart_date = 2026-01-01\n'
HISTORY = """SELECT verdict, reason, findings FROM binance_reconciliation_verdicts
    WHERE email = :email AND date = :day AND asset = :asset ORDER BY id"""
NEWEST = """SELECT DISTINCT ON (date, asset) findings FROM binance_reconciliation_verdicts
    WHERE email = :email ORDER BY date, asset, id DESC"""
EXPLAINED = "SELECT date, asset FROM binance_reconciliation_verdicts WHERE email = :email AND verdict = 'explained'"
COUNT = "SELECT count(*) FROM binance_reconciliation_verdicts"


class Hidden:
    """A world of which one account's deposit is in no list, judged; `day` and `asset` are where it is missing."""

    def __init__(self, engine: Engine, roster: Roster, scenario: Scenario, event: Any) -> None:
        self.engine, self.roster, self.scenario = engine, roster, scenario
        self.email, self.asset, self.amount = event.email, event.asset, plain(event.amount)
        self.days = list(scenario.world.days)
        posted = [posting for posting in event.postings() if posting.wallet == "SPOT"]
        self.day = datetime.fromtimestamp(posted[0].time / 1000, UTC).date()

    def bring(self, email: str | None = None) -> dict[str, Any]:
        """Import the statement of the whole world under an account and judge its days; gives the days that changed."""
        body = statement(self.scenario.world, [self.email], self.days[0], self.days[-1])
        order = Order(account=email or self.email, first_day=self.days[0], last_day=self.days[-1])
        [told] = import_file(self.engine, "s.csv", body, order, "ann", NOW)
        return self.judged(told)

    def take_back(self, number: int) -> dict[str, Any]:
        with self.engine.begin() as connection:
            found = withdraw(connection, number, "bob", "it is of another account")
        return self.judged(reach_of(found))

    def judged(self, reach: dict[str, Any]) -> dict[str, Any]:
        days = days_of_reaches(self.engine, [reach])
        return {
            one["day"]: (one["from"], one["to"])
            for one in judge_and_report(self.engine, self.roster, days, "manual__1")
        }

    def history(self) -> list[tuple[Any, ...]]:
        return fetch(self.engine, HISTORY, email=self.email, day=self.day, asset=self.asset)


@pytest.fixture(params=range(2))
def hidden(engine: Engine, request: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hidden]:
    world = random_world(11, accounts=2, days=6, busy=5, burst=3, products=True)
    pairs(engine, *{(symbol.base, symbol.quote) for symbol in world.symbols.values()})
    scenario, days = Scenario(world), list(world.days)
    email = list(world.accounts)[1]
    (tmp_path / "accounts.toml").write_text("".join(ACCOUNTS % (name, n) for n, name in enumerate(world.accounts)))
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(tmp_path / "accounts.toml"))
    monkeypatch.setenv("BINRECON_REPORTS", str(tmp_path / "reports"))
    events = [
        event
        for event in world.events
        if event.kind == "deposit"
        and event.email == email
        and scenario_moves(scenario, event, email)
        and on_its_day(event, days[1:])
    ]
    found = Hidden(engine, load_accounts(), scenario, Random(request.param).choice(events))
    scenario.hide(next(event for event in events if plain(event.amount) == found.amount))
    for name in world.accounts:
        book(engine, scenario, name)
        for day in days[1:]:
            plan(engine, "daily_snapshot", email=name, date=day)
            start = datetime.combine(day, datetime.min.time(), UTC)
            whole = {"window_start": start - timedelta(days=1), "window_end": start + timedelta(days=1)}
            coverage(engine, "daily_snapshot", email=name, **whole)
            reconcile_day(engine, spot(name, day), [], "own")
    yield found


def on_its_day(event: Any, days: list[date]) -> bool:
    return any(datetime.fromtimestamp(posting.time / 1000, UTC).date() in days for posting in event.postings())


def test_open_then_explained_by_the_statements_line_then_open_again(hidden: Hidden) -> None:
    [(verdict, _, before)] = hidden.history()
    assert verdict == Verdict.OPEN and "witnesses" not in before
    changed = hidden.bring()
    assert changed[hidden.day.isoformat()] == ("open", "explained")
    assert {to for day, (_, to) in changed.items() if day != hidden.day.isoformat()} == {"proved"}
    verdict, reason, findings = hidden.history()[-1]
    [finding] = findings["explained"]
    assert (verdict, finding["kind"], Decimal(finding["amount"])) == (
        "explained",
        "statement_only",
        Decimal(hidden.amount),
    )
    assert finding["records"][0].startswith("s.csv, line ") and "statement_only" in reason
    told = findings["witnesses"]
    assert (told["snapshot"], told["agree"]) == (told["statement"], "snapshot and statement")
    assert told["told"] == f"snapshot and statement agree: the lists of the API lack {hidden.amount}"
    assert Decimal(told["snapshot"]) - Decimal(told["movements"]) == Decimal(hidden.amount)
    assert hidden.take_back(1)[hidden.day.isoformat()] == ("explained", "open")
    assert [(row[0], "witnesses" in row[2]) for row in hidden.history()] == [
        ("open", False),
        ("explained", True),
        ("open", False),
    ]
    assert hidden.history()[2][1:] == hidden.history()[0][1:], "as if it had never been"


def test_the_same_statement_again_changes_nothing(hidden: Hidden) -> None:
    hidden.bring()
    before = fetch(hidden.engine, COUNT)
    assert hidden.bring() == {} and fetch(hidden.engine, COUNT) == before


def test_the_csvs_of_the_day_tell_it(hidden: Hidden) -> None:
    hidden.bring()
    [account] = [account for account in hidden.roster.accounts if account.email == hidden.email]
    folder = hidden.roster.settings.reports / account.slug / hidden.day.isoformat()
    rows = {name: list(csv.DictReader((folder / f"{name}.csv").open())) for name in ("verdicts", "findings", "summary")}
    [verdict] = [row for row in rows["verdicts"] if row["asset"] == hidden.asset]
    assert verdict["reason"].endswith(f"; snapshot and statement agree: the lists of the API lack {hidden.amount}")
    told = [row for row in rows["findings"] if row["asset"] == hidden.asset and row["role"] == "witness"]
    assert [row["kind"] for row in told] == ["snapshot", "lists", "statement"]
    assert (
        Decimal(told[0]["amount"]) - Decimal(told[1]["amount"])
        == Decimal(hidden.amount)
        == Decimal(verdict["variance"])
    )
    proved = [row for row in rows["verdicts"] if row["verdict"] == "proved"]
    assert proved and all("all three agree" in row["reason"] or row["asset"].startswith("LD") for row in proved)


def test_a_statement_filed_under_the_wrong_account_is_withdrawn_and_brought_again(hidden: Hidden) -> None:
    other = next(iter(hidden.scenario.world.accounts))
    hidden.bring(other)
    assert [row[0] for row in hidden.history()] == ["open"]
    assert fetch(hidden.engine, EXPLAINED, email=other) == [], "its lines explain nothing there"
    hidden.take_back(1)
    last = fetch(hidden.engine, NEWEST, email=other)
    assert last and not any("witnesses" in findings for (findings,) in last)
    assert hidden.bring()[hidden.day.isoformat()] == ("open", "explained")
    assert fetch(hidden.engine, "SELECT id, filing, accounts FROM binance_statement_files ORDER BY id") == [
        (1, 1, [other]),
        (2, 2, [hidden.email]),
    ]
