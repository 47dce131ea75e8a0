"""Runs whose tasks fail, are refused, or die without a word: the verdict says all of it, and what told nobody is told
all the same."""

import logging

import pytest
from sqlalchemy import create_engine, text

from tests.dags.runs import Airflow
from tests.dags.test_runs import DAG, EMAIL, FAILING, Stand, days, exchange, simulator, stand, states  # noqa: F401
from tests.simulator import Exchange

pytestmark = pytest.mark.slow

MONITORING = "binrecon_monitoring"


def errors(database, kind: str) -> list[tuple[str, bool]]:
    query = text("""
        SELECT error_message, needs_manual_review FROM binance_reconciliation_errors
        WHERE raw_error ->> 'class' = :kind ORDER BY id""")
    with create_engine(database.reader_url).connect() as connection:
        return [tuple(row) for row in connection.execute(query, {"kind": kind})]


def test_a_verdict_says_everything_that_failed_and_monitoring_what_told_nobody(
    stand: Stand,
    airflow: Airflow,
    database,
    exchange: Exchange,
    days,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    stand.use(database, "ends")
    airflow.load()
    refused = exchange.add_fault(
        "-2015", "myTrades", times=None, when=lambda request: f"symbol={FAILING}" in request.query
    )
    [run_id] = airflow.backfill(DAG, days[-1].isoformat(), days[-1].isoformat())
    assert airflow.run(DAG, run_id, killed={"write_reports", "collect.deposit_history"}) == "failed"
    exchange.faults.remove(refused)

    found = states(airflow.instances(DAG, run_id))
    assert found["verdict", None] == ("failed", 1)
    [(said, needed)] = errors(database, "DayNotProvedError")
    failed, silent, unproved = said.split("; ", 2)
    assert failed == f"failed: collect_trades [{FAILING}]"
    assert silent == (
        "ended without a word (out of memory, worker lost, or marked failed by hand): collect.deposit_history, "
        "write_reports"
    )
    assert unproved.startswith("unproved: ") and "deposit_history" in unproved
    assert not needed, "the day's summary tells it"
    written = errors(database, "SilentEndError")
    assert [(message.partition(",")[0], needed) for message, needed in written] == [
        (f"collect.deposit_history of {DAG}", True),
        (f"write_reports of {DAG}", True),
    ]
    assert all(run_id in message for message, _ in written)
    last = [record.getMessage() for record in caplog.records if record.name == "binrecon.orchestration.callbacks"][-2:]
    assert last[0] == "::endgroup::" and last[1].startswith(f"verdict: {failed}; {silent}; unproved: ")
    assert last[1].endswith("Clear what the reason names, with downstream; this task runs again with it.")

    airflow.clear(DAG, run_id, "verdict", -1)
    assert airflow.run(DAG, run_id, killed={"verdict"}) == "failed"
    caplog.clear()
    assert airflow.run(MONITORING, airflow.trigger(MONITORING)) == "success"
    assert len(errors(database, "SilentEndError")) == 3
    assert [
        record
        for record in caplog.records
        if f"verdict of {DAG}, run {run_id}, ended without a word" in record.getMessage()
    ]
    assert airflow.run(MONITORING, airflow.trigger(MONITORING)) == "success"
    assert len(errors(database, "SilentEndError")) == 3, "each is written down once"

    [run_id] = [one["dag_run_id"] for one in airflow.instances(DAG, run_id) if one["task_id"] == "open_day"]
    airflow.clear(DAG, run_id, "open_day", -1)
    assert airflow.run(DAG, run_id) == "success", "everything cleared, everything well"
    airflow.forget(DAG)
    airflow.forget(MONITORING)
