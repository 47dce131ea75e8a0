"""Seeded product records among the other events: every list, every status, rewards with and without their dividend."""

from collections.abc import Callable
from dataclasses import replace

from .clock import DAY, HOUR, MINUTE, SECOND
from .events import Allocation, Event
from .product import Product
from .products.earn import FLEXIBLE_TYPES, FlexibleRedemption, FlexibleReward, FlexibleSubscription, Reward, share_of
from .products.income import Dividend, Dust, Rebate
from .products.locked import (
    LOCKED_TYPES,
    LockedRedemption,
    LockedReward,
    LockedSubscription,
    OnchainRedemption,
    OnchainReward,
    OnchainSubscription,
)
from .products.staking import (
    EthRedemption,
    EthStaking,
    SoftStakingReward,
    SolBoost,
    SolRedemption,
    SolStaking,
    WbethUnwrap,
    WbethWrap,
)
from .products.usd_yield import (
    BfusdRedemption,
    BfusdReward,
    BfusdSubscription,
    RwusdRedemption,
    RwusdReward,
    RwusdSubscription,
)
from .random_events import ASSETS, Maker
from .random_money import MoneyMaker
from .units import UNIT

HELD_TOO = ("SOL", "USDC", "EUR", "BETH", "WBETH", "BNSOL", "BFUSD", "RWUSD")
SWAPS = (
    (EthStaking, "ETH", "WBETH"),
    (SolStaking, "SOL", "BNSOL"),
    (WbethWrap, "BETH", "WBETH"),
    (WbethUnwrap, "WBETH", "BETH"),
    (BfusdSubscription, "USDT", "BFUSD"),
    (BfusdSubscription, "USDC", "BFUSD"),
    (RwusdSubscription, "USDT", "RWUSD"),
)
REDEMPTIONS = (
    (EthRedemption, "WBETH", "ETH"),
    (SolRedemption, "BNSOL", "SOL"),
    (BfusdRedemption, "BFUSD", "USDT"),
    (RwusdRedemption, "RWUSD", "USDC"),
)
LOCKED = (
    (LockedSubscription, LockedRedemption, LockedReward),
    (OnchainSubscription, OnchainRedemption, OnchainReward),
)
ARRIVALS = (0, SECOND, HOUR, 20 * HOUR, DAY)


class ProductMaker(MoneyMaker, Maker):
    """Adds the records of Earn, staking and income to those of trading and transfers."""

    def _menu(self) -> list[tuple[Callable[[str, int], None], int]]:
        earning = [
            (self.dust, 5),
            (self.dividend, 5),
            (self.rebate, 3),
            (self.subscribe, 6),
            (self.redeem, 5),
            (self.flexible_reward, 6),
            (self.lock, 4),
            (self.unlock, 4),
            (self.locked_reward, 5),
            (self.swap, 7),
            (self.unswap, 6),
            (self.small_reward, 5),
            (self.routed_trade, 6),
        ]
        return super()._menu() + earning + self.money_menu()

    def _open(self, email: str) -> None:
        super()._open(email)
        for asset in HELD_TOO:
            amount = self.rng.choice([0, UNIT, self.rng.randint(1, 10**5) * UNIT, self.rng.randint(1, 10**5 * UNIT)])
            self.world.open(email, asset, amount)
            self.held[email, "SPOT"][asset] = amount

    def _new(self, *events: Event) -> bool:
        """Add records unless one of them cannot be told from one that is there, or a balance would fall below zero."""
        keys = [event.key for event in events]
        if len(set(keys)) < len(keys) or self.known.intersection(keys) or not self._add(*events):
            return False
        self.known.update(keys)
        return True

    def _pending(self, moment: int) -> int:
        return self.rng.choice([0, 0, 0, moment + HOUR])

    def _gain(self) -> int:
        """Some units, of eight decimals mostly, hardly ever the same twice."""
        return self.rng.choice([self.rng.randint(1, 10**10) * 10**10, self.rng.randint(1, 10 * UNIT)])

    def _coin(self) -> str:
        return self.rng.choice(ASSETS)

    # trades --------------------------------------------------------------------------------------------------

    def routed_trade(self, email: str, moment: int) -> None:
        """An order routed over all books of its base asset: allocations by the exchange, the first of a pair with id
        0."""
        deal = self._deal(email)
        if deal.qty and deal.pair.routed:
            self.allocation_ids[deal.pair.name] += 1
            fill = self._fill(deal, email, moment, self.allocation_ids[deal.pair.name])
            self._add(Allocation(**vars(fill)))

    # income --------------------------------------------------------------------------------------------------

    def dust(self, email: str, moment: int) -> None:
        target = self.rng.choice(["BNB", "BNB", "USDT"])
        small = [asset for asset in ASSETS if asset != target and self.held[email, "SPOT"][asset]]
        parent = self._id()
        details = []
        for asset in self.rng.sample(small, min(len(small), self.rng.randint(1, 3))):
            got = self.rng.randint(1, 10**6) * 10**10
            amount = max(self._portion(email, asset) // 100, 1)
            number = parent if self.rng.random() < 0.5 else parent + 1
            fields = {"trans_id": number, "asset": asset, "amount": amount, "got": got, "charge": got // 49}
            details.append(Dust(email=email, time=moment, parent_id=parent, target=target, **fields))
        if details:
            self._new(*details)

    def dividend(self, email: str, moment: int) -> None:
        asset = self._asset(email) if self.rng.random() < 0.2 else self._coin()
        direction = self.rng.choice([1, 1, 1, 1, None, -1])
        amount = self._portion(email, asset) if direction == -1 and asset else self._gain()
        if asset and amount:
            info = self.rng.choice(["Launchpool", "STAKING", "Cash Voucher", "空投"])
            number, fields = self._id(), {"asset": asset, "amount": amount, "direction": direction, "info": info}
            self._new(Dividend(email=email, time=moment, number=number, **fields))

    def rebate(self, email: str, moment: int) -> None:
        kind = self.rng.choice([1, 2])
        self._new(Rebate(email=email, time=moment, asset=self._coin(), amount=self._gain(), type=kind))

    # flexible ------------------------------------------------------------------------------------------------

    def subscribe(self, email: str, moment: int) -> None:
        asset = self._asset(email)
        source = self.rng.choice(["SPOT", "SPOT", "SPOT", "SPOTANDFUNDING", "FUNDING"])
        spot = self._portion(email, asset) if asset and source != "FUNDING" else 0
        funding = self._portion(email, asset, "FUNDING") if asset and source != "SPOT" else 0
        if asset and spot + funding:
            self._new(
                FlexibleSubscription(
                    email=email,
                    time=moment,
                    purchase_id=self._id(),
                    asset=asset,
                    amount=spot + funding,
                    type=self.rng.choice(FLEXIBLE_TYPES if source == "SPOT" else ("NORMAL",)),
                    source=source,
                    from_spot=spot,
                    status=self.rng.choice(["SUCCESS"] * 8 + ["FAILED", "PURCHASING"]),
                    pending_until=self._pending(moment),
                )
            )

    def redeem(self, email: str, moment: int) -> None:
        shares = [asset for asset in ASSETS if self.held[email, "SPOT"][share_of(asset)]]
        asset = self.rng.choice(shares) if shares else None
        amount = self._portion(email, share_of(asset)) if asset else 0
        if asset and amount:
            dest, status = self.rng.choice(["SPOT", "SPOT", "FUNDING"]), self.rng.choice(["PAID"] * 8 + ["FAILED"])
            fields = {"asset": asset, "amount": amount, "dest": dest, "status": status}
            pending = self._pending(moment)
            self._new(
                FlexibleRedemption(email=email, time=moment, redeem_id=self._id(), pending_until=pending, **fields)
            )

    def flexible_reward(self, email: str, moment: int) -> None:
        kind = self.rng.choice(["REALTIME", "BONUS", "BONUS", "REWARDS"])
        reward = FlexibleReward(email=email, time=moment, asset=self._coin(), amount=self._gain(), type=kind)
        self._reward(reward, "Flexible")

    def _reward(self, reward: Reward, info: str) -> None:
        """Half of those that may stand in the dividends do, a while later and under another id, some of them twice."""
        if not reward.may_be_dividend or self.rng.random() < 0.5:
            self._new(reward)
            return
        for number in range(self.rng.choice([1, 1, 1, 2])):
            told = replace(reward, time=reward.time + number * MINUTE, in_dividends=True)
            fields = {"asset": told.asset, "amount": told.amount, "info": info}
            paid = told.time + self.rng.choice([0, SECOND, 6 * HOUR])
            self._new(told, Dividend(email=told.email, time=paid, number=self._id(), **fields))

    # locked --------------------------------------------------------------------------------------------------

    def lock(self, email: str, moment: int) -> None:
        asset = self._asset(email)
        amount = self._portion(email, asset) if asset else 0
        if asset and amount:
            subscription = self.rng.choice(LOCKED)[0]
            kind, status = self.rng.choice(LOCKED_TYPES), self.rng.choice(["SUCCESS"] * 8 + ["FAILED"])
            fields = {"asset": asset, "amount": amount, "type": kind, "status": status}
            self._new(
                subscription(
                    email=email, time=moment, purchase_id=self._id(), pending_until=self._pending(moment), **fields
                )
            )

    def unlock(self, email: str, moment: int) -> None:
        """Nothing moves before the delivery: it may be days later."""
        redemption = self.rng.choice(LOCKED)[1]
        deliver = moment + self.rng.choice([*ARRIVALS, 3 * DAY])
        self._new(
            redemption(
                email=email,
                time=moment,
                redeem_id=self._id(),
                asset=self._coin(),
                amount=self._gain(),
                deliver=deliver,
                type=self.rng.choice(["MATURE", "MATURE", "AHEAD", "NEW_TRANSFERRED"]),
                loss=self.rng.choice([0, 0, 10**14]),
                reward=self.rng.choice([0, 10**15]),
                deliver_as_text=self.rng.random() < 0.7,
                pending_until=deliver,
            )
        )

    def locked_reward(self, email: str, moment: int) -> None:
        reward = self.rng.choice(LOCKED)[2]
        kind = self.rng.choice(["Locked Rewards", "Boost Rewards"]) if reward is LockedReward else "Locked Rewards"
        position = 123123 + self.rng.randint(0, 9)
        fields = {"asset": self._coin(), "amount": self._gain(), "position_id": position, "type": kind}
        self._reward(reward(email=email, time=moment, **fields), "Locked")

    # swaps and their rewards ---------------------------------------------------------------------------------

    def _priced(self, email: str, asset: str) -> tuple[int, int]:
        """What can be given of an asset, and what it brings."""
        amount = self._portion(email, asset)
        return amount, max(amount * self.rng.randint(90, 110) // 100, 1)

    def swap(self, email: str, moment: int) -> None:
        record, given, received = self.rng.choice(SWAPS)
        amount, got = self._priced(email, given)
        if amount:
            status = self.rng.choice(["SUCCESS"] * 8 + ["FAILED", "PENDING"])
            fields = {"asset": given, "amount": amount, "received": received, "got": got, "status": status}
            self._new(record(email=email, time=moment, pending_until=self._pending(moment), **fields))

    def unswap(self, email: str, moment: int) -> None:
        """In a world without trouble it arrives before the day is looked at."""
        record, given, received = self.rng.choice(REDEMPTIONS)
        amount, got = self._priced(email, given)
        if amount:
            arrival = moment + self.rng.choice(ARRIVALS)
            fields = {"asset": given, "amount": amount, "received": received, "got": got}
            self._new(record(email=email, time=moment, arrival=arrival, pending_until=arrival, **fields))

    def small_reward(self, email: str, moment: int) -> None:
        whole = moment // SECOND * SECOND
        claim = self.rng.choice(["CLAIM", "CLAIM", "DISTRIBUTE"])
        amount, asset = self._gain(), self._coin()
        rewards: list[Product] = [
            BfusdReward(email=email, time=moment, amount=amount, position=100 * UNIT),
            RwusdReward(email=email, time=moment, amount=amount, asset=self.rng.choice(["RWUSD", "USDC"])),
            SolBoost(email=email, time=whole, amount=amount, type=claim),
            SoftStakingReward(email=email, time=moment, asset=asset, reward_asset=asset, amount=amount),
        ]
        self._new(self.rng.choice(rewards))
