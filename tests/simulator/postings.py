"""What a movement is, which wallets the exchange's names mean, and how a status history is read."""

from typing import NamedTuple

CREDITED = frozenset({1, 6})
REFUNDED = frozenset({1, 3, 5})
ACCOUNT_WALLETS = {
    "SPOT": "SPOT",
    "USDT_FUTURE": "FUTURES",
    "COIN_FUTURE": "COIN_FUTURE",
    "MARGIN": "MARGIN",
    "ISOLATED_MARGIN": "ISOLATED_MARGIN",
}
TRANSFER_WALLETS = {
    "MAIN": "SPOT",
    "UMFUTURE": "FUTURES",
    "CMFUTURE": "COIN_FUTURE",
    "MARGIN": "MARGIN",
    "FUNDING": "FUNDING",
    "OPTION": "OPTION",
    "PORTFOLIO_MARGIN": "PORTFOLIO_MARGIN",
    "ISOLATEDMARGIN": "ISOLATED_MARGIN",
}
MEASURES = ("balance", "loan", "interest")
"""What is counted of an asset: what is held, borrowed coins in it; what is owed of them; interest charged, not paid."""
Status = tuple[tuple[int, int], ...]


class Posting(NamedTuple):
    """A signed change in units of 1e-18 of one asset in one wallet of one account.

    `part` tells apart several postings of one record that have the same leg, `measure` is one of MEASURES, `pair` that
    of an isolated margin account.
    """

    time: int
    email: str
    wallet: str
    asset: str
    amount: int
    leg: str
    part: str = ""
    measure: str = "balance"
    pair: str = ""


class Place(NamedTuple):
    """Where money lies or is owed: the pair is that of an isolated margin account, and nothing anywhere else."""

    email: str
    wallet: str
    measure: str = "balance"
    pair: str = ""


def place_of(posting: Posting) -> Place:
    """Where a posting changes something."""
    return Place(posting.email, posting.wallet, posting.measure, posting.pair)


def status_at(history: Status, now: int) -> int:
    """Status in force at `now`; history is (from ms, status), ascending."""
    status = history[0][1]
    for since, value in history:
        if since <= now:
            status = value
    return status


def first_time(history: Status, wanted: frozenset[int]) -> int | None:
    """When one of the wanted statuses was first reached."""
    return next((since for since, value in history if value in wanted), None)


def wallets_of(transfer_type: str) -> tuple[str, str]:
    """(wallet debited, wallet credited) of an asset/transfer type."""
    for name, wallet in TRANSFER_WALLETS.items():
        target = transfer_type.removeprefix(name + "_")
        if target != transfer_type and target in TRANSFER_WALLETS:
            return wallet, TRANSFER_WALLETS[target]
    raise ValueError(f"no such transfer type: {transfer_type}")
