"""The task that links everything new into the hash chain; the last of every run that writes evidence, verdicts or the
log.

Rests on decisions 32 and 128.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from airflow.sdk import task

if TYPE_CHECKING:
    from binrecon.storage.hash_chain import Sealed

log = logging.getLogger(__name__)


@task(trigger_rule="all_done")
def seal_evidence() -> dict[str, Any]:
    """Seal what is not sealed yet, of all accounts, and keep the newest link in the second place, where there is one;
    returns how many rows, and the newest link with its number.

    The link in this log and in XCom is outside the database that the chain protects: `bin/verify-chain <link>`
    proves later that the chain still holds it.
    """
    from binrecon.orchestration import hook
    from binrecon.storage.hash_chain import seal

    sealed = seal(hook.engine(), hook.now())
    log.info("%d row(s) sealed; newest link: %s, number %s", sealed.rows, sealed.head, sealed.number)
    keep_head(sealed)
    return {"rows": sealed.rows, "link": sealed.head, "number": sealed.number}


def keep_head(sealed: Sealed) -> None:
    """Keep the newest link in the second place. What is sealed is sealed: where this cannot be done the run does not
    fail, and monitoring tries again within the hour and tells."""
    from binrecon.config.accounts import load_accounts
    from binrecon.domain.errors import BinreconError

    try:
        place = load_accounts().settings.chain_heads
        if place is not None:
            from binrecon.orchestration.chain_heads import keep

            keep(place, sealed)
    except BinreconError as error:
        log.error("the newest link is not kept elsewhere: %s", error)
