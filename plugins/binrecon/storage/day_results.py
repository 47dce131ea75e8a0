"""Keeps what was decided of an account-day: verdicts, balances, the day's own row, the log. Which days were judged, and
how."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from binrecon.config.fingerprint import code_fingerprint
from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_results import NOT_INVESTIGATED, AssetVerdict, DayResult, Finding, Investigation, ThreeWayMatch
from binrecon.domain.money import plain
from binrecon.domain.vocabulary import Verdict
from binrecon.storage.copy_format import ESCAPES, NULL, escaped
from binrecon.storage.queries import driver, execute, rows

DECIDED = """
CREATE TEMPORARY TABLE IF NOT EXISTS binrecon_decided (
    asset text, measure text, opening numeric, expected numeric, actual numeric, variance numeric, usd_price numeric,
    variance_usd numeric, verdict text, reason text, findings jsonb
) ON COMMIT DELETE ROWS
"""
"""What verdicts are compared with those that stand through: emptied where the transaction ends."""


class EarlierVerdict(NamedTuple):
    """How a day was judged before, and the doubts its own run had; `doubts` None where they are not known."""

    verdict: Verdict
    doubts: tuple[str, ...] | None


def open_day(engine: Engine, account_day: AccountDay) -> None:
    """Note that the day's run has begun, so that monitoring sees one that never ends. A day opened or judged before
    stays as it is."""
    with engine.begin() as connection:
        execute(connection, "reconcile/open_day.sql", account_day.parameters)


def earlier_verdict(connection: Connection, account_day: AccountDay) -> EarlierVerdict | None:
    """The day's verdict as it stands; None where it was not judged by now."""
    return earlier_verdicts(connection, account_day, account_day.day, account_day.day).get(account_day.day)


def earlier_verdicts(
    connection: Connection, account_day: AccountDay, first: date, last: date
) -> dict[date, EarlierVerdict]:
    """The verdicts of this wallet on the days from the first to the last that were judged, oldest first."""
    named = {**account_day.parameters, "first": first, "last": last}
    found = rows(connection, "reconcile/judged_days.sql", named)
    return {
        day: EarlierVerdict(Verdict(word), None if doubts is None else tuple(doubts)) for day, word, doubts in found
    }


def write_day(connection: Connection, result: DayResult, run_id: str = "", doubts: Sequence[str] = ()) -> int:
    """Store a judged day and the doubts it was judged with in the caller's transaction; gives how many verdict rows
    that appended, none where nothing changed."""
    named = {**result.account_day.parameters, "run_id": run_id, "code": code_fingerprint()}
    outcome = {"verdict": str(result.verdict), "reason": result.reason}
    counts = {str(verdict): result.count(verdict) for verdict in Verdict}
    connection.exec_driver_sql(DECIDED)
    put_decided(connection, result)
    execute(connection, "reconcile/log_changes.sql", named)
    appended = execute(connection, "reconcile/write_verdicts.sql", named)
    execute(connection, "reconcile/write_balances.sql", named)
    execute(connection, "reconcile/add_balances.sql", named)
    execute(connection, "reconcile/write_day.sql", {**named, **outcome, **counts, "doubts": list(doubts)})
    return appended


def put_decided(connection: Connection, result: DayResult) -> None:
    """Put the verdicts into the temporary table `binrecon_decided`, which the session must have made (`DECIDED`)."""
    with driver(connection).cursor() as cursor, cursor.copy("COPY binrecon_decided FROM STDIN") as copy:
        copy.write("".join(map(_copy_line, result.asset_verdicts)))


def _copy_line(judged: AssetVerdict) -> str:
    line, expected, variance, usd_price, variance_usd, verdict, reason, findings = judged
    amounts = (line.opening, expected, line.actual, variance, usd_price, variance_usd)
    numbers = "\t".join([NULL if amount is None else str(amount) for amount in amounts])
    asset = line.asset if line.asset.isalnum() else line.asset.translate(ESCAPES)
    told = "{}" if findings is NOT_INVESTIGATED else as_json(findings).translate(ESCAPES)
    return "\t".join((asset, line.measure, numbers, verdict, escaped(reason), told)) + "\n"


def as_json(found: Investigation) -> str:
    """The findings as they are stored: amounts as plain decimal texts. Where no statement speaks, of no witnesses;
    where nobody resolved a part, of none."""
    resolved = {"resolved": [_finding(finding) for finding in found.resolved]} if found.resolved else {}
    witnesses = {} if found.witnesses is None else {"witnesses": _witnesses(found.witnesses)}
    return json.dumps(
        {
            "explained": [_finding(finding) for finding in found.explained],
            "alternatives": [[_finding(finding) for finding in findings] for findings in found.alternatives],
            "ruled_out": found.ruled_out,
            "next_steps": found.next_steps,
            **witnesses,
            **resolved,
        },
        ensure_ascii=False,
    )


def _finding(finding: Finding) -> Mapping[str, object]:
    return {"kind": finding.kind, "amount": plain(finding.amount), "text": finding.text, "records": finding.records}


def _witnesses(told: ThreeWayMatch) -> Mapping[str, object]:
    amounts = {"snapshot": told.snapshot, "movements": told.movements, "statement": told.statement}
    texts = {name: None if amount is None else plain(amount) for name, amount in amounts.items()}
    return {**texts, "agree": told.agree, "told": told.told}
