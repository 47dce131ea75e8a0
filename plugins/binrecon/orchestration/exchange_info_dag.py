"""Wires the DAG that reads what is the same for all accounts: pairs and closes, once a day."""

from __future__ import annotations

from airflow.sdk import DAG, Asset, CronTriggerTimetable, chain

from binrecon.config.accounts import Settings
from binrecon.domain.vocabulary import NOBODY
from binrecon.orchestration import market_tasks
from binrecon.orchestration.dag_defaults import FIRST_DAY, TAG, defaults, guide, in_pool
from binrecon.orchestration.list_tasks import canonicalize
from binrecon.sources.catalogue import CATALOGUE

PAIRS = Asset(name="binance_exchange_info", uri="binrecon://binance_exchange_info")
"""Updated when the pairs were read. The account DAGs do not wait for it."""


def exchange_info_dag(settings: Settings) -> DAG:
    """At 00:00 UTC: the exchange's pairs, then yesterday's closes of every asset any account has been seen with."""
    with DAG(
        dag_id="binrecon_exchange_info",
        dag_display_name="Exchange info and closing prices",
        description="Pairs and daily closes, once for all accounts",
        doc_md=guide("exchange_info"),
        schedule=CronTriggerTimetable("0 0 * * *", timezone="UTC"),
        start_date=FIRST_DAY,
        catchup=False,
        max_active_runs=1,
        default_args=defaults(NOBODY),
        tags=[TAG, "market"],
    ) as dag:
        day = market_tasks.day_before()
        pairs = market_tasks.collect_pairs.override(**in_pool(CATALOGUE["exchange_info"], settings))(day)
        read_pairs = canonicalize.override(task_id="canonicalize_pairs", outlets=[PAIRS])(NOBODY)
        closes = market_tasks.collect_closes.override(**in_pool(CATALOGUE["klines"], settings))(day)
        chain(pairs, read_pairs, closes, canonicalize.override(task_id="canonicalize_closes")(NOBODY))
    return dag
