"""Airflow's SQL operator, with errors that can be logged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class CanonicalizeOperator(SQLExecuteQueryOperator):
    """Runs a template. What the database says of rows and values when it fails stays out of the task's log."""

    def execute(self, context: Context) -> Any:
        from binrecon.storage.quiet import quietly

        return quietly(partial(super().execute, context))
