"""Records of two lists that tell one move, and those that only look so."""

from typing import Any

from binrecon.probing.matching import matched


def row(amount: str, second: int, asset: str = "USDT") -> dict[str, Any]:
    return {"asset": asset, "amount": amount, "time": 1_794_000_000_000 + second * 1000}


FIELDS = ("amount", "time")


def pairs(ones: list[dict[str, Any]], others: list[dict[str, Any]]) -> int:
    return len(matched(ones, FIELDS, others, FIELDS))


def test_one_move_is_known_by_asset_amount_and_second() -> None:
    assert pairs([row("-5.0", 10)], [row("5", 12)]) == 1


def test_other_amounts_assets_and_times_are_other_moves() -> None:
    assert pairs([row("5", 10)], [row("5.1", 10), row("5", 10, "BNB"), row("5", 13)]) == 0


def test_equal_moves_near_each_other_are_no_pair() -> None:
    assert pairs([row("5", 10)], [row("5", 10), row("5", 11)]) == 0
    assert pairs([row("5", 10), row("5", 13)], [row("5", 10)]) == 0


def test_rows_without_amount_or_time_are_passed_over() -> None:
    assert pairs([{"asset": "USDT", "amount": "5"}, row("0", 1)], [row("5", 1), row("0", 1)]) == 0


def test_seconds_and_milliseconds_are_both_read() -> None:
    assert pairs([{"asset": "USDT", "amount": "5", "time": 1_794_000_010}], [row("5", 10)]) == 1
