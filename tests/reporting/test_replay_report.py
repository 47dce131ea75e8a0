"""The CSV of a replay and its lines in the log."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from binrecon.reporting.replay_report import path_of, sentence, write_replay
from binrecon.storage.replay import Decided, VerdictDifference

from tests.days import spot

DAY = spot("main@example.com", date(2026, 11, 3))
NONE = Decided(None, None, None, None, None, None, None)
OLD = Decided("proved", "adds up", Decimal("1.50"), Decimal(2), Decimal(2), Decimal(0), Decimal(0))
NEW = Decided("open", "=a difference", Decimal("1.50"), Decimal("1.9"), Decimal(2), Decimal("0.1"), None)
CODE, OTHER = "a1" * 32, "b2" * 32
CHANGED = VerdictDifference("BTC", "balance", OLD, NEW, True, CODE)
WHOLE = VerdictDifference("", "", Decided("proved", "all"), Decided("unproved", "no answer"), False, None)
GONE = VerdictDifference("SOL", "loan", OLD, NONE, True, None)


def test_a_line_of_the_log_has_all_that_differs_and_nothing_else() -> None:
    assert sentence(DAY, CHANGED) == (
        "2026-11-03 SPOT BTC balance: proved -> open; reason 'adds up' -> '=a difference'; expected 2 -> 1.9; "
        "variance 0 -> 0.1; variance_usd 0 -> none; other findings; made by a1a1a1a1a1a1"
    )
    assert sentence(DAY, WHOLE) == "2026-11-03 SPOT as a whole: proved -> unproved; reason 'all' -> 'no answer'"
    assert sentence(DAY, GONE) == "2026-11-03 SPOT SOL loan: proved -> no verdict; made by code that was not kept"


def test_the_file_has_a_row_a_difference_and_one_a_day_that_was_not_replayed(tmp_path: Path) -> None:
    path = path_of(tmp_path, "main", "2026-11-01", "2026-11-30", OTHER)
    written = write_replay(
        path, OTHER, [(DAY, [WHOLE, CHANGED, GONE], ""), (DAY.on(date(2026, 11, 4)), [], "archived")]
    )
    assert (written.rows, path.name) == (4, "2026-11-01_2026-11-30_b2b2b2b2b2b2.csv")
    whole, changed, gone, left = csv.DictReader(path.open(encoding="utf-8"))
    assert (whole["asset"], whole["differs"], whole["old_reason"], whole["new_verdict"], whole["made_by"]) == (
        "", "verdict reason", "all", "unproved", "",
    )  # fmt: skip
    assert (changed["asset"], changed["differs"]) == (
        "BTC", "verdict reason expected variance variance_usd findings",
    )  # fmt: skip
    assert (changed["old_opening"], changed["new_expected"], changed["new_reason"]) == ("1.5", "1.9", "'=a difference")
    assert (changed["made_by"], changed["replayed_by"]) == (CODE, OTHER)
    assert (gone["measure"], gone["old_verdict"], gone["new_verdict"], gone["made_by"]) == ("loan", "proved", "", "")
    assert (left["date"], left["differs"], left["new_reason"], left["asset"]) == (
        "2026-11-04", "not replayed", "archived", "",
    )  # fmt: skip
