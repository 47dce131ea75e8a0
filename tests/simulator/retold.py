"""What the lists tell otherwise than once: a move that stands in two lists, and rewards that are equal in
everything."""

from collections.abc import Iterator
from dataclasses import dataclass

from .clock import FOREVER
from .events import FamilyTransfer
from .postings import Posting
from .products.usd_yield import BfusdReward


@dataclass(frozen=True)
class ToldAgain(FamilyTransfer):
    """The list of transfers between accounts tells, under its id, a move between two wallets of one account, which the
    list of own wallets tells too: that one posts it, and a reader counts it once."""

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now
        return iter(())


@dataclass(frozen=True, kw_only=True)
class EqualReward(BfusdReward):
    """The `nth` reward of its moment, coin and amount: its list gives no id, so that the rows are equal."""

    nth: int = 2

    @property
    def id(self) -> str:
        return f"{super().id}:{self.nth}"
