"""The task body and the DAG by which a person has a bundle written.

Rests on decision 133.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import form_dag, optional_text

log = logging.getLogger(__name__)
EDITIONS = ("full", "bank")


@task
def write() -> dict[str, Any]:
    """Write the bundle that the form asks for; returns its file and its reference. What waits for the chain is sealed
    just before, in each try: another run may have added some since."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.bundle_form import edition_of, span_of
    from binrecon.services.bundle import write_bundle
    from binrecon.storage.hash_chain import seal
    from binrecon.storage.resolutions import RefusedError

    form = dict(get_current_context()["params"])
    try:
        span, edition = span_of(form), edition_of(form)
        seal(hook.engine(), hook.now())
        written = write_bundle(hook.engine(), load_accounts(), span, edition)
    except RefusedError as error:
        raise FormRefusedError(f"nothing was written: {error}") from None
    log.info("written: %s", written.path)
    log.info("reference: %s", written.reference)
    return {"file": str(written.path), "reference": written.reference, "full": written.full_reference}


def bundle_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with form_dag(
        "statement",
        "Statement of a period",
        "Writes an account's days with all that they rest on, in one file that a stranger verifies",
        "statement",
        _form(emails),
    ) as dag:
        write()
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    return {
        "account": optional_text("Account", "The e-mail of the account.", examples=list(emails)),
        "first": optional_text("First day", "The first UTC day.", format="date"),
        "last": optional_text("Last day", "The last UTC day, itself included.", format="date"),
        "edition": Param(
            EDITIONS[0],
            type="string",
            enum=list(EDITIONS),
            title="Edition",
            description="full: with every answer and record. bank: verdicts, totals and balances, and nobody's data.",
        ),
    }
