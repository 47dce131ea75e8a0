"""Spoiled bodies: JSON, decimals, names or pages that are not what they should be.

Each mutation returns None when the answer holds nothing it could spoil.
"""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from .products import every_list
from .registry import Fields

TEN_MEGABYTES = 10_000_000
HOSTILE_NAME = "x'; DROP TABLE t;-- %s {{ 7*7 }} \\ \"" + "N" * 300
TEXTS = {
    "decimals_19": "0.1234567890123456789",
    "nan_text": "NaN",
    "infinity_text": "Infinity",
    "empty_text": "",
    "spaces": " 1.5 ",
    "underscore": "1_000",
    "full_width": "\uff11",
    "comma": "1,5",
    "too_big": "1000000000000000000",
    "negative": "-1",
    "minus_zero": "-0",
    "exponent": "1E-8",
}
_HOLE = "\u2400hole\u2400"


FIELDS = {
    "/api/v3/time": Fields("serverTime", "serverTime", "serverTime"),
    "/api/v3/exchangeInfo": Fields("baseAssetPrecision", "status", "symbol"),
    "/api/v3/myTrades": Fields("qty", "isBuyer", "commissionAsset"),
    "/api/v3/myAllocations": Fields("qty", "isBuyer", "commissionAsset"),
    "/api/v3/account": Fields("free", "free", "asset"),
    "/api/v3/ticker/price": Fields("price", "price", "symbol"),
    "/api/v3/klines": Fields(4),
    "/sapi/v1/accountSnapshot": Fields("free", "free", "asset"),
    "/sapi/v1/account/apiRestrictions": Fields("createTime", "enableReading", "enableReading"),
    "/sapi/v1/account/info": Fields("vipLevel", "isMarginEnabled", "vipLevel"),
    "/sapi/v1/bnbBurn": Fields("interestBNBBurn", "interestBNBBurn", "interestBNBBurn"),
    "/sapi/v1/margin/account": Fields("free", "free", "asset"),
    "/sapi/v1/margin/isolated/account": Fields("marginLevel", "marginLevelStatus", "symbol"),
    "/sapi/v1/margin/myTrades": Fields("qty", "isBuyer", "commissionAsset"),
    "/sapi/v1/capital/deposit/hisrec": Fields("amount", "status", "coin"),
    "/sapi/v1/capital/withdraw/history": Fields("amount", "status", "coin"),
    "/sapi/v1/sub-account/list": Fields("email", "isFreeze", "email"),
    "/sapi/v1/sub-account/sub/transfer/history": Fields("qty"),
    "/sapi/v1/sub-account/transfer/subUserHistory": Fields("qty"),
    "/sapi/v1/sub-account/universalTransfer": Fields(),
    "/sapi/v1/sub-account/futures/internalTransfer": Fields("qty", ""),
    "/sapi/v1/asset/transfer": Fields(),
    "/sapi/v1/convert/tradeFlow": Fields("fromAmount", "orderStatus", "fromAsset"),
    "/fapi/v1/time": Fields("serverTime", "serverTime", "serverTime"),
    "/fapi/v1/exchangeInfo": Fields("quantityPrecision", "status", "symbol"),
    "/fapi/v3/account": Fields("walletBalance", "", "asset"),
    "/fapi/v3/balance": Fields("balance", "", "asset"),
    "/fapi/v1/multiAssetsMargin": Fields("multiAssetsMargin", "", "multiAssetsMargin"),
    "/fapi/v1/feeBurn": Fields("feeBurn", "", "feeBurn"),
    **{one.path: one.fields for one in every_list().values()},
}
FUTURES_ASSET = Fields("walletBalance", "", "asset")
"""Of a snapshot of FUTURES and of that account."""
_LISTS = (
    "rows",
    "list",
    "result",
    "subAccounts",
    "balances",
    "userAssets",
    "symbols",
    "snapshotVos",
    "assets",
    "transfers",
)
"""Names of the list of an answer that has several."""
_INSIDE = ("data", "accountProfits", "userAssetDribblets")


class Target(NamedTuple):
    """A parsed body, the row to spoil and the names of its fields."""

    document: Any
    row: Any
    fields: Fields


def rows_of(document: Any) -> list:
    """The records of an answer: the list itself, the list under its known name or the only one, or the object alone."""
    if isinstance(document, list):
        return document
    if document.get("snapshotVos"):
        data = document["snapshotVos"][-1]["data"]
        return next((data[name] for name in ("balances", "userAssets", "assets") if name in data), [])
    for name in _INSIDE:
        if name in document:
            return rows_of(document[name])
    for name in _LISTS:
        if name in document:
            return document[name]
    if "success" in document:
        return []
    lists = [value for value in document.values() if isinstance(value, list)]
    return lists[0] if len(lists) == 1 else [document]


def target(path: str, body: bytes, index: int) -> Target | None:
    document = json.loads(body)
    rows = rows_of(document)
    if not rows:
        return None
    row = rows[min(index, len(rows) - 1)]
    if isinstance(row, dict) and row.get("userAssetDribbletDetails"):
        row = row["userAssetDribbletDetails"][0]
    return Target(document, row, FUTURES_ASSET if isinstance(row, dict) and "walletBalance" in row else FIELDS[path])


def _dump(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def put(found: Target, field: str | int, raw: bytes) -> bytes:
    """The body with raw bytes in place of a field's value."""
    found.row[field] = _HOLE
    return _dump(found.document).replace(_dump(_HOLE), raw, 1)


def _raw_amount(raw: bytes) -> Callable[[Target, dict], bytes]:
    return lambda found, options: put(found, options.get("field", found.fields.amount), raw)


def _text(found: Target, options: dict) -> bytes:
    return put(found, options.get("field", found.fields.amount), _dump(options.get("value", "?")))


def _preset(value: str) -> Callable[[Target, dict], bytes]:
    return lambda found, options: _text(found, {"value": value, **options})


def _duplicate_key(found: Target, options: dict) -> bytes | None:
    field = options.get("field", found.fields.amount)
    if isinstance(field, int):
        return None
    value = found.row[field]
    return put(found, field, _dump("7") + b"," + _dump(field) + b":" + _dump(value))


def _other_type(found: Target, options: dict) -> bytes:
    """A number where a text is due, or a text where a number is due."""
    field = options.get("field", found.fields.amount)
    value = found.row[field]
    return put(found, field, value.encode() if isinstance(value, str) else _dump(str(value)))


def _missing(found: Target, options: dict) -> bytes | None:
    if isinstance(found.row, list):
        found.row.pop()
    else:
        del found.row[options.get("field", found.fields.amount)]
    return _dump(found.document)


def _renamed(found: Target, options: dict) -> bytes | None:
    if isinstance(found.row, list):
        return None
    field = options.get("field", found.fields.amount)
    found.row[f"{field}New"] = found.row.pop(field)
    return _dump(found.document)


def _status(found: Target, options: dict) -> bytes | None:
    if isinstance(found.row, list) or not found.fields.status:
        return None
    old = found.row[found.fields.status]
    return put(found, found.fields.status, _dump(options.get("value", 99 if isinstance(old, int) else "WEIRD")))


def _name(value: bytes) -> Callable[[Target, dict], bytes | None]:
    def spoil(found: Target, options: dict) -> bytes | None:
        if isinstance(found.row, list):
            return None
        raw = _dump(options["value"]) if "value" in options else value
        return put(found, options.get("field", found.fields.name), raw)

    return spoil


def _extra(found: Target, options: dict) -> bytes | None:
    if isinstance(found.row, list):
        return None
    found.row["addedLater"] = "x" * options.get("size", 8)
    return _dump(found.document)


ROW_MUTATIONS: dict[str, Callable[[Target, dict], bytes | None]] = {
    "nan_token": _raw_amount(b"NaN"),
    "infinity_token": _raw_amount(b"Infinity"),
    "null": _raw_amount(b"null"),
    "duplicate_key": _duplicate_key,
    "nul_char": _name(b'"A\\u0000B"'),
    "non_utf8": _name(b'"A\xff\xfeB"'),
    "hostile_name": _name(_dump(HOSTILE_NAME)),
    "missing_field": _missing,
    "renamed_field": _renamed,
    "number_for_text": _other_type,
    "unknown_status": _status,
    "extra_field": _extra,
    "big_body": lambda found, options: _extra(found, {"size": TEN_MEGABYTES, **options}),
    "value": _text,
    **{name: _preset(value) for name, value in TEXTS.items()},
}


def _swap(body: bytes) -> bytes:
    document = json.loads(body)
    return _dump({"rows": document} if isinstance(document, list) else [document])


def _short(body: bytes) -> bytes | None:
    document = json.loads(body)
    rows = rows_of(document)
    if not rows or rows == [document]:
        return None
    del rows[len(rows) // 2 :]
    return _dump(document)


BODY_MUTATIONS: dict[str, Callable[[bytes], bytes | None]] = {
    "truncated": lambda body: body[: len(body) // 2],
    "bom": lambda body: b"\xef\xbb\xbf" + body,
    "list_object_swap": _swap,
    "short_page": _short,
}


def mutate(kind: str, path: str, body: bytes, options: dict) -> bytes | None:
    """The spoiled body, or None when this answer holds nothing of the kind."""
    if kind in BODY_MUTATIONS:
        return BODY_MUTATIONS[kind](body)
    found = target(path, body, options.get("row", 0))
    return None if found is None else ROW_MUTATIONS[kind](found, options)
