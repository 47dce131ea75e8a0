"""The ways in which exact money is known to become inexact between Postgres and Python, each tried on our own path."""

from __future__ import annotations

import ast
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from binrecon.domain.money import CONTEXT
from binrecon.storage.frames import read_frame, read_frames
from sqlalchemy import Engine

PLUGINS = Path(__file__).parents[2] / "plugins" / "binrecon"
LARGE = "123456789012345678.123456789012345678"


def column(engine: Engine, expression: str) -> list[object]:
    with engine.connect() as connection:
        return list(read_frame(connection, f"SELECT {expression} AS value", {})["value"])


def test_numeric_comes_as_decimal_with_every_digit(engine: Engine) -> None:
    (value,) = column(engine, f"{LARGE}::numeric(36,18)")
    assert type(value) is Decimal and value == Decimal(LARGE)


def test_numeric_in_pieces_comes_as_decimal_too(engine: Engine) -> None:
    query = "SELECT n::numeric(36,18) / 1000000000000000000 AS value FROM generate_series(1, 5) AS t (n)"
    with engine.connect() as connection:
        pieces = list(read_frames(connection, query, {}, rows=2))
    values = [value for piece in pieces for value in piece["value"]]
    assert [len(piece) for piece in pieces] == [2, 2, 1]
    assert values == [Decimal(n).scaleb(-18) for n in range(1, 6)] and {type(value) for value in values} == {Decimal}


def test_a_missing_amount_stays_none_and_makes_no_floats_of_the_others(engine: Engine) -> None:
    assert column(engine, f"unnest(ARRAY[{LARGE}, NULL]::numeric[])") == [Decimal(LARGE), None]


def test_ids_beyond_2_to_the_53_stay_whole_beside_a_missing_one(engine: Engine) -> None:
    values = column(engine, "unnest(ARRAY[9007199254740993, NULL]::bigint[])")
    assert values == [9007199254740993, None] and type(values[0]) is int


def test_numbers_inside_json_keep_their_digits(engine: Engine) -> None:
    assert column(engine, """'{"a": 0.123456789012345678901}'::jsonb""") == [{"a": Decimal("0.123456789012345678901")}]


def test_a_sum_of_a_column_keeps_its_digits(engine: Engine) -> None:
    """Python's default of 28 digits would round this sum without a word."""
    values = column(engine, f"unnest(ARRAY[{LARGE}, 0.000000000000000001]::numeric(36,18)[])")
    with localcontext(CONTEXT):
        total = sum(values, Decimal(0))
    assert total == Decimal("123456789012345678.123456789012345679") != sum(values, Decimal(0))


def test_an_empty_answer_has_its_columns(engine: Engine) -> None:
    with engine.connect() as connection:
        frame = read_frame(connection, "SELECT 1::numeric AS amount WHERE false", {})
    assert list(frame.columns) == ["amount"] and frame.empty


@pytest.mark.parametrize("name", ["read_sql", "read_sql_query", "read_sql_table", "to_sql", "merge"])
def test_no_code_uses_what_makes_floats_or_texts_of_money(name: str) -> None:
    """read_sql gives floats, to_sql makes TEXT columns for Decimal, an outer merge fills holes with NaN."""
    calls = [
        f"{path.name}:{node.lineno}"
        for path in PLUGINS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == name
    ]
    assert calls == []


def test_no_code_makes_a_float_of_an_amount() -> None:
    """The layers that handle money do not call float() at all."""
    layers = ("processing", "reconciliation", "reporting")
    calls = [
        f"{path.name}:{node.lineno}"
        for layer in layers
        for path in (PLUGINS / layer).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    assert calls == []
