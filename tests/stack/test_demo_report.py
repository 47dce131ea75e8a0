"""What the demo prints can be read and copied: amounts in full, columns straight, nothing left out in silence."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bin.stack import demo_report, truth
from bin.stack.truth import Listed, Planted, PlantedOutcome, ReportedVerdict

DAY = date(2026, 11, 17)
OPEN = ReportedVerdict(
    "a@x.example", DAY, "SPOT", "SOL", Decimal("1"), Decimal("26"), Decimal("25"), "open", "difference"
)
PROVED = ReportedVerdict("a@x.example", DAY, "SPOT", "BTC", Decimal("2"), Decimal("2"), Decimal("0"), "proved", None)


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
    assert truth.plain(Decimal(amount)) == written


def test_an_unknown_amount_is_not_shown_as_zero() -> None:
    assert truth.plain(None) == "-"


def test_verdicts_are_counted_in_all_and_per_account_day(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_verdicts([OPEN, PROVED], everything=False)
    printed = capsys.readouterr().out
    assert "Verdicts: 1 proved, 0 explained, 1 open, 0 unproved" in printed
    assert printed.split()[-7:] == ["a@x.example", "2026-11-17", "SPOT", "1", "0", "1", "0"]


def test_every_verdict_is_shown_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_verdicts([OPEN, PROVED], everything=False)
    assert "BTC" not in capsys.readouterr().out
    demo_report.print_verdicts([OPEN, PROVED], everything=True)
    printed = capsys.readouterr().out
    assert "BTC" in printed and "SOL" in printed


def test_columns_are_straight(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_table(("name", "variance"), [("a", "1"), ("longer", "-12.5")])
    assert capsys.readouterr().out.splitlines() == ["  name    variance", "  a              1", "  longer     -12.5"]


EMBED = {"title": "Day closed", "description": "all proved", "fields": [{"name": "Open", "value": "SOL\nETH"}]}
MESSAGE = {"content": "a line\nand another", "embeds": [EMBED]}


def test_a_message_is_shown_whole_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_messages([MESSAGE], everything=True)
    printed = capsys.readouterr().out.splitlines()
    for line in ("  a line", "  and another", "  Day closed", "  all proved", "  Open: SOL", "  ETH"):
        assert line in printed


def test_a_message_takes_one_line_else(capsys: pytest.CaptureFixture[str]) -> None:
    demo_report.print_messages([{"embeds": [EMBED]}, {"content": "x" * 500}], everything=False)
    title, first, second = capsys.readouterr().out.strip().splitlines()
    assert "2 messages" in title
    assert first == "  Day closed | all proved"
    assert second.startswith("  xxx") and second.endswith("…") and len(second) < 130


def test_a_wrong_finding_or_a_silent_day_is_not_all_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_report.print_findings([], [])
    assert not demo_report.print_findings([], [("a@x.example", DAY)])
    assert "no verdict at all" in capsys.readouterr().out


def finding(asset: str, variance: str, day: date, reported: str = "open") -> PlantedOutcome:
    amount = Decimal(variance)
    planted = Planted("a@x.example", day, "SPOT", asset, amount, "kind", "open", "a trouble")
    return PlantedOutcome(
        planted, (ReportedVerdict("a@x.example", day, "SPOT", asset, None, None, amount, reported, "why"),)
    )


def test_cells_of_one_trouble_share_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_report.print_findings([finding("SOL", "25", DAY), finding("ETH", "-1", date(2026, 11, 18))], [])
    lines = [line for line in capsys.readouterr().out.splitlines() if "a trouble" in line]
    assert len(lines) == 1
    for words in ("ok", "11-17, 11-18", "SOL, ETH", "25, -1", "why"):
        assert words in lines[0]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (finding("SOL", "25", DAY, "proved"), "proved, must be open 25"),
        (PlantedOutcome(None, (OPEN,)), "open, must be proved"),
        (PlantedOutcome(finding("SOL", "25", DAY).planted, ()), "nothing, must be open 25"),
        (PlantedOutcome(finding("SOL", "24", DAY).planted, (OPEN,)), "open, must be open 24"),
    ],
)
def test_what_is_wrong_is_shown_with_what_it_must_be(
    found: PlantedOutcome, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not demo_report.print_findings([found], [])
    assert f" a SPOT {said} 11-17 " in " ".join(capsys.readouterr().out.split())


def test_of_many_days_the_first_and_the_last_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_report.print_findings([finding("SOL", "25", date(2026, 11, day)) for day in range(2, 9)], [])
    assert "11-02 … 11-08 (7)  SOL  " in capsys.readouterr().out


def test_a_wrong_cell_is_not_hidden_among_the_right_ones_of_its_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    found = [finding("SOL", "25", DAY), finding("ETH", "-1", DAY, "proved"), finding("BTC", "2", DAY)]
    assert not demo_report.print_findings(found, [])
    lines = [line.split()[0] for line in capsys.readouterr().out.splitlines() if "a trouble" in line]
    assert lines == ["ok", "WRONG"]


@pytest.mark.parametrize(("booked", "right"), [(4, True), (3, False), (5, False), (None, False)])
def test_a_product_list_is_right_when_as_many_records_are_booked(
    booked: int | None, right: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    held = {} if booked is None else {("a@x.example", "dust_log"): booked}
    assert demo_report.print_products([Listed("a@x.example", "dust_log", 4)], held) is right
    assert ("WRONG" in capsys.readouterr().out) is not right


def test_the_csvs_of_one_account_day_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("main/2026-11-17/findings.csv", "main/2026-11-17/summary.csv", "sub/2026-11-17/summary.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    demo_report.print_reports(tmp_path)
    printed = capsys.readouterr().out
    assert f"3 files in {tmp_path}" in printed
    assert "main/2026-11-17: findings.csv summary.csv" in printed


NAMES = {"a@x.example": "a…@x.example", "b@x.example": "b…@x.example"}
OF_B = ReportedVerdict("b@x.example", DAY, "SPOT", "BTC", None, None, None, "unproved", "no snapshot")
MORNING = [
    f"{DAY}: 0 of 2 account(s) fine",
    f"b…@x.example {DAY}: unproved, 1 unproved (3 calls, 1 s)",
    f"a…@x.example {DAY}: open, 1 proved, 1 open (9 calls, 2 s)",
    "Accounts: 1 unproved, 1 open",
]


def test_the_morning_message_has_every_account_with_its_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert demo_report.print_morning(DAY, NAMES, [OPEN, PROVED, OF_B], [["another message"], MORNING])
    assert "WRONG" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([], "there are 0 of it"),
        ([MORNING, MORNING], "there are 2 of it"),
        ([MORNING[:1] + MORNING[2:]], "b@x.example SPOT: one line must say 1 unproved"),
        (
            [[line.replace("1 open (", "2 open (") for line in MORNING]],
            "a@x.example SPOT: one line must say 1 proved, 1 open",
        ),
        ([[*MORNING, MORNING[1]]], "b@x.example SPOT: one line must say 1 unproved"),
    ],
)
def test_a_morning_that_leaves_an_account_out_is_wrong(
    messages: list[list[str]], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not demo_report.print_morning(DAY, NAMES, [OPEN, PROVED, OF_B], messages)
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(("line", "right"), [("MARGIN: open, 1 open", True), ("MARGIN: open, 2 open", False)])
def test_the_morning_message_has_a_line_for_each_further_wallet(
    line: str, right: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    loan = ReportedVerdict("a@x.example", DAY, "MARGIN", "USDT", None, None, Decimal(15), "open", "why", "loan")
    morning = [*MORNING, f"a…@x.example {DAY} {line}"]
    assert demo_report.print_morning(DAY, NAMES, [OPEN, PROVED, OF_B, loan], [morning]) is right
    assert ("a@x.example MARGIN: one line must say 1 open" in capsys.readouterr().out) is not right
