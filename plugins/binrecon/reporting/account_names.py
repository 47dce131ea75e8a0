"""Names of accounts for people: shortened e-mails, with more of them shown only where two would read alike."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from itertools import groupby

from binrecon.reporting.discord_text import safe, shortened

Naming = Callable[[str], str]
"""From an e-mail to the name that is posted."""


def naming(emails: Iterable[str]) -> Naming:
    """How accounts are called in messages, where these are all accounts there are: no two alike, nor any other e-mail
    that a message names beside them. Safe to post."""
    plain = plain_naming(emails)
    return lambda email: safe(plain(email))


def plain_naming(emails: Iterable[str]) -> Naming:
    """The same as plain text, for sentences that are made safe as a whole."""
    known = frozenset(emails)
    names = told_apart(known)
    return lambda email: names[email] if email in names else told_apart({*known, email})[email]


def told_apart(emails: Iterable[str]) -> dict[str, str]:
    """Each e-mail shortened, as plain text; those that read alike with as many more letters as distinguish them, and
    where letters do not, with digits made of the whole e-mail."""
    more = dict.fromkeys(sorted(emails), 0)
    while True:
        names = {email: _shortened(email, more[email]) for email in more}
        ordered = sorted(names, key=lambda email: names[email].casefold())
        alike = [list(same) for _, same in groupby(ordered, key=lambda email: names[email].casefold())]
        confused = [email for same in alike if len(same) > 1 for email in same]
        if not confused:
            return names
        for email in confused:
            more[email] += 1


def _shortened(email: str, more: int) -> str:
    if not more:
        return shortened(email)
    name, _, domain = email.rpartition("@")
    shown = (3 if len(name) > 5 else 1) + more
    if shown < len(name) - 1:
        return f"{name[:shown]}…{name[-1]}@{domain}"
    digits = 3 + shown - max(len(name) - 2, 0)
    return f"{shortened(email)} #{hashlib.sha256(email.encode()).hexdigest()[:digits]}"
