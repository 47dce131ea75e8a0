"""The record of every request: what tests ask about budgets, waits and bans."""

from collections import defaultdict, deque
from dataclasses import asdict, dataclass
from typing import Any

from .clock import MINUTE


@dataclass(frozen=True)
class Entry:
    """One request: the key's name, the query without signature; `inside_wait` if it was sent during a wait or ban."""

    time: int
    ip: str
    key: str
    method: str
    path: str
    query: str
    bucket: str
    scope: str
    weight: int
    used: int
    status: int
    inside_wait: bool = False
    fault: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class Log(list[Entry]):
    """All requests in order of arrival."""

    def inside_waits(self) -> list[Entry]:
        """Requests sent while their bucket was told to wait or their address was banned."""
        return [entry for entry in self if entry.inside_wait]

    def peaks(self, window: int = MINUTE) -> dict[tuple[str, str], int]:
        """Largest weight in any sliding window (ms), per (bucket, scope)."""
        spent: dict[tuple[str, str], deque[Entry]] = defaultdict(deque)
        sums: dict[tuple[str, str], int] = defaultdict(int)
        peaks: dict[tuple[str, str], int] = defaultdict(int)
        for entry in sorted(self, key=lambda entry: entry.time):
            bucket = (entry.bucket, entry.scope)
            while spent[bucket] and spent[bucket][0].time <= entry.time - window:
                sums[bucket] -= spent[bucket].popleft().weight
            spent[bucket].append(entry)
            sums[bucket] += entry.weight
            peaks[bucket] = max(peaks[bucket], sums[bucket])
        return dict(peaks)

    def of(self, path: str) -> list[Entry]:
        """Requests whose path contains a text."""
        return [entry for entry in self if path in entry.path]
