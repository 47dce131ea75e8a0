"""The whole table: PYTHONPATH=plugins python -m tests.reconciliation.monte_carlo [--days 400]. Each line is judged with
no other day known, with later days unknown and with all known. Exit code 1 where one is above the bound."""

from __future__ import annotations

import argparse
import sys

from tests.reconciliation.monte_carlo.lines import BOUND, CAUSES, ODD, RECORDS, VIEWS, run
from tests.reconciliation.monte_carlo.timeline import UNSEEN


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.reconciliation.monte_carlo", description=__doc__)
    parser.add_argument("--days", type=int, default=400, help="open days of each line (default 400)")
    parser.add_argument("--cause", choices=CAUSES, action="append", help="only this cause, or these")
    parser.add_argument(
        "--unseen", type=float, default=UNSEEN, help=f"share of days on which money moves unseen (default {UNSEEN})"
    )
    asked = parser.parse_args()
    above = 0
    print(f"false explanations of {asked.days} open days, by records a day")
    print(f"{'cause':<28}{'other days':<20}{'odd':>5}", *(f"{n:>8}" for n in RECORDS))
    for cause in asked.cause or CAUSES:
        for odd in ODD:
            lines = [run(cause, records, odd, asked.days, asked.unseen) for records in RECORDS]
            above += sum(line.is_above for line in lines)
            for view in VIEWS:
                print(f"{cause:<28}{view:<20}{odd:>5.0%}", *(f"{line.share(view):>8.2%}" for line in lines), flush=True)
    print(f"{above} of {len(asked.cause or CAUSES) * len(ODD) * len(RECORDS)} lines above {BOUND:.1%}")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
