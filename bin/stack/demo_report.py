"""What the demo prints at its end: verdicts, the comparison with what was planted, files and messages."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from sqlalchemy import create_engine, text

from bin.stack.truth import PROVED, Finding, Verdict

_CURRENT = text(
    "select email, date, wallet, asset, expected, actual, variance, verdict, reason"
    " from v_binance_verdicts_current order by email, date, wallet, asset"
)
_HEADER = ("account", "day", "wallet", "asset", "expected", "actual", "variance", "verdict", "reason")
_RIGHT_ALIGNED = ("expected", "actual", "variance")


def read_verdicts(reader_url: str) -> list[Verdict]:
    """Read the current verdicts with the rights that people have."""
    engine = create_engine(reader_url)
    with engine.connect() as connection:
        rows = [Verdict(*row) for row in connection.execute(_CURRENT)]
    engine.dispose()
    return rows


def print_verdicts(verdicts: Sequence[Verdict], everything: bool) -> None:
    """Print the table of what is not proved (or of everything), and the number of proved assets per account-day."""
    shown = [row for row in verdicts if everything or row.verdict != PROVED]
    print("\nVerdicts" if everything else "\nVerdicts that are not \"proved\"")
    print_table(_HEADER, [_cells(row) for row in shown])
    counts = Counter((row.email, row.day, row.verdict) for row in verdicts)
    days = sorted({(row.email, row.day) for row in verdicts})
    print("\nAssets per account and day")
    names = (PROVED, "explained", "open", "unproved")
    rows = [(email, str(day), *(str(counts[email, day, name]) for name in names)) for email, day in days]
    print_table(("account", "day", *names), rows)


def print_findings(findings: Iterable[Finding], silent: Sequence[tuple[str, object]]) -> bool:
    """Print each planted trouble beside what was reported; tell whether all is as it must be."""
    rows = [_finding(finding) for finding in findings]
    print("\nPlanted troubles and what was reported")
    print_table(("", "trouble", "account", "day", "asset", "must be", "reported", "variance", "reason"), rows)
    for email, day in silent:
        print(f"  WRONG  {email} {day}: no verdict at all")
    return not silent and all(row[0] == "ok" for row in rows)


def print_reports(folder: Path) -> None:
    files = sorted(folder.rglob("*.csv"))
    print(f"\nCSV reports: {len(files)} files in {folder}")
    for file in files[:4]:
        print(f"  {file.relative_to(folder)}")
    if len(files) > 4:
        print("  …")


def print_messages(messages: Sequence[Mapping[str, object]]) -> None:
    """Print what Discord would have shown, one message after the other."""
    print(f"\nDiscord would have received {len(messages)} messages")
    for message in messages:
        for line in _message_lines(message):
            print(f"  | {line}")
        print("  |")


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as their widest text; amounts are aligned to the right."""
    if not rows:
        print("  (none)")
        return
    widths = [max(map(len, column)) for column in zip(header, *rows)]
    for row in (header, *rows):
        cells = [_aligned(cell, width, name) for cell, width, name in zip(row, widths, header)]
        print(f"  {'  '.join(cells).rstrip()}")


def plain(amount: Decimal | None) -> str:
    """Write an amount in full, without an exponent and without trailing zeros; nothing for an unknown one."""
    if amount is None:
        return "-"
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _aligned(cell: str, width: int, name: str) -> str:
    return cell.rjust(width) if name in _RIGHT_ALIGNED else cell.ljust(width)


def _cells(row: Verdict) -> tuple[str, ...]:
    amounts = (plain(row.expected), plain(row.actual), plain(row.variance))
    return (row.email, str(row.day), row.wallet, row.asset, *amounts, row.verdict, row.reason or "")


def _finding(finding: Finding) -> tuple[str, ...]:
    mark = "ok" if finding.is_right else "WRONG"
    reported = ", ".join(sorted({row.verdict for row in finding.verdicts})) or "nothing"
    variance = ", ".join(sorted({plain(row.variance) for row in finding.verdicts}))
    reason = "; ".join(sorted({row.reason or "" for row in finding.verdicts}))
    if planted := finding.planted:
        place = (planted.email, str(planted.day), planted.asset or "all")
        return (mark, planted.note, *place, planted.expected_verdict, reported, variance, reason)
    row = finding.verdicts[0]
    return (mark, "none: this is clean", row.email, str(row.day), row.asset, PROVED, reported, variance, reason)


def _message_lines(message: Mapping[str, object]) -> Iterable[str]:
    yield from str(message.get("content") or "").splitlines()
    for embed in message.get("embeds") or []:
        yield from filter(None, [embed.get("title")])
        yield from str(embed.get("description") or "").splitlines()
        for field in embed.get("fields") or []:
            yield from f"{field['name']}: {field['value']}".splitlines()
