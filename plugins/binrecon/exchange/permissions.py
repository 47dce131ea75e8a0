"""What an API key may do, and which keys are refused: reading needs no right to trade, transfer or withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from binrecon.domain.errors import ConfigurationError

HARMLESS = frozenset({"enableReading", "enableFixReadOnly"})
"""The rights of `apiRestrictions` that only read; every other `enable…` or `permits…`, known or not, is dangerous."""

ALWAYS_TOLD = frozenset(
    {
        "enableWithdrawals",
        "enableInternalTransfer",
        "permitsUniversalTransfer",
        "enableSpotAndMarginTrading",
    }
)
"""Rights that the answer must speak of: a key is not harmless because nothing was said."""


def dangerous_rights(permissions: Mapping[str, Any]) -> list[str]:
    """The rights that a reading key should not have, in order of their names; only a plain false denies one."""
    named = {name for name in permissions if name.startswith(("enable", "permits"))} | ALWAYS_TOLD
    return sorted(name for name in named - HARMLESS if permissions.get(name) is not False)


def refuse_dangerous_key(permissions: Mapping[str, Any], allow: bool) -> None:
    """Check the answer of `apiRestrictions`.

    Raises ConfigurationError when the key cannot read, or when it can do more than read and `allow` is false.
    """
    if permissions.get("enableReading") is not True:
        raise ConfigurationError("the API key must be allowed to read (enableReading)")
    rights = dangerous_rights(permissions)
    if rights and not allow:
        raise ConfigurationError(
            f"the API key can do more than read: {', '.join(rights)}. Take these rights away, "
            "or set allow_trading_keys = true in the accounts file"
        )
