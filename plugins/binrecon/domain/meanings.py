"""What an answer that brings nothing means, and what a person does about it: one sentence for every class of refusal.

Which status, code and words have which meaning is for `exchange.refusals` to say.

Rests on decision 66.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Meaning(StrEnum):
    """Finer than the type of an error: two errors of one meaning are cured by the same act."""

    KEY = "KEY"
    SIGNATURE = "SIGNATURE"
    RIGHTS = "RIGHTS"
    TWO_FACTOR = "TWO_FACTOR"
    PLACE = "PLACE"
    FIREWALL = "FIREWALL"
    BAN = "BAN"
    LIMIT = "LIMIT"
    CLOCK = "CLOCK"
    BUSY = "BUSY"
    NO_ANSWER = "NO_ANSWER"
    BROKEN = "BROKEN"
    SAYS_FAILED = "SAYS_FAILED"
    NOT_THE_EXCHANGE = "NOT_THE_EXCHANGE"
    RETIRED = "RETIRED"
    PAIR = "PAIR"
    ACCOUNT_TYPE = "ACCOUNT_TYPE"
    EMAIL = "EMAIL"
    NOT_HAD = "NOT_HAD"
    NOT_OFFERED = "NOT_OFFERED"
    WINDOW = "WINDOW"
    TOO_OLD = "TOO_OLD"
    TOO_MANY_RECORDS = "TOO_MANY_RECORDS"
    QUESTION = "QUESTION"
    NOT_A_READING = "NOT_A_READING"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"


SENTENCES: Mapping[Meaning, str] = {
    Meaning.KEY: "The exchange refused the key: mend the account's connection (key, allowed IP, reading right), "
    "then clear"
    " check_key with downstream.",
    Meaning.SIGNATURE: "The secret does not belong to the key: mend the password or private_key of the account's "
    "connection,"
    " then clear check_key with downstream.",
    Meaning.RIGHTS: "The key may not read this list: give it the reading right on the exchange's API page, then clear"
    " check_key with downstream.",
    Meaning.TWO_FACTOR: "The exchange wants two-factor authentication on the account first: its owner switches it "
    "on, then"
    " clear check_key with downstream.",
    Meaning.PLACE: "The exchange does not serve the place this host asks from: run the workers elsewhere, or through an"
    " address in a country it serves; asking again from here cannot help.",
    Meaning.FIREWALL: "The exchange's firewall blocked this address, for five minutes as a rule: wait, then clear "
    "this copy"
    " with downstream; where it comes again, something else behind this address asks too much.",
    Meaning.BAN: "The exchange banned this address for asking on after a limit, for two minutes up to three days: "
    "wait for the"
    " ban's end, find what else asks from this address, then clear this copy with downstream.",
    Meaning.LIMIT: "The budget did not free up in time: wait a few minutes, then clear this copy with downstream; "
    "where it"
    " comes again, another program shares the key or the address, or weight_share is too high.",
    Meaning.CLOCK: "The clocks of this host and of the exchange are apart by more than recv_window: set this host's "
    "clock"
    " (NTP), then clear this copy with downstream.",
    Meaning.BUSY: "The exchange is out of order or in maintenance: clear this copy with downstream when it is back.",
    Meaning.NO_ANSWER: "No whole answer came: look at the network, the proxy and the name service of this host, "
    "then clear"
    " this copy with downstream.",
    Meaning.BROKEN: "The exchange gave no whole answer: clear this copy with downstream when it is back; where it "
    "comes again"
    " for one list alone, the exchange has changed the list, and this program has to learn it.",
    Meaning.SAYS_FAILED: "The exchange says that it failed and not why: clear this copy with downstream later; "
    "where it comes"
    " again, ask the exchange's support about this list.",
    Meaning.NOT_THE_EXCHANGE: "What answered is not the exchange's API but a page: look at the connection's host, "
    "and at"
    " proxies and gateways in between, then clear this copy with downstream.",
    Meaning.RETIRED: "The exchange no longer offers this list: see its change log for what replaced it; what the "
    "list told"
    " stays open until this program reads the new one.",
    Meaning.PAIR: "The exchange does not know this pair for this account: see whether it was delisted or renamed; "
    "its assets"
    " stay unproved until it answers or its closing is known.",
    Meaning.ACCOUNT_TYPE: "The exchange says that this list is for the other type of account: set `type` of this "
    "account"
    " (main or sub) in the accounts file right, then trigger the day again.",
    Meaning.EMAIL: "The exchange does not know this e-mail in the key's family of accounts: set `email` in the "
    "accounts file"
    " as the exchange writes it, then trigger the day again.",
    Meaning.NOT_HAD: "The exchange says that this account does not have this, and told of records of it before: "
    "both cannot"
    " be true; ask the exchange's support, the days stay unproved until the list answers.",
    Meaning.NOT_OFFERED: "The exchange does not offer this list to this account, which does not prove that nothing "
    "moved: if"
    " these are lists of transfers between accounts and the account has no sub-accounts, say `sub_accounts = false` "
    "in the"
    " accounts file; else ask the exchange's support.",
    Meaning.WINDOW: "The exchange no longer takes a window this long or this old: its limits have changed, and this "
    "program"
    " has to learn them; report it with the code.",
    Meaning.TOO_OLD: "The exchange no longer tells of so old a day: what this list held then is lost, and an account"
    " statement alone tells it.",
    Meaning.TOO_MANY_RECORDS: "One moment holds more records than the exchange gives at once: this list cannot be "
    "proved"
    " complete; compare the account statement of the day.",
    Meaning.QUESTION: "The exchange does not take the question as it is asked: the list has changed, and this "
    "program has to"
    " learn it; report it with the code.",
    Meaning.NOT_A_READING: "The code belongs to orders, transfers or loans, which this program never makes: look at the"
    " connection's host, and report it with the code.",
    Meaning.REFUSED: "The exchange refuses this list and does not say why: asking again cannot help; look at the "
    "account on"
    " the exchange's own page, then ask its support.",
    Meaning.UNKNOWN: "The code is in none of the documents this program knows: look it up in the exchange's error "
    "list, then"
    " clear this copy with downstream once the cause is gone.",
}

OF_THE_LIST = frozenset(
    {
        Meaning.RETIRED,
        Meaning.ACCOUNT_TYPE,
        Meaning.NOT_HAD,
        Meaning.NOT_OFFERED,
        Meaning.WINDOW,
        Meaning.QUESTION,
        Meaning.NOT_A_READING,
        Meaning.REFUSED,
        Meaning.UNKNOWN,
    }
)
"""Refusals of one list for good, not of the key, the address or the moment: asking the next day is no use."""
