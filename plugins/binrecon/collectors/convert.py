"""Collect converts. A limit convert is listed under its creation and fills later, so a week is read again."""

from __future__ import annotations

from binrecon.collectors.base import BaseCollector


class ConvertCollector(BaseCollector):
    """Endpoint convert_history."""
