"""Records of each cause that have nothing to do with what is off: all of them true, listed as they happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from binrecon.domain.records import RecordLeg
from binrecon.domain.vocabulary import Wallet
from binrecon.reconciliation.investigation.causes.fees_and_duplicates import GROSS, SHORT

from tests.reconciliation.monte_carlo.amounts import amount, signed
from tests.reconciliation.monte_carlo.timeline import UNSEEN

COIN, OTHER, SHARE = "USDT", "USDC", "LDUSDT"
LONGEST = 14
MINUTES = 59
STRANGE = 0.1


class OpenDay(NamedTuple):
    """One day to be judged: what it is off by, how many records of what oddness stand on each day, and how often money
    moves unseen."""

    seed: str
    day: date
    records: int
    odd: float
    off: dict[str, Decimal]
    unseen: float = UNSEEN

    def each(self, first: int, last: int, name: str) -> Iterator[tuple[Random, date, str]]:
        """Dice, day and id of every record of the days from `first` to `last`, counted from the day; both included. A
        record is the same on whichever day it is looked at."""
        for n in range(first, last + 1):
            day = self.day + timedelta(days=n)
            dice = Random(f"{self.seed} {name} {day}")
            yield from ((dice, day, f"{day}/{number}") for number in range(self.records))


Maker = Callable[[OpenDay], dict[str, Any]]


def leg(asset: str, moved: Decimal, record: str, at: datetime, **other: Any) -> RecordLeg:
    told: dict[str, Any] = dict(source="deposit", subtype="", standing="counts", status="1", leg=1 if moved > 0 else 2)
    return RecordLeg(asset=asset, amount=moved, record=record, at=at, **(told | other))


def noon(day: date, minutes: int = 0) -> datetime:
    return datetime.combine(day, time(12), UTC) + timedelta(minutes=minutes)


def equal(legs: Iterable[RecordLeg], asked: OpenDay) -> tuple[RecordLeg, ...]:
    """Those that are exactly the opposite of what their asset is off by, as they are read."""
    return tuple(one for one in legs if asked.off.get(one.asset) == -one.amount)


# records of two days
# ----------------------------------------------------------------------------------------------------


def two_times(asked: OpenDay) -> dict[str, Any]:
    """Deposits and withdrawals whose other time lies on the day before or after."""
    legs = []
    for dice, day, record in asked.each(-LONGEST, LONGEST, "two"):
        moved, other = signed(dice, asked.odd), dice.choice((-1, 1))
        source = "deposit" if moved > 0 else "withdraw"
        legs.append(leg(COIN, moved, record, noon(day), source=source, other_at=noon(day) + timedelta(days=other)))
    return {"timing_differences": tuple(legs)}


def near_midnight(asked: OpenDay) -> dict[str, Any]:
    """Transfers between wallets within an hour of either midnight."""
    legs = []
    for dice, day, record in asked.each(-1, 1, "near"):
        minutes = dice.randrange(MINUTES) + (0 if dice.random() < 0.5 else 24 * 60 - MINUTES)
        at = datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)
        legs.append(leg(COIN, signed(dice, asked.odd), record, at, source="wallet_transfer"))
    return {"around_cutoff": near(legs, asked)}


def fills(asked: OpenDay) -> dict[str, Any]:
    """Fills within an hour of either midnight, which move two assets."""
    legs = []
    for dice, day, record in asked.each(-1, 1, "fill"):
        minutes = dice.randrange(MINUTES) + (0 if dice.random() < 0.5 else 24 * 60 - MINUTES)
        at = datetime.combine(day, time(), UTC) + timedelta(minutes=minutes)
        bought, side = amount(dice, asked.odd), dice.choice((1, -1))
        for asset, moved in ((COIN, bought * side), (OTHER, -bought * side)):
            legs.append(leg(asset, moved, record, at, source="trade", subtype="spot_buy"))
    return {"around_cutoff": near(legs, asked)}


def near(legs: Iterable[RecordLeg], asked: OpenDay) -> tuple[RecordLeg, ...]:
    """Those within an hour of a midnight of the day, in the order of time."""
    midnights = [datetime.combine(asked.day + timedelta(days=n), time(), UTC) for n in (0, 1)]
    hour = timedelta(hours=1)
    kept = [one for one in legs if any(midnight - hour <= one.at < midnight + hour for midnight in midnights)]
    return tuple(sorted(kept, key=lambda one: (one.at, one.record, one.leg)))


# records without effect
# -------------------------------------------------------------------------------------------------


def failed(asked: OpenDay) -> dict[str, Any]:
    """Withdrawals that failed and were given back on their own day; half of them are typed with their fee in it."""
    legs = []
    for dice, day, record in asked.each(-LONGEST, 0, "failed"):
        sent, fee = amount(dice, asked.odd), dice.choice((Decimal(0), Decimal(1)))
        told = dict(source="withdraw", standing="failed", status="5")
        legs += [leg(COIN, -sent, record, noon(day), **told), leg(COIN, -fee, record, noon(day), **(told | {"leg": 3}))]
    return {"timing_differences": tuple(legs)}


def pending_deposits(asked: OpenDay) -> dict[str, Any]:
    """Deposits that are on their way and have not come."""
    return {
        "timing_differences": tuple(
            leg(COIN, amount(dice, asked.odd), record, noon(day), standing="pending", status="0")
            for dice, day, record in asked.each(-LONGEST, 0, "pending")
        )
    }


def pending_redemptions(asked: OpenDay) -> dict[str, Any]:
    """Redemptions of Earn that have not been paid, with the legs of both assets."""
    legs = []
    for dice, day, record in asked.each(-LONGEST, 0, "redemption"):
        got, told = amount(dice, asked.odd), dict(source="flexible_redemption", standing="pending", status="CREATED")
        legs += [leg(COIN, got, record, noon(day), **told), leg(SHARE, -got, record, noon(day), **told)]
    return {"timing_differences": tuple(legs)}


def pending_own_transfers(asked: OpenDay) -> dict[str, Any]:
    """Transfers to another account of ours that have not happened; that account may be off by the opposite by
    chance."""
    dice = Random(f"{asked.seed} far {asked.day}")
    legs = [
        leg(
            COIN,
            signed(one, asked.odd),
            record,
            noon(day),
            source="account_transfer",
            standing="pending",
            status="PROCESS",
            party="sub@x.com",
        )
        for one, day, record in asked.each(-LONGEST, 0, "own")
    ]
    off = signed(dice, asked.odd) if dice.random() < asked.unseen else Decimal(0)
    opposite = ((COIN, "sub@x.com"),) if off == -asked.off[COIN] else ()
    return {"timing_differences": tuple(legs), "opposite_accounts": opposite}


# records of this day alone
# ----------------------------------------------------------------------------------------------


def lone_ends(asked: OpenDay) -> dict[str, Any]:
    """Transfers that truly took place and that the other account does not list, so that it is off by them; it may be
    off by something else as well."""
    legs = []
    for dice, day, record in asked.each(0, 0, "lone"):
        moved, owed = signed(dice, asked.odd), dice.random() < 0.5
        unseen = signed(dice, asked.odd) if dice.random() < asked.unseen else Decimal(0)
        status = "balanced" if -moved + unseen == 0 else "off"
        legs.append(
            leg(
                COIN,
                moved,
                record,
                noon(day),
                source="account_transfer",
                subtype="owed" if owed else "lone",
                status=status,
            )
        )
    return {"unmatched_transfers": tuple(legs)}


def converts(asked: OpenDay) -> dict[str, Any]:
    """Converts that SPOT paid and received, one to one where both coins are dollars."""
    legs = []
    for dice, day, record in asked.each(0, 0, "convert"):
        given, side = amount(dice, asked.odd), dice.choice((1, -1))
        got = given if dice.random() < 0.5 else given - Decimal("0.01")
        for asset, moved in ((COIN, -given * side), (OTHER, got * side)):
            legs.append(leg(asset, moved, record, noon(day), source="convert"))
    return {"conversions": tuple(legs)}


def collateral(asked: OpenDay) -> dict[str, Any]:
    """Collateral of loans that SPOT gave."""
    legs = [
        leg(COIN, -amount(dice, asked.odd), record, noon(day), source="loan_borrow")
        for dice, day, record in asked.each(0, 0, "loan")
    ]
    return {"equal_records": equal(legs, asked)}


def fees(asked: OpenDay) -> dict[str, Any]:
    """Fees that were taken."""
    legs = [
        leg(COIN, -amount(dice, asked.odd), record, noon(day), source="withdraw", leg=3)
        for dice, day, record in asked.each(0, 0, "fee")
    ]
    return {"equal_records": equal(legs, asked)}


def charges(asked: OpenDay) -> dict[str, Any]:
    """Service charges of dust, taken as listed; the figures of one in ten look wrong all the same."""
    legs = []
    for dice, day, record in asked.each(0, 0, "dust"):
        charge, looks = amount(dice, asked.odd), dice.choice((GROSS, SHORT)) if dice.random() < STRANGE else ""
        legs.append(leg(COIN, -charge, record, noon(day), source="dust_log", leg=3, status=looks))
    return {"service_charges": tuple(legs)}


def twins(asked: OpenDay) -> dict[str, Any]:
    """Payments that were made twice within a second, both real."""
    legs = []
    for dice, day, record in asked.each(0, 0, "twin"):
        moved = signed(dice, asked.odd)
        legs += [leg(COIN, moved, f"{record}/{n}", noon(day), source="wallet_transfer") for n in (1, 2)]
    return {"equal_records": equal(legs, asked)}


# rows of ledgers of other wallets
# -------------------------------------------------------------------------------------


def copies(asked: OpenDay) -> dict[str, Any]:
    """Rows of income that stand twice, both real."""
    rows = [
        leg(COIN, signed(dice, asked.odd), f"{record}:2", noon(day), source="um_income", subtype="FUNDING_FEE")
        for dice, day, record in asked.each(0, 0, "copy")
    ]
    return {"listed_twice": tuple(rows), "wallet": Wallet.FUTURES}


def exchanges(asked: OpenDay) -> dict[str, Any]:
    """Exchanges inside the wallet that were made."""
    legs = []
    for dice, day, record in asked.each(0, 0, "exchange"):
        given, side, told = amount(dice, asked.odd), dice.choice((1, -1)), dict(source="um_income", party=record)
        for asset, moved in ((COIN, -given * side), (OTHER, given * side)):
            legs.append(leg(asset, moved, f"{record} {asset}", noon(day), **told))
    return {"wallet_exchanges": tuple(legs), "wallet": Wallet.FUTURES}


def cleared(asked: OpenDay) -> dict[str, Any]:
    """Fees of liquidations that cleared nothing."""
    told = dict(source="um_income", subtype="INSURANCE_CLEAR")
    each = asked.each(0, 0, "clear")
    rows = [leg(COIN, -amount(dice, asked.odd), record, noon(day), **told) for dice, day, record in each]
    return {"liquidations": tuple(rows), "wallet": Wallet.FUTURES}


def taken(asked: OpenDay) -> dict[str, Any]:
    """Takeovers that tell all they took."""
    told = dict(source="margin_capital_flow", subtype="OTHER_LIQUIDATION", status="emptied")
    each = asked.each(0, 0, "taken")
    rows = [leg(COIN, -amount(dice, asked.odd), record, noon(day), **told) for dice, day, record in each]
    return {"liquidations": tuple(rows), "wallet": Wallet.MARGIN}


UNRELATED: dict[str, tuple[tuple[str, ...], Maker]] = {
    "across_the_cut": ((COIN,), two_times),
    "in_transit": ((COIN,), near_midnight),
    "snapshot_cut": ((COIN, OTHER), fills),
    "failed_withdrawal": ((COIN,), failed),
    "pending_deposit": ((COIN,), pending_deposits),
    "listed_without_effect": ((COIN, SHARE), pending_redemptions),
    "pending_own_transfer": ((COIN,), pending_own_transfers),
    "transfer_without_other_end": ((COIN,), lone_ends),
    "convert_elsewhere": ((COIN, OTHER), converts),
    "collateral_elsewhere": ((COIN, SHARE), collateral),
    "fee_not_taken": ((COIN,), fees),
    "dust_charge": ((COIN,), charges),
    "duplicate": ((COIN,), twins),
    "listed_twice": ((COIN,), copies),
    "auto_exchange": ((COIN, OTHER), exchanges),
    "insurance_clear": ((COIN,), cleared),
    "liquidation_takeover": ((COIN,), taken),
}
"""By cause: the assets that are off, and the maker of its records. Swaps are made of the balances alone (`lines`)."""
