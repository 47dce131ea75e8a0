"""A minimal caller: signs and sends requests to an exchange in process, for tests of the exchange itself."""

from typing import Any
from urllib.parse import quote, urlencode

from .exchange import Exchange
from .keys import Key
from .wire import Request, Response


class Caller:
    """Calls as one account, by the exchange's clock unless `skew` (ms) is set."""

    def __init__(self, exchange: Exchange, email: str, *, key: Key | None = None, skew: int = 0) -> None:
        self.exchange = exchange
        self.key = key or exchange.key_of(email)
        self.skew = skew

    def send(self, path: str, **params: Any) -> Response:
        """Signed GET."""
        stamped = {**params, "timestamp": self.exchange.clock.now() + self.skew}
        payload = urlencode(stamped)
        return self.raw(path, f"{payload}&signature={quote(self.key.sign(payload), safe='')}")

    def get(self, path: str, **params: Any) -> Any:
        """JSON of a signed GET that must succeed."""
        response = self.send(path, **params)
        assert response.status == 200, response
        return response.json()

    def raw(self, path: str, query: str) -> Response:
        """GET with exactly this query."""
        return self.exchange.handle(Request("GET", path, query, {"X-MBX-APIKEY": self.key.api_key}))


def public(exchange: Exchange, path: str, **params: Any) -> Response:
    """Unsigned GET."""
    return exchange.handle(Request("GET", path, urlencode(params)))
