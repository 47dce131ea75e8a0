"""What OpenLineage is told of a task: lists and tables it read, tables and files it wrote, and how it judged.

Imported only when the provider asks a task (`traced`, `operators`). An account is named by its slug, as in the names of
assets, and no amount and no reason is told. Rests on decision 109.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
from airflow.providers.openlineage.extractors import OperatorLineage
from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import RunFacet, data_quality_assertions_dataset

from binrecon.config.accounts import load_accounts
from binrecon.config.pages import slug_of
from binrecon.orchestration import connections
from binrecon.orchestration.asset_events import FINE
from binrecon.orchestration.list_tasks import NOT_ASKED
from binrecon.processing.canonical import statements_of
from binrecon.sources.catalogue import CATALOGUE

BALANCES = "binance_reconciliation_balances"
JUDGED_BY = (
    BALANCES,
    "binance_reconciliation_transfers",
    "binance_reconciliation_trades",
    "binance_reconciliation_fills",
    "binance_snapshot_days",
    "binance_collection_coverage",
)
VERDICTS = "binance_reconciliation_verdicts"
JUDGEMENT = (VERDICTS, "binance_reconciliation_days", "binance_transfer_matches")

_WRITTEN = re.compile(r"\b(?:INSERT INTO|UPDATE) (binance_[a-z_]+)")
_PORT = 5432


@attrs.define
class JudgementRunFacet(RunFacet):  # type: ignore[misc]  # the provider's class, which the checked environment lacks
    """How the day of an account was judged, by wallet: its verdict, and how many assets got which."""

    account: str
    day: str
    wallets: list[dict[str, Any]]


def of_task(name: str, given: Mapping[str, Any], returned: Any) -> OperatorLineage:
    """The lineage of a traced task, by the name of its function, its arguments and what it returned: None where it
    failed."""
    return TOLD[name](given, returned)


def booked(endpoints: Iterable[str]) -> OperatorLineage:
    """From the pages of these lists to the tables that their templates put rows into."""
    names = list(endpoints)
    written = [table for name in names for text in statements_of(name) for table in _WRITTEN.findall(text)]
    return OperatorLineage(inputs=_tables(InputDataset, _raw(names)), outputs=_tables(OutputDataset, sorted(written)))


def asked(email: str | None, endpoints: Iterable[str]) -> OperatorLineage:
    """From the addresses of these lists, at the host that the account's connection names, to the tables of their
    pages; without an account, at that of the first, as public lists are asked."""
    names = list(dict.fromkeys(endpoints))
    roster = load_accounts()
    account = roster.account(email) if email else roster.accounts[0]
    connection = connections.binance(account.connection)
    lists = [(connection.hosts.get(CATALOGUE[name].host, connection.base_url), CATALOGUE[name].path) for name in names]
    inputs = [InputDataset(namespace=host, name=path) for host, path in dict.fromkeys(lists)]
    return OperatorLineage(inputs=inputs, outputs=_tables(OutputDataset, _raw(names)))


def _read(given: Mapping[str, Any]) -> OperatorLineage:
    return asked(given["email"], [given["endpoint"]])


def _collected(given: Mapping[str, Any], read: Any) -> OperatorLineage:
    """The lists of a task. What is asked besides, of pairs that one of them names, is not told: it depends on what was
    found."""
    if read == NOT_ASKED:
        return OperatorLineage()
    return asked(given["email"], [endpoint for endpoint, _ in given["lists"]])


def _searched(given: Mapping[str, Any], counts: Mapping[str, int] | None) -> OperatorLineage:
    """The lists that a search asked, and the tables that their templates put rows into."""
    names = [name for name, count in (counts or {}).items() if count]
    if not names:
        return OperatorLineage()
    told = asked(given["email"], names)
    return OperatorLineage(inputs=told.inputs, outputs=[*told.outputs, *booked(names).outputs])


def _judged(given: Mapping[str, Any], returned: Mapping[str, Any] | None) -> OperatorLineage:
    """From canonical rows to verdicts. The assertions stand with the balances, which they are about, in this run: other
    accounts have rows in the same table."""
    account, outcomes = slug_of(given["email"]), (returned or {}).get("wallets", {})
    inputs = _tables(InputDataset, JUDGED_BY)
    facets = {}
    if outcomes:
        wallets = [
            {"wallet": wallet, "verdict": str(one["verdict"]), "assets": one["assets"]}
            for wallet, one in outcomes.items()
        ]
        facets["binrecon_judgement"] = JudgementRunFacet(account=account, day=given["day"], wallets=wallets)
        assertions = [_assertion(account, given["day"], **one) for one in wallets]
        inputs[JUDGED_BY.index(BALANCES)].inputFacets = {
            "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(assertions)
        }
    return OperatorLineage(inputs=inputs, outputs=_tables(OutputDataset, JUDGEMENT), run_facets=facets)


def _assertion(account: str, day: str, wallet: str, verdict: str, assets: Mapping[str, int]) -> Any:
    """That a wallet's day adds up, as one assertion."""
    return data_quality_assertions_dataset.Assertion(
        assertion="day_reconciled",
        success=verdict in FINE,
        name=f"{account} {wallet} {day}",
        description="Opening balance and every movement come to the closing balance of the exchange",
        expected=" or ".join(FINE),
        actual=verdict,
        params={"account": account, "wallet": wallet, "day": day, "assets": dict(assets)},
    )


def _reported(given: Mapping[str, Any], _returned: Any) -> OperatorLineage:
    """From verdicts to the account's folder: one data set, as its files of each day would be new ones every day."""
    folder = load_accounts().settings.reports.absolute() / slug_of(given["email"])
    return OperatorLineage(
        inputs=_tables(InputDataset, (VERDICTS, *JUDGED_BY)),
        outputs=[OutputDataset(namespace="file", name=str(folder))],
    )


def _raw(endpoints: Iterable[str]) -> list[str]:
    return [table for name in endpoints if (table := CATALOGUE[name].raw_table)]


def _tables(kind: type[Any], names: Iterable[str]) -> list[Any]:
    """Tables of the reconciliation database as OpenLineage names those of Postgres."""
    url = connections.database_url()
    namespace = f"postgres://{url.host}:{url.port or _PORT}"
    return [kind(namespace=namespace, name=f"{url.database}.public.{name}") for name in dict.fromkeys(names)]


TOLD: Mapping[str, Callable[[Mapping[str, Any], Any], OperatorLineage]] = {
    "collect": _collected,
    "collect_trades": lambda given, _: asked(given["email"], ["trades"]),
    "search": _searched,
    "collect_pairs": lambda given, _: asked(None, ["exchange_info"]),
    "collect_closes": lambda given, pairs: asked(None, ["klines"]) if pairs else OperatorLineage(),
    "read_wallet": lambda given, read: _read(given) if read != NOT_ASKED else OperatorLineage(),
    "book_readings": lambda given, endpoints: booked(endpoints or []),
    "canonicalize": lambda given, endpoints: booked(endpoints or []),
    "reconcile": _judged,
    "write_reports": _reported,
}
"""Function of a traced task -> what is told of it."""
