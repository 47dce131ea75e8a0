"""What a refusal means: the tables of statuses, codes and words. How an answer is read is for `answers`.

Codes and actions follow Binance's "Error codes" (spot) and the SAPI error list; -5000, -8012, -9000, -10038, -12022 and
100001002 stand in neither and were seen in real answers. A code is read on `/api` and `/sapi` only: other hosts use
some of the numbers for other things.

Rests on decision 66.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from binrecon.domain.calls import Page
from binrecon.domain.errors import BinanceErrorType, FatalAPIError
from binrecon.domain.meanings import Meaning

CLOCK_CODE = -1021
UNKNOWN_PAIR = -1121

_CODES: Mapping[Meaning, frozenset[int]] = {
    Meaning.LIMIT: frozenset({-1003, -1015, -4005, -6009, -12014}),
    Meaning.BUSY: frozenset({-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3007, -3037, -3044, -4041, -10001}),
    Meaning.CLOCK: frozenset({CLOCK_CODE}),
    Meaning.PAIR: frozenset({UNKNOWN_PAIR}),
    Meaning.KEY: frozenset({-1099, -2014, -2015, -4004}),
    Meaning.SIGNATURE: frozenset({-1022}),
    Meaning.RIGHTS: frozenset({-1002}),
    Meaning.TWO_FACTOR: frozenset({-3001}),
    Meaning.RETIRED: frozenset({-1016, -5000}),
    Meaning.ACCOUNT_TYPE: frozenset({-4006, -12022}),
    Meaning.EMAIL: frozenset({-4003, -4039, -5021}),
    Meaning.NOT_OFFERED: frozenset(
        {-1020, -3003, -3999, -4046, -5011, -8012, -9000, -10005, -10038, -21001, 100001002}
    ),
    Meaning.WINDOW: frozenset({-1127, -3011, -3025, -4047, -6021, -6073, -7001}),
    Meaning.QUESTION: frozenset(
        {
            *range(-1110, -1099),
            -1120,
            -1122,
            -1125,
            -1128,
            -1130,
            -1131,
            -1220,
            -2016,
            -3026,
            -3027,
            -3028,
            -4001,
            -4002,
            -6016,
            -7002,
            -10002,
        }
    ),
    Meaning.NOT_A_READING: frozenset(
        {
            *range(-1119, -1110),
            -2010,
            -2011,
            -2013,
            -2026,
            -3002,
            *range(-3006, -3003),
            -3008,
            -3010,
            -3012,
            -3015,
            *range(-3023, -3019),
            -3029,
            -3036,
            -3041,
            -3045,
            -4015,
            -4018,
            -4019,
            -4021,
            -4024,
            -4026,
            -4029,
            -4045,
            -4060,
            -4106,
            -5001,
            -5002,
            -5003,
            -5006,
            -5010,
            -5012,
            *range(-18007, -18001),
        }
    ),
}
MEANING_OF: Mapping[int, Meaning] = {code: meaning for meaning, codes in _CODES.items() for code in codes}

_STATUSES: Mapping[int, Meaning] = {
    401: Meaning.KEY,
    403: Meaning.FIREWALL,
    404: Meaning.NOT_THE_EXCHANGE,
    407: Meaning.NOT_THE_EXCHANGE,
    408: Meaning.BUSY,
    410: Meaning.RETIRED,
    418: Meaning.BAN,
    425: Meaning.BUSY,
    429: Meaning.LIMIT,
    451: Meaning.PLACE,
}
_WHATEVER_CODE = frozenset({418, 429, 451})
"""Statuses that say more than the code beside them."""

_TYPES: Mapping[Meaning, BinanceErrorType] = {
    **dict.fromkeys(
        (Meaning.KEY, Meaning.SIGNATURE, Meaning.RIGHTS, Meaning.TWO_FACTOR), BinanceErrorType.API_KEY_INVALID
    ),
    **dict.fromkeys((Meaning.LIMIT, Meaning.BAN, Meaning.FIREWALL), BinanceErrorType.RATE_LIMIT),
    **dict.fromkeys(
        (Meaning.CLOCK, Meaning.BUSY, Meaning.BROKEN, Meaning.SAYS_FAILED, Meaning.NOT_THE_EXCHANGE),
        BinanceErrorType.NETWORK_ERROR,
    ),
    **dict.fromkeys(
        (
            Meaning.ACCOUNT_TYPE,
            Meaning.EMAIL,
            Meaning.NOT_OFFERED,
            Meaning.WINDOW,
            Meaning.QUESTION,
            Meaning.NOT_A_READING,
        ),
        BinanceErrorType.PARAMETER_ERROR,
    ),
    Meaning.PAIR: BinanceErrorType.INVALID_SYMBOL,
}
_BALANCE = frozenset({-2010, -3041, -4024, -4026, -5002, -5003})

PASSING = frozenset(
    {
        Meaning.LIMIT,
        Meaning.BAN,
        Meaning.FIREWALL,
        Meaning.CLOCK,
        Meaning.BUSY,
        Meaning.BROKEN,
        Meaning.SAYS_FAILED,
        Meaning.NOT_THE_EXCHANGE,
    }
)
"""The same call may work later."""


@dataclass(frozen=True)
class Absence:
    """Words by which the exchange says that there is nothing to list: code and text together, either of which may be
    None, for lists below `path`, and where `keys` are named for those keys alone. `said` completes "the exchange says
    that …". A `standing` one is about the account, not about the window asked."""

    said: str
    path: str
    code: int | None = None
    words: str | None = None
    keys: tuple[str, ...] = ()
    standing: bool = True

    def fits(self, path: str, key: str, code: int | None, text: str) -> bool:
        return (
            path.startswith(self.path)
            and key in (self.keys or (key,))
            and self.code in (None, code)
            and (self.words is None or self.words in text.lower())
        )


_TRANSFERS = "/sapi/v1/asset/transfer"
SUB_ACCOUNTS = "/sapi/v1/sub-account/"
ABSENCES = (
    Absence("its sub-account function is off", SUB_ACCOUNTS, words="sub-account function is not enabled"),
    Absence("it has no margin account", "/sapi/v1/margin/", -3003),
    Absence("it has no margin account", _TRANSFERS, -3003, keys=("MAIN_MARGIN", "MARGIN_MAIN")),
    Absence(
        "it has no futures account",
        _TRANSFERS,
        -5011,
        keys=("MAIN_UMFUTURE", "UMFUTURE_MAIN", "MAIN_CMFUTURE", "CMFUTURE_MAIN"),
    ),
    Absence(
        "it is no Portfolio Margin account", _TRANSFERS, -21001, keys=("MAIN_PORTFOLIO_MARGIN", "PORTFOLIO_MARGIN_MAIN")
    ),
    Absence("it has no records of this kind in these days", "/sapi/", -10005, standing=False),
)
"""Unmistakable. The bare "Unsupported operation" (-9000, 100001002) and "Broker account is not supported" (-10038) are
not: they were answered to a broker's account that had sub-accounts."""
UNSUPPORTED = Absence("transfers between accounts are not supported for it", SUB_ACCOUNTS)
_UNSUPPORTED_CODES = frozenset({-1020, -9000, -10038, 100001002})


class NotHadError(FatalAPIError):
    """The exchange says that the account has nothing that the list could tell of. `body` is its answer, `page` the same
    as evidence, without a record. Whether it proves that there is nothing is for the collector to say."""

    page: Page

    def __init__(self, message: str, absence: Absence, body: str, **facts: Any) -> None:
        super().__init__(message, type=type_of(Meaning.NOT_HAD, None), meaning=Meaning.NOT_HAD, **facts)
        self.absence = absence
        self.body = body


def absence_of(path: str, key: str, code: int | None, text: str) -> Absence | None:
    """What the exchange says that the account does not have; None where the refusal says no such thing. UNSUPPORTED is
    no proof by itself: it wants somebody who says that the account has no sub-accounts."""
    found = next((absence for absence in ABSENCES if absence.fits(path, key, code, text)), None)
    if found is None and path.startswith(UNSUPPORTED.path) and code in _UNSUPPORTED_CODES:
        return UNSUPPORTED
    return found


def meaning_of(status: int, code: int | None, is_object: bool) -> Meaning:
    """The class of an answer that is no good. `code` is None or 0 where there was none; `is_object` tells a refusal in
    words from a page of somebody else."""
    if status >= 500:
        return Meaning.BUSY
    if status in _STATUSES and (not code or status in _WHATEVER_CODE):
        return _STATUSES[status]
    if code:
        return MEANING_OF.get(code, Meaning.UNKNOWN)
    told = is_object and (status == 200 or status >= 400)
    return Meaning.REFUSED if told else Meaning.NOT_THE_EXCHANGE


def type_of(meaning: Meaning, code: int | None) -> BinanceErrorType:
    """The type under which the table of errors keeps it."""
    return BinanceErrorType.INSUFFICIENT_BALANCE if code in _BALANCE else _TYPES.get(meaning, BinanceErrorType.UNKNOWN)
