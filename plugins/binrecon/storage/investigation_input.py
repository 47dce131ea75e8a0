"""Read what may account for the open assets of an account-day, in the transaction that judges it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg.rows import class_row
from sqlalchemy import Connection

from binrecon.domain import thresholds
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import DayFacts
from binrecon.domain.day_results import AssetVerdict, DayResult
from binrecon.domain.investigation_input import InvestigationInput, Variances
from binrecon.domain.record_sets import RESOLUTIONS, RecordSet, ResolvedPart, Rows, span
from binrecon.domain.records import day_after, day_before
from binrecon.domain.wallets import transfer_words
from binrecon.storage.plan import LEFT, LEFT_OF
from binrecon.storage.queries import rows
from binrecon.storage.statements import stated_as

_Read = Mapping[RecordSet[Any], Rows[Any]]


class KnownVariance(NamedTuple):
    """What an asset is off by on a day that is known."""

    asset: str
    date: date
    variance: Decimal


VARIANCES = RecordSet("variances", KnownVariance)
"""Read last, of the assets and days that the other sets speak of."""


def read_investigation_input(
    connection: Connection, facts: DayFacts, result: DayResult, record_sets: Iterable[RecordSet[Any]]
) -> InvestigationInput:
    """The records of these sets about the open assets of the judged day. Everything is read from the evidence as it
    stands and nothing from earlier verdicts, so that the order in which days are judged does not matter."""
    open_assets = result.open_assets
    named = _parameters(facts, open_assets)
    records = {
        wanted: read_set(connection, wanted, named)
        for wanted in record_sets
        if facts.statement is not None or not wanted.needs_statement
    }
    known = {**named, "assets": _assets(open_assets, records), "days": _days(facts.account_day.day, records)}
    variances = {(one.asset, one.date): one.variance for one in read_set(connection, VARIANCES, known)}
    return InvestigationInput(
        day=facts.account_day.day,
        open_assets=open_assets,
        records=records,
        variances={**variances, **_of_the_day(result)},
        closes=facts.closes,
        wallet=facts.account_day.wallet,
    )


def read_resolved(connection: Connection, account_day: AccountDay, assets: Iterable[str]) -> Rows[ResolvedPart]:
    """What people resolved about the assets of an account-day, of every measure."""
    return read_set(
        connection, RESOLUTIONS, {**account_day.parameters, "assets": sorted(set(assets)), "id": None, "at": None}
    )


def read_set(connection: Connection, wanted: RecordSet[Any], named: Mapping[str, Any]) -> Rows[Any]:
    """The rows of one set, each column bound to the field of its name."""
    return Rows(rows(connection, wanted.query, named, class_row(wanted.row)))


def _parameters(facts: DayFacts, open_assets: Iterable[AssetVerdict]) -> dict[str, Any]:
    """All that the queries of records name; each takes of it what it needs."""
    account_day = facts.account_day
    return {
        **account_day.parameters,
        **thresholds.parameters(),
        **transfer_words(),
        "emails": [account_day.email],
        "wallets": [str(account_day.wallet)],
        **stated_as(account_day.wallet),
        "first": day_before(account_day.day),
        "last": day_after(account_day.day),
        "assets": [one.line.asset for one in open_assets],
        "amounts": [one.open_variance.copy_negate() for one in open_assets],
        "id": None,
        "at": None,
        "residual": LEFT,
        "residual_of": LEFT_OF,
    }


def _assets(open_assets: Iterable[AssetVerdict], records: _Read) -> list[str]:
    """The open assets, and those that moved near midnight: a snapshot taken late is wrong about all of them."""
    moved = {row.asset for wanted, found in records.items() if wanted.all_assets for row in found}
    return sorted(moved | {one.line.asset for one in open_assets})


def _of_the_day(result: DayResult) -> Variances:
    """The variances just computed, of the balances of all assets of the day."""
    day = result.account_day.day
    return {
        (one.line.asset, day): one.variance
        for one in result.asset_verdicts
        if one.variance is not None and one.is_balance
    }


def _days(day: date, records: _Read) -> list[date]:
    """Those around the day, and those that the records speak of."""
    days = set(span(day, -thresholds.NEIGHBOUR_DAYS, thresholds.NEIGHBOUR_DAYS))
    for wanted, found in records.items():
        for row in found:
            days.update(wanted.days(row, day))
    return sorted(days)
