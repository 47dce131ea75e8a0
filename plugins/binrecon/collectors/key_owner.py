"""Whose key it is: decides from what the exchange reports whether a key is the account's own. Pure.

Rests on decision 49.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from binrecon.config.accounts import Account
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.vocabulary import AccountType

MEND = "put this account's own key into the connection, then clear check_key with downstream"

MEND_BOTH = "put each account's own key into its connection, then clear both check_key tasks with downstream"


class WrongKeyError(ConfigurationError):
    """A key that is not the account's own, or whose owner cannot be established: nothing may be collected with it."""


@dataclass(frozen=True)
class Known:
    """What was witnessed so far. Account numbers are the `uid` of `account` and the `subUserId` of `sub-account/list`.

    `before`: the number that was taken for this account's, None at first. `others`: e-mail of every other account ->
    the number its key answered with last. `listed`: e-mail in small letters -> the number in the main accounts' lists,
    as text; None where there is no main account whose list could name it. `not_main`: what the exchange answers where a
    key in a main account's connection is refused as a sub-account's, asked of the first one only."""

    before: int | None = None
    others: Mapping[str, int] = field(default_factory=dict)
    listed: Mapping[str, str] | None = None
    not_main: str = ""


def refusal(account: Account, uid: int, known: Known) -> str | None:
    """Why a key that answers as account `uid` may not be used for `account`, in one sentence that names what to do;
    None when nothing speaks against it.

    Of two accounts whose keys answer as one, the one that came first goes on and is in doubt meanwhile (the view
    v_binance_identity_doubts). A number stated in the accounts file stands against what was witnessed before and
    against the id that the list gives for the e-mail, never against a list or another key that shows the number to be
    somebody else's."""
    told = f"connection {account.connection!r} of {account.email}: its key answers as account {uid}"
    if account.uid not in (None, uid):
        return f"{told}, but the accounts file says uid = {account.uid}: {MEND}"
    name = account.email.lower()
    for email, listed in sorted((known.listed or {}).items()):
        if listed == str(uid) and email != name:
            return f"{told}, which the main account's list of sub-accounts names {email}: {MEND}"
    if known.not_main:
        return (
            f"{told}, which is no main account's, as it is refused the list of sub-accounts ({known.not_main}): {MEND}"
        )
    mine = (known.listed or {}).get(name)
    if known.before != uid and mine != str(uid):
        for email, other in sorted(known.others.items()):
            if other == uid:
                return f"{told}, and so does the key of {email}: {MEND_BOTH}"
    if account.uid == uid:
        return None
    if mine not in (None, str(uid)):
        return f"{told}, but the main account's list of sub-accounts gives {mine} for this e-mail: {MEND}"
    if mine is None and known.listed is not None and account.type is AccountType.SUB:
        return (
            f"{told}, but no main account of the accounts file lists this e-mail as a sub-account: {MEND}, "
            f"or mend the main's"
        )
    if known.before not in (None, uid):
        replaced = f"only if the account itself was replaced, write uid = {uid} beside it in the accounts file"
        return f"{told}, but it was account {known.before} so far: {MEND}; {replaced}"
    return None
