"""API keys of the made-up accounts and the check of their signatures over the raw query."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .wire import ApiError, Request

READ_ONLY = {
    "ipRestrict": True,
    "enableReading": True,
    "enableWithdrawals": False,
    "enableInternalTransfer": False,
    "enableMargin": False,
    "enableFutures": False,
    "permitsUniversalTransfer": False,
    "enableVanillaOptions": False,
    "enableFixApiTrade": False,
    "enableFixReadOnly": True,
    "enableSpotAndMarginTrading": False,
    "enablePortfolioMarginTrading": False,
}
_ENCODED = re.compile(r"[A-Za-z0-9_.~!'()*%&=+\-]*")
_SIGNATURE = re.compile(r"(?:^|&)signature=([^&]*)")


@dataclass(frozen=True)
class Key:
    """A key pair of one account: HMAC when `secret` is set, else Ed25519. The secret parts stay out of repr."""

    name: str
    email: str
    api_key: str
    secret: str = field(default="", repr=False)
    private_pem: str = field(default="", repr=False)
    permissions: dict[str, bool] = field(default_factory=lambda: dict(READ_ONLY))

    def sign(self, payload: str) -> str:
        """Signature as a client would put it into the query, before percent-encoding."""
        if self.secret:
            return hmac.new(self.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
        return base64.b64encode(_private(self.private_pem).sign(payload.encode())).decode()

    def accepts(self, payload: str, signature: str) -> bool:
        """HMAC hex in any case; Ed25519 base64 exactly."""
        if self.secret:
            return hmac.compare_digest(self.sign(payload), signature.lower())
        try:
            _private(self.private_pem).public_key().verify(base64.b64decode(signature), payload.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


def make_key(name: str, email: str, *, ed25519: bool = False, seed: int = 0) -> Key:
    """A key that depends only on its name and seed."""
    token = hashlib.sha512(f"{seed}/{name}".encode()).hexdigest()
    if not ed25519:
        return Key(name, email, token[:64], secret=token[64:] + token[:32])
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(token[64:128]))
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Key(name, email, token[:64], private_pem=pem.decode())


def check_signature(key: Key, request: Request) -> None:
    """-1022 unless the signature covers the raw query and everything that needs it is percent-encoded."""
    found = _SIGNATURE.search(request.query)
    if found is None or not found[1]:
        raise ApiError(-1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.")
    rest = request.query[: found.start()] + request.query[found.end() :]
    payload = rest.removeprefix("&") + request.body.decode()
    if not _ENCODED.fullmatch(payload) or not key.accepts(payload, unquote(found[1])):
        raise ApiError(-1022, "Signature for this request is not valid.")


@lru_cache
def _private(pem: str) -> Ed25519PrivateKey:
    loaded = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise TypeError("not an Ed25519 key")
    return loaded
