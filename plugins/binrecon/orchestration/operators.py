"""Airflow's SQL operator, with errors that can be logged and waits that end."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator

from binrecon.processing.canonical import parameters_of
from binrecon.sources.catalogue import SOURCES

if TYPE_CHECKING:
    import jinja2
    from airflow.sdk import Context


class CanonicalizeOperator(SQLExecuteQueryOperator):
    """Runs the statements of a list's template in one transaction, with the bounds of our own sessions. What lists
    share is written for this one: its description is `source` there. What the database reports of rows and values when
    it fails stays out of the task's log."""

    def __init__(self, *, endpoint: str, account: str, **options: Any) -> None:
        super().__init__(sql=SOURCES[endpoint].book, **options)
        self.endpoint = endpoint
        self.account = account

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
        # Bound no longer than it takes: OpenLineage's provider tells of `parameters`, and no e-mail is to leave by it.
        self.parameters = parameters_of(self.endpoint, self.account)
        try:
            return bounded(partial(super().execute, context), hook.engine)
        finally:
            self.parameters = None

    def get_openlineage_facets_on_start(self) -> Any:
        """What the list's template reads and writes. The base class would find nothing: the provider's parser of SQL
        takes no named parameter."""
        from binrecon.orchestration import lineage

        return lineage.booked([self.endpoint])

    def get_openlineage_facets_on_complete(self, task_instance: Any) -> Any:
        """The same when it has ended, well or not."""
        return self.get_openlineage_facets_on_start()
