"""Holds what was concluded about FUTURES against the truth of a scenario. Amounts are integers of 1e-18."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import Engine, text

from tests.simulator import FuturesFill, Scenario, day_of

Cell = tuple[str, date, str]
WALLET, KIND = "FUTURES", "futures_income"
_NOT_FOLLOWING, _UNCHECKED = re.compile(r"the position of (\S+?),? .*does not follow"), "positions not checked"
_VERDICTS = text("""
    SELECT email, date, asset, verdict, trunc(variance * 1e18)::text, reason
    FROM v_binance_verdicts_current WHERE wallet = 'FUTURES' AND measure = 'balance'
""")
_LEGS = text("""
    SELECT asset, trunc(amount * 1e18)::text, round(extract(epoch FROM datetime) * 1000)::bigint
    FROM binance_reconciliation_transfers WHERE email = :email AND wallet = 'FUTURES' AND effective AND amount <> 0
""")


def verdicts(engine: Engine) -> dict[Cell, tuple[str, int | None, str]]:
    """Verdict, variance and reason by account, day and asset."""
    with engine.connect() as connection:
        return {
            (email, day, asset): (verdict, None if variance is None else int(variance), reason)
            for email, day, asset, verdict, variance, reason in connection.execute(_VERDICTS)
        }


def wrong(engine: Engine, scenario: Scenario, days: Collection[date], now: int) -> Iterator[str]:
    """Every place where a verdict or a row of these days is not what the lists could tell when read at `now`."""
    expected = {
        (email, day, asset): amount
        for (email, day, wallet, asset), amount in scenario.expected_variance(now).items()
        if wallet == WALLET
    }
    for email, asset, amount, moment in listed_again(scenario, now):
        expected[email, day_of(moment), asset] = expected.get((email, day_of(moment), asset), 0) - amount
    expected = {cell: amount for cell, amount in expected.items() if amount and cell[1] in days}
    doubts, untold = scenario.unproved(now, WALLET), list(untold_fills(scenario, now))
    contradicted = {(fill.email, day_of(fill.time), leg.asset) for fill in untold for leg in fill.moves()}
    moved = {(fill.email, day_of(fill.time), fill.symbol) for fill in untold}
    found = {cell: told for cell, told in verdicts(engine).items() if cell[1] in days}
    yield from (f"no verdict on {cell}, whose variance is {expected[cell]}" for cell in expected if cell not in found)
    for cell, (verdict, variance, reason) in found.items():
        doubted = cell in doubts or (*cell[:2], None) in doubts
        off = expected.get(cell, 0)
        fine = {"proved": not off and not variance and cell not in contradicted, "open": variance == off != 0}
        fine["unproved"] = doubted or cell in contradicted
        if not fine.get(verdict, variance == off != 0) or (doubted and verdict == "proved"):
            yield f"{cell} is {verdict} with {variance}, and its variance is {off}, doubted: {doubted}; {reason}"
        told = {(*cell[:2], symbol) for symbol in _NOT_FOLLOWING.findall(reason)}
        if not told <= moved or _UNCHECKED in reason:
            yield f"{cell}: every position follows but {moved}; {reason}"
    for email in scenario.world.accounts:
        yield from wrong_rows(engine, scenario, email, days, now)


def untold_fills(scenario: Scenario, now: int) -> Iterator[FuturesFill]:
    """Fills that no list tells of, though income does."""
    for email in scenario.world.accounts:
        listed = {fill.key for fill in scenario.listing("futures_trades", email, now)}
        for event in scenario.world.events:
            if (
                isinstance(event, FuturesFill)
                and event.email == email
                and event.key not in listed
                and event.time <= now
            ):
                yield event


def listed_again(scenario: Scenario, now: int, kind: str = KIND) -> list[tuple[str, str, int, int]]:
    """Account, asset, amount and time of income whose row stands there once more. Nothing tells such a row from a
    second fact that is equal in everything, so that it counts, and what it is wrong by is open."""
    listed = [(email, row) for email in scenario.world.accounts for row in scenario.listing(kind, email, now)]
    first: set[tuple[str, tuple[object, ...]]] = set()
    again = []
    for email, row in listed:
        if (email, row.key) in first:
            again += [(email, leg.asset, leg.amount, leg.time) for leg in row.listed(now)]
        first.add((email, row.key))
    return again


def wrong_rows(engine: Engine, scenario: Scenario, email: str, days: Collection[date], now: int) -> Iterator[str]:
    """Legs of these days that only one side has."""
    with engine.connect() as connection:
        rows = [(row[0], int(row[1]), row[2]) for row in connection.execute(_LEGS, {"email": email})]
    held = Counter(row for row in rows if day_of(row[2]) in days)
    facts = [(fact.asset, fact.amount, fact.time) for fact in scenario.facts(email, WALLET, now) if fact.amount]
    facts += [again[1:] for again in listed_again(scenario, now) if again[0] == email]
    true = Counter(fact for fact in facts if day_of(fact[2]) in days)
    yield from (f"{email} lacks {leg}" for leg in true - held)
    yield from (f"{email} has too much {leg}" for leg in held - true)
