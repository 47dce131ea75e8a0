"""The oracle of explanations beside SPOT: what leaves something is to be explained, or it is said why it cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    SECOND,
    UNIT,
    FamilyTransfer,
    FuturesIncome,
    MarginBorrow,
    Scenario,
    WalletTransfer,
    World,
    start_of,
)
from tests.worlds.futures_truth import FuturesTruth
from tests.worlds.margin_truth import MarginTruth
from tests.worlds.planted import Trouble
from tests.worlds.wallet_worlds import scenario_of

MAIN, SUB = "main@example.com", "sub@example.com"
FIRST = date(2026, 9, 1)
NOON, NIGHT = start_of(FIRST) + 12 * HOUR, start_of(FIRST) + DAY
NOW = NOON + 9 * DAY
ODD = 3 * UNIT + 7 * 10**10
BOTH = {"SPOT": (MAIN, SUB), "MARGIN": (MAIN, SUB)}


def plain() -> Scenario:
    world = World(FIRST, FIRST + timedelta(days=3))
    for email in (MAIN, SUB):
        world.add_account(email)
        for wallet in ("SPOT", "MARGIN", "FUTURES"):
            world.open(email, "USDT", 1000 * UNIT, wallet)
    return Scenario(world)


def of_futures(scenario: Scenario) -> list[Trouble]:
    truth = FuturesTruth(scenario, [MAIN, SUB], scenario.world.days, NOW)
    truth.named = BOTH
    return list(truth.troubles())


def of_margin(scenario: Scenario) -> list[Trouble]:
    return list(MarginTruth(scenario, [MAIN, SUB], scenario.world.days, NOW, signed=True).troubles())


def funding(scenario: Scenario, moment: int, kind: str = "FUNDING_FEE") -> None:
    scenario.world.add(FuturesIncome(email=MAIN, time=moment, type=kind, amount=ODD, tran_id=moment, symbol="BTCUSDT"))


@pytest.mark.parametrize(
    ("way", "because"),
    [("MAIN_UMFUTURE", ""), ("UMFUTURE_MARGIN", ""), ("FUNDING_UMFUTURE", "FUNDING has no list that names an end")],
)
def test_an_end_that_the_ledger_lacks_is_told_where_the_other_wallet_names_it(way: str, because: str) -> None:
    scenario = plain()
    move = scenario.world.add(WalletTransfer(7, MAIN, way, "USDT", ODD, NOON))
    scenario.hide(scenario.incomes_of(move)[0])
    [found] = of_futures(scenario)
    assert (found.rule.sure, found.rule.because) == (not because, because)
    assert [cell[1:3] for cell in found.beside] == [(FIRST, "USDT")]


@pytest.mark.parametrize(("ends", "because"), [((MAIN, SUB), ""), ((SUB, MAIN), "the other account is read later")])
def test_of_two_accounts_the_one_that_lacks_it_is_read_later(ends: tuple[str, str], because: str) -> None:
    scenario = plain()
    move = scenario.world.add(
        FamilyTransfer(7, *ends, "USDT", ODD, NOON, sender_type="SPOT", receiver_type="USDT_FUTURE")
    )
    scenario.hide(scenario.incomes_of(move)[0])
    [found] = of_futures(scenario)
    assert (found.rule.sure, found.rule.because) == (not because, because)


@pytest.mark.parametrize(
    ("kind", "because"),
    [("FUNDING_FEE", ""), ("WELCOME_BONUS", "WELCOME_BONUS is not known to be stamped with a midnight")],
)
def test_a_midnight_inside_is_told_by_what_is_known_to_be_stamped_so(kind: str, because: str) -> None:
    scenario = plain()
    funding(scenario, NIGHT)
    funding(scenario, NIGHT + DAY, kind)
    scenario.midnight_inside("FUTURES")
    [found] = of_futures(scenario)
    assert (found.rule.sure, found.rule.because) == (not because, because)


def test_of_a_late_snapshot_of_margin_the_balance_alone_is_told() -> None:
    scenario = plain()
    scenario.world.add(MarginBorrow(email=MAIN, time=NIGHT + SECOND, tx_id=7, asset="USDT", principal=ODD))
    scenario.cut_late(MAIN, FIRST, HOUR, "MARGIN")
    found = {next(iter(one.parts)).measure: one.rule for one in of_margin(scenario)}
    assert {measure: rule.sure for measure, rule in found.items()} == {"balance": True, "loan": False}
    assert found["loan"].because == "no record says what a loan is off by"


@pytest.mark.parametrize("seed", range(0, 40, 3))
def test_whatever_leaves_something_is_explained_or_says_why_not(seed: int) -> None:
    scenario = scenario_of(seed)
    emails, days = list(scenario.world.accounts), scenario.world.days
    truths = [
        FuturesTruth(scenario, emails, days, NOW + 9 * DAY),
        MarginTruth(scenario, emails, days, NOW + 9 * DAY, signed=True),
    ]
    rules = [one.rule for truth in truths for one in truth.troubles()]
    assert [rule for rule in rules if rule.kinds and rule.sure == bool(rule.because)] == []
