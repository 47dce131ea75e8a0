"""Collect withdrawals. A withdrawal changes its status for days and can still fail, so two weeks are read again."""

from __future__ import annotations

from binrecon.collectors.base import BaseCollector


class WithdrawCollector(BaseCollector):
    """Endpoint withdraw_history."""
