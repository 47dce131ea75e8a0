"""Airflow's SQL operator, with errors that can be logged and waits that end."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

from binrecon.sources.catalogue import SOURCES

if TYPE_CHECKING:
    import jinja2
    from airflow.sdk import Context


class CanonicalizeOperator(SQLExecuteQueryOperator):
    """Runs the template of a list in one transaction, with the bounds of our own sessions. What lists share is written
    for this one: its description is `source` there. What the database reports of rows and values when it fails stays
    out of the task's log."""

    def __init__(self, *, endpoint: str, **options: Any) -> None:
        super().__init__(sql=SOURCES[endpoint].book, **options)
        self.endpoint = endpoint

    def render_template_fields(self, context: Context, jinja_env: jinja2.Environment | None = None) -> None:
        super().render_template_fields(cast("Context", {**context, "source": SOURCES[self.endpoint]}), jinja_env)

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
