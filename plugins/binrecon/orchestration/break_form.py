"""Reads the form of the breaks DAG: every field as its own type, whatever was typed into it."""

from __future__ import annotations

from binrecon.domain.vocabulary import Measure
from binrecon.domain.wallets import MEASURES, RECONCILED
from binrecon.orchestration.resolution_form import Form, day_of, text_of
from binrecon.services.breaks import Saying
from binrecon.storage.breaks import BreakPlace, Remark
from binrecon.storage.resolutions import RefusedError

LONGEST_COMMENT = 1000


def saying_of(form: Form) -> Saying:
    """What the form says, and of which break. Raises RefusedError naming the field that is missing or wrong."""
    wallet = form.get("wallet")
    if wallet not in RECONCILED:
        raise RefusedError(f"'wallet' must be one of {', '.join(RECONCILED)}")
    asset = text_of(form, "asset") if form.get("asset") else ""
    place = BreakPlace(text_of(form, "account"), str(wallet), asset, _measure(form, asset), day_of(form, "day"))
    return Saying(
        place, Remark(_given(form, "owner"), day_of(form, "due") if form.get("due") else None, _comment(form))
    )


def _measure(form: Form, asset: str) -> str:
    """Of a day that is unproved as a whole none."""
    if not asset:
        return ""
    measure = form.get("measure") or Measure.BALANCE
    if measure not in MEASURES:
        raise RefusedError(f"'measure' must be one of {', '.join(MEASURES)}")
    return str(measure)


def _given(form: Form, key: str) -> str | None:
    return text_of(form, key) if (form.get(key) or "").strip() else None


def _comment(form: Form) -> str:
    comment = _given(form, "comment") or ""
    if len(comment) > LONGEST_COMMENT:
        raise RefusedError(f"'comment' has more than {LONGEST_COMMENT} characters")
    return comment
