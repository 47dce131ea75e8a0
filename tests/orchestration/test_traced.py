"""A traced task where OpenLineage is not installed: `@task`, and nothing of OpenLineage is imported."""

import sys
from importlib.util import find_spec

import pytest
from airflow.sdk import DAG, task
from binrecon.orchestration.traced import TracedTask, traced


@pytest.fixture
def double():
    def double(number: int, times: int = 2) -> int:
        return number * times

    return double


def operator(function, **given) -> TracedTask:
    with DAG("traced"):
        return function(**given).operator


def test_it_runs_as_a_task_does_and_keeps_what_it_returned(double):
    one = operator(traced(trigger_rule="all_done")(double), number=21)
    assert one.execute({"run_id": "manual"}) == one.returned == 42
    assert str(one.trigger_rule.value) == "all_done"


def test_to_people_and_templates_it_is_a_task(double):
    ours, theirs = operator(traced()(double), number=21), operator(task(double), number=21)
    assert ours.operator_name == theirs.operator_name == "@task"
    assert set(ours.template_fields) == set(theirs.template_fields)
    assert ours.template_fields_renderers == theirs.template_fields_renderers


def test_without_the_provider_nothing_of_it_is_imported(double):
    operator(traced()(double), number=21).execute({"run_id": "manual"})
    assert find_spec("openlineage") is None, "the lock of the tests holds what a plain installation has"
    assert not [name for name in sys.modules if name.startswith(("openlineage", "binrecon.orchestration.lineage"))]


def test_it_returned_nothing_before_it_ran(double):
    assert operator(traced()(double), number=21).returned is None
