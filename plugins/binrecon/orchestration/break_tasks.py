"""The task body and the DAG by which people say who deals with a break, until when, and what they know of it.

Rests on decisions 31 and 124.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from airflow.sdk import DAG, Param, get_current_context, task

from binrecon.config.accounts import load_accounts
from binrecon.domain.vocabulary import Measure, Wallet
from binrecon.domain.wallets import MEASURES, RECONCILED
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import form_dag, optional_text
from binrecon.orchestration.sealing import seal_evidence

log = logging.getLogger(__name__)


@task
def say() -> dict[str, Any]:
    """Write down what the form says as the user who triggered the run; returns what was touched."""
    from binrecon.domain.settlement import newest_settled_day
    from binrecon.orchestration import hook
    from binrecon.orchestration.break_form import saying_of
    from binrecon.orchestration.resolution_form import user_of
    from binrecon.services.breaks import say_once
    from binrecon.storage.resolutions import RefusedError

    context = get_current_context()
    try:
        user, wanted = user_of(context), saying_of(dict(context["params"]))
        newest, run = newest_settled_day(hook.now()), f"breaks {context['dag_run'].run_id}"
        said = say_once(hook.engine(), load_accounts(), wanted, user, run, newest)
    except RefusedError as error:
        raise FormRefusedError(f"nothing was written: {error}") from None
    log.info("%s %s of %s: said by %r", said["day"], said["wallet"], said["account"], user)
    return said


def breaks_dag(emails: Sequence[str]) -> DAG:
    """Runs when a person triggers it with the form, which proposes these accounts."""
    with form_dag(
        "breaks",
        "Breaks: owner, due day, comment",
        "Who deals with a break, until when, and what is known of it",
        "breaks",
        _form(emails),
    ) as dag:
        say() >> seal_evidence.override(trigger_rule="all_success")()
    return dag


def _form(emails: Sequence[str]) -> dict[str, Param]:
    return {
        "account": optional_text("Account", "The e-mail of the account.", examples=list(emails)),
        "day": optional_text("Day", "Any UTC day of the break.", format="date"),
        "wallet": Param(
            str(Wallet.SPOT),
            type="string",
            enum=[str(wallet) for wallet in RECONCILED],
            title="Wallet",
            description="The wallet of the break.",
        ),
        "asset": optional_text(
            "Asset", "Spelt as in verdicts.csv; empty for a break of days that are unproved as a whole."
        ),
        "measure": Param(
            str(Measure.BALANCE),
            type="string",
            enum=[str(measure) for measure in MEASURES],
            title="Measure",
            description="What of the asset is off.",
        ),
        "owner": optional_text("Owner", "Who deals with it from now on. Empty: as it was.", maxLength=100),
        "due": optional_text("Due", "Until which UTC day. Empty: as it was.", format="date"),
        "comment": optional_text("Comment", "What a reader should know.", maxLength=1000),
    }
