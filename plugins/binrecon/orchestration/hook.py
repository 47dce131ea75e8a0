"""From Airflow connections to things that work: the exchange's client and the database engine, one engine per process."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook

from binrecon.accounts import Settings, load_accounts
from binrecon.errors import BinreconError
from binrecon.orchestration import connections

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from binrecon.binance.client import BinanceClient
    from binrecon.calls import Limits

Sleep = Callable[[float], None]


def now() -> datetime:
    """The only clock of the bundle; everything below is handed it."""
    return datetime.now(UTC)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The writer's engine of this process. Raises ConfigurationError for a bad `binrecon_db`."""
    from binrecon.storage.database import engine_from

    return engine_from(connections.database_url())


def limiter(settings: Settings) -> Limits:
    """The budget ledger that all processes share."""
    from binrecon.storage.weight_ledger import RateLimiter

    return RateLimiter(engine(), settings.weight_share, settings.egress, sleep=time.sleep)


class BinanceHook(BaseHook):
    """One account's connection of type `binance`. Its secrets are masked before anything can print them."""

    conn_name_attr = "binance_conn_id"
    default_conn_name = "binance_default"
    conn_type = "binance"
    hook_name = "Binance"

    def __init__(self, binance_conn_id: str = default_conn_name) -> None:
        super().__init__()
        self.conn_id = binance_conn_id

    def client(self, email: str, limits: Limits, run_id: str = "", public: bool = False) -> BinanceClient:
        """A client for the account; `public` leaves the key out. Raises ConfigurationError for a bad connection."""
        from binrecon.binance.client import BinanceClient
        from binrecon.binance.signing import Credentials

        conn = connections.binance(self.conn_id)
        credentials = None if public else Credentials(conn.api_key, conn.secret, conn.private_key)
        return BinanceClient(
            conn.base_url, credentials, email, limits, now, time.sleep, recv_window=conn.recv_window, run_id=run_id
        )

    def test_connection(self) -> tuple[bool, str]:
        """What the UI's Test button says: whether the exchange takes the key, and that it can only read."""
        from binrecon.binance.permissions import refuse_dangerous_key

        try:
            settings = load_accounts().settings
            permissions = self.client("", limiter(settings)).get_key_permissions()
            refuse_dangerous_key(permissions, settings.allow_trading_keys)
        except BinreconError as error:
            return False, str(error)
        return True, "the exchange accepts the key"
