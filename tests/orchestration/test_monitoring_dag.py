"""The hourly look follows the accounts file: its next run takes an account that was added, and nothing is restarted."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from binrecon.orchestration import hook, monitoring_dag, queued_runs, silent_ends
from binrecon.orchestration import tasks as account_tasks
from binrecon.web import access
from sqlalchemy import Engine

from tests.storage.rows import at, insert

FIRST, ADDED = "main@fund.example", "beta@fund.example"
DAY, LATE = date(2026, 11, 17), datetime(2026, 11, 19, 6, 15, tzinfo=UTC)


class Asked:
    """A task instance that is asked about the runs of DAGs, and knows none."""

    def __init__(self) -> None:
        self.dag_ids: set[str] = set()

    def get_task_states(self, dag_id: str, **_: Any) -> dict[str, Any]:
        self.dag_ids.add(dag_id)
        return {}

    def get_dr_count(self, dag_id: str, **_: Any) -> int:
        self.dag_ids.add(dag_id)
        return 0


@pytest.fixture
def asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What a run of the DAG asks Airflow about; the clock stands at the end of the morning."""
    instance = Asked()
    for module in (queued_runs, silent_ends, account_tasks):
        monkeypatch.setattr(module, "get_current_context", lambda: {"ti": instance, "run_id": "hourly"})
    monkeypatch.setattr(hook, "engine", lambda: engine)
    monkeypatch.setattr(hook, "now", lambda: LATE)
    insert(
        engine,
        "binance_reconciliation_days",
        dict(email=FIRST, date=DAY, wallet="SPOT", opened_at=at(), decided_at=at(), verdict="proved", proved=4),
    )
    return instance


def write(file: Path, *emails: str) -> None:
    accounts = [f'[[accounts]]\nemail = "{one}"\ntype = "sub"\nconnection = "{one}"\n' for one in emails]
    file.write_text("\n".join(accounts))


def test_an_account_that_is_added_is_looked_after_by_the_next_run(
    asked: Asked, engine: Engine, discord: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "accounts.toml"
    monkeypatch.setenv("BINRECON_ACCOUNTS", str(file))
    dag = monitoring_dag.monitoring_dag()

    def run() -> set[str]:
        """What the tasks of the DAG that was read at the start ask about."""
        asked.dag_ids.clear()
        for task_id in ("look_for_queued_runs", "look_for_silent_ends", "judge_expired"):
            dag.get_task(task_id).python_callable()
        return {name for name in asked.dag_ids if name.endswith("fund_example")}

    write(file, FIRST)
    assert run() == {"binrecon_main_fund_example"}
    write(file, FIRST, ADDED)
    assert run() == {"binrecon_main_fund_example", "binrecon_beta_fund_example"}
    dag.get_task("tell_morning").python_callable()
    [(_, posted)] = discord.received
    lines = posted["embeds"][0]["description"].replace("\u200b", "").splitlines()
    assert lines == [
        f"b…@fund.example {DAY}: no verdict: its run has not judged the day yet",
        f"m…@fund.example {DAY}: proved, 4 proved (0 calls, 0 s)",
    ]
    assert [one.email for one in access.roster().accounts] == [FIRST, ADDED]
