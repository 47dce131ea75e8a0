"""Which collector reads which endpoint: the plain one, but for those that need more than their description."""

from __future__ import annotations

from collections.abc import Callable

from binrecon.collectors.base import BaseCollector
from binrecon.collectors.exchange_info import ExchangeInfoCollector, PriceCollector
from binrecon.collectors.reading import ReadingCollector
from binrecon.collectors.snapshot import SnapshotCollector
from binrecon.collectors.trade import TradeCollector
from binrecon.domain.wallets import WALLETS
from binrecon.exchange.client import BinanceClient
from binrecon.storage.evidence import Evidence

COLLECTORS: dict[str, type[BaseCollector]] = {
    "exchange_info": ExchangeInfoCollector,
    "sub_account_list": ExchangeInfoCollector,
    "klines": PriceCollector,
    **{one.witness: ReadingCollector if one.read_by_us else SnapshotCollector for one in WALLETS.values()},
    "trades": TradeCollector,
    "allocations": TradeCollector,
}
"""The exceptions."""


def collector_for(
    endpoint: str,
    client: BinanceClient,
    evidence: Evidence,
    run_id: str,
    refresh_symbols: Callable[[], None],
    sub_accounts: bool = True,
) -> BaseCollector:
    """The collector of a stored endpoint. `refresh_symbols` reads exchange info again when a pair is unknown (-1121);
    `sub_accounts` is false where the accounts file states that the account has none."""
    kind = COLLECTORS.get(endpoint, BaseCollector)
    if issubclass(kind, TradeCollector):
        return kind(client, evidence, run_id, refresh_symbols=refresh_symbols)
    return kind(client, evidence, run_id, sub_accounts=sub_accounts)
