"""Task bodies for the lists of products: which of them this day asks, and reading one of them."""

from __future__ import annotations

from typing import Any

from airflow.sdk import task

from binrecon.orchestration.tasks import brief, label, opened, run_id


@task
def due_products(email: str, day: str, pool: str) -> list[dict[str, str]]:
    """The lists of this pool that the day asks: those of products in use, and probes of the others."""
    from binrecon.binance.endpoints import CATALOGUE
    from binrecon.collectors.product_plan import plan_products
    from binrecon.orchestration import hook, session

    account = session.of_account(email, run_id()).account
    questions = plan_products(hook.engine(), email, account.type, opened(day))
    return [
        {"endpoint": question.endpoint, "key": question.key}
        for question in questions
        if CATALOGUE[question.endpoint].limiter.value.pool == pool
    ]


@task(map_index_template="{{ label }}")
def collect_product(email: str, day: str, endpoint: str, key: str) -> dict[str, Any]:
    """Read one key of one product's list over all windows that the day needs."""
    from binrecon.intervals import day_interval
    from binrecon.orchestration import session

    label(f"{endpoint} {key}".strip())
    return brief(session.of_account(email, run_id()).collect(endpoint, key, day_interval(opened(day))))
