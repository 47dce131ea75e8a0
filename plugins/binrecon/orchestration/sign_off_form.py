"""Reads the form of the sign-off DAG: every field as its own type, whatever was typed into it."""

from __future__ import annotations

from binrecon.domain.vocabulary import SignOffRole
from binrecon.orchestration.resolution_form import Form, day_of, text_of
from binrecon.services.sign_off import Signing
from binrecon.storage.resolutions import RefusedError
from binrecon.storage.sign_offs import Period

LONGEST_COMMENT = 1000
LONGEST_PERIOD = 366


def signing_of(form: Form) -> Signing:
    """What the form signs. Raises RefusedError naming the field that is missing or wrong."""
    period = Period(text_of(form, "account"), day_of(form, "first"), day_of(form, "last"))
    if period.last < period.first:
        raise RefusedError("'last' lies before 'first'")
    if (period.last - period.first).days >= LONGEST_PERIOD:
        raise RefusedError(f"a period has at most {LONGEST_PERIOD} days")
    role = text_of(form, "role")
    if role not in tuple(SignOffRole):
        raise RefusedError(f"'role' must be one of {', '.join(SignOffRole)}")
    return Signing(period, role, _comment(form))


def _comment(form: Form) -> str:
    if not (form.get("comment") or "").strip():
        return ""
    comment = text_of(form, "comment")
    if len(comment) > LONGEST_COMMENT:
        raise RefusedError(f"'comment' has more than {LONGEST_COMMENT} characters")
    return comment
