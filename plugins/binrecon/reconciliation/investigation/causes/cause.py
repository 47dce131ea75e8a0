"""What a cause is: a label, the function that proposes findings, and the record sets that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from binrecon.domain.day_results import AssetVerdict, Finding
from binrecon.domain.investigation_input import InvestigationInput
from binrecon.domain.record_sets import RecordSet
from binrecon.domain.vocabulary import Wallet


@dataclass(frozen=True)
class Cause:
    """One kind of thing that may account for a variance. `label` is what is said where it is ruled out; `propose` may
    look at the record sets of `reads` and at no other. It is tried in the `wallets` that can have it, in every one
    where none is named."""

    label: str
    propose: Callable[[AssetVerdict, InvestigationInput], Iterable[Finding]]
    reads: tuple[RecordSet[Any], ...]
    wallets: tuple[Wallet, ...] = ()

    def may_be_of(self, wallet: Wallet) -> bool:
        """Whether it can happen in the wallet."""
        return not self.wallets or wallet in self.wallets
