"""Which lists belong to which wallet: what is asked with its days, and what its ledger may tell of."""

from __future__ import annotations

from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import WalletDescription
from binrecon.sources.catalogue import CATALOGUE, SOURCES
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.source import Source


def wallet_of(endpoint: Endpoint) -> Wallet:
    """The wallet with whose days an endpoint is asked: the one that its records book to. What books to none, as pairs
    and prices, goes with SPOT."""
    booked = endpoint.wallet if isinstance(endpoint, Source) else None
    return booked or Wallet.SPOT


def endpoints_of(wallet: Wallet) -> tuple[Endpoint, ...]:
    """Everything that is asked with the days of a wallet."""
    return tuple(endpoint for endpoint in CATALOGUE.values() if wallet_of(endpoint) is wallet)


def known_kinds(wallet: WalletDescription) -> tuple[str, ...]:
    """The kinds of movement that documents name of the wallet's ledger."""
    return tuple(SOURCES[wallet.ledger].classes)
