"""The collection plan: which questions a day needs, which are still unanswered. Not how they are chosen.

Rests on decisions 2 and 76.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import Connection, Engine, text

from binrecon.domain.account_day import AccountDay
from binrecon.domain.intervals import day_interval
from binrecon.storage.autocommit import single_statements

SEEN = "traded before"
"""Reason of the questions about pairs that are asked every day."""
SWEEP = "sweep"
"""Reason of the questions of the slow sweep; counted, so that a second planning of a day does not sweep more."""
LEFT = "something is left that it could explain"
"""Reason of a list of products that is asked for what a roll-forward leaves."""
LEFT_OF = "could explain what is left of "
"""How the reason of a question begins that follows from a remainder; an asset follows. Counted against the day's
cap."""

_WRITE = text("""
    INSERT INTO binance_collection_plan AS held
        (email, date, wallet, endpoint, key, required, priority, reason, witness)
    SELECT :email, CAST(:day AS date), :wallet, question.*
    FROM unnest(
        CAST(:endpoint AS text[]), CAST(:key AS text[]), CAST(:required AS boolean[]), CAST(:priority AS integer[]),
        CAST(:reason AS text[]), CAST(:witness AS boolean[])
    ) AS question
    ON CONFLICT (email, date, wallet, endpoint, key) DO UPDATE SET
        required = excluded.required, priority = excluded.priority, reason = excluded.reason, witness = excluded.witness
    WHERE (held.required, held.priority, held.reason, held.witness)
          IS DISTINCT FROM (excluded.required, excluded.priority, excluded.reason, excluded.witness)
""")
_UNANSWERED = text("""
    SELECT plan.key
    FROM v_binance_coverage_gaps AS gap
    JOIN binance_collection_plan AS plan USING (email, date, wallet, endpoint, key)
    WHERE gap.email = :email AND gap.date = :day AND gap.wallet = :wallet AND gap.endpoint = :endpoint
    ORDER BY plan.priority, plan.key COLLATE "C"
""")
_PLANNED = text("""
    SELECT endpoint, key, required, priority, reason, witness
    FROM binance_collection_plan
    WHERE email = :email AND date = :day AND wallet = :wallet
    ORDER BY priority, endpoint, key COLLATE "C"
""")
_KEYS = text("""
    SELECT key, reason FROM binance_collection_plan
    WHERE email = :email AND date = :day AND wallet = :wallet AND endpoint = :endpoint
""")
_SEARCHED = text("""
    SELECT count(*) FROM binance_collection_plan
    WHERE email = :email AND date = :day AND wallet = :wallet AND starts_with(reason, :left_of)
""")
_FIRST_DAY = text("""
    SELECT min(date) FROM binance_collection_plan
    WHERE email = :email AND wallet = :wallet AND date BETWEEN CAST(:day AS date) - :days AND CAST(:day AS date)
""")
_RELEASE = text("""
    UPDATE binance_collection_plan AS plan
    SET required = false, reason = CASE WHEN plan.required THEN :released ELSE plan.reason END
    WHERE plan.email = :email AND plan.date = :day AND plan.wallet = :wallet AND plan.endpoint = :endpoint
      AND plan.key = :symbol
      AND (NOT plan.required
           OR EXISTS (
               SELECT FROM binance_exchange_info AS info
               WHERE info.symbol = :symbol AND info.closed_at <= :day_start)
           OR NOT EXISTS (  -- never traded and not offered
               SELECT FROM binance_exchange_info AS info WHERE info.symbol = :symbol AND info.closed_at IS NULL)
           AND NOT EXISTS (
               SELECT FROM binance_traded_symbols AS seen WHERE seen.email = :email AND seen.symbol = :symbol)
           AND NOT EXISTS (
               SELECT FROM binance_collection_coverage AS held
               WHERE held.email = :email AND held.endpoint = :endpoint AND held.key = :symbol AND held.records > 0)
           AND NOT EXISTS (
               SELECT FROM binance_reconciliation_trades AS leg WHERE leg.email = :email AND leg.symbol = :symbol))
""")
_NEEDED = text("""
    SELECT coalesce(bool_or(required), true) FROM binance_collection_plan
    WHERE email = :email AND date = :day AND wallet = :wallet AND endpoint = :endpoint AND key = :key
""")
_RELEASED = "no longer offered by the exchange (-1121): never traded by this account, or closed before the day began"


@dataclass(frozen=True)
class Question:
    """One endpoint and key to ask for a day. `required`: without a complete answer the day is unproved. Lower
    `priority` is asked first. The `witness` gives the wallet's balances: the day before is needed of it too."""

    endpoint: str
    key: str = ""
    required: bool = True
    priority: int = 0
    reason: str = ""
    witness: bool = False


_COLUMNS = tuple(field.name for field in fields(Question))


def write_plan(engine: Engine | Connection, account_day: AccountDay, questions: Iterable[Question]) -> None:
    """Add the questions to the plan of the day; a question planned before takes its newest form, none is removed. One
    statement, however many questions."""
    newest = {(question.endpoint, question.key): question for question in questions}
    if not newest:
        return
    columns = {name: [getattr(question, name) for question in newest.values()] for name in _COLUMNS}
    named = {**account_day.parameters, **columns}
    if isinstance(engine, Connection):
        engine.execute(_WRITE, named)
        return
    with single_statements(engine) as connection:
        connection.execute(_WRITE, named)


def planned(engine: Engine, account_day: AccountDay) -> list[Question]:
    """The whole plan of the day, most urgent first."""
    with single_statements(engine) as connection:
        return [Question(*row) for row in connection.execute(_PLANNED, account_day.parameters)]


def planned_keys(connection: Connection, account_day: AccountDay, endpoint: str) -> dict[str, str]:
    """The keys of an endpoint that the day's plan names, each with its reason."""
    named = {**account_day.parameters, "endpoint": endpoint}
    return {key: reason for key, reason in connection.execute(_KEYS, named)}


def planned_trades(connection: Connection, account_day: AccountDay) -> dict[str, str]:
    """The pairs whose trades the day's plan names, each with its reason."""
    return planned_keys(connection, account_day, "trades")


def searched(connection: Connection, account_day: AccountDay) -> int:
    """How many questions the day's plan has because something is left, of trades and of allocations."""
    return int(connection.execute(_SEARCHED, {**account_day.parameters, "left_of": LEFT_OF}).scalar_one())


def first_planned_day(connection: Connection, account_day: AccountDay, days: int) -> date | None:
    """The first day with a plan among `day` and so many before it; None where none has one."""
    first: date | None = connection.execute(_FIRST_DAY, {**account_day.parameters, "days": days}).scalar_one()
    return first


def unanswered(engine: Engine, account_day: AccountDay, endpoint: str) -> list[str]:
    """The keys of one endpoint that the day's plan names and that no complete answer covers, most urgent first."""
    with single_statements(engine) as connection:
        found = connection.execute(_UNANSWERED, {**account_day.parameters, "endpoint": endpoint})
        return [row.key for row in found]


def needed(engine: Engine, account_day: AccountDay, endpoint: str, key: str) -> bool:
    """Whether the day is unproved without this answer. True also for a question that is not in its plan."""
    named = {**account_day.parameters, "endpoint": endpoint, "key": key}
    with single_statements(engine) as connection:
        return bool(connection.execute(_NEEDED, named).scalar_one())


def release_unknown_symbol(engine: Engine, account_day: AccountDay, symbol: str, endpoint: str = "trades") -> bool:
    """After -1121: whether the day can do without the pair; a required one that it can is required no longer.

    That is so where the exchange no longer offers the pair and no fill of the day is possible: this account never
    traded it, or it was closed before the day began. Else a required pair stays so: its gap keeps both its assets and
    BNB unproved, since the refusal is then no proof that there are no trades. A question that is not required, of the
    sweep, stays as it is, a gap that unproves nothing. False also for a pair that is not in the day's plan."""
    named = {
        **account_day.parameters,
        "symbol": symbol,
        "endpoint": endpoint,
        "day_start": day_interval(account_day.day).start,
        "released": _RELEASED,
    }
    with single_statements(engine) as connection:
        return connection.execute(_RELEASE, named).rowcount > 0
