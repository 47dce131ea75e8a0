"""One call to the exchange: granted, signed, sent, judged, settled, and repeated when that can help.

All hosts of the exchange are signed for by one clock, that of its API.

Rests on decision 8.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from binrecon.domain.calls import Call, Grant, HostClocks, Limits, Outcome, Page, Params
from binrecon.domain.errors import BinanceAPIError, BinanceErrorType, ConfigurationError, RetryableAPIError
from binrecon.domain.intervals import Interval, day_interval, from_ms, to_ms
from binrecon.domain.meanings import Meaning
from binrecon.exchange import answers
from binrecon.exchange.paging import Doubt
from binrecon.exchange.refusals import CLOCK_CODE, NotHadError
from binrecon.exchange.signing import Credentials, encoded, signed
from binrecon.exchange.transport import LostAnswerError, Reply, Transport
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint, Host

ATTEMPTS = 5
LONGEST_BACKOFF = 20
_OPENED_MS, _NONSENSE_MS = 1_499_990_400_000, 4_102_444_800_000  # 14 July 2017, and the year 2100
_KEPT_HEADERS = ("x-mbx-used-weight", "x-sapi-used-", "retry-after")
_USED_HEADERS = ("x-mbx-used-weight", "x-sapi-used-")


class Channel:
    """What BinanceClient asks through; the arguments are explained there."""

    def __init__(
        self,
        base_url: str,
        credentials: Credentials | None,
        email: str,
        limiter: Limits,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        session: requests.Session,
        recv_window: int,
        run_id: str,
        clocks: HostClocks,
        hosts: Mapping[Host, str],
    ) -> None:
        self._base_url = base_url
        self._clocks = clocks
        self._credentials = credentials
        self._email = email
        self._limiter = limiter
        self._clock = clock
        self._sleep = sleep
        self._recv_window = recv_window
        self._run_id = run_id
        self._transports = {host: Transport(hosts.get(host, base_url), session, clock) for host in Host}
        self._offset: timedelta | None = None

    def now(self) -> datetime:
        """The exchange's time, by an answer of its own that this host got lately; without one it is asked."""
        if self._offset is None:
            self._offset = self._clocks.ahead(self._base_url, self._clock())
        if self._offset is None:
            self._set_clock()
        return self._as_known()

    def wait_until(self, moment: datetime) -> None:
        """Let time pass until the exchange's clock shows the moment."""
        left = (moment - self.now()).total_seconds()
        if left > 0:
            self._sleep(left)

    def _as_known(self) -> datetime:
        return self._clock() + (self._offset or timedelta(0))

    def ask(self, endpoint: Endpoint, key: str, window: Interval, request: Params, doubt: Doubt) -> Page:
        """One believed answer; what fails for a passing reason is tried ATTEMPTS times, with growing random waits."""
        retrying = Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(ATTEMPTS),
            retry=retry_if_exception(_worth_repeating),
            wait=wait_random_exponential(max=LONGEST_BACKOFF),
            reraise=True,
        )
        return retrying(self._in_time, endpoint, key, window, request, doubt)

    def server_time(self) -> datetime:
        """The exchange's clock. Raises RetryableAPIError when the answer holds none."""
        page = self.ask(CATALOGUE["server_time"], "", day_interval(self._clock().date()), {}, _no_server_time)
        return from_ms(page.document["serverTime"])

    def _in_time(self, endpoint: Endpoint, key: str, window: Interval, request: Params, doubt: Doubt) -> Page:
        """Ask with the exchange's clock; when it refuses ours all the same, set ours once more and sign anew.

        A refusal of the question for the clock is final: to mend it would be to ask it again without end.
        """
        if endpoint is not CATALOGUE["server_time"]:
            self.now()
        try:
            return self._once(endpoint, key, window, request, doubt)
        except BinanceAPIError as error:
            if error.code != CLOCK_CODE or endpoint is CATALOGUE["server_time"]:
                raise
        self._set_clock()
        return self._once(endpoint, key, window, request, doubt)

    def _set_clock(self) -> None:
        """Take the exchange's clock as it was half way between question and answer."""
        before = self._clock()
        server = self.server_time()
        after = self._clock()
        self._offset = server - (before + (after - before) / 2)
        self._clocks.keep(self._base_url, self._offset, after)

    def _once(self, endpoint: Endpoint, key: str, window: Interval, request: Params, doubt: Doubt) -> Page:
        call = Call(endpoint.limiter, endpoint.path, endpoint.weight, self._email, endpoint.name, key, self._run_id)
        grant = self._limiter.acquire(call)
        reply = self._sent(grant, endpoint, request)
        used = _used(reply.headers)
        try:
            page = self._page(endpoint, key, window, request, reply)
            _believe(page, doubt)
        except BinanceAPIError as error:
            self._limiter.record_outcome(
                grant, Outcome(reply.status, used, str(error.type), answers.pause_after(error))
            )
            raise
        self._limiter.record_outcome(grant, Outcome(reply.status, used))
        return page

    def _sent(self, grant: Grant, endpoint: Endpoint, request: Params) -> Reply:
        try:
            return self._transports[endpoint.host].get(
                endpoint.path, self._query(endpoint, request), self._key(endpoint)
            )
        except LostAnswerError as error:
            failure = str(error)
        self._limiter.record_outcome(grant, Outcome(None, None, str(BinanceErrorType.NETWORK_ERROR)))
        raise RetryableAPIError(
            f"no whole answer ({failure})",
            endpoint=endpoint.name,
            type=BinanceErrorType.NETWORK_ERROR,
            meaning=Meaning.NO_ANSWER,
        )

    def _page(self, endpoint: Endpoint, key: str, window: Interval, request: Params, reply: Reply) -> Page:
        def kept(text: str, records: list[Any], document: Any = None, refused: bool = False) -> Page:
            return Page(
                endpoint=endpoint.name,
                key=key,
                window=window,
                request=request,
                body=text,
                sha256=hashlib.sha256(reply.body).hexdigest(),
                status=reply.status,
                weight_headers=_kept(reply.headers),
                received_at=self._as_known(),
                records=records,
                document=document,
                refused=refused,
            )

        try:
            text, document = answers.document_of(endpoint.name, reply, self._as_known(), endpoint.path, key)
        except NotHadError as refusal:
            refusal.page = kept(refusal.body, [], refused=True)
            raise
        return kept(text, answers.records_of(endpoint.name, endpoint.records, document), document)

    def _query(self, endpoint: Endpoint, request: Params) -> str:
        if not endpoint.signed:
            return encoded(request)
        stamp = {"recvWindow": self._recv_window, "timestamp": to_ms(self._as_known())}
        return signed({**request, **stamp}, self._own_credentials(endpoint))

    def _key(self, endpoint: Endpoint) -> str | None:
        return self._own_credentials(endpoint).key if endpoint.signed else None

    def _own_credentials(self, endpoint: Endpoint) -> Credentials:
        if self._credentials is None:
            raise ConfigurationError(f"{endpoint.name} needs an API key and this client has none")
        return self._credentials


def _worth_repeating(error: BaseException) -> bool:
    """Not after the limiter's own refusal (no status: it has waited already), nor when a fresh clock was refused."""
    if not isinstance(error, RetryableAPIError) or error.code == CLOCK_CODE:
        return False
    return error.type is not BinanceErrorType.RATE_LIMIT or error.status is not None


def _believe(page: Page, doubt: Doubt) -> None:
    reason = doubt(page)
    if reason is not None:
        raise answers.broken_answer(page.endpoint, reason, page.status)


def _no_server_time(page: Page) -> str | None:
    """A time from before the exchange opened, or nonsense, would be remembered and make every day unsettled or
    settled."""
    told = page.document.get("serverTime")
    return None if type(told) is int and _OPENED_MS <= told < _NONSENSE_MS else "no serverTime"


def _kept(headers: CaseInsensitiveDict[str]) -> dict[str, str]:
    return {name: text for name, text in headers.items() if name.lower().startswith(_KEPT_HEADERS)}


def _used(headers: CaseInsensitiveDict[str]) -> int | None:
    """The weight the exchange says we have used. Its pages name the withdraw header in several ways: any is read."""
    found: list[Any] = [text for name, text in headers.items() if name.lower().startswith(_USED_HEADERS)]
    return max((int(text) for text in found if text.isascii() and text.isdigit() and len(text) < 10), default=None)
