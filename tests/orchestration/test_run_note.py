"""The line of a run's note, and what people wrote behind it."""

import pytest
from binrecon.orchestration.run_note import history_sentence, joined, replay_line, sentence


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


def test_the_line_of_a_history_says_how_much_is_proved_and_names_nobody():
    one = {"born": "2023-11-05", "days": 1095, "covered": 812}
    assert history_sentence({"fund@example.com": one}) == "History: 812 of 1095 days of life since 2023-11-05 proved"
    both = {"a@example.com": one, "b@example.com": one | {"covered": 0}}
    assert history_sentence(both) == "History: 812 of 2190 days of 2 accounts proved"
    assert history_sentence({}) == ""
    assert joined("History: new", "History: old\nmine") == "History: new\nmine"
