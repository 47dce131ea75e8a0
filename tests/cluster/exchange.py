"""The simulated exchange as the cluster sees it: accounts, connections, and its own account of what it was asked."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from tests.cluster.site import Site
from tests.simulator.log import Entry, Log

SERVICE = "simulator"
ADDRESS = f"https://{SERVICE}:8443"
_LOCAL = "http://127.0.0.1:8000"
_REFUSED = (418, 429)
WEIGHT_SHARE = 0.5
"""Of each budget: less than all of it, so that a worker that spends more than its part is seen."""
_SHARED = {"/api": 6_000, "/fapi and /dapi": 2_400, "/eapi": 2_400}
_PER_PATH, _PER_ACCOUNT = 12_000, 180_000
"""What the exchange allows in a minute; a limit counts per account where its scope is one."""


@dataclass(frozen=True)
class Spending:
    """What the exchange was asked: calls, those refused for weight, the largest part of a limit in any minute."""

    calls: int
    refused: int
    largest_share: float


def accounts_file(site: Site, first_day: str, leave_out: str = "") -> str:
    """The simulator's accounts from a day on, with the wallets that need no reading at midnight and a part of the
    budgets; less one account."""
    head, *accounts = (site.folder / "exchange" / "accounts.toml").read_text().split("[[accounts]]")
    kept = [account for account in accounts if not leave_out or leave_out not in account]
    text = "[[accounts]]".join([head, *kept])
    text = re.sub(r"weight_share = .*", f'weight_share = "{WEIGHT_SHARE}"', text)
    text = re.sub(r'wallets = \["SPOT", .*\]', 'wallets = ["SPOT", "MARGIN", "FUTURES"]', text)
    return re.sub(r"start_date = .*", f"start_date = {first_day}", text)


def connections(site: Site) -> list[dict[str, Any]]:
    """The connections of its keys and of its fake Discord, as Airflow's API takes them."""
    found = []
    for line in (site.folder / "exchange" / "connections.env").read_text().splitlines():
        name, _, value = line.partition("=")
        given = json.loads(value.replace(_LOCAL, ADDRESS))
        extra = {"extra": json.dumps(given["extra"])} if "extra" in given else {}
        found.append({**given, **extra, "connection_id": name.removeprefix("AIRFLOW_CONN_").lower()})
    return found


def secrets(site: Site) -> dict[str, str]:
    """What of these connections must be read nowhere: API secrets, private keys (the longest line), the webhook."""
    found = {}
    for given in connections(site):
        for value in [given.get("password"), *json.loads(given.get("extra", "{}")).values()]:
            if value:
                found[given["connection_id"]] = max(value.splitlines(), key=len)
    return found


def spending(site: Site) -> Spending:
    """Read its log of requests; a bucket that counts calls a second is held by the refusals alone."""
    told = site.compose("exec", "-T", SERVICE, "curl", "--silent", "http://127.0.0.1:8000/_sim/requests")
    log = Log(Entry(**entry) for entry in json.loads(told))
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for (bucket, scope), peak in log.peaks().items():
        if not bucket.endswith("/s"):
            limit = _SHARED.get(bucket, _PER_ACCOUNT if "@" in scope else _PER_PATH)
            shares[bucket, scope] = peak / limit
    refused = sum(entry.status in _REFUSED or entry.inside_wait for entry in log)
    return Spending(len(log), refused, max(shares.values()))
