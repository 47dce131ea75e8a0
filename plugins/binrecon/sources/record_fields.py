"""The shape of a record, and which of its fields nobody has described: its list's description names the others.

A shape is the set of a record's field names with their JSON types, one step into objects and lists of objects. What is
not described came into an answer without a word: it may move money, so that it is counted and named
(`storage.record_shapes`). Descriptions are written from the official Python SDKs of October 2026, the example answers
of the documents, and what we read though no document names it (the settlement of a dual investment).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from binrecon.sources.catalogue import SOURCES

Shape = frozenset[str]
"""`name:type`, with `outer.name` in an object and `outer[].name` in a list; the types are s, n, b, o, a, as below."""

_TYPES: Mapping[type, str] = {str: "s", int: "n", Decimal: "n", bool: "b", dict: "o", list: "a"}
_LONGEST = 64


def shape_of(record: Any) -> Shape:
    """The shape of one record; empty for what is no object. A value that is null says nothing of its type and is left
    out.

    Names are data of the exchange: cut at 64 characters, and without what a database cannot hold.
    """
    if not isinstance(record, dict):
        return frozenset()
    types = tuple(map(type, record.values()))
    if dict in types or list in types:
        return _named(_fields(record))
    return _flat(tuple(record), types)


def unknown_in(endpoint: str, shape: Shape) -> tuple[str, ...]:
    """The fields of a shape that nothing here knows, by name; none for an endpoint whose records are not described."""
    known = _known(endpoint)
    return tuple(sorted(shape - known)) if known else ()


def described() -> frozenset[str]:
    """The endpoints whose fields are known."""
    return frozenset(name for name, source in SOURCES.items() if source.known_fields)


@lru_cache(maxsize=1000)
def _flat(names: tuple[str, ...], types: tuple[type, ...]) -> Shape:
    """The shape of records without anything inside: nearly all of a page have the same names in the same order."""
    return _named((name, _TYPES[kind]) for name, kind in zip(names, types, strict=True) if kind in _TYPES)


def _named(fields: Iterable[tuple[str, str]]) -> Shape:
    return frozenset(f"{_clean(name)}:{kind}" for name, kind in fields)


@cache
def described_fields(text: str) -> Shape:
    """The shape that a description's `known_fields` stand for: a field of several types is there once for each."""
    words = (word.rsplit(":", 1) for word in text.split())
    return frozenset(f"{name}:{kind}" for name, kinds in words for kind in kinds)


def _known(endpoint: str) -> Shape:
    return described_fields(SOURCES[endpoint].known_fields) if endpoint in SOURCES else frozenset()


def _fields(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        kind = _TYPES.get(type(value))
        if kind is not None:
            yield name, kind
        for prefix, inner in _inside(name, value):
            yield from ((f"{prefix}{key}", _TYPES[type(held)]) for key, held in inner.items() if type(held) in _TYPES)


def _inside(name: str, value: Any) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, dict):
        return [(f"{name}.", value)]
    if isinstance(value, list):
        return [(f"{name}[].", item) for item in value if isinstance(item, dict)]
    return ()


def _clean(name: str) -> str:
    return name[:_LONGEST].replace("\x00", "\\0").encode("utf-8", "backslashreplace").decode()
