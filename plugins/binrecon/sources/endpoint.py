"""What is known of an address of the exchange: cost, paging, parameters, and where its pages are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum

from binrecon.domain.calls import Params
from binrecon.domain.intervals import Interval
from binrecon.domain.limits import Limiter
from binrecon.sources.pages import PageStyle, Single


class Host(StrEnum):
    """Which of the exchange's hosts answers at an address; connections give each its place."""

    API = "api"
    FAPI = "fapi"
    DAPI = "dapi"
    EAPI = "eapi"
    PAPI = "papi"


class Caller(Enum):
    """Whose key an endpoint wants."""

    PUBLIC = "public"
    ANY = "any account"
    MAIN = "main accounts"
    SUB = "sub-accounts"


LAG = timedelta(hours=1)
"""No list is documented to show a record at once, and none how long it may take ("Data sources" of `rest-api.md`: the
database may lag). An hour costs nothing, as a day is asked for 26 hours after its end."""


@dataclass(frozen=True)
class Endpoint:
    """One address: what it costs, how it pages and where its pages are kept.

    `records` is the path to the list in the answer, dots between its steps ("" = the answer is the list; None = the
    answer is one object). `keys` are the values that make up a full reading, sent as `key_param` where they are not
    empty; `email_param` names the parameter that carries the account's own e-mail, which may depend on the key
    ("{key}Email"). No keys means that they are symbols, chosen elsewhere. With `end_excluded` the exchange leaves the
    end of the window out. `identity` are the fields that together name a record, dots between the steps to one (transId
    of dust); a list that gives no id has none, and then the whole record is its name. `max_span` is the longest window
    of one reading, and of one call where `at_once` is not shorter; `reread` how far before the day a window starts
    again, because records arrive and change late; `ahead` how far beyond the day it goes; `retention` how far back the
    exchange answers; `time_field` the field (ms) by which it filters, where that is beyond doubt: a record outside the
    window is then the sign of a wrong page; `lag` how long a record may take until the list shows it: a reading proves
    nothing of the time from so long before it was asked. `adds` and `takes` say what its records can do to a balance.
    `product` marks the lists of products, which are asked as far as the account uses them, not every day. `key_labels`
    are what people call keys that say nothing by themselves. `known_fields` are the fields of a record that documents,
    official clients or the templates know, as `name:types` (`sources.record_fields`); a list whose records move nothing
    need not say them.
    """

    name: str
    path: str
    limiter: Limiter
    weight: int
    caller: Caller
    raw_table: str | None = None
    data_column: str | None = None
    pages: PageStyle = Single()
    records: str | None = ""
    key_param: str | None = None
    email_param: str | None = None
    host: Host = Host.API
    keys: tuple[str, ...] = ("",)
    start_param: str | None = "startTime"
    end_param: str | None = "endTime"
    end_excluded: bool = False
    max_span: timedelta = timedelta(days=1)
    at_once: timedelta | None = None
    reread: timedelta = timedelta(0)
    ahead: timedelta = timedelta(0)
    retention: timedelta | None = None
    fixed: tuple[tuple[str, str], ...] = ()
    time_field: str | None = None
    lag: timedelta = LAG
    adds: bool = False
    takes: bool = False
    product: bool = False
    identity: tuple[str, ...] = ()
    key_labels: tuple[tuple[str, str], ...] = ()
    known_fields: str = ""

    @property
    def signed(self) -> bool:
        return self.caller is not Caller.PUBLIC

    def key_params(self, key: str, email: str) -> Params:
        """The parameters that choose one key of the reading."""
        if self.email_param is not None:
            return {self.email_param.format(key=key): email}
        return {} if self.key_param is None or not key else {self.key_param: key}

    def label_of(self, key: str) -> str:
        """What people call the key."""
        return dict(self.key_labels).get(key, key)

    def window_params(self, window: Interval) -> dict[str, int]:
        """The parameters that choose the window; the exchange counts in ms and as a rule includes the end."""
        bounds = {self.start_param: window.first_ms, self.end_param: window.last_ms + self.end_excluded}
        return {name: moment for name, moment in bounds.items() if name is not None}
