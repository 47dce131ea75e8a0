"""The bench beside other tools at a small size and without any of them: the product's own results are held against what
was planted, and what is not there is named and passes for nothing. Times belong to the bench itself.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.bench.comparison import rivals, rolling, sides, transfers
from tests.bench.comparison.busy_day import ASSETS, BusyDay, write_journal
from tests.bench.comparison.measure import beside
from tests.bench.comparison.rivals import OF_DEBIAN, OF_PYTHON, Rivals
from tests.bench.rows import Row, table

ABSENT = Rivals(why_not=dict.fromkeys((*OF_PYTHON, *OF_DEBIAN), "no network"))


def test_without_a_rival_results_hold_and_no_ratio_does(
    owner_engine: Engine, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (transfers, sides, rolling):
        monkeypatch.setattr(module, "ROUNDS", 1)
    writer = engine.url.render_as_string(hide_password=False)
    rows = beside(owner_engine, writer, tmp_path, ABSENT, scale=0)
    found = {row.figure: row for row in rows}
    assert {f"{name} is not installed: no network" for name in ABSENT.why_not} <= found.keys()
    exact = [row for row in rows if row.bound == 0]
    assert len(exact) == 4 and all(row.holds for row in exact)
    ratios = [row for row in rows if "÷" in row.figure]
    assert len(ratios) == 5 and not any(row.holds or row.value for row in ratios)
    assert "NOT MEASURED" in table(rows)


def test_a_wrong_pair_a_wrong_row_and_a_wrong_balance_are_counted(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("1,10,11,True\n1,12,13,true\n6,14,15,False\n")
    assert transfers._alone(pairs) == {(10, 11), (12, 13)}
    lacking = tmp_path / "lacking.csv"
    lacking.write_text("is_line,asset,amount\ntrue,CAA,1.5\nfalse,CAB,-0.000000000000000001\n")
    told = {("movements", "CAA", 1_500_000_000_000_000_000), ("statement", "CAB", -1)}
    assert sides._said_by_a_rival(lacking) == told
    assert rolling._wrong({"CAA": 1, "CAC": 3}, {"CAA": 1, "CAB": 2}) == 2


@pytest.mark.parametrize(
    ("amount", "units"), [("1", 10**18), ("-0.5", -5 * 10**17), ("1E+2", 10**20), ("0.000000000000000001", 1)]
)
def test_amounts_are_held_against_each_other_in_integers(amount: str, units: int) -> None:
    assert sides.units(amount) == units
    with pytest.raises(AssertionError, match="18 decimals"):
        sides.units("0.0000000000000000001")


def test_each_asset_of_a_day_has_one_line_too_many_and_one_too_few(tmp_path: Path) -> None:
    day = BusyDay(4 * ASSETS)
    assert len(day.one_sided()) == 2 * ASSETS
    assert len(list(day.booked())) == len(list(day.stated())) == 3 * ASSETS
    write_journal(day, tmp_path / "journal")
    assert (tmp_path / "journal").read_text().count("(spot)") == 4 * ASSETS


def test_a_tool_that_cannot_be_had_is_absent_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rivals, "_failure", lambda *_: "no network")
    found = rivals.install(tmp_path)
    assert found.commands == {} and set(found.why_not) == {*OF_PYTHON, *OF_DEBIAN}
    assert found.told("polars") == "polars (not installed)"


def test_versions_and_hashes_are_pinned() -> None:
    pins = [line for line in rivals.PINS.read_text().splitlines() if "==" in line and not line.startswith("#")]
    assert {name for name in OF_PYTHON if any(pin.startswith(f"{name}==") for pin in pins)} == set(OF_PYTHON)
    assert rivals.PINS.read_text().count("--hash=sha256:") > len(pins)


def test_a_figure_that_was_not_measured_does_not_hold() -> None:
    assert Row("x", None).holds and not Row("x", None, 1).holds
    assert Row("x", None, 1).cells() == ("x", "-", "≤ 1", "NOT MEASURED")
