"""The bench of an account-day without its stack: what it holds a day against. Times belong to the bench itself."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bench import account_day
from tests.bench.account_day import Pair, shape_of, shortest
from tests.bench.day_runs import Timed

HALF = Decimal("0.5")
SAPI, API = "binance_sapi_ip|/sapi/v1/accountSnapshot|default", "binance_api_ip|*|default"
OPTIONS = {"pool": "binance_sapi_ip", "pool_slots": 1.0, "trigger_rule": "all_done"}


def task(name: str, *below: str, mapped: bool = False) -> dict[str, object]:
    return {"task_id": name, **OPTIONS, "is_mapped": mapped, "downstream_task_ids": list(below)}


@pytest.mark.parametrize(
    ("spent", "seconds"),
    [({}, 0), ({SAPI: 6_000}, 0), ({SAPI: 6_001}, 60), ({SAPI: 6_000, API: 6_001}, 120), ({SAPI: 12_001, API: 1}, 120)],
)
def test_only_weight_beyond_a_full_budget_has_to_wait(spent, seconds):
    assert shortest(spent, HALF) == seconds


@pytest.mark.parametrize(("wait", "ratio"), [(0.0, 2.0), (60.0, 0.5)])
def test_a_day_is_held_against_the_larger_of_twin_and_wait(wait, ratio):
    pair = Pair(Timed("real", 30.0, {"a": 1}), Timed("twin", 15.0, {"a": 1}), wait)
    assert pair.ratio == ratio


def test_a_twin_that_lacks_tasks_misses_its_target():
    row = account_day.rows([Pair(Timed("real", 1.0, {"a": 3}), Timed("twin", 1.0, {"a": 2}), 0.0)])[1]
    assert (row.value, row.holds) == (1, False)


def test_the_shape_holds_the_copies_of_mapped_tasks_alone():
    tasks = [task("discover_symbols", "collect_trades"), task("collect_trades", mapped=True)]
    shape = shape_of(tasks, {"discover_symbols": 1, "collect_trades": 7})
    assert [shape[name]["copies"] for name in shape] == [None, 7]
    assert shape["collect_trades"]["over"] == "discover_symbols"
    assert shape["discover_symbols"]["options"] == OPTIONS


def test_the_twin_imports_airflow_and_nothing_of_ours():
    file = Path(account_day.__file__).with_name("twin_dag.py")
    nodes = list(ast.walk(ast.parse(file.read_text())))
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert modules == {"json", "pathlib", "typing", "airflow.sdk"}
