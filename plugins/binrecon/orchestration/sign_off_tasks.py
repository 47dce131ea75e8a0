"""The task body and the DAG by which two people sign the verdicts of a period.

Rests on decision 106.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.domain.vocabulary import SignOffRole
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import form_dag, optional_text
from binrecon.orchestration.sealing import seal_evidence

log = logging.getLogger(__name__)


@task
def sign() -> dict[str, Any]:
    """Sign the period of the form as the user who triggered the run; returns what was signed."""
    from binrecon.orchestration import hook
    from binrecon.orchestration.resolution_form import user_of
    from binrecon.orchestration.sign_off_form import signing_of
    from binrecon.services.sign_off import sign_once
    from binrecon.storage.resolutions import RefusedError

    context = get_current_context()
    try:
        user, wanted = user_of(context), signing_of(dict(context["params"]))
        signed = sign_once(hook.engine(), load_accounts(), wanted, user, f"sign-off {context['dag_run'].run_id}")
    except RefusedError as error:
        raise FormRefusedError(f"nothing was signed: {error}") from None
    log.info("%s to %s of %s is %s by %r", signed["first"], signed["last"], signed["account"], signed["role"], user)
    return signed


def sign_off_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with form_dag(
        "sign_off",
        "Sign-off of periods",
        "Two people sign the verdicts of an account's period",
        "sign-off",
        _form(emails),
    ) as dag:
        sign() >> seal_evidence.override(trigger_rule="all_success")()
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    return {
        "account": optional_text("Account", "The e-mail of the account.", examples=list(emails)),
        "first": optional_text("First day", "The first UTC day of the period.", format="date"),
        "last": optional_text("Last day", "The last UTC day of the period, itself included.", format="date"),
        "role": Param(
            str(SignOffRole.PREPARED),
            type="string",
            enum=[str(role) for role in SignOffRole],
            title="Signed as",
            description="prepared first; then reviewed, by another person.",
        ),
        "comment": optional_text("Comment", "What a reader of the report should know.", maxLength=1000),
    }
