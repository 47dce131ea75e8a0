"""JSON of the exchange is read exactly or refused, never repaired."""

from decimal import Decimal

import pytest
from binrecon.exchange.exact_json import BrokenJSONError, parse


def test_numbers_are_exact() -> None:
    _, document = parse(b'{"id":940708407462087195,"free":0.123456789012345678901,"small":1E-8}')
    assert document == {"id": 940708407462087195, "free": Decimal("0.123456789012345678901"), "small": Decimal("1E-8")}
    assert [type(value) for value in document.values()] == [int, Decimal, Decimal]


def test_the_text_is_kept_as_it_came() -> None:
    assert parse('[ {"a" : "é"} ]\n'.encode())[0] == '[ {"a" : "é"} ]\n'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html>",
        b'[{"a":1},{"a"',
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b'{"a":1,"a":2}',
        b'[{"a":{"b":1,"b":1}}]',
        b'["\\u0000"]',
        b'{"\\u0000":1}',
        b'["\\ud800"]',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b"[" * 100_000,
        b"[" + b"9" * 200 + b"]",
        b"[1e999999]",
        b'{"a":1} {"b":2}',
    ],
)
def test_what_is_not_exact_json_is_refused(body: bytes) -> None:
    with pytest.raises(BrokenJSONError) as caught:
        parse(body)
    assert caught.value.__context__ is None


def test_escapes_that_can_be_stored_are_read() -> None:
    assert parse(b'["\\ud83d\\ude00", "\\\\u0000"]')[1] == ["\U0001f600", "\\u0000"]


def test_ten_megabytes_are_read() -> None:
    body = b'["' + b"x" * 10_000_000 + b'"]'
    assert len(parse(body)[1][0]) == 10_000_000
