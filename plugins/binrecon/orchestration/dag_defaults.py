"""What DAGs share: defaults of their tasks, a form, the pool of a call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pendulum
from airflow.sdk import DAG, Param

from binrecon.config.accounts import Settings
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.vocabulary import NOBODY
from binrecon.orchestration.callbacks import RecordError
from binrecon.orchestration.retry import FIRST_DELAY, RETRIES, ErrorClassPolicy
from binrecon.sources.endpoint import Endpoint

FIRST_DAY = pendulum.datetime(2017, 7, 14, tz="UTC")
"""When the exchange opened. A DAG that is not caught up needs some start date that is past."""

COLLECT_TIMEOUT = timedelta(hours=2)
TASK_TIMEOUT = timedelta(minutes=30)
TAG = "binrecon"
GUIDES = Path(__file__).parent / "guides"


def defaults(email: str) -> dict[str, Any]:
    """What every task has: three retries by class of error, a time-out, trouble recorded under the account, and more
    urgency the further its run has come: accounts end one after the other, and not all with the last one."""
    return {
        "owner": "binrecon",
        "retries": RETRIES,
        "retry_policy": ErrorClassPolicy(),
        # A task whose worker was killed has no error that the policy could be asked about.
        "retry_delay": FIRST_DELAY,
        "execution_timeout": TASK_TIMEOUT,
        "weight_rule": "upstream",
        "on_retry_callback": RecordError(email),
        "on_failure_callback": RecordError(email, final=True),
    }


def guide(name: str) -> str:
    """The operator's guide that Airflow's page shows beside a DAG: `guides/<name>.md`."""
    return (GUIDES / f"{name}.md").read_text(encoding="utf-8")


def form_dag(name: str, title: str, description: str, tag: str, form: Mapping[str, Param], at_once: int = 1) -> DAG:
    """The DAG `binrecon_<name>`, without tasks yet: it runs when a person triggers it with the form, one run after the
    other, or so many at once; its guide has the same name. It has no schedule that a pause would hold back, so it is
    not paused when it is new: whoever sends the form gets a run."""
    return DAG(
        dag_id=f"binrecon_{name}",
        dag_display_name=title,
        description=description,
        doc_md=guide(name),
        schedule=None,
        start_date=FIRST_DAY,
        catchup=False,
        is_paused_upon_creation=False,
        max_active_runs=at_once,
        default_args=defaults(NOBODY),
        params=dict(form),
        tags=[TAG, tag],
    )


def optional_text(title: str, description: str, **more: Any) -> Param:
    """A field of a form that may stay empty."""
    return Param(None, type=["null", "string"], title=title, description=description, **more)


def in_pool(endpoint: Endpoint, settings: Settings, calls: int = 1) -> dict[str, Any]:
    """Pool and slots of a task that asks this endpoint, one call after the other; of one that asks it often, those of
    so many `calls`. A task with more slots than its pool would wait for ever: raises ConfigurationError instead."""
    family, share = endpoint.limiter.value, settings.weight_share
    pool, slots = family.pool_of(endpoint.weight, share), family.budget(share)
    if endpoint.weight > slots:
        raise ConfigurationError(
            f"weight_share {share} leaves {slots} of {family.pool}, "
            f"but one {endpoint.name} call weighs {endpoint.weight}"
        )
    return {"pool": pool, "pool_slots": min(endpoint.weight * calls, slots), "execution_timeout": COLLECT_TIMEOUT}
