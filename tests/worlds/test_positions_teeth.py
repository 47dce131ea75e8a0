"""With each planted defect of positions its scene complains, and without one no scene does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.services.contract_days import (
    BOTH_ENDS,
    NEXT,
    contract_day,
    fill,
    income_of,
    judged,
    of_usdt,
    snapshot,
)
from tests.services.test_reading_day import COIN, coin_day
from tests.storage.readings import reading
from tests.storage.rows import DAY, at
from tests.worlds.defects import Defect
from tests.worlds.defects_planting import plant
from tests.worlds.defects_positions import POSITIONS
from tests.worlds.defects_report import PLANTED

DEFECTS = tuple(Defect.of(*row) for row in POSITIONS)
FOLLOWS = "unrealised profit and loss is not part of the proof"
DIFFERS, UNCHECKED, OTHERWISE = "does not follow from its fills", "positions not checked", "says otherwise of"


def said(engine: Engine, *words: str) -> Iterator[str]:
    """A complaint where the reason of USDT does not end as it should, or does not hold these words."""
    reason = of_usdt(judged(engine)).reason
    if (not words and not reason.endswith(FOLLOWS)) or not all(word in reason for word in words):
        yield reason


def one_way(engine: Engine) -> Iterator[str]:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "0.5")], [fill("-0.5")])
    yield from said(engine)


def short(engine: Engine) -> Iterator[str]:
    contract_day(engine, [], [("BTCUSDT", "-0.5")], [fill("-0.5")])
    yield from said(engine)


def both_sides(engine: Engine) -> Iterator[str]:
    """Each side is off by the opposite of the other."""
    opening, closing = [("BTCUSDT", "1"), ("BTCUSDT", "-1")], [("BTCUSDT", "2"), ("BTCUSDT", "-2")]
    contract_day(engine, opening, closing, [fill("0", positionSide="LONG")])
    yield from said(engine, DIFFERS)


def midnight_begins(engine: Engine) -> Iterator[str]:
    contract_day(engine, [], [("BTCUSDT", "1")], [fill("1", moment=at("00:00:00"))])
    yield from said(engine)


def of_reading(engine: Engine) -> Iterator[str]:
    """A fill of the midnight itself, and one between it and the reading that stands for it."""
    coins = dict(symbol="BTCUSD_PERP", marginAsset="BTC", commissionAsset="BTC")
    fills = [fill("3", 3, at("00:00:00", NEXT), **coins), fill("4", 4, at("00:00:05", NEXT), **coins)]
    held = '[{"symbol": "BTCUSD_PERP", "positionSide": "BOTH", "positionAmt": "7"}]'
    coin_day(engine, "1", "1", positions=("[]", held))
    reading(engine, "cm_trades", fills, key="BTCUSD_PERP", window=(BOTH_ENDS[0], at("00:01:00", NEXT)))
    [verdict] = judged(engine, COIN).asset_verdicts
    if DIFFERS in verdict.reason or UNCHECKED in verdict.reason:
        yield verdict.reason


def small_profit(engine: Engine) -> Iterator[str]:
    """Income tells of a profit in the eighth decimal that the fill does not."""
    one = fill("1", realized="1.00000001")
    contract_day(engine, [], [("BTCUSDT", "1")], [one | {"realizedPnl": "1"}], income=income_of(one))
    verdict = of_usdt(judged(engine))
    if str(verdict.verdict) != "unproved" or OTHERWISE not in verdict.reason:
        yield f"{verdict.verdict}: {verdict.reason}"


def charges_exchanged(engine: Engine) -> Iterator[str]:
    fills = [fill("1", 1, fee="0.1"), fill("-1", 2, fee="0.2")]
    told = [fills[0] | {"commission": "0.2"}, fills[1] | {"commission": "0.1"}]
    contract_day(engine, [], [], fills, income=income_of(*told))
    yield from said(engine, OTHERWISE)


def charged_below_zero(engine: Engine) -> Iterator[str]:
    contract_day(engine, [], [("BTCUSDT", "1")], [fill("1", fee="-0.1")])
    yield from said(engine)


def unread(engine: Engine) -> Iterator[str]:
    contract_day(engine, [("BTCUSDT", "1")], [("BTCUSDT", "1")], unread=["BTCUSDT"])
    yield from said(engine, UNCHECKED)


def unreadable_positions(engine: Engine) -> Iterator[str]:
    contract_day(engine, [], [("BTCUSDT", "much")])
    yield from said(engine, UNCHECKED)


def gone(engine: Engine) -> Iterator[str]:
    """The newest snapshot of the day lacks a contract that an older one listed."""
    contract_day(engine, [], [("BTCUSDT", "1")])
    judged(engine)
    reading(engine, "futures_snapshot", [snapshot(DAY, [], "100")], key="FUTURES", hours=1)
    yield from said(engine)


def held_without_income(engine: Engine) -> Iterator[str]:
    contract_day(engine, [("ETHUSDT", "1")], [("ETHUSDT", "1")])
    yield from said(engine)


def lacking(engine: Engine) -> Iterator[str]:
    contract_day(engine, [], [("BTCUSDT", "1")])
    yield from said(engine, DIFFERS)


SCENES: dict[str, Callable[[Engine], Iterator[str]]] = {
    "one way": one_way,
    "short": short,
    "both sides": both_sides,
    "midnight begins": midnight_begins,
    "reading": of_reading,
    "a small profit": small_profit,
    "charges exchanged": charges_exchanged,
    "charged below zero": charged_below_zero,
    "unread": unread,
    "unreadable positions": unreadable_positions,
    "gone": gone,
    "held without income": held_without_income,
    "a fill is lacking": lacking,
}


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_defect_nobody_complains(scene: str, engine: Engine) -> None:
    assert list(SCENES[scene](engine)) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_is_caught(
    defect: Defect,
    engine: Engine,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    plant(monkeypatch, defect.changes, database.owner_url)
    found = next(SCENES[defect.scene](engine), "")
    record_property(PLANTED, (defect.name, found))
    assert found
