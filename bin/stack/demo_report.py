"""What the demo prints at its end: verdicts, the comparison with what was planted, products, files and messages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from binrecon.storage.database import engine_from
from sqlalchemy import text

from bin.stack.late_arrival import Check
from bin.stack.truth import PROVED, Listed, Planted, PlantedOutcome, ReportedVerdict, plain

_CURRENT = text(
    "select email, date, wallet, asset, expected, actual, variance, verdict, reason, measure"
    " from v_binance_verdicts_current order by email, date, wallet = 'SPOT' desc, wallet, asset, measure"
)
_BOOKED = text(
    "select email, source, count(distinct external_id) from ("
    "select email, source, external_id from binance_reconciliation_transfers"
    " union all select email, source, external_id from binance_reconciliation_trades) as booked group by email, source"
)
_NAMES = (PROVED, "explained", "open", "unproved")
_HEADER = ("account", "day", "wallet", "asset", "measure", "expected", "actual", "variance", "verdict", "reason")
_RIGHT_ALIGNED = ("expected", "actual", "variance", "listed", "booked")
_FEW, _REASON, _LINE = 2, 54, 118
_CLEAN = "none: this is clean"
_MARKS = {True: "ok", False: "WRONG"}


def read_verdicts(reader_url: str) -> list[ReportedVerdict]:
    """Read the current verdicts with the rights that people have."""
    engine = engine_from(reader_url, "bin/demo")
    with engine.connect() as connection:
        rows = [ReportedVerdict(*row) for row in connection.execute(_CURRENT)]
    engine.dispose()
    return rows


def read_booked(reader_url: str) -> dict[tuple[str, str], int]:
    """Read how many records stand in the canonical tables, by account and source."""
    engine = engine_from(reader_url, "bin/demo")
    with engine.connect() as connection:
        booked = {(email, source): records for email, source, records in connection.execute(_BOOKED)}
    engine.dispose()
    return booked


def print_verdicts(verdicts: Sequence[ReportedVerdict], everything: bool) -> None:
    """Print how many assets got which verdict, in all and per account-day and wallet, and on request every verdict; an
    asset that is owed too counts once for each measure."""
    totals = Counter(row.verdict for row in verdicts)
    print(f"\nVerdicts: {', '.join(f'{totals[name]} {name}' for name in _NAMES)}")
    counts = Counter((row.email, row.day, row.wallet, row.verdict) for row in verdicts)
    days = dict.fromkeys((row.email, row.day, row.wallet) for row in verdicts)
    rows = [(email, str(day), of, *(str(counts[email, day, of, name]) for name in _NAMES)) for email, day, of in days]
    print_table(("account", "day", "wallet", *_NAMES), rows)
    if everything:
        print()
        print_table(_HEADER, [_cells(row) for row in verdicts])


def print_findings(findings: Iterable[PlantedOutcome], silent: Sequence[tuple[str, object]]) -> bool:
    """Print each planted trouble beside what was reported; tell whether all is as it must be.

    The cells of one trouble that were reported alike share a line.
    """
    alike: dict[tuple[str, ...], list[PlantedOutcome]] = {}
    for finding in findings:
        alike.setdefault(_trouble(finding), []).append(finding)
    print("\nPlanted troubles and what was reported")
    header = ("", "trouble", "account", "wallet", "reported", "days", "assets", "variance", "reason")
    print_table(header, [(*trouble, *_places(same)) for trouble, same in alike.items()])
    for email, day in silent:
        print(f"  WRONG  {email} {day}: no verdict at all")
    return not silent and all(trouble[0] == _MARKS[True] for trouble in alike)


def print_products(listed: Iterable[Listed], booked: Mapping[tuple[str, str], int]) -> bool:
    """Print how many records each list of a product showed and how many were booked; tell whether they are as many."""
    found = [(row, booked.get((row.email, row.endpoint), 0)) for row in listed]
    print("\nProducts that moved SPOT")
    rows = [
        (_MARKS[row.records == number], row.endpoint, row.email, str(row.records), str(number)) for row, number in found
    ]
    print_table(("", "list", "account", "listed", "booked"), rows)
    return all(row.records == number for row, number in found)


def print_late(note: str, checks: Iterable[Check]) -> bool:
    """Print what became of a late record, line by line; tell whether all of it was told."""
    print(f"\nA late arrival: {note}")
    results = list(checks)
    for check in results:
        print(f"  {_MARKS[check.is_right]:5}  {check.what:15}  {check.said or 'nothing'}")
    return all(check.is_right for check in results)


def print_morning(
    day: date, names: Mapping[str, str], verdicts: Iterable[ReportedVerdict], messages: Iterable[Sequence[str]]
) -> bool:
    """Print the morning message of the newest day; tell whether it came once and has each wallet of each account in one
    line with its counts.

    ``names`` are how messages call the accounts, by e-mail; ``messages`` all messages, each as its lines.
    """
    counts = Counter((row.email, row.wallet, row.verdict) for row in verdicts if row.day == day)
    wallets = dict.fromkeys([*((email, "SPOT") for email in names), *((email, of) for email, of, _ in counts)])
    found = [
        lines for lines in messages if lines[:1] and lines[0].startswith(f"{day}: ") and "account(s) fine" in lines[0]
    ]
    print(f"\nThe morning message of {day}")
    for line in [line for lines in found for line in lines]:
        print(f"  {line}")
    told = [line for lines in found[:1] for line in lines[1:]]
    wanted = {
        (email, of): ", ".join(f"{counts[email, of, name]} {name}" for name in _NAMES if counts[email, of, name])
        for email, of in wallets
    }
    wrong = [place for place, said in wanted.items() if not _is_told(told, _who(names, day, *place), said)]
    for email, of in wrong:
        print(f"  WRONG  {email} {of}: one line must say {wanted[email, of]}")
    if len(found) != 1:
        print(f"  WRONG  there are {len(found)} of it, and one is due")
    return len(found) == 1 and not wrong


def _who(names: Mapping[str, str], day: date, email: str, wallet: str) -> str:
    """How a line of the morning message begins."""
    return f"{names[email]} {day}{'' if wallet == 'SPOT' else f' {wallet}'}: "


def _is_told(told: Iterable[str], who: str, said: str) -> bool:
    """Whether one line of them, and only one, is about it, and says so; what it took stands behind that in brackets."""
    return [f"{line} (".partition(" (")[0].endswith(f", {said}") for line in told if line.startswith(who)] == [True]


def print_reports(folder: Path) -> None:
    """Print how many CSVs there are, and what there is of one account-day, the one with the most."""
    files = sorted(folder.rglob("*.csv"))
    print(f"\nCSV reports: {len(files)} files in {folder}, a folder for each account and day:")
    folders = Counter(file.parent for file in files)
    for parent in sorted(folders, key=lambda name: (-folders[name], name))[:1]:
        names = " ".join(file.name for file in files if file.parent == parent)
        print(f"  {parent.relative_to(folder)}: {names}")


def print_messages(messages: Sequence[Mapping[str, object]], everything: bool) -> None:
    """Print what Discord would have shown: a line for each message, or on request the whole of it."""
    print(f"\nDiscord would have received {len(messages)} messages{'' if everything else ' (whole with --all)'}")
    for message in messages:
        lines = message_lines(message)
        for line in lines if everything else [shortened(" | ".join(lines[:2]), _LINE)]:
            print(f"  {line}")
        if everything:
            print()


def message_lines(message: Mapping[str, Any]) -> list[str]:
    """The lines of one message: its text, and title, description and fields of its embeds."""
    lines = str(message.get("content") or "").splitlines()
    for embed in message.get("embeds") or []:
        fields = [f"{field['name']}: {field['value']}" for field in embed.get("fields") or []]
        for part in (embed.get("title"), embed.get("description"), *fields):
            lines += str(part or "").splitlines()
    return lines


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as their widest text; amounts are aligned to the right."""
    if not rows:
        print("  (none)")
        return
    widths = [max(map(len, column)) for column in zip(header, *rows)]
    for row in (header, *rows):
        cells = [_aligned(cell, width, name) for cell, width, name in zip(row, widths, header)]
        print(f"  {'  '.join(cells).rstrip()}")


def shortened(line: str, limit: int) -> str:
    """The line, or its beginning and an ellipsis."""
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _aligned(cell: str, width: int, name: str) -> str:
    return cell.rjust(width) if name in _RIGHT_ALIGNED else cell.ljust(width)


def _cells(row: ReportedVerdict) -> tuple[str, ...]:
    amounts = (plain(row.expected), plain(row.actual), plain(row.variance))
    return (row.email, str(row.day), row.wallet, row.asset, row.measure, *amounts, row.verdict, row.reason or "")


def _trouble(finding: PlantedOutcome) -> tuple[str, ...]:
    """Mark, trouble, name of the account, wallet, and what was reported, where it is wrong with what it must be."""
    mark, reported = _MARKS[finding.is_right], _joined(row.verdict for row in finding.verdicts) or "nothing"
    planted = finding.planted
    note, due = (planted.note, _due(planted)) if planted else (_CLEAN, PROVED)
    said = reported if finding.is_right else f"{reported}, must be {due}"
    place = planted or finding.verdicts[0]
    return (mark, note, place.email.partition("@")[0], place.wallet, said)


def _due(planted: Planted) -> str:
    """What a trouble must be reported as: the verdict, the variance and the words of its reason."""
    return f"{planted.expected_verdict} {plain(planted.variance)} {planted.says}".rstrip()


def _places(findings: Sequence[PlantedOutcome]) -> tuple[str, ...]:
    """Days, assets, variances and reasons of cells that were reported alike."""
    verdicts = [row for finding in findings for row in finding.verdicts]
    places = [finding.planted or finding.verdicts[0] for finding in findings]
    days = _span(dict.fromkeys(f"{place.day:%m-%d}" for place in places))
    assets = _joined(place.asset or "all" for place in places)
    reasons = shortened("; ".join(dict.fromkeys(row.reason or "" for row in verdicts)), _REASON)
    return days, assets, _joined(plain(row.variance) for row in verdicts), reasons


def _span(days: Iterable[str]) -> str:
    """A few days by name, of many the first, the last and how many."""
    named = list(days)
    return ", ".join(named) if len(named) <= _FEW else f"{named[0]} … {named[-1]} ({len(named)})"


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))
