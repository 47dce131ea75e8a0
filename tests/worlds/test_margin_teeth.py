"""With each planted defect of cross margin a day comes out otherwise, and without them as it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import Engine

from tests.conftest import Database
from tests.services.margin_days import (
    BOTH,
    CELLS,
    FLOW,
    HELD,
    LEFT,
    ROWS,
    Held,
    Row,
    accrual,
    borrow,
    cleared,
    fill,
    flow,
    margin_day,
    snapshot,
    trade,
    with_fill,
    words,
)
from tests.storage.readings import ms, reading
from tests.storage.rows import BEFORE, DAY, EMAIL, at
from tests.worlds.defects_margin import MARGIN
from tests.worlds.defects_planting import Change, plant
from tests.worlds.defects_report import PLANTED

Words = dict[tuple[str, str], str]
ISOLATED = {"isolatedSymbol": "BTCUSDT"}
MOVED = dict(asset="USDT", amount="50", fromEmail=EMAIL, toEmail=EMAIL, fromAccountType="SPOT", toAccountType="MARGIN")


class Scene(NamedTuple):
    """A day, and how each cell of it must come out."""

    play: Callable[[Engine], None]
    words: Words


def all_lists(engine: Engine) -> None:
    """Loans that failed, whose principal is not told, and one in BNB interest; a move that three lists tell; a fill."""
    told = with_fill(ROWS)
    beside = dict(amount="50", asset="USDT", status="CONFIRMED", timestamp=ms(at("01:00:00")), txId=900, type="ROLL_IN")
    between = dict(status="SUCCESS", tranId=1, createTimeStamp=ms(at("01:00:00")), clientTranId="")
    lists = told | dict(
        margin_borrow_repay__BORROW=[borrow("200", principal=""), borrow("7", 2, status="FAILED")],
        margin_interest=[*ROWS["margin_interest"], accrual("0.1", 3, asset="BNB", type="PERIODIC_CONVERTED")],
        margin_universal_transfer=[MOVED | between],
        margin_isolated_transfer=[beside | dict(transFrom="SPOT", transTo="CROSS_MARGIN")],
    )
    after = {"USDT": ("149.5", "100.002", "0"), "BTC": ("1.002997", "0", "0"), "BNB": ("0", "0", "0.1")}
    margin_day(engine, HELD, after, **lists)
    trade(engine, fill())


def isolated_loan(engine: Engine) -> None:
    """Of isolated margin is a row here and below that would make the day add up, were it of cross margin."""
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_borrow_repay__BORROW=[borrow("200", **ISOLATED)]))


def isolated_interest(engine: Engine) -> None:
    rows = [accrual("0.001"), accrual("0.001", 2, **ISOLATED)]
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_interest=rows))


def isolated_fill(engine: Engine) -> None:
    margin_day(engine, HELD, {"USDT": ("149.5", "100.002", "0"), "BTC": ("1.002997", "0", "0")}, **with_fill(ROWS))
    trade(engine, fill(isIsolated=True))


def takeover(engine: Engine) -> None:
    signs = {"REPAY": "-100", "TRANSFER": "50"}
    signed = [row | {"amount": signs.get(row["type"], row["amount"])} for row in FLOW if row["amount"] != "0.5"]
    alone = [flow("TRANSFER", "-0.5", number=4), flow("REPAY_LIQUIDATION", "-100.002", number=22)]
    after: Held = {"USDT": ("349.498", "0", "0"), "BTC": ("1", "0", "0")}
    margin_day(engine, HELD, after, **ROWS | dict(margin_capital_flow=[*signed, *alone]))


def changed_signs(engine: Engine) -> None:
    rows = [*FLOW, flow("REPAY", "-7", number=9)]
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_capital_flow=rows))


def otherwise(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, **ROWS | dict(margin_capital_flow=FLOW[1:]))


def unbalanced(engine: Engine) -> None:
    margin_day(engine, HELD, LEFT, silent=("margin_snapshot",), **ROWS)
    wrong = snapshot(DAY, LEFT)
    wrong["data"]["userAssets"][0]["netAsset"] = "349.499"
    reading(engine, "margin_snapshot", [snapshot(BEFORE, HELD), wrong], key="MARGIN", window=BOTH)


def unsplit(engine: Engine, silent: tuple[str, ...] = ()) -> None:
    lists: dict[str, list[Row]] = dict(
        margin_small_liability=[cleared("5.25", "0.1")],
        margin_capital_flow=[flow("SMALL_CONVERT", "0.1", "BTC", 1, "18:00:00")],
    )
    owing: Held = {"USDT": ("300", "5", "0.25"), "BTC": ("1", "0", "0")}
    margin_day(engine, owing, {"USDT": ("300", "0", "0"), "BTC": ("0.9", "0", "0")}, silent, **lists)


def unsplit_without_interest(engine: Engine) -> None:
    unsplit(engine, ("margin_interest",))


def midnight(engine: Engine) -> None:
    """The snapshot holds what is charged at midnight, and nothing is known of the day that follows."""
    charged = accrual("0.2", 5, interestAccuredTime=ms(at("00:00:00", DAY + timedelta(days=1))))
    margin_day(engine, HELD, LEFT | {"USDT": ("449.5", "100.002", "0.2")}, silent=("margin_interest",), **ROWS)
    window = (at("00:00:00"), at("00:01:00", DAY + timedelta(days=1)))
    reading(engine, "margin_interest", [*ROWS["margin_interest"], charged], window=window)


def of(measure: str, word: str) -> Words:
    """All cells proved but those of one measure."""
    return {cell: word if cell[1] == measure else "proved" for cell in CELLS}


PROVED: Words = dict.fromkeys(CELLS, "proved")
UNPROVED: Words = dict.fromkeys(CELLS, "unproved")
SPLIT = PROVED | {("USDT", "loan"): "explained", ("USDT", "interest"): "explained"}
APART = of("interest", "unproved") | {("USDT", "loan"): "unproved"}
BNB = {("BNB", measure): "proved" for measure in ("balance", "loan", "interest")}
SCENES: dict[str, Scene] = {
    "all lists": Scene(all_lists, PROVED | BNB),
    "a loan of isolated margin": Scene(isolated_loan, UNPROVED),
    "interest of isolated margin": Scene(isolated_interest, of("interest", "unproved")),
    "a fill of isolated margin": Scene(isolated_fill, of("balance", "unproved")),
    "a takeover": Scene(takeover, PROVED),
    "a ledger that changes its signs": Scene(changed_signs, UNPROVED),
    "a ledger that says otherwise": Scene(otherwise, PROVED | {("USDT", "balance"): "unproved"}),
    "a snapshot that does not add up": Scene(unbalanced, UNPROVED),
    "a debt without a split": Scene(unsplit, SPLIT),
    "a debt without a split and without interest": Scene(unsplit_without_interest, APART),
    "a midnight that no day bears out": Scene(midnight, PROVED | {("USDT", "interest"): "open"}),
}


@pytest.mark.parametrize("name", SCENES)
def test_without_a_defect_a_day_comes_out_as_it_must(name: str, engine: Engine) -> None:
    SCENES[name].play(engine)
    assert words(engine) == SCENES[name].words


@pytest.mark.parametrize(("name", "scene", "change"), [(row[0], row[1], row[2:]) for row in MARGIN])
def test_a_planted_defect_is_caught(
    name: str,
    scene: str,
    change: tuple[str, ...],
    connect: Callable[[Database], Engine],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    plant(monkeypatch, [Change(*change[n : n + 3]) for n in range(0, len(change), 3)], database.owner_url)
    engine = connect(database)
    SCENES[scene].play(engine)
    otherwise = dict(SCENES[scene].words.items() ^ came_out(engine).items())
    record_property(PLANTED, (name, ", ".join(f"{asset} {measure}" for asset, measure in otherwise)))
    assert otherwise


def came_out(engine: Engine) -> Words:
    """How the cells came out; none where a defect stops the day."""
    try:
        return words(engine)
    except Exception:  # noqa: BLE001 - a day that is stopped is no day that comes out as it must
        return {}
