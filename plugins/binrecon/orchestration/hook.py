"""From Airflow connections to things that work: the exchange's client and the database engine, one engine per
process."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook

from binrecon.config.accounts import Settings, load_accounts
from binrecon.domain.errors import BinreconError
from binrecon.orchestration import connections

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from binrecon.domain.calls import Limits
    from binrecon.domain.vocabulary import Wallet
    from binrecon.exchange.client import BinanceClient

Sleep = Callable[[float], None]
MOMENT = timedelta(minutes=1)
"""So much of a list is asked for where it matters only whether there is an answer."""


def now() -> datetime:
    """The only clock of the bundle; everything below is handed it."""
    return datetime.now(UTC)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The writer's engine of this process. Raises ConfigurationError for a bad `binrecon_db`."""
    from binrecon.storage.database import engine_from

    return engine_from(connections.database_url(), task_name())


def task_name() -> str:
    """Task, DAG and run of this process as Airflow names them, for whoever has to wait for its session."""
    names = [os.environ.get(f"AIRFLOW_CTX_{part}", "") for part in ("TASK_ID", "DAG_ID", "DAG_RUN_ID")]
    return " ".join(filter(None, names)) or "binrecon"


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
        from binrecon.exchange.client import BinanceClient
        from binrecon.exchange.signing import Credentials
        from binrecon.storage.host_clocks import StoredClocks

        conn = connections.binance(self.conn_id)
        credentials = None if public else Credentials(conn.api_key, conn.secret, conn.private_key)
        clocks = StoredClocks(engine(), socket.gethostname())
        return BinanceClient(
            conn.base_url,
            credentials,
            email,
            limits,
            now,
            time.sleep,
            recv_window=conn.recv_window,
            run_id=run_id,
            clocks=clocks,
            hosts=conn.hosts,
        )

    def test_connection(self) -> tuple[bool, str]:
        """What the UI's Test button shows: whether the exchange takes the key, at each of its hosts that the account's
        wallets need, that it can only read, and whose it is. Nothing is kept of it: a connection that is tried may be a
        draft, under a name that no account has, and is tried at the API alone then."""
        from binrecon.exchange.permissions import refuse_dangerous_key
        from binrecon.storage import identities

        try:
            roster = load_accounts()
            client = self.client("", limiter(roster.settings))
            refuse_dangerous_key(client.get_key_permissions(), roster.settings.allow_trading_keys)
            uid = client.get_uid()
            owners = identities.holders(engine(), uid)
            own = [account for account in roster.accounts if account.connection == self.conn_id]
            refused = _refused_at(client, [wallet for account in own for wallet in account.wallets])
        except BinreconError as error:
            return False, str(error)
        mine = [account.email for account in own]
        owner = f"account {uid}, {f'known as {owners[0]}' if owners else 'not seen before'}"
        if mine and owners and mine != owners:
            return (
                False,
                f"the key belongs to {owner}, not to {mine[0]}: put that account's own key into the connection",
            )
        if refused:
            return False, f"the API accepts the key, which belongs to {owner}; {'; '.join(refused)}"
        return True, f"the exchange accepts the key; it belongs to {owner}"


def _refused_at(client: BinanceClient, wallets: list[Wallet]) -> list[str]:
    """What the hosts beside the API answer that do not give the lightest list of these wallets there."""
    from binrecon.domain.intervals import Interval
    from binrecon.sources.wallet_lists import lightest_lists

    found = []
    for host, endpoint in lightest_lists(wallets).items():
        asked = Interval(client.now() - MOMENT, client.now())
        try:
            next(iter(client.pages(endpoint, endpoint.keys[0], asked)), None)
        except BinreconError as error:
            found.append(f"{host} does not: {error}")
    return found
