"""The line of a run's note, and what people wrote behind it."""

import pytest
from binrecon.orchestration.run_note import joined, replay_line, sentence


@pytest.mark.parametrize(
    ("counts", "ended", "line"),
    [
        (None, False, "Day 2026-11-19"),
        ({"SPOT": {"proved": 7, "open": 1, "unproved": 0}}, True, "Day 2026-11-19: 7 proved, 1 open"),
        ({"SPOT": {"proved": 7}, "FUTURES": {"open": 2}}, True, "Day 2026-11-19: 7 proved; FUTURES 2 open"),
        ({"SPOT": {"proved": 0}}, True, "Day 2026-11-19: no assets"),
        (None, True, "Day 2026-11-19: not judged"),
    ],
)
def test_the_line_of_a_run(counts, ended, line):
    assert sentence("2026-11-19", counts, ended) == line


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "Day X: new"),
        ("", "Day X: new"),
        ("Day X", "Day X: new"),
        ("mine", "Day X: new\nmine"),
        ("Day X\nmine\nand more", "Day X: new\nmine\nand more"),
        ("m" * 1000, "Day X: new\n" + "m" * 989),
    ],
)
def test_what_people_wrote_stays_behind_our_line(before, after):
    assert joined("Day X: new", before) == after


def test_the_line_of_a_replay_stands_at_its_end_and_says_where_it_did_not_finish():
    assert replay_line({}, ended=False) == ""
    assert replay_line({}, ended=True) == "Replay did not finish"
    line = replay_line({"tell": "2026-11-01 to 2026-11-30: 0 verdict(s) would be others"}, ended=True)
    assert joined(line, "Replay did not finish\nmine") == f"{line}\nmine"
