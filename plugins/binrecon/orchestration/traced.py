"""The decorator of the tasks whose reading and writing OpenLineage is told of: `@task`, and what the provider asks.

Nothing of OpenLineage is imported unless its provider asks. Rests on decision 109.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk.bases.decorator import DecoratedOperator, TaskDecorator, task_decorator_factory

if TYPE_CHECKING:
    from airflow.sdk import Context


class TracedTask(DecoratedOperator, PythonOperator):
    """A task of `@task` that keeps what it returned until the provider has asked for it."""

    template_fields = ("templates_dict", "op_args", "op_kwargs")
    template_fields_renderers = {"templates_dict": "json", "op_args": "py", "op_kwargs": "py"}
    custom_operator_name = "@task"
    returned: Any = None

    def __init__(self, *, python_callable: Callable[..., Any], op_args: Any, op_kwargs: Any, **options: Any) -> None:
        given = {"python_callable": python_callable, "op_args": op_args, "op_kwargs": op_kwargs}
        super().__init__(kwargs_to_upstream=given, **given, **options)

    def execute(self, context: Context) -> Any:
        self.returned = super().execute(context)
        return self.returned

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """What the task was given and what it returned, as lineage; asked when it has ended, well or not. Not when it
        starts: what it reads may follow from what it finds."""
        from binrecon.orchestration import lineage

        given = inspect.signature(self.python_callable).bind(*self.op_args, **self.op_kwargs)
        return lineage.of_task(self.python_callable.__name__, given.arguments, self.returned)


def traced(**options: Any) -> TaskDecorator:
    """`@task(…)` for a function that `lineage` knows."""
    return task_decorator_factory(decorated_operator_class=TracedTask, **options)
