"""Airflow's SQL operator, with errors that can be logged and waits that end."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

if TYPE_CHECKING:
    from airflow.sdk import Context


class CanonicalizeOperator(SQLExecuteQueryOperator):
    """Runs the statements of a template in one transaction, with the bounds of our own sessions. What the database
    reports of rows and values when it fails stays out of the task's log."""

    def execute(self, context: Context) -> Any:
        from binrecon.orchestration import hook
        from binrecon.storage.locks import BOUNDS, CONNECT_SECONDS
        from binrecon.storage.redaction import bounded
        from binrecon.storage.sql_text import statements_in

        # The hook would parse a text to find its statements; what is a list by now it takes as it is.
        self.sql = list(statements_in(self.sql)) if isinstance(self.sql, str) else self.sql
        self.hook_params = {"options": BOUNDS}
        os.environ.setdefault("PGCONNECT_TIMEOUT", str(CONNECT_SECONDS))
        return bounded(partial(super().execute, context), hook.engine)
