"""Task bodies for the lists of products: which of them this day asks, reading one, and booking what they told."""

from __future__ import annotations

from typing import Any

from airflow.sdk import task

from binrecon.orchestration.tasks import brief, label, opened, run_id


@task
def due_products(email: str, day: str, pool: str) -> list[dict[str, str]]:
    """The lists of this pool that the day asks: those of products in use, and probes of the others."""
    return _planned(email, day, pool, left=False)


@task(trigger_rule="all_done")
def left_products(email: str, day: str, pool: str) -> list[dict[str, str]]:
    """Where the day's roll-forward leaves something, every list of this pool that does not hold the day yet; else none."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.remainder import is_left

    return _planned(email, day, pool, left=True) if is_left(hook.engine(), email, opened(day)) else []


@task(map_index_template="{{ label }}")
def collect_product(email: str, day: str, endpoint: str, key: str) -> dict[str, Any]:
    """Read one key of one product's list over all windows that the day needs."""
    label(f"{endpoint} {key}".strip())
    from binrecon.intervals import day_interval
    from binrecon.orchestration import session

    return brief(session.of_account(email, run_id()).collect(endpoint, key, day_interval(opened(day))))


@task(trigger_rule="all_done")
def canonicalize_products(email: str) -> list[str]:
    """Run the templates of the products that have unread pages, each in one transaction; gives their endpoints.

    Not Airflow's SQL operator: most days most of the many templates have nothing to read.
    """
    from binrecon.orchestration import hook
    from binrecon.processing import canonical
    from binrecon.storage.product_use import unread_products

    endpoints = unread_products(hook.engine(), email)
    canonical.run(hook.engine(), email, endpoints)
    return endpoints


def _planned(email: str, day: str, pool: str, left: bool) -> list[dict[str, str]]:
    from binrecon.binance.endpoints import CATALOGUE
    from binrecon.collectors.product_plan import plan_products
    from binrecon.orchestration import hook, session

    account = session.of_account(email, run_id()).account
    questions = plan_products(hook.engine(), email, account.type, opened(day), left)
    return [
        {"endpoint": question.endpoint, "key": question.key}
        for question in questions
        if CATALOGUE[question.endpoint].limiter.value.pool == pool
    ]
