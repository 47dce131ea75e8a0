"""Takes an account statement that a person uploads, for the DAG that imports it: the one thing the page writes."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, Request

from binrecon.config.accounts import load_accounts
from binrecon.web.access import LOGGED_IN, Looking, same_origin
from binrecon.web.screens.queues import STATEMENTS

router = APIRouter(dependencies=[Depends(same_origin), LOGGED_IN])
MOST = 64 * 2**20
"""Bytes of a statement that is taken: the exchange cuts larger exports into parts."""
FOLDER = "uploaded"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@router.put("/statements/{name:path}")
async def upload(request: Request, looking: Looking, name: str) -> dict[str, str]:
    """Keep the body in the statements folder; gives its path there, for the form of the import. The same bytes under
    the same name are one file, however often they are brought."""
    if not looking.may_run(STATEMENTS):
        raise HTTPException(403, f"Your login may not trigger {STATEMENTS}.")
    statements = load_accounts().settings.statements
    folder = statements / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=".upload-", dir=folder)
    try:
        digest = await _receive(request, handle)
        kept = folder / f"{digest[:12]}-{_UNSAFE.sub('_', Path(name).name)[-100:]}"
        os.replace(partial, kept)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return {"path": str(kept.relative_to(statements))}


async def _receive(request: Request, handle: int) -> str:
    """Write the body as it comes; gives its SHA-256."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as file:
        async for part in request.stream():
            size += len(part)
            if size > MOST:
                raise HTTPException(
                    413, f"A statement of more than {MOST // 2**20} MB is not taken: export less at once."
                )
            digest.update(part)
            file.write(part)
    if not size:
        raise HTTPException(422, "The file is empty.")
    return digest.hexdigest()
