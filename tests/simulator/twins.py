"""Money that two lists tell of: a reward row for which a dividend stands moves nothing of its own."""

from collections import defaultdict
from collections.abc import Iterable

from .clock import HOUR
from .events import Event
from .products.earn import Reward
from .products.income import Dividend

REACH = 12 * HOUR


def told_twice(booked: Iterable[Event]) -> set[tuple]:
    """Keys of the rewards for which a dividend of the same account, asset and amount within twelve hours stands, which
    says of which product it is.

    Several equal ones pair off one to one in the order of time.
    """
    rewards: dict[tuple, list[Event]] = defaultdict(list)
    dividends: dict[tuple, list[int]] = defaultdict(list)
    for event in booked:
        if isinstance(event, Reward) and event.may_be_dividend:
            rewards[event.email, event.asset, event.amount, event.told_as].append(event)
        elif isinstance(event, Dividend) and event.direction != -1:
            dividends[event.email, event.asset, event.amount, event.info].append(event.time)
    return {key for same, found in rewards.items() for key in _paired(found, dividends.get(same, []))}


def _paired(rewards: list[Event], dividends: list[int]) -> set[tuple]:
    keys: set[tuple] = set()
    left = sorted(dividends)
    for reward in sorted(rewards, key=lambda row: (row.time, row.key)):
        while left and left[0] < reward.time - REACH:
            left.pop(0)
        if left and left[0] <= reward.time + REACH:
            left.pop(0)
            keys.add(reward.key)
    return keys
