"""Weight limits: one bucket per pool, 429 with a wait, then bans of the address that grow from 2 minutes to 3 days.

The window is the clock-aligned minute (or second) that Binance explains for order counts; `sliding=True` makes it the
last 60 seconds at every moment, which is stricter.
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field

from .clock import DAY, MINUTE, SECOND

FIRST_BAN = 2 * MINUTE
LONGEST_BAN = 3 * DAY


@dataclass(frozen=True)
class Pool:
    """A limiter as documented: how much weight fits in how long, and the header that reports it."""

    name: str
    limit: int
    window: int = MINUTE
    headers: tuple[str, ...] = ("X-SAPI-USED-IP-WEIGHT-1M",)
    per_account: bool = False

    @property
    def sentence(self) -> str:
        unit = "1 MINUTE" if self.window == MINUTE else "1 SECOND"
        return (
            f"Too much request weight used; current limit is {self.limit} request weight per {unit}. "
            "Please use WebSocket Streams for live updates to avoid polling the API."
        )


API = Pool("/api", 6000, headers=("X-MBX-USED-WEIGHT", "X-MBX-USED-WEIGHT-1M"))


FUTURES = Pool("/fapi and /dapi", 2400, headers=("X-MBX-USED-WEIGHT-1M",))


def futures_pool(path: str) -> Pool:
    """The one limit of both kinds of futures, whatever the path."""
    del path  # every endpoint draws on it
    return FUTURES


OPTIONS = Pool("/eapi", 2400, headers=("X-MBX-USED-WEIGHT-1M",))


def options_pool(path: str) -> Pool:
    """The one limit of options, whatever the path."""
    del path  # every endpoint draws on it
    return OPTIONS


def ip_pool(path: str) -> Pool:
    """A SAPI endpoint marked IP: 12 000 a minute of its own."""
    return Pool(path, 12_000)


def uid_pool(path: str) -> Pool:
    """A SAPI endpoint marked UID: 180 000 a minute per account."""
    return Pool(path, 180_000, headers=("X-SAPI-USED-UID-WEIGHT-1M",), per_account=True)


def second_pool(path: str) -> Pool:
    """The withdraw history: 180 000 a second per account."""
    return Pool(path, 180_000, SECOND, ("X-SAPI-USED-UID-WEIGHT-1S",), per_account=True)


def calls_a_second(path: str, calls: int) -> Pool:
    """A limit on the number of calls of an account, beside the weight; no header reports it."""
    return Pool(f"{path} {calls}/s", calls, SECOND, (), per_account=True)


@dataclass(frozen=True)
class Admission:
    """Whether a request may pass. `inside_wait` marks a request sent although it had been told to wait."""

    status: int
    headers: dict[str, str]
    message: str = ""
    inside_wait: bool = False


@dataclass
class Limits:
    """State of every bucket and ban of the exchange."""

    sliding: bool = False
    retry_after_zero: bool = False
    spent: dict[tuple[str, str], deque[tuple[int, int]]] = field(default_factory=lambda: defaultdict(deque))
    sums: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    waits: dict[tuple[str, str], int] = field(default_factory=dict)
    bans: dict[str, int] = field(default_factory=dict)
    ban_counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def admit(self, now: int, pool: Pool, scope: str, weight: int, ip: str) -> Admission:
        """Count the weight and say whether the request passes; called for every request, failed ones too."""
        bucket = (pool.name, scope)
        if self.bans.get(ip, 0) > now:
            return self._banned(now, ip, inside=True)
        if self.waits.get(bucket, 0) > now:
            self.ban(now, ip)
            return self._banned(now, ip, inside=True)
        total = self._spend(now, pool, bucket, weight)
        headers = dict.fromkeys(pool.headers, str(total))
        if total <= pool.limit:
            return Admission(200, headers)
        until = now + pool.window if self.sliding else (now // pool.window + 1) * pool.window
        self.wait(bucket, until)
        return Admission(429, {**headers, **self._retry_after(now, until)}, pool.sentence)

    def wait(self, bucket: tuple[str, str], until: int) -> None:
        """Further requests to the bucket before `until` lead to a ban."""
        self.waits[bucket] = until

    def ban(self, now: int, ip: str, length: int | None = None) -> None:
        """Ban an address; without a length each ban is twice the one before."""
        grown = min(FIRST_BAN << min(self.ban_counts[ip], 12), LONGEST_BAN)
        self.ban_counts[ip] += 1
        self.bans[ip] = now + (grown if length is None else length)

    def _banned(self, now: int, ip: str, *, inside: bool) -> Admission:
        until = self.bans[ip]
        message = (
            f"Way too much request weight used; IP banned until {until}. "
            "Please use WebSocket Streams for live updates to avoid bans."
        )
        return Admission(418, self._retry_after(now, until), message, inside)

    def _retry_after(self, now: int, until: int) -> dict[str, str]:
        seconds = 0 if self.retry_after_zero else -((now - until) // SECOND)
        return {"Retry-After": str(seconds)}

    def _spend(self, now: int, pool: Pool, bucket: tuple[str, str], weight: int) -> int:
        spent = self.spent[bucket]
        floor = now - pool.window if self.sliding else now // pool.window * pool.window - 1
        while spent and spent[0][0] <= floor:
            self.sums[bucket] -= spent.popleft()[1]
        spent.append((now, weight))
        self.sums[bucket] += weight
        return self.sums[bucket]
