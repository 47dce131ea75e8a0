"""Where the page's screens are, below its mount: every part of an address is quoted, whatever an asset is called."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote, urlencode

from binrecon.config.accounts import Account
from binrecon.domain.vocabulary import Measure, Wallet


def segment(text: object) -> str:
    """A text as one part of a path."""
    return quote(str(text), safe="")


def day_address(root: str, account: Account, day: date, wallet: str = Wallet.SPOT) -> str:
    """The page of an account-day; `root` is the mount."""
    return f"{root}/day/{segment(account.slug)}/{day}?{urlencode({'wallet': wallet})}"


def cell_address(
    root: str, account: Account, day: date, wallet: str, asset: str, measure: str = Measure.BALANCE
) -> str:
    """The page of one measure of an asset on an account-day."""
    path = "/".join(map(segment, (account.slug, day, wallet, measure)))
    return f"{root}/cell/{path}?{urlencode({'asset': asset})}"
