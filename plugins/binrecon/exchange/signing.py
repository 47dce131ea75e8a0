"""Signing: HMAC-SHA256 or Ed25519 over the percent-encoded query, which is then sent byte for byte as it was signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from binrecon.domain.errors import ConfigurationError


@dataclass(frozen=True)
class Credentials:
    """An API key with its HMAC secret or its Ed25519 private key (PEM, PKCS#8). Nothing of it shows in repr.

    Raises ConfigurationError when neither or both are given, or the PEM is not an unencrypted Ed25519 key.
    """

    key: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    private_key: str | None = field(default=None, repr=False)
    ed25519: Ed25519PrivateKey | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if bool(self.secret) == bool(self.private_key):
            raise ConfigurationError("an API key needs either an HMAC secret or an Ed25519 private key")
        if not (self.key.isascii() and self.key.isprintable() and self.key.strip() == self.key != ""):
            raise ConfigurationError("the API key is empty or holds characters that no key has")
        if self.private_key:
            object.__setattr__(self, "ed25519", _ed25519(self.private_key))

    @property
    def digest(self) -> str:
        """The SHA-256 of the API key: tells keys apart where the key itself must not stand."""
        return hashlib.sha256(self.key.encode()).hexdigest()

    def sign(self, payload: str) -> str:
        """The signature of a percent-encoded query, itself percent-encoded where it needs to be."""
        if self.ed25519 is not None:
            return quote(base64.b64encode(self.ed25519.sign(payload.encode())), safe="")
        return hmac.new((self.secret or "").encode(), payload.encode(), hashlib.sha256).hexdigest()


def encoded(params: Mapping[str, str | int]) -> str:
    """The query as it is signed and sent: UTF-8, everything but letters, digits and `-._~` percent-encoded."""
    return urlencode(params, quote_via=quote, safe="")


def signed(params: Mapping[str, str | int], credentials: Credentials) -> str:
    """The whole query with its signature last."""
    payload = encoded(params)
    return f"{payload}&signature={credentials.sign(payload)}"


def _ed25519(pem: str) -> Ed25519PrivateKey:
    key = _loaded(pem)
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigurationError("the private key is not an unencrypted Ed25519 key in PEM (PKCS#8) form")
    return key


def _loaded(pem: str) -> object:
    """The key, or None; the library's own error stays out of ours, as it may quote the text."""
    try:
        return load_pem_private_key(pem.replace("\\n", "\n").encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
