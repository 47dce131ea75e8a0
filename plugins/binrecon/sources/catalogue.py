"""The catalogue: every address we ask, by name. Adding a list is adding a description to the module of its family.

Figures follow Binance's documentation of each endpoint (spot `rest-api.md`; wallet, sub-account, convert catalogues).
Where its pages disagree on a page size, the size that every one of them accepts is taken.

Not asked: P2P orders, which settle in the funding wallet; gift cards, which have no list; rewards of WBETH and moves of
flexible collateral, which have no SPOT leg; prevented matches, which can be asked by the id of an order alone, and move
something only with the mode TRANSFER (`reconciliation.prevented_match` hints at those).
"""

from __future__ import annotations

from binrecon.sources import (
    account,
    coin_futures,
    earn,
    futures,
    income,
    investment,
    isolated_margin,
    loans,
    margin,
    market,
    options,
    payments,
    staking,
    trading,
    transfers,
    wallets,
)
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.source import Source

PRODUCTS: tuple[Source, ...] = (
    *income.LISTS,
    *earn.LISTS,
    *payments.LISTS,
    *staking.LISTS,
    *loans.LISTS,
    *investment.LISTS,
    *wallets.LISTS,
    *trading.BY_PAIR,
)
"""Lists of products, asked as far as the account uses them."""
_EVERY: tuple[Endpoint, ...] = (
    account.SERVER_TIME,
    account.API_RESTRICTIONS,
    account.ACCOUNT,
    account.ACCOUNT_INFO,
    *market.LISTS,
    account.DAILY_SNAPSHOT,
    *transfers.LISTS,
    *trading.LISTS,
    account.SUB_ACCOUNT_LIST,
    *PRODUCTS,
    *margin.LISTS,
    *isolated_margin.LISTS,
    *futures.LISTS,
    *coin_futures.LISTS,
    *options.LISTS,
)
CATALOGUE: dict[str, Endpoint] = {endpoint.name: endpoint for endpoint in _EVERY}
"""In the order in which they are planned and named to people."""
SOURCES: dict[str, Source] = {source.name: source for source in _EVERY if isinstance(source, Source)}
"""The lists whose records become rows, in an order in which each finds what it needs: pairs before the trades in
them."""
