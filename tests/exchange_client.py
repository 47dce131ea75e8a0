"""Our client in front of the simulated exchange, living by the exchange's clock."""

from datetime import timedelta

import requests
from binrecon.domain.calls import Call, Grant, HostClocks, Limits, Outcome
from binrecon.domain.intervals import from_ms
from binrecon.exchange.client import BinanceClient
from binrecon.exchange.signing import Credentials

from tests.exchange_adapter import ExchangeAdapter
from tests.simulator import Exchange

URL = "https://exchange.test"


class NoLimits:
    """Grants everything and remembers it: for tests that are not about budgets."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.outcomes: list[Outcome] = []

    def acquire(self, call: Call) -> Grant:
        self.calls.append(call)
        return Grant(len(self.calls), call, call.path)

    def record_outcome(self, grant: Grant, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


class Waits(list[float]):
    """A sleep that moves the exchange's clock and remembers how long it slept."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__()
        self._exchange = exchange

    def __call__(self, seconds: float) -> None:
        self.append(seconds)
        self._exchange.clock.sleep(seconds)


def client_of(
    exchange: Exchange,
    email: str,
    limiter: Limits | None = None,
    *,
    skew: timedelta = timedelta(0),
    sleep: Waits | None = None,
    clocks: HostClocks | None = None,
) -> BinanceClient:
    """A client of one simulated account (of none when `email` is empty), whose own clock is wrong by `skew`."""
    key = exchange.key_of(email) if email else None
    credentials = Credentials(key.api_key, key.secret or None, key.private_pem or None) if key else None
    waits = Waits(exchange) if sleep is None else sleep
    session = requests.Session()
    session.mount(URL, ExchangeAdapter(exchange, waits))
    return BinanceClient(
        URL,
        credentials,
        email,
        limiter or NoLimits(),
        lambda: from_ms(exchange.clock.now()) + skew,
        waits,
        session,
        clocks=clocks,
    )
