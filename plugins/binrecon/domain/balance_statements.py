"""What a statement of balances holds once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binrecon.domain.vocabulary import Wallet


class StatedBalance(NamedTuple):
    """One line: what a wallet held of an asset at 00:00 UTC of `date`. `line` counts from 1 at the top of the file;
    `account` is an e-mail or a user id; an empty asset says that the wallet held nothing."""

    line: int
    date: date
    account: str
    wallet: Wallet
    asset: str
    balance: Decimal


@dataclass(frozen=True)
class StatedBalances:
    """One file, its lines and its bytes. `whole`: what it does not name of a wallet at a date was zero then."""

    file_name: str
    whole: bool
    lines: tuple[StatedBalance, ...] = field(repr=False)
    content: bytes = field(repr=False)
