"""A message to people: what was decided to be said, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

Embed = dict[str, Any]


@dataclass(frozen=True)
class Message:
    """One post about an account and a day. With these, `kind` and `fingerprint` decide whether it was posted before:
    equal facts give equal fingerprints, however long collecting took and wherever the text had to be cut. `covers` are
    messages whose news stands in this one: once it is posted they count as posted too, else they are posted
    themselves."""

    email: str
    day: date
    kind: str
    text: str
    embed: Embed
    fingerprint: str
    covers: tuple[Message, ...] = ()
