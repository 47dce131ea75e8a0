"""Collect transfers between accounts and between wallets. One may still be in process, so a week is read again."""

from __future__ import annotations

from binrecon.collectors.base import BaseCollector


class TransferCollector(BaseCollector):
    """Endpoints sub_transfer_history, universal_transfer (main's key), sub_user_history (sub's), wallet_transfer."""
