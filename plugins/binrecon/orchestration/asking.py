"""Asks a person to sign a month, as a required action of Airflow: the task waits without a worker until somebody
answers, and signs in their name.

Airflow keeps one question for a task of a run, and gives a later try the text of the first one. So the question bears
the digest of the verdicts that its text lists, the answer brings it back, and verdicts that changed since end the run:
the next run asks about them.

It also forgets an answer as soon as a later try asks, and has a try run again whose answer came before the scheduler
saw it wait. So a try that finds the question of an earlier one waits on without asking, and gets the answer that is
there.

Rests on decisions 126 and 140.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param
from airflow.sdk.definitions.param import ParamsDict
from airflow.sdk.exceptions import TaskAwaitingInput
from airflow.sdk.execution_time.context import NEVER_EXPIRE
from airflow.sdk.execution_time.hitl import upsert_hitl_detail

from binrecon.domain.vocabulary import SignOffRole
from binrecon.orchestration.callbacks import FormRefusedError
from binrecon.orchestration.dag_defaults import optional_text

if TYPE_CHECKING:
    from binrecon.reporting.close_request import CloseRequest
    from binrecon.services.close_signing import AnsweredClose

log = logging.getLogger(__name__)

SIGN, NOT_NOW = "Sign", "Do not sign"
LONGEST_WAIT = timedelta(days=366)
"""A question that nobody answers fails then."""
COMMENT, VERDICTS = "comment", "verdicts"
"""The fields of an answer."""
ASKED, CLEARED = "asked", "cleared"
"""What the task keeps of itself over its tries: the digest that its question is about, once it is asked, and how often
its run had been cleared when it last waited."""


class SignatureOperator(HITLOperator):
    """Waits for the signature of this role under the month of the run's form. What it asks is read when it asks, so
    that neither amounts nor foreign texts pass through templates or XCom."""

    def __init__(self, *, role: SignOffRole, **named: Any) -> None:
        super().__init__(**named)
        self.role = role

    def execute(self, context: Any) -> Any:
        """Ask, wait on where an earlier try asked, or go on where the signature stands already. Raises FormRefusedError
        for what is not known, and where the question is about verdicts of before."""
        from binrecon.config.accounts import load_accounts
        from binrecon.orchestration import hook
        from binrecon.orchestration.close_form import close_form_of
        from binrecon.services.close_signing import question
        from binrecon.storage.resolutions import RefusedError

        try:
            form = close_form_of(dict(context["dag_run"].conf or {}))
            asked = question(hook.engine(), load_accounts(), form.email, form.month, self.role, hook.now())
        except RefusedError as error:
            raise FormRefusedError(str(error)) from None
        if asked is None:
            log.info("the signature as %s stands already", self.role)
            return None
        before = context["task_state_store"].get(ASKED)
        if before is not None:
            self._wait_on(context, before == asked.digest)
        return self._ask(context, asked)

    def _ask(self, context: Any, asked: CloseRequest) -> Any:
        """Put the question, and keep that it was put: later is too late by no more than a moment, and earlier would
        have a try wait for an answer to nothing."""
        self.subject, self.body, self.params = asked.subject, asked.body, fields(asked.digest)
        try:
            return super().execute(context)
        except TaskAwaitingInput:
            context["task_state_store"].set(CLEARED, context["dag_run"].clear_number, retention=NEVER_EXPIRE)
            context["task_state_store"].set(ASKED, asked.digest, retention=NEVER_EXPIRE)
            raise

    def _wait_on(self, context: Any, is_same: bool) -> NoReturn:
        """Wait for the answer to the question of an earlier try; where it is there, Airflow hands it over at once."""
        if not is_same:
            raise FormRefusedError(
                "the verdicts changed since they were shown: the next run of the close asks about them"
            )
        log.info("asked by an earlier try: its answer counts, the question stays as it is")
        kept, times = context["task_state_store"], context["dag_run"].clear_number
        is_cleared = kept.get(CLEARED) != times
        kept.set(CLEARED, times, retention=NEVER_EXPIRE)
        began = {"began": context["task_instance"].start_date.isoformat()} if is_cleared else {}
        raise TaskAwaitingInput(method_name="execute_complete", kwargs=began, timeout=self.response_timeout)

    def execute_complete(self, context: Any, event: dict[str, Any], began: str = "") -> Any:
        """Sign in the name of who answered; returns what was signed. Asks again where another person can give the
        answer; raises FormRefusedError where nobody signs, and where the verdicts changed. `began`: when the try began,
        where an earlier one had asked and somebody cleared the run since: who did not sign before is asked again."""
        from binrecon.orchestration.close_form import comment_of, responder_of
        from binrecon.storage.resolutions import RefusedError

        answer = super().execute_complete(context, event)
        given = answer["params_input"]
        try:
            user, comment = responder_of(event), comment_of(given)
        except RefusedError as error:
            self._ask_again(context, str(error))
        if answer["chosen_options"] != [SIGN]:
            if began and answer["responded_at"] < datetime.fromisoformat(began):
                self._ask_again(context, f"{user!r} did not sign as {self.role} in an earlier try")
            raise FormRefusedError(f"{user!r} did not sign as {self.role}; to be asked again, trigger the close again")
        if not given.get(VERDICTS):
            self._ask_again(context, "the answer does not say which verdicts it is about")
        return self._sign(context, user, comment, str(given[VERDICTS]))

    def _sign(self, context: Mapping[str, Any], user: str, comment: str, digest: str) -> dict[str, Any]:
        from binrecon.config.accounts import load_accounts
        from binrecon.orchestration import hook
        from binrecon.orchestration.close_form import close_form_of
        from binrecon.services.close_signing import AnsweredClose, sign_month
        from binrecon.services.sign_off import ChangedSinceError, SamePersonError
        from binrecon.storage.resolutions import RefusedError

        run = context["dag_run"]
        form = close_form_of(dict(run.conf or {}))
        answer = AnsweredClose(form.email, form.month, self.role, comment, digest)
        try:
            signed = sign_month(
                hook.engine(), load_accounts(), answer, user, act_of(run.run_id, answer, user), hook.now()
            )
        except SamePersonError as error:
            self._ask_again(context, f"{user!r}: {error}")
        except ChangedSinceError as error:
            raise FormRefusedError(f"{error}: the next run of the close asks about them") from None
        except RefusedError as error:
            raise FormRefusedError(str(error)) from None
        log.info("signed as %s by %r", self.role, user)
        return signed

    def _ask_again(self, context: Mapping[str, Any], reason: str) -> NoReturn:
        """Forget the answer and wait on; the question stays as it is."""
        log.warning("asked again: %s", reason)
        upsert_hitl_detail(ti_id=context["task_instance"].id, options=self.options, subject=self.subject, params={})
        raise TaskAwaitingInput(method_name="execute_complete", timeout=self.response_timeout)


def act_of(run_id: str, answer: AnsweredClose, user: str) -> str:
    """The name under which an answer is signed once. Another person, and other verdicts, are another act: a run that is
    cleared asks again."""
    return f"close {run_id} {answer.role} {answer.digest[:12]} {user}"


def fields(digest: str) -> ParamsDict:
    """What an answer holds: a comment, and which verdicts it is about."""
    only: dict[str, Any] = {"enum": [digest]} if digest else {}
    return ParamsDict(
        {
            COMMENT: optional_text("Comment", "What a reader should know.", maxLength=1000),
            VERDICTS: Param(
                digest, type="string", title="Verdicts", description="SHA-256 of the verdicts signed.", **only
            ),
        }
    )


def signature(task_id: str, role: SignOffRole) -> SignatureOperator:
    """The task that asks for the signature of this role, for as long as it takes."""
    return SignatureOperator(
        task_id=task_id,
        role=role,
        subject=f"Sign as {role}",
        options=[SIGN, NOT_NOW],
        params=fields(""),
        response_timeout=LONGEST_WAIT,
    )
