"""JSON as the exchange must send it: UTF-8, exact numbers, no NaN, no repeated key, nothing Postgres could not keep."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

_LONGEST_NUMBER = 120
_LARGEST_EXPONENT = 400
_ESCAPE = re.compile(r"\\u(0000|[dD][89a-fA-F])")


class BrokenJSONError(ValueError):
    """The bytes are not JSON that can be read exactly; the text says why and quotes nothing of it."""


def parse(body: bytes) -> tuple[str, Any]:
    """The text and the document of an answer; numbers become int or Decimal. Raises BrokenJSONError."""
    text = _decoded(body)
    reason = ""
    try:
        document = json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_refuse, object_pairs_hook=_object
        )
    except BrokenJSONError as error:
        reason = str(error)
    except (ValueError, RecursionError):
        reason = "not JSON, or cut off"
    if reason:
        raise BrokenJSONError(reason)
    if _ESCAPE.search(text):
        _refuse_unstorable(document)
    return text, document


def _decoded(body: bytes) -> str:
    if not body.strip():
        raise BrokenJSONError("empty body")
    if body.startswith(b"\xef\xbb\xbf"):
        raise BrokenJSONError("byte order mark")
    text = body.decode("utf-8", errors="replace")
    if text.encode("utf-8") != body:
        raise BrokenJSONError("not UTF-8")
    return text


def _decimal(digits: str) -> Decimal:
    exponent = digits.lower().partition("e")[2]
    if len(digits) > _LONGEST_NUMBER or (exponent and abs(int(exponent)) > _LARGEST_EXPONENT):
        raise BrokenJSONError("a number beyond reason")
    return Decimal(digits)


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise BrokenJSONError("a number beyond reason")
    return int(digits)


def _refuse(token: str) -> NoReturn:
    raise BrokenJSONError("NaN or Infinity")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BrokenJSONError("a repeated key")
    return found


def _refuse_unstorable(value: Any) -> None:
    """Look for U+0000 and lone surrogates, which JSONB refuses; only bodies with such escapes get here."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BrokenJSONError("a character that cannot be stored")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _refuse_unstorable(key)
            _refuse_unstorable(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_unstorable(inner)
