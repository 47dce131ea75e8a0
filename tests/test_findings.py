"""The findings can be run, pin what they install, and stand in their README."""

import os
import re
from pathlib import Path

import pytest

FINDINGS = Path(__file__).resolve().parents[1] / "findings"
SCRIPTS = sorted(FINDINGS.glob("*.sh"))
README = (FINDINGS / "README.md").read_text()


def test_there_are_some_and_the_readme_has_a_line_for_each():
    assert len(SCRIPTS) >= 5
    assert set(re.findall(r"^\| `([^`]+\.sh)` \|", README, re.MULTILINE)) == {path.name for path in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_finding_can_be_run_and_pins_what_it_installs(script: Path) -> None:
    text = script.read_text()
    assert os.access(script, os.X_OK)
    assert text.startswith("#!/usr/bin/env bash\n# ") and "\n# Seen: " in text
    [installed] = re.findall(r"^ *install (.+)$", text, re.MULTILINE)
    assert all("==" in word for word in installed.split()), installed


@pytest.mark.parametrize("path", sorted(FINDINGS.iterdir()), ids=lambda path: path.name)
def test_a_finding_knows_nothing_of_the_product_and_no_package_index(path: Path) -> None:
    assert not re.search(r"binrecon|index-url|find-links|trusted-host|https?://(?!127\.0\.0\.1)", path.read_text())
