"""Everything a probe asks, settles and writes: the open questions in the order in which they are reported, and which
balances and sums its CSVs hold."""

from __future__ import annotations

from collections.abc import Iterable

from binrecon.probing import looks
from binrecon.probing.question import Look, OpenQuestion
from binrecon.probing.questions import account, futures, margin, snapshots, spot
from binrecon.probing.tables import Balances, Sums
from binrecon.sources.catalogue import CATALOGUE


def _place(question: OpenQuestion) -> tuple[int, str]:
    number = question.number
    return int(number.rstrip("abcdef")), number


_EVERY = (
    *snapshots.QUESTIONS,
    *futures.QUESTIONS,
    *margin.QUESTIONS,
    *account.QUESTIONS,
    *spot.QUESTIONS,
)
QUESTIONS: tuple[OpenQuestion, ...] = tuple(sorted(_EVERY, key=_place))
BALANCES = (
    Balances("SPOT, day end", looks.SPOT_SNAPSHOT, ("free", "locked"), "balances"),
    Balances("MARGIN, day end", looks.MARGIN_SNAPSHOT, margin.MEASURES, "userAssets"),
    Balances("MARGIN, now", looks.CROSS_ACCOUNT, margin.MEASURES),
    Balances("FUTURES, day end", looks.FUTURES_SNAPSHOT, (snapshots.WALLET, snapshots.MARGIN), "assets"),
    Balances("FUTURES, now", looks.UM_ACCOUNT, (snapshots.WALLET, snapshots.MARGIN)),
    Balances("COIN-M, now", looks.CM_ACCOUNT, (snapshots.WALLET, snapshots.MARGIN)),
    Balances("OPTION, now", looks.OPTION_ACCOUNT, ("marginBalance", "equity")),
    Balances("portfolio margin, now", looks.PM_BALANCE, ("totalWalletBalance", "umWalletBalance", "cmWalletBalance")),
)
SUMS = (
    Sums("income.csv", (looks.INCOME, looks.CM_INCOME, looks.PM_INCOME), "time", "incomeType", "income"),
    Sums("capital_flow.csv", (looks.FLOW,), "timestamp", "type", "amount"),
    Sums("interest.csv", (looks.INTEREST,), "interestAccuredTime", "type", "interest"),
    Sums("loans.csv", (looks.BORROWS, looks.REPAYS), "timestamp", "type", "amount"),
    Sums("options.csv", (looks.OPTION_BILL,), "createDate", "type", "amount"),
    Sums(
        "transfers.csv",
        (looks.INTO_FUTURES, looks.OUT_OF_FUTURES, looks.INTO_MARGIN, looks.OUT_OF_MARGIN, looks.MARGIN_MOVES),
        "timestamp",
        "type",
        "amount",
    ),
)


BESIDES = (
    looks.WALLET_BALANCE,
    looks.CROSS_ACCOUNT,
    looks.LIQUIDATIONS,
    looks.SMALL_LIABILITIES,
    looks.UM_ACCOUNT,
    looks.PM_BALANCE,
    looks.PM_INCOME,
)
"""Looked at for the CSVs and for their shapes alone."""


def looks_of(questions: Iterable[OpenQuestion]) -> tuple[Look, ...]:
    """The looks of questions, each once; the key's rights come first."""
    return tuple(dict.fromkeys((looks.RIGHTS, *(look for question in questions for look in question.looks))))


def every_look() -> tuple[Look, ...]:
    """All that a probe looks at: for its questions, for its CSVs, and each list of the catalogue at least once."""
    asked = (*looks_of(QUESTIONS), *BESIDES)
    names = {look.endpoint.name for look in asked}
    return (*asked, *(looks.once(endpoint) for name, endpoint in CATALOGUE.items() if name not in names))
