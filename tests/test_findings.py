"""The findings can be run, pin what they install, and stand in their README."""

import os
import re
import subprocess
from hashlib import sha256
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


def prepared(folder: Path, cache: str) -> list[str]:
    """What `install` says and the Python it gives, where the cache holds the packages already."""
    held = folder / "cache" / sha256(b"one==1 two==2\n").hexdigest()[:12]
    held.mkdir(parents=True)
    (held / ".installed").touch()
    script = f'source "{FINDINGS / "prepare.bash"}"; install one==1 two==2; cd "$FOLDER"; echo "$PYTHON_WITH"'
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={**os.environ, "FINDINGS_CACHE": cache},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_cache_beside_one_is_found_from_every_folder(tmp_path: Path) -> None:
    """Some scripts go to a folder of their own before they run the Python."""
    python = Path(prepared(tmp_path, "cache")[-1])
    assert python.is_absolute() and python.parents[1].samefile(next((tmp_path / "cache").iterdir()))


def test_a_finding_says_with_which_versions_it_was_seen(tmp_path: Path) -> None:
    assert prepared(tmp_path, str(tmp_path / "cache"))[0] == "with one==1 two==2"
