"""Words shared by every layer: wallets, transaction kinds, verdicts, coverage states."""

from __future__ import annotations

from enum import StrEnum

NOBODY = ""
"""The account of what belongs to none: pairs, prices, faults of the system itself."""

FILLS = frozenset({"trade", "allocations", "margin_trade", "isolated_trade"})
"""Sources of the table of trades whose records are fills of an order."""


class Wallet(StrEnum):
    """Wallets a balance can stand in. MARGIN is cross margin alone, ISOLATED_MARGIN all of its pairs, FUTURES those of
    USD-M alone."""

    SPOT = "SPOT"
    MARGIN = "MARGIN"
    ISOLATED_MARGIN = "ISOLATED_MARGIN"
    FUTURES = "FUTURES"
    COIN_M_FUTURES = "COIN_M_FUTURES"
    OPTION = "OPTION"


class Measure(StrEnum):
    """What of an asset in a wallet is rolled forward, each by the same equation; SPOT has a balance alone."""

    BALANCE = "balance"
    LOAN = "loan"
    INTEREST = "interest"
    UNREALISED_PNL = "unrealised_pnl"


class AccountType(StrEnum):
    """Main accounts list their subs and see transfers from above; subs see their own side."""

    MAIN = "main"
    SUB = "sub"


class Verdict(StrEnum):
    """What a day's arithmetic says about one asset. UNPROVED is never shown as fine."""

    PROVED = "proved"
    EXPLAINED = "explained"
    OPEN = "open"
    UNPROVED = "unproved"


class SignOffRole(StrEnum):
    """As what a person signs a period; a reviewer is another person than whoever prepared it."""

    PREPARED = "prepared"
    REVIEWED = "reviewed"


BY_RULE = "rule"
"""As what the rule signs a month whose verdicts are all proved or explained. No person can."""


class CoverageStatus(StrEnum):
    """How a window was read. A window without a row was never asked."""

    COMPLETE = "complete"
    TRUNCATED = "truncated"
    FAILED = "failed"
