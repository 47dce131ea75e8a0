"""Match the own transfers of every account that has any, one run after the other, as a morning does."""

from __future__ import annotations

from datetime import date

from binrecon.services.own_transfers import match_own_transfers
from binrecon.storage.transfer_matches import Matched
from sqlalchemy import Engine, text

ACCOUNTS = text("""SELECT email FROM binance_reconciliation_transfers UNION SELECT email FROM binance_transfer_ends
    ORDER BY 1""")


def match_every_account(engine: Engine, day: date, run_id: str) -> Matched:
    """What the runs changed together; undecided are those of the last run that looked at any."""
    with engine.connect() as connection:
        accounts = connection.execute(ACCOUNTS).scalars().all()
    runs = [match_own_transfers(engine, email, day, run_id) for email in accounts]
    undecided = [one.undecided for one in runs if one.undecided]
    return Matched(sum(one.made for one in runs), sum(one.taken_back for one in runs), sum(undecided[-1:]))
