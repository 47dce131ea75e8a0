"""What a person who probes does about a refusal, one sentence for every meaning that has one of its own."""

from __future__ import annotations

from collections.abc import Mapping

from binrecon.domain.meanings import Meaning
from binrecon.probing.question import Refused

_ADVICE: Mapping[Meaning, str] = {
    Meaning.KEY: "the key is refused here: look at its allowed addresses and its age; futures and options may want the "
    "right of trading them (with an IP restriction), and refuse a key of an account under portfolio margin",
    Meaning.SIGNATURE: "the secret does not belong to the key: mend the connection",
    Meaning.RIGHTS: "the key may not read this list: give it the reading right, or use the key of the other kind of "
    "account (main or sub)",
    Meaning.TWO_FACTOR: "switch two-factor authentication on for the account",
    Meaning.PLACE: "the exchange does not serve this place: probe from another host",
    Meaning.FIREWALL: "wait five minutes, then probe again",
    Meaning.BAN: "wait for the end of the ban, find what else asks from this address, then probe again",
    Meaning.LIMIT: "the budget is spent: probe again at another minute",
    Meaning.CLOCK: "set this host's clock (NTP), then probe again",
    Meaning.BUSY: "probe again when the exchange is back",
    Meaning.NO_ANSWER: "look at the network and the proxy of this host, then probe again",
    Meaning.BROKEN: "the answer has another shape than is read: its description has to learn it",
    Meaning.NOT_THE_EXCHANGE: "look at the connection's host and at proxies in between",
    Meaning.RETIRED: "the exchange no longer offers this list: see its change log",
    Meaning.ACCOUNT_TYPE: "this list is for the other kind of account (main or sub)",
    Meaning.EMAIL: "give the connection's account and its e-mail in the accounts file",
    Meaning.NOT_HAD: "the account does not have this: probe an account that does",
    Meaning.NOT_OFFERED: "the list is not offered to this account: probe an account that has it",
    Meaning.WINDOW: "the window is longer or older than is taken: the description's limits have to learn it",
    Meaning.QUESTION: "the question is not taken as it is asked: the description has to learn it",
}
_OTHERS = "report the code with the name of the list"


def told(refused: Refused) -> tuple[str, str]:
    """The refusal in words with its code, and what to do about it."""
    advice = _ADVICE.get(refused.meaning, _OTHERS)
    if refused.status is None:
        return f"{'no answer' if refused.meaning is Meaning.NO_ANSWER else 'not asked'}: {refused.reason}", advice
    code = "" if refused.code is None else f", code {refused.code}"
    reason = f" ({refused.reason})" if refused.reason else ""
    return f"refused: HTTP {refused.status}{code}{reason}", advice
