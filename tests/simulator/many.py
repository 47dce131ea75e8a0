"""A world of many accounts: a main account and subs, SPOT alone, ordinary days without any trouble."""

from datetime import date, timedelta
from typing import Any

from .clock import MovedClock
from .keys import make_key
from .random_world import random_world
from .scenario import Scenario

_SEED = 7
_BUSY = 12
"""Movements of an account on a day, on average."""


class Many:
    """The scenario and the keys; everything in it can be proved."""

    weight_share = "0.5"
    """What the product allows itself where nobody says otherwise: the minimum that it is held against is of that."""

    def __init__(self, last_day: date, days: int, accounts: int) -> None:
        first = last_day - timedelta(days=days - 1)
        self.world = random_world(_SEED, accounts=accounts, days=days, first_day=first, busy=_BUSY)
        self.scenario = Scenario(self.world)
        self.connections = {email: f"binance_{number}" for number, email in enumerate(self.world.accounts)}
        self.keys = [make_key(name, email) for email, name in self.connections.items()]
        self.wallets = dict.fromkeys(self.world.accounts, ("SPOT",))

    def reveal(self, _now: int) -> int:
        """Nothing is listed late."""
        return 0

    def next_midnight(self, _clock: MovedClock) -> dict[str, str | None]:
        """No wallet is read at midnight."""
        return {"day": None}

    def truth(self) -> dict[str, Any]:
        """What truth.json holds: the days, the accounts, and that nothing was planted."""
        days = [str(day) for day in self.world.days]
        accounts = list(self.connections)
        return {"days": days, "accounts": accounts, "forgotten": {}, "planted": [], "late": [], "products": []}
