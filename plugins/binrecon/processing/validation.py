"""Checks the stored rows of an account: SQL against the pages they came from, table checks over the legs of one day.

A finding is a row that no correct run leaves behind. What a page says and cannot be read exactly is not a finding: it
is in quarantine, and makes its day unproved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, Engine

from binrecon.domain.account_day import AccountDay
from binrecon.domain.vocabulary import FILLS
from binrecon.processing.canonical import parameters_of
from binrecon.sources.catalogue import SOURCES
from binrecon.sources.wallet_lists import wallet_of
from binrecon.storage.frames import read_frames
from binrecon.storage.sql_text import sql_text

Check = Callable[[pd.DataFrame], pd.DataFrame]
"""Takes legs (columns of include/sql/validation, those of one fact together) and gives the bad ones."""

OPENED = datetime(2017, 7, 1, tzinfo=UTC)
LEGS = {source.rows_of: source.booking.legs for source in SOURCES.values()}
"""How many legs a whole fact has at least, by what its rows call their source."""


@dataclass(frozen=True)
class FailedCheck:
    """How many rows one check found; no amount and no name, so that it can be logged."""

    check: str
    rows: int

    def __str__(self) -> str:
        return f"{self.check}: {self.rows} row{'s' if self.rows > 1 else ''}"


def facts_have_their_legs(legs: pd.DataFrame) -> pd.DataFrame:
    """A fill has three legs, an exchange of assets and a withdrawal two, a deposit one; transfers have one or two."""
    present = legs.groupby(["source", "external_id"], sort=False)["leg"].transform(lambda leg: len(set(leg)))
    needed = legs["source"].map(lambda source: LEGS.get(source, 1))
    return legs[present < needed]


def legs_share_their_time(legs: pd.DataFrame) -> pd.DataFrame:
    """All legs of a fact happened at one moment."""
    return legs[legs.groupby(["source", "external_id"], sort=False)["datetime"].transform("nunique") > 1]


def times_are_possible(legs: pd.DataFrame) -> pd.DataFrame:
    """Not before the exchange opened, and not after the answer that told of it."""
    return legs[(legs["datetime"] < OPENED) | (legs["datetime"] > legs["evidence_at"] + timedelta(days=1))]


def fills_move_the_assets_of_their_pair(legs: pd.DataFrame) -> pd.DataFrame:
    """The two sides of a fill are the base and the quote asset of its symbol."""
    sides = legs[legs["source"].isin(FILLS) & (legs["leg"] != 3)]
    named = (sides["asset"] == sides["base_asset"]) | (sides["asset"] == sides["quote_asset"])
    same = sides.duplicated(["external_id", "asset"], keep=False)
    return sides[~named | same]


CHECKS: tuple[Check, ...] = (
    facts_have_their_legs,
    legs_share_their_time,
    times_are_possible,
    fills_move_the_assets_of_their_pair,
)
"""What the database itself refuses is not looked for: a key twice, a sign that does not fit its leg, NaN."""


def findings_of(engine: Engine, account_day: AccountDay) -> list[str]:
    """What the checks found of the pages of the wallet's lists that touch the UTC day, with SPOT the public ones too,
    and of the legs of that day; empty is good. Raises what the driver raises."""
    with engine.begin() as connection:
        found = [*page_findings(connection, account_day), *day_findings(connection, account_day)]
    return [str(finding) for finding in found]


def page_findings(connection: Connection, account_day: AccountDay) -> Iterator[FailedCheck]:
    """The SQL checks of the wallet's lists, one beside each canonical template."""
    for name, source in SOURCES.items():
        if wallet_of(source) is not account_day.wallet:
            continue
        named = {**account_day.parameters, **parameters_of(name, account_day.email)}
        rows = connection.exec_driver_sql(sql_text(source.check, source), named).fetchall()
        if rows:
            yield FailedCheck(f"{source.booking.table}_{name} against its pages", len(rows))


def day_findings(connection: Connection, account_day: AccountDay) -> list[FailedCheck]:
    """The table checks over every leg of the day."""
    found: list[FailedCheck] = []
    for table in ("transfers", "trades"):
        pieces = read_frames(connection, sql_text(f"validation/{table}.sql"), account_day.parameters)
        found += run_checks(whole_facts(pieces), table)
    return found


def run_checks(pieces: Iterable[pd.DataFrame], table: str) -> list[FailedCheck]:
    """Every check over every piece, the bad rows added up by check."""
    bad = dict.fromkeys((check.__name__ for check in CHECKS), 0)
    for legs in pieces:
        for check in CHECKS:
            bad[check.__name__] += len(check(legs))
    return [FailedCheck(f"{table}: {name.replace('_', ' ')}", rows) for name, rows in bad.items() if rows]


def whole_facts(pieces: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The same rows, cut so that no fact is divided: the last one of a piece waits for the next piece."""
    held: pd.DataFrame | None = None
    for piece in pieces:
        legs = piece if held is None else pd.concat([held, piece], ignore_index=True)
        last = (legs["source"] == legs["source"].iloc[-1]) & (legs["external_id"] == legs["external_id"].iloc[-1])
        held = legs[last]
        if not last.all():
            yield legs[~last]
    if held is not None:
        yield held
