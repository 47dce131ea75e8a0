"""ETH, SOL and soft staking: swaps at one moment, redemptions that arrive days later, rewards. No list gives an id."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..clock import SECOND
from ..postings import Posting
from ..product import Product
from ..product_lists import THREE_MONTHS, by_type, rows_total
from ..registry import Fields, Statement, register
from ..units import UNIT, plain


@dataclass(frozen=True, kw_only=True)
class EthStaking(Product):
    """−ETH, +WBETH at one moment."""

    kind: ClassVar[str] = "eth_staking"
    RATE: ClassVar[str] = "conversionRatio"

    asset: str = "ETH"
    amount: int
    received: str = "WBETH"
    got: int

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}:{self.received}"

    def moves(self) -> Iterator[Posting]:
        return self.swap(self.asset, self.amount, self.received, self.got)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "time": self.time,
            "asset": self.asset,
            "amount": plain(self.amount),
            "distributeAsset": self.received,
            "distributeAmount": plain(self.got),
            self.RATE: plain(self.amount * UNIT // self.got),
            "status": self.status_at(now),
        }


class SolStaking(EthStaking):
    """−SOL, +BNSOL at one moment."""

    kind = "sol_staking"
    RATE = "exchangeRate"


@dataclass(frozen=True, kw_only=True)
class EthRedemption(EthStaking):
    """−WBETH at `time`, +ETH at `arrival`, days later."""

    kind: ClassVar[str] = "eth_redemption"

    asset: str = "WBETH"
    received: str = "ETH"
    arrival: int

    def moves(self) -> Iterator[Posting]:
        yield self.out(self.asset, self.amount)
        yield self.into(self.received, self.got, at=self.arrival, part="arrival")

    def row(self, now: int) -> dict[str, Any]:
        return {**super().row(now), "arrivalTime": self.arrival}


class SolRedemption(EthRedemption):
    """−BNSOL at `time`, +SOL at `arrival`."""

    kind = "sol_redemption"
    RATE = "exchangeRate"


@dataclass(frozen=True, kw_only=True)
class WbethWrap(Product):
    """BETH into WBETH, or back, at one moment."""

    kind: ClassVar[str] = "wbeth_wrap"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "fromAmount")

    asset: str = "BETH"
    amount: int
    received: str = "WBETH"
    got: int

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}:{self.received}"

    def moves(self) -> Iterator[Posting]:
        return self.swap(self.asset, self.amount, self.received, self.got)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "time": self.time,
            "fromAsset": self.asset,
            "fromAmount": plain(self.amount),
            "toAsset": self.received,
            "toAmount": plain(self.got),
            "exchangeRate": plain(self.amount * UNIT // self.got),
            "status": self.status_at(now),
        }


class WbethUnwrap(WbethWrap):
    """The other way."""

    kind = "wbeth_unwrap"


@dataclass(frozen=True, kw_only=True)
class SolBoost(Product):
    """A boost reward; only CLAIM pays into SPOT. The list prints its time in whole seconds, as the example does."""

    kind: ClassVar[str] = "sol_boost_rewards"

    asset: str = "SOL"
    amount: int
    type: str = "CLAIM"
    holding: int = 2 * UNIT

    @property
    def id(self) -> str:
        return f"{self.time // SECOND}:{self.asset}"

    def moves(self) -> Iterator[Posting]:
        if self.type == "CLAIM":
            yield self.into(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        return {
            "time": self.time // SECOND,
            "token": self.asset,
            "amount": plain(self.amount),
            "bnsolHolding": plain(self.holding),
            "status": self.status_at(now),
        }


@dataclass(frozen=True, kw_only=True)
class SoftStakingReward(Product):
    """A reward in `reward_asset` on coins that stay in SPOT."""

    kind: ClassVar[str] = "soft_staking_rewards"
    MONEY: ClassVar[tuple[str, str]] = ("amount", "rewards")

    asset: str
    reward_asset: str
    amount: int
    average: int = 2 * UNIT

    @property
    def id(self) -> str:
        return f"{self.time}:{self.asset}:{self.reward_asset}"

    def moves(self) -> Iterator[Posting]:
        yield self.into(self.reward_asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # a reward has no status
        return {
            "asset": self.asset,
            "rewards": plain(self.amount),
            "rewardAsset": self.reward_asset,
            "avgAmount": plain(self.average),
            "time": self.time,
        }


_ETH = "/sapi/v1/eth-staking"
_SOL = "/sapi/v1/sol-staking/sol/history"
_WRAPS = Fields("fromAmount", "status", "fromAsset")

register(
    EthStaking,
    f"{_ETH}/eth/history/stakingHistory",
    rows_total("eth_staking", THREE_MONTHS),
    150,
    Statement("ETH 2.0 Staking"),
)
register(
    EthRedemption,
    f"{_ETH}/eth/history/redemptionHistory",
    rows_total("eth_redemption", THREE_MONTHS),
    150,
    Statement("ETH 2.0 Staking Withdrawals"),
)
register(
    WbethWrap,
    f"{_ETH}/wbeth/history/wrapHistory",
    rows_total("wbeth_wrap", THREE_MONTHS),
    150,
    Statement("BETH to WBETH Wrapping"),
    _WRAPS,
)
register(
    WbethUnwrap,
    f"{_ETH}/wbeth/history/unwrapHistory",
    rows_total("wbeth_unwrap", THREE_MONTHS),
    150,
    Statement("BETH to WBETH Wrapping"),
    _WRAPS,
)
register(
    SolStaking,
    f"{_SOL}/stakingHistory",
    rows_total("sol_staking", THREE_MONTHS),
    150,
    Statement("SOL Staking - Purchase"),
)
register(
    SolRedemption,
    f"{_SOL}/redemptionHistory",
    rows_total("sol_redemption", THREE_MONTHS),
    150,
    Statement("SOL Staking - Redemption", guessed=True),
)
register(
    SolBoost,
    f"{_SOL}/boostRewardsHistory",
    by_type("sol_boost_rewards", ("CLAIM", "DISTRIBUTE"), THREE_MONTHS, {}),
    150,
    Statement("Staking Rewards"),
    Fields("amount", "status", "token"),
)
register(
    SoftStakingReward,
    "/sapi/v1/soft-staking/history/rewardsRecord",
    rows_total("soft_staking_rewards", THREE_MONTHS, {"asset": "asset"}),
    50,
    Statement("Staking Rewards"),
    Fields("rewards", "", "rewardAsset"),
)
