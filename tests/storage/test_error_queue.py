"""Errors wait until somebody says what was done."""

from __future__ import annotations

import pytest
from binrecon.domain.errors import BinreconError
from binrecon.storage.error_queue import open_errors, resolve_errors
from binrecon.storage.errors_log import record
from binrecon.storage.resolutions import RefusedError
from sqlalchemy import Engine

from tests.storage.rows import EMAIL, fetch

LOG = "SELECT actor, action FROM binance_audit_log WHERE actor <> 'reconciliation' ORDER BY id"


def test_errors_are_listed_until_somebody_says_what_was_done(engine: Engine) -> None:
    for needed, email in ((True, EMAIL), (False, EMAIL), (True, "x@y.z")):
        record(engine, email, BinreconError("no answer"), needs_manual_review=needed)
    with engine.begin() as connection:
        assert [error.email for error in open_errors(connection)] == ["x@y.z", EMAIL]
        assert [error.waiting for error in open_errors(connection, EMAIL)] == [1]
        assert resolve_errors(connection, 1, 2, "key renewed, %s", "ann") == 1
        assert [error.id for error in open_errors(connection)] == [3]
        with pytest.raises(RefusedError, match="no error from 1 to 2"):
            resolve_errors(connection, 1, 2, "key renewed again", "ann")
    stored = "SELECT id, resolution_notes FROM binance_reconciliation_errors WHERE resolved_at IS NOT NULL"
    assert fetch(engine, stored) == [(1, "key renewed, %s (by ann)")]
    assert fetch(engine, LOG) == [("ann", "error resolved")]
