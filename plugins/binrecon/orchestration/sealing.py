"""The task that links everything new into the hash chain; the last of every run that writes evidence, verdicts or the
log.

Rests on decision 32.
"""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import task

log = logging.getLogger(__name__)


@task(trigger_rule="all_done")
def seal_evidence() -> dict[str, Any]:
    """Seal what is not sealed yet, of all accounts; returns how many rows, and the newest link.

    The link in this log and in XCom is outside the database that the chain protects: `bin/verify-chain <link>`
    proves later that the chain still holds it.
    """
    from binrecon.orchestration import hook
    from binrecon.storage.hash_chain import seal

    sealed = seal(hook.engine(), hook.now())
    log.info("%d row(s) sealed; newest link: %s", sealed.rows, sealed.head)
    return {"rows": sealed.rows, "link": sealed.head}
