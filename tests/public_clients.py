"""Public Binance clients that know nothing of this project, pointed at a simulator."""

import logging
from collections.abc import Iterator

import ccxt
import pytest
from binance_common.configuration import ConfigurationRestAPI

from tests.simulator import Key
from tests.simulator.server import SimServer

HOSTS = tuple(f"https://{name}.binance.com" for name in ("api", "fapi", "dapi", "eapi"))


@pytest.fixture(autouse=True)
def no_surprise(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """The SDKs warn when an answer does not fit their response models: none may."""
    yield
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def configured(server: SimServer, email: str) -> ConfigurationRestAPI:
    """What an official SDK calls the server with, as this account."""
    key: Key = server.exchange.key_of(email)
    secret = {"api_secret": key.secret} if key.secret else {"private_key": key.private_pem}
    return ConfigurationRestAPI(api_key=key.api_key, base_path=server.url, timeout=5000, retries=0, **secret)


def ccxt_client(server: SimServer, email: str, markets: str = "spot") -> ccxt.binance:
    """ccxt as this account, with the markets spot or linear."""
    key = server.exchange.key_of(email)
    options = {
        "fetchCurrencies": False,
        "fetchMargins": False,
        "fetchMarkets": {"types": [markets]},
        "defaultType": "spot" if markets == "spot" else "future",
    }
    client = ccxt.binance({"apiKey": key.api_key, "secret": key.secret or key.private_pem, "options": options})
    for name, url in client.urls["api"].items():
        for host in HOSTS if isinstance(url, str) else ():
            client.urls["api"][name] = client.urls["api"][name].replace(host, server.url)
    return client
