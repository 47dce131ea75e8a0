"""The locks name every package with its version and hashes, and hold every package that is asked for."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["requirements", "requirements-test", "requirements-cluster"]
PIN = re.compile(r"(?P<name>[a-z0-9.-]+)(\[[a-z0-9,-]+\])?==(?P<version>[^ ;\\]+)")


def entries(name: str) -> list[str]:
    """Give each requirement of a lock with its continuation lines joined, comments left out."""
    lines = [line for line in (ROOT / f"{name}.txt").read_text().splitlines() if not line.lstrip().startswith("#")]
    return [entry for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def pins(name: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in map(PIN.match, entries(name)) if found}


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_one_pinned_package_with_hashes(name: str) -> None:
    assert len(entries(name)) > 20
    for entry in entries(name):
        assert PIN.match(entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", NAMES)
def test_no_package_index_is_named(name: str) -> None:
    for file in (f"{name}.in", f"{name}.txt"):
        assert not re.search(r"index-url|find-links|trusted-host|https?://", (ROOT / file).read_text())


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_holds_what_is_asked_for(name: str) -> None:
    asked = [line for line in (ROOT / f"{name}.in").read_text().splitlines() if line and line[0] not in "#-"]
    for line in asked:
        assert (found := PIN.fullmatch(line)), f"{line} has no version"
        assert pins(name).get(found["name"]) == found["version"], line


def test_the_tests_run_on_the_versions_that_are_deployed() -> None:
    deployed, tested = pins("requirements"), pins("requirements-test")
    assert {name for name in deployed.keys() & tested.keys() if deployed[name] != tested[name]} == set()
