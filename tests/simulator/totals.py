"""What the totals of the dust log and of locked rewards count: no document says, and their examples fit no count of the
rows.

records: the rows that are listed. parts: the assets of all conversions; of rewards those of one position and moment as
one. ever: seven more than are shown where no window is asked, as if old ones were counted and not shown. withheld: the
rows, of which the oldest conversion is never shown.
"""

from typing import Any

WAYS = ("records", "parts", "ever", "withheld")


def of_dust(way: str, conversions: list[list[Any]], windowed: bool) -> tuple[list[list[Any]], int]:
    """The conversions (each with its details) that are shown, and the total beside them."""
    if way == "parts":
        return conversions, sum(map(len, conversions))
    if way == "ever" and not windowed:
        return conversions, len(conversions) + 7
    if way == "withheld":
        return sorted(conversions, key=lambda details: details[0].time)[1:], len(conversions)
    return conversions, len(conversions)


def of_rewards(way: str, rewards: list[Any]) -> int:
    """The total of locked rewards."""
    return len({(one.position_id, one.time) for one in rewards}) if way == "parts" else len(rewards)
