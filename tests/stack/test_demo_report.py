"""What the demo prints can be read and copied: amounts in full, columns straight, nothing left out in silence."""

from datetime import date
from decimal import Decimal

import pytest

from bin.stack import demo_report
from bin.stack.truth import Verdict

DAY = date(2026, 11, 17)
OPEN = Verdict("a@x.example", DAY, "SPOT", "SOL", Decimal("1"), Decimal("26"), Decimal("25"), "open", "difference")
PROVED = Verdict("a@x.example", DAY, "SPOT", "BTC", Decimal("2"), Decimal("2"), Decimal("0"), "proved", None)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0E-18", "0"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("25.000000000000000000", "25"),
        ("-0.000000000000000001", "-0.000000000000000001"),
        ("123456789012345678.123456789012345678", "123456789012345678.123456789012345678"),
    ],
)
def test_amounts_are_written_in_full(amount: str, written: str) -> None:
    assert demo_report.plain(Decimal(amount)) == written


def test_an_unknown_amount_is_not_shown_as_zero() -> None:
    assert demo_report.plain(None) == "-"


def test_what_is_proved_is_counted_and_what_is_not_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_verdicts([OPEN, PROVED], everything=False)
    shown, counted = capsys.readouterr().out.split("Assets per account and day")
    assert "SOL" in shown and "BTC" not in shown
    assert counted.split()[-6:] == ["a@x.example", "2026-11-17", "1", "0", "1", "0"]


def test_everything_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_verdicts([OPEN, PROVED], everything=True)
    assert "BTC" in capsys.readouterr().out


def test_columns_are_straight(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_table(("name", "variance"), [("a", "1"), ("longer", "-12.5")])
    assert capsys.readouterr().out.splitlines() == ["  name    variance", "  a              1", "  longer     -12.5"]


def test_messages_are_shown_with_their_embeds(capsys: pytest.CaptureFixture[str]) -> None:
    embed = {"title": "Day closed", "description": "all proved", "fields": [{"name": "Open", "value": "SOL\nETH"}]}
    demo_report.print_messages([{"content": "a line\nand another", "embeds": [embed]}])
    printed = capsys.readouterr().out
    for line in ("1 messages", "| a line", "| and another", "| Day closed", "| all proved", "| Open: SOL", "| ETH"):
        assert line in printed


def test_a_wrong_finding_or_a_silent_day_is_not_all_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_report.print_findings([], [])
    assert not demo_report.print_findings([], [("a@x.example", DAY)])
    assert "no verdict at all" in capsys.readouterr().out
