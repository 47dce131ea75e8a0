"""Prints the planted defects of a test run, each with the first complaint of the worlds."""

from typing import Any

PLANTED = "planted defect"
_WIDTH = 150


def print_defects(terminalreporter: Any) -> None:
    """One line per defect, over all processes of the run."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    found = [value for report in reports for name, value in report.user_properties if name == PLANTED]
    if not found:
        return
    terminalreporter.write_sep("-", "planted defects")
    for name, complaint in sorted(found):
        terminalreporter.write_line(f"{name}: {_short(complaint) if complaint else 'NOT CAUGHT'}")
    caught = sum(1 for _, complaint in found if complaint)
    terminalreporter.write_line(f"{caught} of {len(found)} planted defects caught")


def _short(complaint: str) -> str:
    line = " ".join(complaint.split())
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"
