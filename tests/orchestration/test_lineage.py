"""What OpenLineage's own provider writes of real tasks, and that without it nothing of it is imported."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from binrecon.storage.schema import METADATA

from tests.dags.runs import settled_days
from tests.simulator import Exchange, RealClock, Scenario, random_world
from tests.simulator.server import SimServer, serve

ROOT = Path(__file__).resolve().parents[2]
CLUSTER = ROOT / ".venv-cluster" / "bin" / "python"
EMAIL = "sub1+fund@example.com"
SLUG = "sub1_fund_example_com"
DAG = f"binrecon_{SLUG}"
DRIVER = Path(__file__).with_name("traced_day.py")
[DAY] = settled_days(1)

pytestmark = pytest.mark.slow
with_the_provider = pytest.mark.skipif(
    not CLUSTER.exists(), reason="bin/test installs the cluster's lock, pytest alone does not"
)

Event = dict[str, Any]


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimServer]:
    world = random_world(7, accounts=2, days=1, first_day=DAY, busy=4, burst=3)
    server = serve(Exchange(Scenario(world), RealClock()))
    yield server
    server.close()


@pytest.fixture
def settings(tmp_path: Path, simulator: SimServer, database) -> dict[str, str]:
    """The environment of a process that runs tasks of the account."""
    accounts = tmp_path / "accounts.toml"
    accounts.write_text(f'[[accounts]]\nemail = "{EMAIL}"\ntype = "sub"\nconnection = "binance_sub"\n')
    key = simulator.exchange.key_of(EMAIL)
    binance = {"conn_type": "binance", "host": simulator.url, "login": key.api_key, "password": key.secret}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW_CONN", "PYTHON"))}
    return inherited | {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW_CONN_BINANCE_SUB": json.dumps(binance),
        "AIRFLOW_CONN_BINRECON_DB": database.connection_uri,
        "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(
            {"type": "file", "log_file_path": str(tmp_path / "events"), "append": True}
        ),
        # The tasks run in one process here: what hooks of one leave would be told of the next.
        "AIRFLOW__OPENLINEAGE__EMISSION_POLICY": json.dumps([{"scope": {}, "controls": {"hook_lineage": False}}]),
        "AIRFLOW__OPENLINEAGE__EXECUTION_TIMEOUT": "60",
        "BINRECON_ACCOUNTS": str(accounts),
        "BINRECON_REPORTS": str(tmp_path / "reports"),
        "PYTHONPATH": f"{ROOT / 'plugins'}{os.pathsep}{ROOT}",
    }


def run(settings: dict[str, str], folder: Path, *words: str) -> list[str]:
    """What the cluster's Python printed for these words, by line."""
    done = subprocess.run([CLUSTER, *words], env=settings, cwd=folder, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def ended(path: Path, task: str) -> Event:
    """The event of the end of this task; of a mapped one, of its first copy."""
    events = [json.loads(line) for line in path.read_text().splitlines()]
    [found, *_] = [one for one in events if one["job"]["name"] == f"{DAG}.{task}" and one["eventType"] == "COMPLETE"]
    return found


def names(datasets: list[Event]) -> list[str]:
    return [one["name"].rpartition(".")[2] for one in datasets]


READ_BACK = """
import json, sys
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import data_quality_assertions_dataset as quality
assertions = []
for one in map(json.loads, open(sys.argv[1])):
    RunEvent(
        eventTime=one["eventTime"], producer=one["producer"], eventType=RunState[one["eventType"]],
        run=Run(one["run"]["runId"]), job=Job(one["job"]["namespace"], one["job"]["name"]),
        inputs=[InputDataset(each["namespace"], each["name"]) for each in one["inputs"]],
        outputs=[OutputDataset(each["namespace"], each["name"]) for each in one["outputs"]],
    )
    for each in one["inputs"]:
        if facet := each.get("inputFacets", {}).get("dataQualityAssertions"):
            made = [quality.Assertion(**fact) for fact in facet["assertions"]]
            assertions += quality.DataQualityAssertionsDatasetFacet(made).assertions
print(len(assertions), assertions[0].success)
"""
"""Makes each event of a file by the client's own classes; says how many assertions there are, and what the first is."""


@with_the_provider
def test_what_the_provider_writes_of_a_day(settings, tmp_path: Path, database, simulator: SimServer, engine):
    assert run(settings, tmp_path, str(DRIVER), DAG, str(DAY))[-1] == "success"
    written = tmp_path / "events"

    read = ended(written, "collect.deposit_history")
    assert [(one["namespace"], one["name"]) for one in read["inputs"]] == [
        (simulator.url, "/sapi/v1/capital/deposit/hisrec")
    ]
    url = engine.url
    assert [(one["namespace"], one["name"]) for one in read["outputs"]] == [
        (f"postgres://{url.host}:{url.port}", f"{database.name}.public.binance_raw_deposit_history")
    ]

    booked = ended(written, "canonicalize")
    assert "binance_raw_deposit_history" in names(booked["inputs"])
    assert {"binance_audit_log", "binance_quarantine", "binance_reconciliation_transfers"} <= set(
        names(booked["outputs"])
    )

    decided = ended(written, "reconcile")
    assert "binance_reconciliation_transfers" in names(decided["inputs"])
    assert names(decided["outputs"])[0] == "binance_reconciliation_verdicts"
    [balances] = [one for one in decided["inputs"] if one["name"].endswith("_balances")]
    [assertion] = balances["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert (assertion["name"], assertion["success"], assertion["actual"]) == (f"{SLUG} SPOT {DAY}", True, "proved")
    told = decided["run"]["facets"]["binrecon_judgement"]
    assert (told["account"], told["day"]) == (SLUG, str(DAY))
    assert [(one["wallet"], one["verdict"]) for one in told["wallets"]] == [("SPOT", "proved")]

    reported = ended(written, "write_reports")
    assert [(one["namespace"], one["name"]) for one in reported["outputs"]] == [
        ("file", str(tmp_path / "reports" / SLUG))
    ]
    assert run(settings, tmp_path, "-c", READ_BACK, str(written))[-1] == "1 True"
    assert "@" not in written.read_text(), "an e-mail address"
    assert simulator.exchange.key_of(EMAIL).secret not in written.read_text()


VERDICTS = f"""
from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.serde import Serde
from binrecon.orchestration import lineage
verdicts = dict(SPOT="proved", MARGIN="explained", FUTURES="open", OPTION="unproved")
outcomes = {{wallet: dict(verdict=one, assets=dict(proved=1), doubts=[]) for wallet, one in verdicts.items()}}
for returned in ({{"wallets": outcomes, "changed_days": []}}, None):
    told = lineage.of_task("reconcile", dict(email={EMAIL!r}, day="2026-11-19"), returned)
    run = Run(runId="01a21fc3-b8a6-7e07-a286-0e35654b546a", facets=told.run_facets)
    event = RunEvent(
        eventTime="2026-11-21T02:00:00Z", run=run, job=Job(namespace="n", name="j"), eventType=RunState.COMPLETE,
        inputs=told.inputs, outputs=told.outputs, producer="https://example.com",
    )
    print(Serde.to_json(event))
"""


@with_the_provider
def test_only_what_adds_up_passes_and_a_task_that_failed_asserts_nothing(settings: dict[str, str], tmp_path: Path):
    well, badly = (json.loads(line) for line in run(settings, tmp_path, "-c", VERDICTS)[-2:])
    assertions = well["inputs"][0]["inputFacets"]["dataQualityAssertions"]["assertions"]
    assert {one["actual"]: one["success"] for one in assertions} == {
        "proved": True,
        "explained": True,
        "open": False,
        "unproved": False,
    }
    assert [one["wallet"] for one in well["run"]["facets"]["binrecon_judgement"]["wallets"]] == [
        "SPOT",
        "MARGIN",
        "FUTURES",
        "OPTION",
    ]
    assert not badly["run"]["facets"] and not any(one["inputFacets"] for one in badly["inputs"])
    assert names(badly["outputs"]) == names(well["outputs"])


TRACED = """
import inspect, sys
from binrecon.orchestration import list_tasks, market_tasks, reading_tasks, tasks, trade_tasks
from binrecon.orchestration.traced import TracedTask
rooms = [vars(module).values() for module in (list_tasks, market_tasks, reading_tasks, tasks, trade_tasks)]
traced = {one.function.__name__: one.function for room in rooms for one in room
    if getattr(one, "operator_class", None) is TracedTask}
print(any(name.split(".")[0] == "openlineage" for name in sys.modules))
from binrecon.orchestration.lineage import TOLD
print(sorted(traced) == sorted(TOLD))
"""


@with_the_provider
def test_every_traced_task_is_told_and_none_imports_anything_for_it(settings: dict[str, str], tmp_path: Path):
    assert run(settings, tmp_path, "-c", TRACED)[-2:] == ["False", "True"]


WRITTEN = """
import json
from binrecon.orchestration import lineage
from binrecon.processing.canonical import TEMPLATES
print(json.dumps({name: [one.name for one in lineage.booked([name]).outputs] for name in TEMPLATES}))
"""


@with_the_provider
def test_every_template_writes_tables_that_there_are(settings: dict[str, str], tmp_path: Path):
    written = json.loads(run(settings, tmp_path, "-c", WRITTEN)[-1])
    tables = set(METADATA.tables)
    for name, outputs in written.items():
        found = {one.rpartition(".")[2] for one in outputs}
        assert found <= tables and found - {"binance_quarantine", "binance_audit_log"}, name
