"""Every error the system raises, classed by what to do next.

    BinreconError
    ├── RetryableError          nothing is wrong with the request: try again later
    ├── FatalError              trying again cannot help: a person has to look
    │   └── ConfigurationError  a file, connection, key or database is not as it must be
    └── BinanceAPIError         the exchange refused or broke; knows its BinanceErrorType
        ├── RetryableAPIError   (also RetryableError)
        ├── FatalAPIError       (also FatalError)
        └── InvalidSymbolError  -1121: the pair cannot be asked

No error carries a URL, a key or a signature: endpoint name, HTTP status and the exchange's code are enough to act on.
"""

from __future__ import annotations

from enum import StrEnum

from binrecon.domain.meanings import Meaning


class BinanceErrorType(StrEnum):
    """What kind of trouble a call met; stored in `binance_reconciliation_errors.error_type`."""

    API_KEY_INVALID = "API_KEY_INVALID"
    RATE_LIMIT = "RATE_LIMIT"
    PARAMETER_ERROR = "PARAMETER_ERROR"
    INSUFFICIENT_BALANCE = "INSUFFICIENT_BALANCE"
    NETWORK_ERROR = "NETWORK_ERROR"
    INVALID_SYMBOL = "INVALID_SYMBOL"
    UNKNOWN = "UNKNOWN"


_USUAL = {
    BinanceErrorType.API_KEY_INVALID: Meaning.KEY,
    BinanceErrorType.RATE_LIMIT: Meaning.LIMIT,
    BinanceErrorType.PARAMETER_ERROR: Meaning.QUESTION,
    BinanceErrorType.INSUFFICIENT_BALANCE: Meaning.NOT_A_READING,
    BinanceErrorType.NETWORK_ERROR: Meaning.BROKEN,
    BinanceErrorType.INVALID_SYMBOL: Meaning.PAIR,
    BinanceErrorType.UNKNOWN: Meaning.UNKNOWN,
}


class BinreconError(Exception):
    """Base of everything raised on purpose here."""


class RetryableError(BinreconError):
    """Try again later; nothing is wrong with the request."""


class FatalError(BinreconError):
    """Trying again cannot help; a person has to look."""


class ConfigurationError(FatalError):
    """A file, connection, key or database is not as it must be; the text says what to change."""


class BinanceAPIError(BinreconError):
    """A call failed. `endpoint` is the catalogue name; `code` is the exchange's number, None when there was none;
    `meaning` says what it means and so what to do; without one it is what the type means as a rule."""

    def __init__(
        self,
        message: str,
        *,
        endpoint: str,
        type: BinanceErrorType,
        status: int | None = None,
        code: int | None = None,
        retry_after: float | None = None,
        meaning: Meaning | None = None,
    ) -> None:
        super().__init__(f"{endpoint}: {message}")
        self.endpoint = endpoint
        self.type = type
        self.meaning = meaning or _USUAL[type]
        self.status = status
        self.code = code
        self.retry_after = retry_after


class RetryableAPIError(BinanceAPIError, RetryableError):
    """Network trouble, a broken body, a server fault or a limit: the same call may work later."""


class FatalAPIError(BinanceAPIError, FatalError):
    """A bad key, signature or parameter: the same call will fail again."""


class InvalidSymbolError(BinanceAPIError):
    """-1121: the exchange does not know the pair (any more)."""


def must_wait(error: BinreconError) -> bool:
    """Whether it holds for every question, for a while: a spent budget or a ban."""
    return isinstance(error, BinanceAPIError) and (
        error.type is BinanceErrorType.RATE_LIMIT or error.retry_after is not None
    )
