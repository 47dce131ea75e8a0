"""Connections: what is read from a good one, and the one sentence a bad one gets."""

import json

import pytest
from binrecon.domain.errors import ConfigurationError
from binrecon.orchestration import connections

GOOD = {"conn_type": "binance", "login": "canary-api-key", "password": "canary-api-secret"}


def test_a_key_with_a_secret(connect):
    connect("binance_main", **GOOD, extra={"recv_window": 6000})
    conn = connections.binance("binance_main")
    assert (conn.base_url, conn.api_key, conn.secret) == (
        "https://api.binance.com",
        "canary-api-key",
        "canary-api-secret",
    )
    assert (conn.private_key, conn.recv_window) == (None, 6000)


def test_a_key_with_a_private_key(connect):
    connect("binance_main", conn_type="binance", login="canary-api-key", extra={"private_key": "-----BEGIN canary"})
    conn = connections.binance("binance_main")
    assert (conn.secret, conn.private_key, conn.recv_window) == (None, "-----BEGIN canary", 5000)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("https://api1.binance.com/", "https://api1.binance.com"),
        ("api1.binance.com", "https://api1.binance.com"),
    ],
)
def test_the_host_is_the_base_url(connect, host, expected):
    connect("binance_main", **GOOD, host=host)
    assert connections.binance("binance_main").base_url == expected


@pytest.mark.parametrize(
    ("host", "stated", "expected"),
    [
        ("", None, "https://fapi.binance.com"),
        ("https://api1.binance.com", "", "https://fapi.binance.com"),
        ("https://api.binance.com", "https://fapi.example.com/", "https://fapi.example.com"),
        ("http://127.0.0.1:9000", None, "http://127.0.0.1:9000"),
        ("https://proxy.example.com", None, "https://proxy.example.com"),
        ("https://api.binance.com.example.com", None, "https://api.binance.com.example.com"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9001", "http://127.0.0.1:9001"),
    ],
)
def test_the_host_of_futures_is_the_documented_one_or_that_of_a_proxy(connect, host, stated, expected):
    connect("binance_main", **GOOD, host=host, extra={"fapi_url": stated})
    assert connections.binance("binance_main").hosts == {"fapi": expected}


@pytest.mark.parametrize("stated", ["http://fapi.example.com", "fapi", "https://fapi.example.com/path", "ftp://x"])
def test_a_host_of_futures_that_is_no_address_is_refused(connect, stated):
    connect("binance_main", **GOOD, extra={"fapi_url": stated})
    with pytest.raises(ConfigurationError, match="connection 'binance_main': "):
        connections.binance("binance_main")


def test_a_connection_as_uri(connect):
    connect("binance_main", "binance://canary-api-key:canary-api-secret@127.0.0.1:9000/http")
    assert connections.binance("binance_main").base_url == "http://127.0.0.1:9000"


def test_no_secret_shows_in_the_text_of_a_connection(connect):
    connect("binance_main", **GOOD)
    assert "canary" not in repr(connections.binance("binance_main"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"conn_type": "http"}, "must be of type 'binance', got 'http'"),
        ({"login": ""}, "has no API key"),
        ({"password": ""}, "exactly one of"),
        ({"extra": {"private_key": "canary-private-key"}}, "exactly one of"),
        ({"extra": '{"canary": '}, "extra is not a JSON object"),
        ({"extra": "[1]"}, "extra is not a JSON object"),
        ({"extra": {"recv_window": 0}}, "recv_window must be 1 to 60000 ms"),
        ({"extra": {"recv_window": "soon"}}, "recv_window must be 1 to 60000 ms"),
        ({"host": "http://api.binance.com"}, "must begin with https://, unless it is a loopback address"),
        ({"host": "http://127.0.0.1.example.com"}, "must begin with https://"),
        ({"host": "api.binance.com", "schema": "http"}, "must begin with https://"),
        ({"host": "https://[canary"}, "must be an address such as"),
        ({"host": "https://api.binance.com:canary"}, "must be an address such as"),
        ({"host": "ftp://api.binance.com"}, "must be an address such as"),
        ({"host": "https://user:canary@api.binance.com"}, "must be an address such as"),
        ({"host": "https://api.binance.com/api/v3"}, "must be an address such as"),
    ],
)
def test_a_malformed_connection_gets_one_sentence_without_its_secrets(connect, change, sentence):
    connect("binance_main", **{**GOOD, **change})
    with pytest.raises(ConfigurationError, match=sentence) as caught:
        connections.binance("binance_main")
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_missing_connection_is_named():
    with pytest.raises(
        ConfigurationError, match="no connection 'binance_none': define it in Airflow or as AIRFLOW_CONN_"
    ):
        connections.binance("binance_none")


def test_an_unreadable_variable_is_told_from_a_missing_one(connect):
    connect("binance_main", '{"conn_type": "binance", "password": "canary"')
    with pytest.raises(ConfigurationError, match="AIRFLOW_CONN_BINANCE_MAIN can be read neither") as caught:
        connections.binance("binance_main")
    assert "canary" not in str(caught.value)


def test_the_database_keeps_its_driver_password_and_tls_options(connect):
    connect("binrecon_db", "postgres://app:p%40ss@db.example:6543/binrecon?sslmode=verify-full")
    url = connections.database_url()
    assert url.render_as_string(hide_password=False) == (
        "postgresql+psycopg://app:p%40ss@db.example:6543/binrecon?sslmode=verify-full"
    )


@pytest.mark.parametrize("missing", ["host", "login", "schema"])
def test_a_database_connection_without_its_parts_is_refused(connect, missing):
    fields = {"conn_type": "postgres", "host": "db", "login": "app", "password": "canary", "schema": "binrecon"}
    connect("binrecon_db", json.dumps({**fields, missing: ""}))
    with pytest.raises(ConfigurationError, match="needs a host, a login and a schema"):
        connections.database_url()


@pytest.mark.parametrize("endpoint", [None, "", "webhooks/x/y", "https://discord.com/api/webhooks/1/canary"])
def test_a_malformed_webhook_is_refused(connect, endpoint):
    connect(
        "binrecon_discord", conn_type="discord", host="https://discord.com/api/", extra={"webhook_endpoint": endpoint}
    )
    with pytest.raises(ConfigurationError, match="webhooks/<number>/<token>") as caught:
        connections.discord("binrecon_discord")
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        {"host": "https://discord.com/api/"},
        {"host": "discord.com/api/", "schema": "https"},
        {"host": "http://127.0.0.1:9000/api/"},
        {"host": "localhost", "port": 9000},
    ],
)
def test_a_webhook_is_posted_over_https_or_to_this_machine(connect, address):
    connect("binrecon_discord", conn_type="discord", **address, extra={"webhook_endpoint": "webhooks/1/canary"})
    connections.discord("binrecon_discord")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"host": "http://discord.com/api/"}, "must begin with https://, unless it is a loopback address"),
        ({"host": "discord.com/api/"}, "must begin with https://"),
        ({"host": "discord.com/api/", "schema": "http"}, "must begin with https://"),
        ({"host": "http://127.0.0.1@discord.com/api/"}, "must be an address such as https://discord.com/api/"),
        ({"host": "ftp://discord.com/api/"}, "must be an address such as"),
    ],
)
def test_a_webhook_that_would_travel_in_the_clear_is_refused(connect, address, sentence):
    connect("binrecon_discord", conn_type="discord", **address, extra={"webhook_endpoint": "webhooks/1/canary"})
    with pytest.raises(ConfigurationError, match=sentence) as caught:
        connections.discord("binrecon_discord")
    assert "canary" not in str(caught.value)
    assert caught.value.__context__ is None
