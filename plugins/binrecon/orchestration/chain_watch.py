"""The hourly look at the hash chain: the heads that were kept elsewhere, and this hour's share of its rows.

Rests on decision 128.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import task

if TYPE_CHECKING:
    from sqlalchemy import Engine

log = logging.getLogger(__name__)

LONGEST = timedelta(minutes=10)
"""So long a share is verified; what is left then is told."""


@task
def look_at_chain() -> list[str]:
    """Compare the chain with every head that was kept elsewhere, keep its newest one where the sealing could not, and
    verify this hour's share of links and rows. Returns what a person should know, which `watch` posts."""
    from binrecon.config.accounts import load_accounts
    from binrecon.orchestration import hook
    from binrecon.storage.chain_share import share_of, verify_share

    findings = findings_of_heads(hook.engine(), load_accounts().settings.chain_heads)
    begun = hook.now()
    verified = verify_share(hook.engine(), share_of(begun), hook.now, begun + LONGEST)
    log.info("%d link(s) over %d row(s) verified", verified.links, verified.rows)
    findings += verified.findings
    for finding in findings:
        log.error("%s", finding)
    return findings


def findings_of_heads(engine: Engine, place: str | None) -> list[str]:
    """What is wrong between the chain and the place of its heads, nothing without such a place. The newest link is kept
    there where it is not and all others hold."""
    from binrecon.orchestration.chain_heads import HeadsPlaceError, keep, kept
    from binrecon.storage.chain_heads import head_now, not_in_chain

    if place is None:
        return []
    try:
        heads = kept(place)
        wrong = not_in_chain(engine, heads)
        if not wrong:
            keep(place, head_now(engine))
    except HeadsPlaceError as error:
        return [f"the heads of the chain are not compared: {error}"]
    return [wrong] if wrong else []
