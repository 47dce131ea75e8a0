"""The client over real connections: what was signed arrives byte for byte, and a broken connection is only asked
again."""

from collections.abc import Iterator

import pytest
from binrecon.domain.errors import BinanceErrorType, RetryableAPIError
from binrecon.exchange.client import BinanceClient
from binrecon.exchange.signing import Credentials

from tests.exchange_client import NoLimits
from tests.simulator import Exchange, make_key
from tests.simulator.server import SimServer, serve
from tests.small_world import MAIN, at, day_of_world, run_clock, small_world


@pytest.fixture
def server() -> Iterator[SimServer]:
    server = serve(Exchange(small_world(), run_clock()))
    yield server
    server.close()


def client_at(url: str, exchange: Exchange, limits: NoLimits | None = None) -> BinanceClient:
    key = exchange.key_of(MAIN)
    credentials = Credentials(key.api_key, key.secret or None, key.private_pem or None)
    return BinanceClient(url, credentials, MAIN, limits or NoLimits(), lambda: at(exchange.clock), exchange.clock.sleep)


@pytest.mark.parametrize("ed25519", [False, True])
def test_a_signed_query_with_an_e_mail_is_accepted(server: SimServer, ed25519: bool) -> None:
    server.exchange.add_key(make_key("another", MAIN, ed25519=ed25519))
    client = client_at(server.url, server.exchange)
    pages = list(client.get_transfer_between_accounts_main(day_of_world(), "from"))
    assert pages[0].request["fromEmail"] == MAIN
    assert "fromEmail=main%2Bone%40example.com&" in server.exchange.log.of("universalTransfer")[0].query
    assert len(pages[0].records) == 3


@pytest.mark.parametrize("kind", ["reset", "reset_mid", "short_body", "truncated", "5xx", "html", "empty", "big_body"])
def test_a_broken_connection_is_asked_again(server: SimServer, kind: str) -> None:
    fault = server.exchange.add_fault(kind, "deposit")
    (page, end) = client_at(server.url, server.exchange).get_deposit_history(day_of_world())
    assert fault.fired == 1
    assert (len(page.records), end.records) == (7, page.records[-1:])


def test_nobody_at_the_address_is_a_passing_failure_that_is_settled() -> None:
    exchange, limits = Exchange(small_world(), run_clock()), NoLimits()
    client = client_at("http://127.0.0.1:9", exchange, limits)
    with pytest.raises(RetryableAPIError) as caught:
        client.get_key_permissions()
    assert caught.value.type is BinanceErrorType.NETWORK_ERROR
    assert "127.0.0.1" not in str(caught.value)
    assert [outcome.status for outcome in limits.outcomes] == [None] * len(limits.calls) != []
