"""Which lists belong to which wallet: what is asked with its days, and what its ledger may tell of."""

from __future__ import annotations

from collections.abc import Iterable

from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import WalletDescription
from binrecon.sources.catalogue import CATALOGUE, SOURCES
from binrecon.sources.endpoint import Endpoint, Host
from binrecon.sources.source import Source


def wallet_of(endpoint: Endpoint) -> Wallet:
    """The wallet with whose days an endpoint is asked: the one that its records book to. What books to none, as pairs
    and prices, goes with SPOT."""
    booked = endpoint.wallet if isinstance(endpoint, Source) else None
    return booked or Wallet.SPOT


def endpoints_of(wallet: Wallet) -> tuple[Endpoint, ...]:
    """Everything that is asked with the days of a wallet."""
    return tuple(endpoint for endpoint in CATALOGUE.values() if wallet_of(endpoint) is wallet)


def lightest_lists(wallets: Iterable[Wallet]) -> dict[Host, Endpoint]:
    """For each host beside the API's that lists of these wallets are asked at, the one that costs least and needs no
    symbol."""
    found: dict[Host, Endpoint] = {}
    asked = (one for wallet in wallets for one in endpoints_of(wallet) if one.keys)
    for endpoint in (one for one in asked if one.host is not Host.API):
        lightest = found.setdefault(endpoint.host, endpoint)
        found[endpoint.host] = min(lightest, endpoint, key=lambda one: one.weight)
    return found


def known_kinds(wallet: WalletDescription) -> tuple[str, ...]:
    """The kinds of movement that documents name of the wallet's ledger."""
    return tuple(SOURCES[wallet.ledger].classes)
