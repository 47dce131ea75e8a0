"""Reads the form of the resolutions DAG: every field as its own type, whatever was typed into it.

Rests on decisions 31 and 73.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from binrecon.domain.account_day import AccountDay
from binrecon.domain.money import InexactAmountError, exact
from binrecon.domain.vocabulary import Measure, Wallet
from binrecon.domain.wallets import RECONCILED, described
from binrecon.services.resolutions import Act, Approval, DealtWith, Withdrawal
from binrecon.storage.resolutions import KINDS, Proposal, RefusedError

SHORTEST, LONGEST = 10, 1000
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_SPAN = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?")
Form = Mapping[str, Any]


def user_of(context: Mapping[str, Any]) -> str:
    """Who triggered the run. Raises RefusedError for a run without a user, such as a scheduled one, and for one that
    was cleared: whoever did so would act in the name of the user who triggered it."""
    if context["dag_run"].clear_number:
        raise RefusedError(
            "this run was cleared, and a form counts once, for the user who sent it: trigger the form again"
        )
    name = getattr(context["dag_run"], "triggering_user_name", None)
    if not isinstance(name, str) or not name.strip():
        raise RefusedError("no user triggered this run: trigger it in the UI or by REST, logged in as yourself")
    return name.strip()


def act_of(form: Form) -> Act:
    """What the form asks to be done. Raises RefusedError naming the field that is missing or wrong."""
    match form["action"]:
        case "propose":
            return proposal_of(form)
        case "approve":
            return Approval(resolution_id_of(form), reason_of(form, needed=False))
        case "withdraw":
            return Withdrawal(resolution_id_of(form), reason_of(form))
        case _:
            return DealtWith(*error_ids_of(form), reason_of(form))


def proposal_of(form: Form) -> Proposal:
    """The resolution that the form claims. Raises RefusedError naming the field that is missing or wrong."""
    wallet = _wallet(form)
    return Proposal(
        AccountDay(text_of(form, "account"), day_of(form, "day"), wallet),
        asset=text_of(form, "asset"),
        kind=_kind(form),
        amount=_amount(form),
        reason=reason_of(form),
        expires_at=_expiry(form),
        measure=_measure(form, wallet),
    )


def reason_of(form: Form, needed: bool = True) -> str:
    """The reason, at least ten characters long where it is needed."""
    if not needed and not (form.get("reason") or "").strip():
        return ""
    reason = text_of(form, "reason")
    if not SHORTEST <= len(reason) <= LONGEST:
        raise RefusedError(f"'reason' must be {SHORTEST} to {LONGEST} characters long: state how you know")
    return reason


def resolution_id_of(form: Form) -> int:
    """The id of the resolution that is approved or withdrawn."""
    value = form.get("resolution_id")
    if type(value) is not int or not 0 < value < 2**63:
        raise RefusedError("'resolution_id' is missing: take it from a run with the action 'show'")
    return value


def error_ids_of(form: Form) -> tuple[int, int]:
    """The first and the last id of the errors that are resolved."""
    span = _SPAN.fullmatch(text_of(form, "error_id"))
    if span is None:
        raise RefusedError("'error_id' must be an id such as 12, or a span such as 12-40")
    return int(span[1]), int(span[2] or span[1])


def account_of(form: Form) -> str | None:
    """The account whose lists are shown, None for all."""
    return text_of(form, "account") if form.get("account") else None


def text_of(form: Form, key: str) -> str:
    """A field as one line of visible text. Raises RefusedError where it is missing or is not."""
    value = form.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RefusedError(f"{key!r} is missing")
    if _INVISIBLE.search(value):
        raise RefusedError(f"{key!r} holds line breaks or invisible characters: type it on one line")
    return value.strip()


def _wallet(form: Form) -> Wallet:
    """SPOT, where nothing is chosen."""
    value = form.get("wallet") or Wallet.SPOT
    if value not in RECONCILED:
        raise RefusedError(f"'wallet' must be one of {', '.join(RECONCILED)}")
    return Wallet(value)


def _measure(form: Form, wallet: Wallet) -> Measure:
    """The balance, where nothing is chosen."""
    value = form.get("measure") or Measure.BALANCE
    known = described(wallet).measures
    if value not in known:
        raise RefusedError(f"'measure' must be one that {wallet} has: {', '.join(known)}")
    return Measure(value)


def _kind(form: Form) -> str:
    kind = text_of(form, "kind")
    if kind not in KINDS:
        raise RefusedError(f"'kind' must be one of {', '.join(KINDS)}")
    return kind


def _amount(form: Form) -> Decimal:
    try:
        amount = exact(text_of(form, "amount"))
    except InexactAmountError as error:
        raise RefusedError(f"'amount': {error}") from None
    if not amount:
        raise RefusedError("'amount' is zero: nothing would be resolved")
    return amount


def day_of(form: Form, key: str) -> date:
    """A field as a day. Raises RefusedError where it is none."""
    try:
        return date.fromisoformat(text_of(form, key))
    except ValueError:
        raise RefusedError(f"{key!r} must be a day such as 2026-11-18") from None


def _expiry(form: Form) -> datetime | None:
    """Midnight UTC at which the day given begins."""
    return datetime.combine(day_of(form, "expires"), time(), UTC) if form.get("expires") else None
