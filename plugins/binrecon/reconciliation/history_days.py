"""Which days of an account's life a proof covers: the verdict on the day itself, or proved stretches of every asset.

Rests on decision 132.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from binrecon.domain.history import EVERYTHING_ELSE, Stretch
from binrecon.domain.intervals import DAY
from binrecon.domain.vocabulary import Verdict

WHOLE_DAY = ""
"""In place of an asset: the verdict on the day is of all its assets."""


def covered_days(
    stretches: Iterable[Stretch], judged: Iterable[tuple[date, str]], assets: Iterable[str], born: date, through: date
) -> frozenset[date]:
    """The days from `born` to `through` that are covered in one wallet. `judged` are the days and assets whose own
    verdict is proved or explained, `WHOLE_DAY` for all of a day. What no asset is named of has to be covered too."""
    days: dict[str, set[date]] = defaultdict(set)
    for day, asset in judged:
        days[f"judged {asset}" if asset else WHOLE_DAY].add(day)
    for stretch in stretches:
        if stretch.verdict is Verdict.PROVED:
            days[f"judged {stretch.asset}"].update(_days(stretch.start, stretch.end))
    every = [days[f"judged {asset}"] for asset in {*assets, EVERYTHING_ELSE}]
    covered = set.intersection(*every) | days[WHOLE_DAY]
    return frozenset(day for day in covered if born <= day <= through)


def _days(start: date, end: date) -> Iterable[date]:
    return (start + number * DAY for number in range((end - start).days))
