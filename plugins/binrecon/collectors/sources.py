"""Which collector reads which endpoint of the catalogue."""

from __future__ import annotations

from collections.abc import Callable

from binrecon.collectors.base import BaseCollector
from binrecon.collectors.convert import ConvertCollector
from binrecon.collectors.deposit import DepositCollector
from binrecon.collectors.exchange_info import ExchangeInfoCollector, PriceCollector
from binrecon.collectors.snapshot import SnapshotCollector
from binrecon.collectors.trade import TradeCollector
from binrecon.collectors.transfer import TransferCollector
from binrecon.collectors.withdraw import WithdrawCollector
from binrecon.exchange.client import BinanceClient
from binrecon.sources.products import PRODUCTS
from binrecon.storage.evidence import Evidence

COLLECTORS: dict[str, type[BaseCollector]] = {
    "exchange_info": ExchangeInfoCollector,
    "sub_account_list": ExchangeInfoCollector,
    "account": BaseCollector,
    "klines": PriceCollector,
    "daily_snapshot": SnapshotCollector,
    "deposit_history": DepositCollector,
    "withdraw_history": WithdrawCollector,
    "sub_transfer_history": TransferCollector,
    "universal_transfer": TransferCollector,
    "sub_user_history": TransferCollector,
    "wallet_transfer": TransferCollector,
    "trades": TradeCollector,
    "convert_history": ConvertCollector,
    **{product.name: BaseCollector for product in PRODUCTS},
    "allocations": TradeCollector,
}


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
    kind = COLLECTORS[endpoint]
    if issubclass(kind, TradeCollector):
        return kind(client, evidence, run_id, refresh_symbols=refresh_symbols)
    return kind(client, evidence, run_id, sub_accounts=sub_accounts)
