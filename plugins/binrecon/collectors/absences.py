"""Whether the exchange's word that an account does not have something proves that its list is empty.

Rests on decision 66.
"""

from __future__ import annotations

from sqlalchemy import Engine

from binrecon.domain.errors import BinanceAPIError, FatalAPIError
from binrecon.domain.meanings import Meaning
from binrecon.exchange.refusals import UNSUPPORTED, Absence, NotHadError
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage import coverage


def doubt(engine: Engine, email: str, refusal: NotHadError, sub_accounts: bool, pages: int) -> BinanceAPIError | None:
    """The error that the refusal is where it proves nothing, else None.

    It proves nothing after pages of records; where a list of the same thing held a record before; and, where transfers
    between accounts are merely not supported, unless the accounts file states that there are no sub-accounts: a
    broker's account is answered the same and has some."""
    if refusal.absence is UNSUPPORTED and sub_accounts:
        return _as(Meaning.NOT_OFFERED, refusal, "")
    if pages:
        return _as(Meaning.NOT_HAD, refusal, "after records of it")
    if refusal.absence.standing and coverage.has_told(engine, email, *_same_lists(refusal.absence)):
        return _as(Meaning.NOT_HAD, refusal, "though it told of records of it before")
    return None


def sentence(absence: Absence) -> str:
    """Why there is nothing to list, for people; empty where the exchange speaks of the days asked and not of the
    account."""
    if not absence.standing:
        return ""
    declared = ", and the accounts file says that it has no sub-accounts" if absence is UNSUPPORTED else ""
    return f"the exchange says of this account that {absence.said}{declared}"


def _as(meaning: Meaning, refusal: NotHadError, contradiction: str) -> FatalAPIError:
    said = f" (the exchange says that {refusal.absence.said}, {contradiction})" if contradiction else ""
    return FatalAPIError(
        f"HTTP {refusal.status}" + (f", code {refusal.code}" if refusal.code is not None else "") + said,
        endpoint=refusal.endpoint,
        type=refusal.type,
        status=refusal.status,
        code=refusal.code,
        meaning=meaning,
    )


def _same_lists(absence: Absence) -> tuple[list[str], list[str]]:
    """The endpoints whose records would contradict the absence, and the keys, none where all of them do."""
    names = [endpoint.name for endpoint in CATALOGUE.values() if endpoint.path.startswith(absence.path)]
    return names, list(absence.keys)
