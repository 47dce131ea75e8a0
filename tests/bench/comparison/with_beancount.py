"""The balances of a journal as beancount has them: loaded, booked and checked, then added up by its own inventories.

python with_beancount.py roll JOURNAL OUT   with a Python that has beancount; it imports nothing of ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

from beancount import loader
from beancount.core import realization
from rival_clock import tell


def roll(journal: str, out: str) -> None:
    """The balance of each asset of Assets:Spot. Raises ValueError where beancount has complaints."""

    def work() -> int:
        entries, errors, _ = loader.load_file(journal)
        if errors:
            raise ValueError(errors[:3])
        held = realization.get(realization.realize(entries), "Assets:Spot").balance
        positions = [position.units for position in held]
        Path(out).write_text("asset,amount\n" + "".join(f"{one.currency},{one.number}\n" for one in positions))
        return len(positions)

    tell(work)


if __name__ == "__main__":
    job, *arguments = sys.argv[1:]
    globals()[job](*arguments)
