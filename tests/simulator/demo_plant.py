"""A planted trouble of the demo world, and how truth.json tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .demo_wallets import CALLED
from .scenario import BalanceLine
from .units import plain

SAYS = {
    "hidden_deposit": "nothing accounts for", "airdrop": "nothing accounts for", "hidden_trade": "nothing accounts for",
    "altered_fee": "nothing accounts for", "convert_from_funding": "convert_elsewhere",
    "refused_symbol": "trades ADABTC",
    "missing_snapshot": "no snapshot", "too_precise": "deposit_history (quarantined",
    "slow_redemption": "across_the_cut", "untold_dividend": "nothing accounts for",
    "late_deposit": "nothing accounts for",
    "hidden_income": "nothing accounts for", "other_loan": "nothing accounts for",
    "lost_end": "transfer_without_other_end", "unknown_kind": "named in no document: EVENT_CONTRACTS_PAYOUT",
    "no_reading": "no reading of ours", "late_reading": "after midnight",
}  # fmt: skip


@dataclass(frozen=True)
class Plant:
    """A planted trouble in one cell, and what a reconciliation must call it. Without an asset it is the whole day of
    the wallet."""

    email: str
    day: date
    asset: str | None
    kind: str
    verdict: str
    note: str
    wallet: str = "SPOT"
    measure: str = "balance"

    @property
    def says(self) -> str:
        """Words that the reason must have: they tell this trouble from another one with the same verdict."""
        return SAYS[self.kind]

    def cell(self, variances: Mapping[BalanceLine, int]) -> dict[str, Any]:
        """The planted cell with its variance, 0 where it has none."""
        return {
            "email": self.email,
            "day": str(self.day),
            "wallet": CALLED.get(self.wallet, self.wallet),
            "asset": self.asset,
            "measure": self.measure if self.asset else None,
            "variance": plain(variances.get((self.email, self.day, self.wallet, self.asset or ""), 0)),
            "kind": self.kind,
            "expected_verdict": self.verdict,
            "note": self.note,
            "says": self.says,
        }
