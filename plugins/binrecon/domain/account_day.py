"""The unit of the whole system: one wallet of one account on one UTC day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from binrecon.domain.vocabulary import Wallet


@dataclass(frozen=True, order=True)
class AccountDay:
    """What is planned, reconciled, investigated and reported as one: an account by its e-mail, a UTC day, a wallet.

    Sorted by account, then day. Two of them are equal where a verdict on one is the verdict on the other.
    """

    email: str
    day: date
    wallet: Wallet

    def __str__(self) -> str:
        return f"{self.day} of {self.email}, {self.wallet}"

    @property
    def beside_spot(self) -> str:
        """The name of the wallet where it is not SPOT, which goes without saying."""
        return "" if self.wallet is Wallet.SPOT else str(self.wallet)

    @property
    def parameters(self) -> dict[str, Any]:
        """Its parts as the parameters that SQL files name `email`, `day` and `wallet`."""
        return {"email": self.email, "day": self.day, "wallet": str(self.wallet)}

    def on(self, day: date) -> AccountDay:
        """The same wallet of the same account on another day."""
        return replace(self, day=day)
