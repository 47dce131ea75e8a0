"""Holds what was concluded about cross margin against the truth of a scenario, each measure of an asset by itself.
Amounts are integers of 1e-18."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from sqlalchemy import Engine, text

from tests.simulator import Scenario, day_of
from tests.simulator.products.capital_flow import CapitalFlow
from tests.simulator.products.margin_clearing import SmallLiability
from tests.simulator.products.margin_interest import MarginInterest

Cell = tuple[str, date, str, str]
"""Account, day, asset and measure."""
WALLET = "MARGIN"
MEASURES = ("balance", "loan", "interest")
_VERDICTS = text("""
    SELECT email, date, asset, measure, verdict, trunc(variance * 1e18)::text, reason
    FROM (
        SELECT DISTINCT ON (email, date, asset, measure) *
        FROM binance_reconciliation_verdicts WHERE wallet = 'MARGIN' ORDER BY email, date, asset, measure, id DESC
    ) AS newest
""")
_LEGS = text("""
    SELECT asset, trunc(amount * 1e18)::text, round(extract(epoch FROM datetime) * 1000)::bigint
    FROM binance_reconciliation_transfers
    WHERE email = :email AND wallet = 'MARGIN' AND effective AND amount <> 0 AND measure = :measure
    UNION ALL
    SELECT asset, trunc(amount * 1e18)::text, round(extract(epoch FROM datetime) * 1000)::bigint
    FROM binance_reconciliation_trades
    WHERE email = :email AND wallet = 'MARGIN' AND amount <> 0 AND measure = :measure
""")
Told = tuple[str, int | None, str]


def verdicts(engine: Engine) -> dict[Cell, Told]:
    """Verdict, variance and reason by account, day, asset and measure."""
    with engine.connect() as connection:
        return {
            (email, day, asset, measure): (verdict, None if variance is None else int(variance), reason)
            for email, day, asset, measure, verdict, variance, reason in connection.execute(_VERDICTS)
        }


def wrong(engine: Engine, scenario: Scenario, days: Collection[date], now: int, *, signed: bool) -> Iterator[str]:
    """Every place where a verdict or a row of these days is not what the lists could tell when read at `now`. Where the
    ledger is not `signed`, which way a takeover moved an asset is not told, and its day cannot be proved."""
    undirected = [] if signed else [one for one in _ledger(scenario) if one.type == "OTHER_LIQUIDATION"]
    expected = {
        (email, day, asset, measure): amount
        for measure in MEASURES
        for (email, day, wallet, asset), amount in scenario.expected_variance(now, measure).items()
        if wallet == WALLET and day in days
    }
    found = {cell: told for cell, told in verdicts(engine).items() if cell[1] in days}
    yield from (f"no verdict on {cell}, whose variance is {expected[cell]}" for cell in expected if cell not in found)
    doubts = {(email, day) for email, day, _ in scenario.unproved(now, WALLET)}
    doubts |= {(one.email, day_of(one.time)) for one in undirected}
    for cell, told in found.items():
        yield from _wrong_cell(cell, told, expected, doubts, scenario)
    for email in scenario.world.accounts:
        for measure in MEASURES:
            lost = Counter((one.asset, one.amount, one.time) for one in undirected if one.email == email)
            yield from wrong_rows(engine, scenario, email, days, now, measure, lost)


def _wrong_cell(
    cell: Cell, told: Told, expected: Mapping[Cell, int], doubts: Collection[tuple[str, date]], scenario: Scenario
) -> Iterator[str]:
    """What is unproved needs a doubt or a ledger that lacks a row, what is explained a midnight or an untold split."""
    verdict, variance, reason = told
    off, doubted = expected.get(cell, 0), cell[:2] in doubts
    fine = {
        "proved": not off
        and not variance
        and (not doubted or (cell[3] != "interest" and _interest_alone(cell, scenario))),
        "open": variance == off != 0,
        "explained": variance == off != 0 and reason.startswith(("stamped_at_midnight", "untold_split")),
        "unproved": doubted or (cell[3] == "balance" and _ledger_lacks(cell, scenario)),
    }
    if not fine[verdict]:
        yield f"{cell} is {verdict} with {variance}, and its variance is {off}, doubted: {doubted}; {reason}"


def _interest_alone(cell: Cell, scenario: Scenario) -> bool:
    """Whether a row of interest of the day is not as it was: what is held and borrowed does not rest on it."""
    charged = (one for one in scenario.world.events if isinstance(one, MarginInterest) and not scenario.is_plain(one))
    return any((one.email, day_of(one.time)) == cell[:2] and not one.pair for one in charged)


def _ledger_lacks(cell: Cell, scenario: Scenario) -> bool:
    """Whether the ledger hides a row about the asset on the day, or has none of a small debt that was exchanged."""
    email, day, asset, _ = cell
    told = [one for one in _ledger(scenario) if (one.email, day_of(one.time), one.asset) == (email, day, asset)]
    paid = [one for one in scenario.world.events if isinstance(one, SmallLiability) and one.target == asset]
    moments = {one.time for one in told}
    return any(not scenario.is_plain(one) for one in told) or any(
        (one.email, day_of(one.time)) == (email, day) and one.time not in moments for one in paid
    )


def _ledger(scenario: Scenario) -> list[CapitalFlow]:
    """The rows of cross margin."""
    return [one for one in scenario.world.events if isinstance(one, CapitalFlow) and not one.pair]


def wrong_rows(
    engine: Engine,
    scenario: Scenario,
    email: str,
    days: Collection[date],
    now: int,
    measure: str,
    lost: Counter[tuple[str, int, int]],
) -> Iterator[str]:
    """Legs of these days that only one side has, but those that are `lost`."""
    with engine.connect() as connection:
        rows = connection.execute(_LEGS, {"email": email, "measure": measure})
        held = Counter((row[0], int(row[1]), row[2]) for row in rows if day_of(row[2]) in days)
    facts = scenario.facts(email, WALLET, now, measure)
    true = Counter((one.asset, one.amount, one.time) for one in facts if one.amount and day_of(one.time) in days)
    true -= lost if measure == "balance" else Counter()
    yield from (f"{email} lacks {measure} {leg}" for leg in true - held)
    yield from (f"{email} has too much {measure} {leg}" for leg in held - true)
