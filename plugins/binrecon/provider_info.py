"""What Airflow asks a provider: here only the connection type `binance` and its form."""

from __future__ import annotations

from typing import Any


def get_provider_info() -> dict[str, Any]:
    """The declaration named by plugins/airflow_provider_binrecon.dist-info/entry_points.txt."""
    return {
        "package-name": "airflow-provider-binrecon",
        "name": "Binance account reconciliation",
        "description": "Connections to Binance accounts that are reconciled.",
        "versions": ["0.1.0"],
        "connection-types": [
            {
                "connection-type": "binance",
                "hook-class-name": "binrecon.orchestration.hook.BinanceHook",
                "hook-name": "Binance",
                "ui-field-behaviour": _FORM,
                "conn-fields": _FIELDS,
            }
        ],
    }


_FORM = {
    "hidden-fields": ["schema", "port"],
    "relabeling": {"login": "API key", "password": "API secret (HMAC)", "host": "Base URL"},
    "placeholders": {"host": "https://api.binance.com", "password": "leave empty with a private key"},
}

_FIELDS = {
    "private_key": {
        "label": "Private key (Ed25519, PEM)",
        "description": "Instead of the API secret",
        "schema": {"type": ["string", "null"], "format": "password"},
    },
    "recv_window": {
        "label": "recvWindow (ms)",
        "description": "How long a signed request stays valid; at most 60000",
        "schema": {"type": ["integer", "null"], "default": 5000},
    },
    "fapi_url": {
        "label": "Base URL of USD-M futures",
        "description": "Empty: https://fapi.binance.com, or the base URL where that is not the exchange's own",
        "schema": {"type": ["string", "null"]},
    },
    "dapi_url": {
        "label": "Base URL of COIN-M futures",
        "description": "Empty: https://dapi.binance.com, or the base URL where that is not the exchange's own",
        "schema": {"type": ["string", "null"]},
    },
    "eapi_url": {
        "label": "Base URL of options",
        "description": "Empty: https://eapi.binance.com, or the base URL where that is not the exchange's own",
        "schema": {"type": ["string", "null"]},
    },
}
