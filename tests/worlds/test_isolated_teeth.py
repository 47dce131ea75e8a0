"""With each planted defect of isolated margin a day comes out otherwise, and without them as it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from binrecon.processing.canonical import run_pending
from binrecon.processing.validation import findings_of
from binrecon.services.own_transfers import match_own_transfers
from sqlalchemy import Engine

from tests.conftest import Database
from tests.services import test_isolated_midnight
from tests.services.isolated_days import (
    ACROSS,
    BORROWED,
    CELLS,
    CHARGED,
    HELD,
    ISOLATED,
    LEFT,
    ONE,
    OTHER,
    ROWS,
    account,
    isolated_day,
    moved,
    plus,
    words,
)
from tests.services.margin_days import accrual, borrow, fill
from tests.services.test_isolated_ends import listed, spot
from tests.services.test_isolated_midnight import FIRST
from tests.services.test_two_ends import LESS
from tests.storage.readings import read_by_us
from tests.storage.rows import DAY, EMAIL, at
from tests.worlds.defects_isolated import ISOLATED as PLANTED
from tests.worlds.defects_planting import Change, plant

Words = dict[tuple[str, str], str]
CHECKED = ("transfers_isolated_transfer against its pages: 1 row",)


class Outcome(NamedTuple):
    """How each cell of a day comes out, how many ends are matched, and what the checks find."""

    words: Words
    matches: int = 1
    findings: tuple[str, ...] = ()


class Scene(NamedTuple):
    play: Callable[[Engine], None]
    comes_out: Outcome


def all_lists(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, **ROWS)


def one_id(engine: Engine) -> None:
    more = {"isolated_borrow__ETHUSDT": [borrow("7", isolatedSymbol=OTHER)]}
    flow = [*ROWS["isolated_capital_flow__ETHUSDT"], _flow(OTHER, "7")]
    after = plus(LEFT, "ETHUSDT:USDT", "7", "7")
    isolated_day(engine, HELD, after, **ROWS | more | {"isolated_capital_flow__ETHUSDT": flow})


def _flow(pair: str, amount: str) -> dict[str, object]:
    return ROWS["isolated_capital_flow__BTCUSDT"][0] | dict(symbol=pair, amount=amount, id=77)


def other_loan(engine: Engine) -> None:
    """The row here, and those below, would make the day add up, were they the pair's."""
    isolated_day(engine, HELD, LEFT, **ROWS | {"isolated_borrow__BTCUSDT": [BORROWED | {"isolatedSymbol": OTHER}]})


def cross_loan(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, **ROWS | {"isolated_borrow__BTCUSDT": [borrow("200")]})


def other_interest(engine: Engine) -> None:
    rows = [CHARGED[0], accrual("0.001", 2, isolatedSymbol=OTHER)]
    isolated_day(engine, HELD, LEFT, **ROWS | {"isolated_interest__BTCUSDT": rows})


def cross_fill(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, **ROWS | {"isolated_trades__BTCUSDT": [fill(isIsolated=False)]})


def other_move(engine: Engine) -> None:
    """SPOT's list of moves says that it went to the other pair."""
    strange = ROWS["isolated_transfer"][0] | {"toSymbol": OTHER}
    isolated_day(engine, HELD, LEFT, **ROWS | {"isolated_transfer__BTCUSDT": [strange, ACROSS]})


def untold(engine: Engine) -> None:
    """What went from one pair to the other is told by the one, and its ledger; the other holds what it held."""
    lists = ROWS | {"isolated_transfer__ETHUSDT": [], "isolated_capital_flow__ETHUSDT": []}
    isolated_day(engine, HELD, plus(LEFT, "ETHUSDT:USDT", "-20"), **lists)


def came_and_went(engine: Engine) -> None:
    """The other pair stands in no reading: money came from the one, and went back to it."""
    back = moved("20", "ISOLATED_MARGIN", "ISOLATED_MARGIN", 3, fromSymbol=OTHER, toSymbol=ONE)
    only = {asset: amounts for asset, amounts in HELD.items() if asset.startswith(ONE)}
    rows = [ACROSS, back]
    flows = {f"isolated_capital_flow__{pair}": [_move(pair, 1), _move(pair, 2)] for pair in (ONE, OTHER)}
    lists = dict.fromkeys(("isolated_transfer", f"isolated_transfer__{ONE}", f"isolated_transfer__{OTHER}"), rows)
    isolated_day(engine, only, only, **lists | flows)


def _move(pair: str, number: int) -> dict[str, object]:
    return _flow(pair, "20") | dict(type="TRANSFER", id=number, timestamp=ACROSS["timestamp"])


def unbalanced(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, **ROWS)
    pairs = [account(pair, LEFT) for pair in (ONE, OTHER)]
    pairs[0]["quoteAsset"]["netAsset"] = "30"
    read_by_us(engine, "isolated_reading", pairs, DAY, at("00:00:30", DAY + timedelta(days=1)))


def missing(engine: Engine) -> None:
    isolated_day(engine, HELD, LEFT, silent=("isolated_trades__ETHUSDT",), **ROWS)


def midnight(engine: Engine) -> None:
    test_isolated_midnight.life(engine, set(test_isolated_midnight.CHARGED))
    test_isolated_midnight.judged(engine, FIRST, FIRST + timedelta(days=1), DAY)


def from_spot(engine: Engine) -> None:
    row = moved("123.4567", "SPOT", "ISOLATED_MARGIN", 77)
    isolated_day(engine, HELD, plus(HELD, "BTCUSDT:USDT", "123.4567"), **listed(row))
    spot(engine, LESS, row)
    run_pending(engine, EMAIL)


PROVED: Words = dict.fromkeys(CELLS, "proved")
UNPROVED: Words = dict.fromkeys(CELLS, "unproved")
OF_ONE = {cell: "unproved" if cell[0].startswith(ONE) else "proved" for cell in CELLS}
BALANCES = {cell: "unproved" if cell[0].startswith(ONE) and cell[1] == "balance" else "proved" for cell in CELLS}
INTEREST = {cell: "unproved" if cell[0].startswith(ONE) and cell[1] == "interest" else "proved" for cell in CELLS}
OTHERS = {cell: "unproved" if cell[0].startswith(OTHER) and cell[1] == "balance" else "proved" for cell in CELLS}
OF_PAIR: Words = {cell: "proved" for cell in CELLS if cell[0].startswith(ONE)}
LACKING = OF_PAIR | {("BTCUSDT:USDT", "interest"): "explained"}
SCENES: dict[str, Scene] = {
    "all lists": Scene(all_lists, Outcome(PROVED)),
    "one id of two pairs": Scene(one_id, Outcome(PROVED)),
    "a loan of another pair": Scene(other_loan, Outcome(OF_ONE)),
    "a loan of cross margin": Scene(cross_loan, Outcome(OF_ONE)),
    "interest of another pair": Scene(other_interest, Outcome(INTEREST)),
    "a fill of cross margin": Scene(cross_fill, Outcome(BALANCES)),
    "a move of another pair": Scene(other_move, Outcome(BALANCES, findings=CHECKED)),
    "a move that no pair tells": Scene(untold, Outcome(PROVED, 0, CHECKED)),
    "a pair that came and went": Scene(came_and_went, Outcome(OF_PAIR | {("ETHUSDT:USDT", "balance"): "proved"}, 2)),
    "a reading that does not add up": Scene(unbalanced, Outcome(UNPROVED)),
    "a list of one pair is missing": Scene(missing, Outcome(OTHERS)),
    "a midnight that readings lack": Scene(midnight, Outcome(LACKING, 0)),
    "a move from SPOT": Scene(from_spot, Outcome(PROVED)),
}


def outcome(engine: Engine) -> Outcome:
    run_pending(engine, EMAIL)
    matched = match_own_transfers(engine, "run").made
    return Outcome(words(engine), matched, tuple(findings_of(engine, ISOLATED)))


@pytest.mark.parametrize("name", SCENES)
def test_without_a_defect_a_day_comes_out_as_it_must(name: str, engine: Engine) -> None:
    SCENES[name].play(engine)
    assert outcome(engine) == SCENES[name].comes_out


@pytest.mark.parametrize(("name", "scene", "change"), [(row[0], row[1], row[2:]) for row in PLANTED])
def test_a_planted_defect_is_caught(
    name: str,
    scene: str,
    change: tuple[str, ...],
    connect: Callable[[Database], Engine],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch, [Change(*change[n : n + 3]) for n in range(0, len(change), 3)], database.owner_url)
    engine = connect(database)
    assert came_out(engine, SCENES[scene]) != SCENES[scene].comes_out, name


def came_out(engine: Engine, scene: Scene) -> Outcome | None:
    """How the day came out; None where a defect stops it."""
    try:
        scene.play(engine)
        return outcome(engine)
    except Exception:  # noqa: BLE001 - a day that is stopped is no day that comes out as it must
        return None
