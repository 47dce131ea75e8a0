"""Task bodies for the readings of wallets at midnight."""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import task

from binrecon.domain.portfolio_margin import SAID, STEP
from binrecon.domain.wallets import described
from binrecon.orchestration.list_tasks import NOT_ASKED
from binrecon.orchestration.tasks import brief, opened, run_id
from binrecon.orchestration.traced import traced
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.wallet_lists import wallet_of

log = logging.getLogger(__name__)


@traced()
def read_wallet(email: str, day: str, endpoint: str) -> dict[str, Any]:
    """Read what a wallet holds now, for the midnight that ended the day. A key that nobody has asked about yet is asked
    about first: the day's own run, which does that, comes too late for this. A wallet in portfolio margin is not
    read."""
    from binrecon.domain.intervals import day_interval
    from binrecon.orchestration import session

    mine = session.of_account(email, run_id())
    mine.witnessed()
    if described(wallet_of(CATALOGUE[endpoint])).in_portfolio_margin and mine.in_portfolio_margin():
        log.warning("not read: %s. What to do: %s", SAID, STEP)
        return NOT_ASKED
    return brief(mine.collect(endpoint, "", day_interval(opened(day))))


@task
def all_read(day: str) -> str:
    """The only leaf: it runs where every wallet was read and booked, so that a run in which one was not is red. Returns
    the day whose end was read."""
    return day


@traced(trigger_rule="all_done")
def book_readings(email: str) -> list[str]:
    """Run the templates of the readings of this account's wallets; returns their names."""
    from binrecon.config.accounts import load_accounts
    from binrecon.domain.wallets import WALLETS
    from binrecon.orchestration import hook
    from binrecon.processing import canonical

    names = [WALLETS[wallet].witness for wallet in load_accounts().account(email).read_by_us]
    canonical.run(hook.engine(), email, names)
    return names
