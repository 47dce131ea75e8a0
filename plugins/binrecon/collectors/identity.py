"""Witness whose key it is, before anything is collected with it: what the exchange reports of the account, compared
with the main accounts' lists of sub-accounts, the keys of the other accounts, and what was witnessed before.

The API key itself names no e-mail. The witnesses are `uid` of `GET /api/v3/account`, asked with the key, and
`subUserId` beside the e-mail in `GET /sapi/v1/sub-account/list`, asked with the main account's key.

Rests on decision 49.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from binrecon.collectors.base import FRESH
from binrecon.collectors.document import DocumentCollector, today
from binrecon.collectors.key_owner import MEND, Known, WrongKeyError, refusal
from binrecon.config.accounts import Account
from binrecon.domain.errors import BinanceAPIError, FatalAPIError, FatalError
from binrecon.domain.meanings import Meaning
from binrecon.domain.vocabulary import AccountType
from binrecon.exchange.client import BinanceClient, uid_of
from binrecon.sources.catalogue import CATALOGUE
from binrecon.storage import identities
from binrecon.storage.coverage import read_since
from binrecon.storage.evidence import Evidence
from binrecon.storage.identities import Witnessed

ACCOUNT, LIST = "account", "sub_account_list"


@dataclass(frozen=True)
class Holder:
    """An account of the accounts file, and a client with the key of its connection."""

    account: Account
    client: BinanceClient


def witness(engine: Engine, holder: Holder, mains: Sequence[Holder], run_id: str) -> int:
    """Ask whose key the account's connection holds, keep the answer, and give the account's number.

    `mains` are the main accounts of the accounts file; their lists of sub-accounts are read where the last reading is
    older than an hour. Raises WrongKeyError for a key that is not the account's own, and what reading raises: without
    an answer nobody knows whose key it is."""
    lists = [main for main in mains if holder.account.type is AccountType.SUB]
    for main in lists:
        _read_list(engine, main, mains, run_id)
    asking = _Asking(holder.client, Evidence(engine), run_id)
    coverage_id, uid = asking.whose()
    # A main account's first key has no list and nothing earlier to be held against: a sub-account's would be taken for
    # its own.
    first = holder.account.type is AccountType.MAIN and identities.taken_for(engine, holder.account.email) is None
    told = _decide(engine, holder, bool(lists), coverage_id, uid, run_id, asking.not_main() if first else "")
    if not told.accepted:
        raise WrongKeyError(told.reason)
    return uid


def uid_of_key(engine: Engine, holder: Holder) -> int:
    """The number of the account that its key was witnessed to be of, without asking anybody. Raises WrongKeyError for a
    key that was not witnessed: it was put into the connection since, or refused."""
    uid = identities.uid_of_key(engine, holder.account.email, holder.client.key_digest)
    if uid is None:
        raise WrongKeyError(
            f"connection {holder.account.connection!r} of {holder.account.email}: nobody has asked yet whose "
            f"key it holds, or "
            "it was refused: clear check_key with downstream"
        )
    return uid


def _decide(
    engine: Engine, holder: Holder, has_list: bool, coverage_id: int, uid: int, run_id: str, not_main: str
) -> Witnessed:
    """Judge the answer and write it down, refused or not, while nobody else does."""
    account = holder.account
    with engine.begin() as connection:
        identities.alone(connection)
        known = Known(
            before=identities.own_uid(connection, account.email),
            others=identities.others(connection, account.email),
            listed=identities.listed(connection) if has_list or account.type is AccountType.MAIN else None,
            not_main=not_main,
        )
        reason = refusal(account, uid, known)
        told = Witnessed(
            uid,
            holder.client.key_digest,
            coverage_id,
            accepted=reason is None,
            stated=account.uid == uid,
            reason=reason or "",
        )
        identities.add(connection, account.email, told, run_id)
    return told


def _read_list(engine: Engine, main: Holder, mains: Sequence[Holder], run_id: str) -> None:
    """Make sure that a list of sub-accounts no older than an hour is held, asked with a key that is the main
    account's."""
    email, now = main.account.email, main.client.now()
    uid = identities.uid_of_key(engine, email, main.client.key_digest)
    if uid is None:
        uid = witness(engine, main, mains, run_id)
    if read_since(engine, email, LIST, "", now - FRESH):
        return
    try:
        _Asking(main.client, Evidence(engine, uid), run_id).collect(CATALOGUE[LIST], "", today(main.client))
    except BinanceAPIError as error:
        if not isinstance(error, FatalError):
            raise
        raise WrongKeyError(
            f"connection {main.account.connection!r} of {email}: its key is refused the list of sub-accounts "
            f"({error}), by which "
            f"a sub-account's key is told from another's: {MEND}"
        ) from None


class _Asking(DocumentCollector):
    """Asks what concerns the account and no day."""

    def whose(self) -> tuple[int, int]:
        """The coverage row of the answer, and the account's number in it."""
        return self.read(ACCOUNT, uid_of)

    def not_main(self) -> str:
        """What the exchange answers where it refuses this key the list of sub-accounts as a sub-account's own, else
        nothing. No other answer shows whose key it is, and none is kept: a list counts only where the key is
        accepted."""
        try:
            next(iter(self._client.pages(CATALOGUE[LIST], "", today(self._client))), None)
        except FatalAPIError as error:
            return str(error) if error.meaning is Meaning.ACCOUNT_TYPE else ""
        return ""
