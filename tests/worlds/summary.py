"""The sum of what all worlds showed, printed at the end of a test run. The conftest of all tests has the hook: of a
folder's own one the process that prints knows nothing where others run the tests."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.worlds.defects_report import print_defects
from tests.worlds.names import PLANTED

COUNTS, WRONG = "worlds", "wrong"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how much was shown, over all processes of the run, how each planted trouble was reported, and what is
    wrong."""
    sums: Counter[str] = Counter()
    for counts in _told(terminalreporter, COUNTS):
        sums.update(counts)
    if sums:
        terminalreporter.write_sep("-", "worlds")
        terminalreporter.write_line(
            ", ".join(f"{sums[name]} {name}" for name in sorted(sums) if not name.startswith(PLANTED))
        )
    for name in sorted(name for name in sums if name.startswith(PLANTED)):
        terminalreporter.write_line(f"{name}: {sums[name]}")
    for wrong in _told(terminalreporter, WRONG):
        for line in wrong:
            terminalreporter.write_line(line)
    print_defects(terminalreporter)


def _told(terminalreporter: Any, property_name: str) -> Iterator[Any]:
    """The properties of this name of every test that ran."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        yield from (value for name, value in report.user_properties if name == property_name)
