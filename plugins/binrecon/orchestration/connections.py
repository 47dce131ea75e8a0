"""Airflow connections as typed values: every secret masked, every malformed one refused in one sentence.

Reads through Airflow, so a connection may be an `AIRFLOW_CONN_…` variable, a stored one or a secrets backend's.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowException, AirflowRuntimeError
from airflow.sdk.log import mask_secret

from binrecon.domain.errors import ConfigurationError
from binrecon.sources.endpoint import Host

if TYPE_CHECKING:
    from sqlalchemy import URL

DATABASE = "binrecon_db"
DISCORD = "binrecon_discord"
EXCHANGE = "https://api.binance.com"
HOSTS: Mapping[Host, str] = {host: f"https://{host}.binance.com" for host in Host if host is not Host.API}
"""Hosts of the exchange besides the API's; a connection may name another address as extra.<host>_url."""
DISCORD_API = "https://discord.com/api/"
RECV_WINDOW = 5_000
LONGEST_RECV_WINDOW = 60_000
_OWN_DOMAIN = ".binance.com"
_WEBHOOK = re.compile(r"webhooks/[0-9]+/[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class BinanceConnection:
    """Where an account is asked and with which key: an HMAC secret or an Ed25519 private key, never both."""

    base_url: str
    api_key: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    recv_window: int = RECV_WINDOW
    hosts: Mapping[Host, str] = field(default_factory=dict)


def binance(conn_id: str) -> BinanceConnection:
    """An account's connection. Raises ConfigurationError when it is missing or malformed; the text shows no secret."""
    conn = _connection(conn_id, "binance")
    extra = _extra(conn, conn_id)
    private_key = extra.get("private_key") or None
    _mask(conn.login, conn.password, private_key)
    if not conn.login:
        raise ConfigurationError(f"connection {conn_id!r} has no API key: put it in the login")
    if bool(conn.password) == bool(private_key):
        raise ConfigurationError(
            f"connection {conn_id!r} needs exactly one of an API secret (password) and a private key "
            "(extra.private_key)"
        )
    base_url = _base_url(conn, conn_id)
    return BinanceConnection(
        base_url=base_url,
        api_key=conn.login,
        secret=conn.password or None,
        private_key=private_key,
        recv_window=_recv_window(extra.get("recv_window"), conn_id),
        hosts={host: _host_url(host, extra.get(f"{host}_url"), base_url, conn_id) for host in HOSTS},
    )


def refuse_shared_keys(conn_ids: Iterable[str]) -> None:
    """Each account's connection holds a key of its own: with another's key, another's balances would be proved.

    Raises ConfigurationError naming two connections with one API key, or for a malformed connection.
    """
    holders: dict[str, str] = {}
    for conn_id in conn_ids:
        holder = holders.setdefault(binance(conn_id).api_key, conn_id)
        if holder != conn_id:
            both = f"connections {holder!r} and {conn_id!r}"
            raise ConfigurationError(f"{both} hold the same API key: each account needs its own")


def database_url() -> URL:
    """The writer's login to the reconciliation database. Raises ConfigurationError when missing or malformed."""
    from binrecon.storage.database import database_url as address

    conn = _connection(DATABASE, "postgres")
    _mask(conn.password)
    return address(DATABASE, conn.host, conn.login, conn.password, conn.port, conn.schema, _extra(conn, DATABASE))


def discord_id(setting: str | None) -> str | None:
    """The Discord connection to use: the one set in the accounts file, else `binrecon_discord` where that exists."""
    if setting is not None:
        return setting
    return DISCORD if _found(DISCORD) is not None else None


def discord(conn_id: str) -> None:
    """Check the Discord connection and mask its webhook.

    Raises ConfigurationError when it is missing or malformed, or when the token would travel in the clear.
    """
    conn = _connection(conn_id, "discord")
    endpoint = _extra(conn, conn_id).get("webhook_endpoint")
    if not isinstance(endpoint, str) or not _WEBHOOK.fullmatch(endpoint):
        raise ConfigurationError(
            f"connection {conn_id!r} needs extra.webhook_endpoint in the form webhooks/<number>/<token>"
        )
    _mask(endpoint, endpoint.rsplit("/", 1)[-1])
    if not conn.host:
        raise ConfigurationError(f"connection {conn_id!r} needs a host such as {DISCORD_API}")
    # As the provider reads it: without a scheme it would post over plain http.
    _address(conn.host if "://" in conn.host else f"{conn.schema or 'http'}://{conn.host}", conn_id, DISCORD_API)


def _connection(conn_id: str, conn_type: str) -> Any:
    conn = _found(conn_id)
    if conn is None:
        raise ConfigurationError(_missing(conn_id))
    if conn.conn_type != conn_type:
        raise ConfigurationError(f"connection {conn_id!r} must be of type {conn_type!r}, got {conn.conn_type!r}")
    return conn


def _found(conn_id: str) -> Any:
    """The connection or None: Airflow's own error, which can carry the text of a malformed variable, ends here."""
    try:
        return BaseHook.get_connection(conn_id)
    except (AirflowException, AirflowRuntimeError, ValueError, TypeError):
        return None


def _missing(conn_id: str) -> str:
    """Airflow passes over a variable it cannot read and then finds no connection: distinguish the two."""
    variable = f"AIRFLOW_CONN_{conn_id.upper()}"
    if variable in os.environ:
        return f"connection {conn_id!r}: {variable} can be read neither as a URI nor as JSON"
    return f"no connection {conn_id!r}: define it in Airflow or as {variable}"


def _extra(conn: Any, conn_id: str) -> dict[str, Any]:
    """The extra fields. Not `conn.extra_dejson`: it takes broken JSON for an empty object."""
    try:
        extra = json.loads(conn.extra or "{}")
    except ValueError:
        extra = None
    if not isinstance(extra, dict):
        raise ConfigurationError(f"connection {conn_id!r}: extra is not a JSON object")
    return extra


def _base_url(conn: Any, conn_id: str) -> str:
    """Host and port as an origin: a URI connection splits `http://127.0.0.1:9000` into its parts."""
    host = conn.host or EXCHANGE
    url = _address(host if "://" in host else f"{conn.schema or 'https'}://{host}", conn_id, EXCHANGE)
    if url.path.strip("/"):
        raise ConfigurationError(_no_address(conn_id, EXCHANGE))
    port = f":{conn.port}" if conn.port and url.port is None else ""
    return f"{url.scheme}://{url.netloc}{port}"


def _host_url(host: Host, stated: Any, base_url: str, conn_id: str) -> str:
    """The address of one of the exchange's other hosts: the one stated, else the documented one; a base URL that is not
    the exchange's own (a proxy, a simulator) answers for all of them, so that no key goes past it."""
    if stated in (None, ""):
        own = (urlsplit(base_url).hostname or "").endswith(_OWN_DOMAIN)
        return HOSTS[host] if own else base_url
    url = _address(str(stated), conn_id, HOSTS[host])
    if url.path.strip("/"):
        raise ConfigurationError(_no_address(conn_id, HOSTS[host]))
    return f"{url.scheme}://{url.netloc}"


def _address(text: str, conn_id: str, example: str) -> SplitResult:
    """The parts of an http(s) address; plain http, which shows keys to the network, to this machine alone."""
    url = _split(text)
    if url is None or url.scheme not in ("http", "https") or not url.hostname or "@" in url.netloc or url.query:
        raise ConfigurationError(_no_address(conn_id, example))
    if url.scheme == "http" and not _is_loopback(url.hostname):
        what = "the host must begin with https://, unless it is a loopback address"
        raise ConfigurationError(f"connection {conn_id!r}: {what}")
    return url


def _no_address(conn_id: str, example: str) -> str:
    return f"connection {conn_id!r}: the host must be an address such as {example}"


def _split(text: str) -> SplitResult | None:
    try:
        url = urlsplit(text)
        _ = url.port  # read here because a port that is no number raises only now
    except ValueError:
        return None
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _recv_window(value: Any, conn_id: str) -> int:
    if value in (None, ""):
        return RECV_WINDOW
    text = str(value)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= LONGEST_RECV_WINDOW:
        raise ConfigurationError(f"connection {conn_id!r}: extra.recv_window must be 1 to {LONGEST_RECV_WINDOW} ms")
    return int(text)


def _mask(*secrets: str | None) -> None:
    for secret in secrets:
        if secret:
            mask_secret(secret)
