"""What an operator does about open days of which the lists hold no second fact: imports the account's statement."""

from __future__ import annotations

from collections.abc import Collection

from binrecon.processing.statements.importing import import_file
from binrecon.processing.statements.order import Order
from binrecon.services.rejudging import judge_each

from tests.days import spot
from tests.simulator import Scenario, day_of
from tests.simulator.statement import statement, statement_lines
from tests.simulator.statement_names import GUESSED
from tests.worlds.pipeline import NOBODY, Pipeline
from tests.worlds.planted import BalanceLine, troubles


def import_statements(pipeline: Pipeline, scenario: Scenario) -> list[str]:
    """Import the statement of each account with a trouble that only a statement can bear out, and judge its days again;
    gives the accounts."""
    now, days = pipeline.exchange.clock.now(), scenario.world.days
    emails = sorted(
        {email for trouble in troubles(scenario, now) if trouble.rule.named for email, _, _ in trouble.parts}
    )
    for email in emails:
        body = statement(scenario.world, [email], days[0], days[-1])
        order = Order(account=email, first_day=days[0], last_day=days[-1])
        # By the exchange's clock: a host that is days behind refuses the file until its own last day is over, which
        # proves nothing wrong.
        import_file(pipeline.engine, "s.csv", body, order, "ann", pipeline.client(NOBODY).now())
        judge_each(pipeline.engine, [spot(email, day) for day in days], "statement")
    return emails


def not_borne_out(scenario: Scenario, emails: Collection[str]) -> set[BalanceLine]:
    """The cells of these accounts of which the statement has a line that no reader can know the words of: it is no
    witness there."""
    accounts = {scenario.world.accounts[email].user_id: email for email in emails}
    days = scenario.world.days
    lines = statement_lines(scenario.world, emails, days[0], days[-1])
    return {
        (accounts[line.user], day_of(line.time), line.coin)
        for line in lines
        if line.account == "Spot" and line.operation in GUESSED
    }
