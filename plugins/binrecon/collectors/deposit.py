"""Collect deposits. One is listed when it is seen on chain and changes until credited, so two weeks are read again."""

from __future__ import annotations

from binrecon.collectors.base import BaseCollector


class DepositCollector(BaseCollector):
    """Endpoint deposit_history."""
