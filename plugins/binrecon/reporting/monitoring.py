"""Run the queries of include/sql/monitoring: numbers for Airflow's metrics, sentences for a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from binrecon.config.accounts import Account
from binrecon.domain.limits import DEFAULT_SHARE, Limiter
from binrecon.domain.settlement import newest_settled_day
from binrecon.reporting.discord_text import shortened
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.reach import oldest_told
from binrecon.storage.autocommit import single_statements
from binrecon.storage.breaks import looked_at
from binrecon.storage.queries import rows

QUERIES = (
    "api_calls_per_minute",
    "api_calls_per_day",
    "weight_used",
    "seconds_per_account",
    "variances",
    "error_rates",
    "open_gaps",
    "retention_expiring",
    "days_not_closed",
    "taken_out",
    "posts_failed",
    "silent_ends",
    "new_fields",
)
Metrics = dict[str, int | Decimal]

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_LEAST_NOTICE = timedelta(days=10)


def run(
    engine: Engine,
    accounts: Collection[Account],
    now: datetime,
    share: Decimal = DEFAULT_SHARE,
    name: Callable[[str], str] = shortened,
) -> tuple[Metrics, list[str]]:
    """Metrics by name (`<query>.<what the number is of>`) and findings that need a person, each account in them by its
    `name`.

    `accounts` are those of the accounts file: of days, breaks and lists of other wallets nothing is told. `share` is
    the part of each budget that we allow ourselves. Where a query gives several rows of one name, the last one, which
    is the newest, counts.
    """
    metrics: Metrics = {}
    findings: list[str] = []
    parameters: dict[str, Any] = {
        "now": now,
        **budgets(share),
        **retention(CATALOGUE.values(), now),
        **listed(accounts),
    }
    parameters |= looked_at([account.email for account in accounts], newest_settled_day(now))
    with single_statements(engine) as connection:
        for query in QUERIES:
            for subject, value, email, finding, *_ in rows(connection, f"monitoring/{query}.sql", parameters):
                metrics[metric_name(query, subject)] = value
                if finding:
                    findings.append(f"{name(email)}: {finding}" if email else finding)
    return metrics, findings


def metric_name(query: str, subject: str) -> str:
    """A name without tags, since plain StatsD drops them; what StatsD does not take becomes an underscore."""
    return f"{query}.{_NOT_IN_A_NAME.sub('_', subject).strip('_.') or 'other'}"


def budgets(share: Decimal) -> dict[str, Any]:
    """Weight a minute that each limiter family may use."""
    families = [limiter.value for limiter in Limiter]
    return {"pools": [family.pool for family in families], "budgets": [family.budget(share) for family in families]}


def listed(accounts: Iterable[Account]) -> dict[str, Any]:
    """The wallets that the accounts file names, each beside its account."""
    wallets = [(account.email, str(wallet)) for account in accounts for wallet in account.wallets]
    return {"listed_emails": [email for email, _ in wallets], "listed_wallets": [wallet for _, wallet in wallets]}


def retention(catalogue: Iterable[Endpoint], now: datetime) -> dict[str, Any]:
    """The oldest day that the endpoints still tell now, and the age from which a missing day is urgent: a sixth of the
    time that they keep their records is left, or ten days (20 of a month, 5 of 6 months)."""
    kept = [(endpoint, endpoint.retention) for endpoint in catalogue if endpoint.retention is not None]
    return {
        "endpoints": [endpoint.name for endpoint, _ in kept],
        "oldest_days": [oldest_told(endpoint, now).date() for endpoint, _ in kept],
        "warn_days": [(span - max(_LEAST_NOTICE, span / 6)).days for _, span in kept],
        "followed": [not endpoint.keys for endpoint, _ in kept],
    }
