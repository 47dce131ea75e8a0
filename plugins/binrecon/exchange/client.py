"""The exchange as one object with a method for everything we read. Each call itself is the channel's business."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import requests

from binrecon.domain.calls import HostClocks, Limits, NoMemory, Page, Params
from binrecon.domain.intervals import Interval, day_interval
from binrecon.exchange import by_id, paging
from binrecon.exchange.answers import broken_answer
from binrecon.exchange.channel import Channel
from binrecon.exchange.signing import Credentials
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint, Host
from binrecon.sources.pages import FromId


class BinanceClient:
    """Reads one account, or with `credentials` None the public endpoints.

    `clock` gives the host's time (UTC) and `sleep` waits for seconds; `limiter` bounds the weight; `clocks` remembers
    the exchange's clock for the host. `hosts` are the addresses of the exchange's other hosts than that of `base_url`,
    which answers for those that are left out, as a proxy does. `key_digest` tells one API key from another, empty
    without one. Every reading method raises RetryableAPIError, InvalidSymbolError or FatalAPIError; what it returns
    came whole and in the expected shape."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials | None,
        email: str,
        limiter: Limits,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        session: requests.Session | None = None,
        recv_window: int = 5_000,
        run_id: str = "",
        clocks: HostClocks | None = None,
        hosts: Mapping[Host, str] | None = None,
    ) -> None:
        self.email = email
        self.key_digest = credentials.digest if credentials else ""
        self._channel = Channel(
            base_url,
            credentials,
            email,
            limiter,
            clock,
            sleep,
            session or requests.Session(),
            recv_window,
            run_id,
            clocks or NoMemory(),
            hosts or {},
        )

    def now(self) -> datetime:
        """The exchange's time, whatever the host's clock shows; asks for it where this host has not lately. Raises as a
        reading method does."""
        return self._channel.now()

    def wait_until(self, moment: datetime) -> None:
        """Wait until the exchange's clock shows a moment, which is seconds away. Raises as a reading method does."""
        self._channel.wait_until(moment)

    def pages(
        self,
        endpoint: Endpoint,
        key: str,
        window: Interval,
        from_id: int | None = None,
        until: datetime | None = None,
    ) -> Iterator[Page]:
        """The pages of one window, as they come. The iterator's normal end proves that the window is complete.

        A list that moved is read again: the pages with the highest `reading` are the list. `from_id` continues a list
        of trades at an id that is held; `until` ends it at the first trade not before that time. Raises WindowFullError
        (fatal) when one millisecond holds more than the exchange gives.
        """
        return paging.read(self._ask(endpoint, key), endpoint, window, from_id, until)

    def one(self, endpoint: Endpoint, key: str, window: Interval, params: Params) -> Page:
        """One answer as it stands, which proves nothing of its list: without paging and doubt. `params` go before those
        of the list and its window."""
        return self._ask(endpoint, key)(window, params, lambda page: None)

    def newest(self, endpoint: Endpoint, key: str, window: Interval, limit: int) -> Page:
        """The newest records of a list that is read by id, oldest of them first, whatever the window, which the page
        only bears: everything after the oldest of them is among them, and where there is none, the list is empty."""
        return by_id.newest(self._ask(endpoint, key), endpoint, window, self.now(), limit)

    def oldest(self, endpoint: Endpoint, key: str, window: Interval) -> Page:
        """The oldest record of all times of a list that is read by id, or none."""
        return by_id.oldest(self._ask(endpoint, key), endpoint, window)

    def _ask(self, endpoint: Endpoint, key: str) -> paging.Ask:
        def ask(piece: Interval, params: Params, doubt: paging.Doubt) -> Page:
            times = {} if isinstance(endpoint.pages, FromId) else endpoint.window_params(piece)
            request = {**endpoint.key_params(key, self.email), **dict(endpoint.fixed), **times, **params}
            return self._channel.ask(endpoint, key, piece, request, doubt)

        return ask

    def get_server_time(self) -> datetime:
        """The exchange's clock."""
        return self._channel.server_time()

    def get_key_permissions(self) -> dict[str, Any]:
        """What the API key may do (`apiRestrictions`)."""
        return self._document("api_restrictions")

    def get_uid(self) -> int:
        """The number of the account that the key belongs to (`account`). Raises RetryableAPIError where none is
        told."""
        return uid_of(self._document("account"))

    def get_exchange_info(self, day: Interval) -> Iterator[Page]:
        return self.pages(CATALOGUE["exchange_info"], "", day)

    def get_klines(self, symbol: str, window: Interval) -> Iterator[Page]:
        """Daily candles."""
        return self.pages(CATALOGUE["klines"], symbol, window)

    def get_account_snapshot(self, window: Interval, wallet: str = "SPOT") -> Iterator[Page]:
        return self.pages(CATALOGUE["daily_snapshot"], wallet, window)

    def get_deposit_history(self, window: Interval) -> Iterator[Page]:
        return self.pages(CATALOGUE["deposit_history"], "", window)

    def get_withdraw_history(self, window: Interval) -> Iterator[Page]:
        return self.pages(CATALOGUE["withdraw_history"], "", window)

    def get_transfer_between_accounts_main(self, window: Interval, side: str) -> Iterator[Page]:
        """Universal transfers of the family with this main account as `side` "from" or "to"."""
        return self.pages(CATALOGUE["universal_transfer"], side, window)

    def get_transfer_between_accounts_sub(self, window: Interval, direction: str) -> Iterator[Page]:
        """A sub-account's own transfers; `direction` is "1" in, "2" out."""
        return self.pages(CATALOGUE["sub_user_history"], direction, window)

    def get_transfer_between_wallets(self, window: Interval, kind: str) -> Iterator[Page]:
        """Transfers between the account's own wallets of one type, such as MAIN_FUNDING."""
        return self.pages(CATALOGUE["wallet_transfer"], kind, window)

    def get_trades(self, symbol: str, window: Interval, from_id: int | None = None) -> Iterator[Page]:
        return self.pages(CATALOGUE["trades"], symbol, window, from_id)

    def get_convert_history(self, window: Interval) -> Iterator[Page]:
        return self.pages(CATALOGUE["convert_history"], "", window)

    def get_sub_accounts(self, day: Interval) -> Iterator[Page]:
        return self.pages(CATALOGUE["sub_account_list"], "", day)

    def _document(self, name: str) -> dict[str, Any]:
        window, endpoint = day_interval(self._channel.now().date()), CATALOGUE[name]
        told: dict[str, Any] = self._channel.ask(endpoint, "", window, dict(endpoint.fixed), lambda page: None).document
        return told


def uid_of(account: dict[str, Any]) -> int:
    """The number in an answer of `account`. Raises RetryableAPIError where there is none: whose key it is is then not
    known."""
    uid = account.get("uid")
    if type(uid) is not int or uid <= 0:
        raise broken_answer("account", "no uid", 200)
    return uid
