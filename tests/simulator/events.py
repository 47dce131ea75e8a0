"""True events of the made-up world: each knows what it really moved and what its listed row says it moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from .clock import FOREVER
from .fill import Allocation, Fill
from .postings import ACCOUNT_WALLETS, CREDITED, REFUNDED, Posting, Status, first_time, status_at, wallets_of
from .product import Product


@dataclass(frozen=True)
class Deposit:
    """Money from outside. `history` starts at the insert time; it is credited when status 1 or 6 is reached."""

    kind: ClassVar[str] = "deposit"
    id: str
    email: str
    asset: str
    amount: int
    history: Status
    network: str = "ETH"
    wallet_type: int = 0
    shows_complete_time: bool = True
    transfer_type: int = 0
    tx_id: str = ""

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, self.id)

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email,)

    @property
    def time(self) -> int:
        return self.history[0][0]

    @property
    def credit_time(self) -> int | None:
        return first_time(self.history, CREDITED)

    @property
    def wallet(self) -> str:
        return "FUNDING" if self.wallet_type else "SPOT"

    def postings(self) -> Iterator[Posting]:
        if self.credit_time is not None:
            yield Posting(self.credit_time, self.email, self.wallet, self.asset, self.amount, "in")

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        if status_at(self.history, now) in CREDITED:
            moment = self.credit_time if self.shows_complete_time else self.time
            yield Posting(moment, self.email, self.wallet, self.asset, self.amount, "in")


@dataclass(frozen=True)
class Withdrawal:
    """Money sent out: amount + fee leave at the apply time (whole seconds) and come back with status 1, 3 or 5."""

    kind: ClassVar[str] = "withdrawal"
    id: str
    email: str
    asset: str
    amount: int
    fee: int
    history: Status
    network: str = "ETH"
    wallet_type: int = 0
    transfer_type: int = 0
    tx_id: str = ""
    order_id: str = ""

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, self.id)

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email,)

    @property
    def time(self) -> int:
        return self.history[0][0]

    @property
    def wallet(self) -> str:
        return "FUNDING" if self.wallet_type else "SPOT"

    def _legs(self, moment: int, sign: int) -> Iterator[Posting]:
        yield Posting(moment, self.email, self.wallet, self.asset, sign * self.amount, "out")
        if self.fee:
            yield Posting(moment, self.email, self.wallet, self.asset, sign * self.fee, "fee")

    def postings(self) -> Iterator[Posting]:
        yield from self._legs(self.time, -1)
        refund = first_time(self.history, REFUNDED)
        if refund is not None:
            yield from self._legs(refund, 1)

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        if status_at(self.history, now) not in REFUNDED:
            yield from self._legs(self.time, -1)


@dataclass(frozen=True)
class FamilyTransfer:
    """A move between two accounts of the family; universalTransfer lists a spot-to-spot move only if `universal`."""

    kind: ClassVar[str] = "family"
    id: int
    sender: str
    receiver: str
    asset: str
    amount: int
    time: int
    sender_type: str = "SPOT"
    receiver_type: str = "SPOT"
    status: str = "SUCCESS"
    pending_until: int = 0
    universal: bool = True
    client_id: str = ""

    @property
    def key(self) -> tuple:
        return (self.kind, self.id)

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.sender, self.receiver)

    @property
    def spot_to_spot(self) -> bool:
        return self.sender_type == self.receiver_type == "SPOT"

    def status_at(self, now: int) -> str:
        return "PROCESS" if now < self.pending_until else self.status

    def postings(self) -> Iterator[Posting]:
        return self.listed()

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        if self.status_at(now) == "SUCCESS":
            out, into = ACCOUNT_WALLETS[self.sender_type], ACCOUNT_WALLETS[self.receiver_type]
            yield Posting(self.time, self.sender, out, self.asset, -self.amount, "out")
            yield Posting(self.time, self.receiver, into, self.asset, self.amount, "in")


@dataclass(frozen=True)
class WalletTransfer:
    """A move between two wallets of one account, of one documented `type` such as MAIN_UMFUTURE; the symbols are the
    pairs of isolated margin that it leaves and enters."""

    kind: ClassVar[str] = "wallet"
    id: int
    email: str
    type: str
    asset: str
    amount: int
    time: int
    status: str = "CONFIRMED"
    pending_until: int = 0
    from_symbol: str = ""
    to_symbol: str = ""

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, self.id)

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email,)

    def status_at(self, now: int) -> str:
        return "PENDING" if now < self.pending_until else self.status

    def postings(self) -> Iterator[Posting]:
        return self.listed()

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        if self.status_at(now) == "CONFIRMED":
            out, into = wallets_of(self.type)
            yield Posting(self.time, self.email, out, self.asset, -self.amount, "out", pair=self.from_symbol)
            yield Posting(self.time, self.email, into, self.asset, self.amount, "in", pair=self.to_symbol)


@dataclass(frozen=True)
class Convert:
    """A convert; the list does not say which wallet paid, so its row reads as SPOT even when FUNDING paid."""

    kind: ClassVar[str] = "convert"
    id: int
    email: str
    from_asset: str
    from_amount: int
    to_asset: str
    to_amount: int
    time: int
    wallet: str = "SPOT"
    status: str = "SUCCESS"
    quote_id: str = ""

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, self.id)

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email,)

    def _legs(self, wallet: str) -> Iterator[Posting]:
        if self.status == "SUCCESS":
            yield Posting(self.time, self.email, wallet, self.from_asset, -self.from_amount, "sell")
            yield Posting(self.time, self.email, wallet, self.to_asset, self.to_amount, "buy")

    def postings(self) -> Iterator[Posting]:
        return self._legs(self.wallet)

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now  # a convert row does not change in this world
        return self._legs("SPOT")


@dataclass(frozen=True)
class Invisible:
    """A movement no endpoint lists: an airdrop, a correction by hand, a bot's transfer."""

    kind: ClassVar[str] = "invisible"
    id: str
    email: str
    asset: str
    amount: int
    time: int
    wallet: str = "SPOT"

    @property
    def key(self) -> tuple:
        return (self.kind, self.email, self.id)

    @property
    def emails(self) -> tuple[str, ...]:
        return (self.email,)

    def postings(self) -> Iterator[Posting]:
        yield Posting(self.time, self.email, self.wallet, self.asset, self.amount, "other")

    def listed(self, now: int = FOREVER) -> Iterator[Posting]:
        del now  # nothing is listed at any time
        return iter(())


Event = Deposit | Withdrawal | FamilyTransfer | WalletTransfer | Fill | Allocation | Convert | Invisible | Product
