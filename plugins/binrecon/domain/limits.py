"""The exchange's request budgets and the Airflow pools that follow from them.

Figures: Binance "REST API general information" (`/api` 6000 weight a minute and IP; each `/sapi` endpoint its own
bucket of 12000 a minute and IP, or 180000 a minute and account; `/fapi` and `/dapi` together 2400 a minute and IP, and
`/eapi` as much; none is stated for `/papi`, which is given no more).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum

DEFAULT_SHARE = Decimal("0.5")
WINDOW = timedelta(seconds=60)
FEW = 3
"""Calls of which fewer fit into a minute are rare: snapshots, two a minute at half the budget."""
RARE = "_rare"


@dataclass(frozen=True)
class Family:
    """One kind of budget: `weight` units a minute, counted per IP or per account, per endpoint or for all together."""

    pool: str
    weight: int
    per_account: bool
    per_endpoint: bool
    header: str

    def budget(self, share: Decimal) -> int:
        """Units a minute that we allow ourselves."""
        return int(self.weight * share)

    def pool_of(self, weight: int, share: Decimal) -> str:
        """The Airflow pool of a task whose calls weigh so much. Where few of them fit into a minute it waits long with
        its slots in hand: such tasks have a pool beside the others', whose calls another counter counts."""
        is_rare = self.per_endpoint and weight * FEW > self.budget(share)
        return f"{self.pool}{RARE}" if is_rare else self.pool


class Limiter(Enum):
    """The limiter families of the exchange."""

    API_IP = Family("binance_api_ip", 6_000, False, False, "X-MBX-USED-WEIGHT-1M")
    SAPI_IP = Family("binance_sapi_ip", 12_000, False, True, "X-SAPI-USED-IP-WEIGHT-1M")
    SAPI_UID = Family("binance_sapi_uid", 180_000, True, True, "X-SAPI-USED-UID-WEIGHT-1M")
    FAPI_IP = Family("binance_fapi_ip", 2_400, False, False, "X-MBX-USED-WEIGHT-1M")
    EAPI_IP = Family("binance_eapi_ip", 2_400, False, False, "X-MBX-USED-WEIGHT-1M")
    PAPI_IP = Family("binance_papi_ip", 2_400, False, False, "X-MBX-USED-WEIGHT-1M")


def bucket(limiter: Limiter, path: str, email: str, egress: str) -> str:
    """Name of the one counter a call draws on: family, then the endpoint and the scope where they count apart."""
    family = limiter.value
    scope = email if family.per_account else egress
    return f"{family.pool}|{path if family.per_endpoint else '*'}|{scope}"


def pools(share: Decimal = DEFAULT_SHARE) -> dict[str, dict[str, object]]:
    """The document for `airflow pools import`: a slot is one unit of weight in flight."""
    names = [(limiter.value.pool, limiter, "") for limiter in Limiter]
    names += [
        (limiter.value.pool + RARE, limiter, " of which few calls fit into a minute")
        for limiter in Limiter
        if limiter.value.per_endpoint
    ]
    return {
        name: {
            "slots": limiter.value.budget(share),
            "description": f"Binance {limiter.name}{which}: weight in flight; the ledger bounds the minute",
            "include_deferred": True,
        }
        for name, limiter, which in names
    }
