"""What every record of margin is: cross unless it names the pair of an isolated margin account."""

from dataclasses import dataclass

from ..call import Call
from ..clock import DAY
from ..postings import Posting
from ..product import Product
from ..product_lists import chosen

CROSS_WALLET, ISOLATED_WALLET = "MARGIN", "ISOLATED_MARGIN"
KEPT = 90 * DAY
"""How far back the lists of interest and of the capital flow reach."""


@dataclass(frozen=True, kw_only=True)
class MarginRecord(Product):
    """A record of cross margin, or of the isolated margin account of `pair`."""

    pair: str = ""

    @property
    def wallet(self) -> str:
        """Whose money it moves."""
        return ISOLATED_WALLET if self.pair else CROSS_WALLET

    def change(self, asset: str, amount: int, measure: str = "balance", leg: str = "") -> Posting:
        """What changes by this record; the leg is in or out by the sign unless told."""
        named = leg or ("in" if amount > 0 else "out")
        return Posting(self.time, self.email, self.wallet, asset, amount, named, measure=measure, pair=self.pair)


def of_account(call: Call, kind: str, window: tuple[int, int], symbol: str, *fields: str) -> list:
    """Records in a window of the isolated margin account that the parameter `symbol` names, of cross margin without;
    `fields` are filters that bear the names of the record's fields."""
    pair = call.text(symbol) or ""
    found = chosen(call, kind, window, {field: field for field in fields})
    return [event for event in found if event.pair == pair]
