"""Asks whether an account is in portfolio margin, before the lists are asked that the exchange refuses it then.

Rests on decision 102.
"""

from __future__ import annotations

import logging
from typing import Any

from binrecon.collectors.document import DocumentCollector
from binrecon.domain.errors import FatalAPIError

log = logging.getLogger(__name__)

INFO, FLAG = "account_info", "isPortfolioMarginRetailEnabled"


class ModeCollector(DocumentCollector):
    """Reads what an account has switched on."""

    def in_portfolio_margin(self) -> bool:
        """Whether the exchange says so. An account of which it does not tell is asked for its lists: they then say what
        is wrong with them. Raises RetryableAPIError where it gave no answer."""
        try:
            _, told = self.read(INFO, _flag)
        except FatalAPIError as error:
            log.warning("not known whether the account is in portfolio margin: %s", error)
            return False
        if told is None:
            log.warning("not known whether the account is in portfolio margin: %s does not tell", INFO)
        return told is True


def _flag(document: Any) -> bool | None:
    told = document.get(FLAG) if isinstance(document, dict) else None
    return told if isinstance(told, bool) else None
