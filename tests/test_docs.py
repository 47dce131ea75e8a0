"""The documentation keeps up with the code: commands, settings, causes, decisions, links, and the length of the
README."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOT_PAGES = [
    ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md")
]
PAGES = [*ROOT_PAGES, *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = sorted(path.name for path in (ROOT / "bin").iterdir() if path.is_file() and os.access(path, os.X_OK))
CODE = [
    path
    for folder in ("plugins", "dags", "bin", "include", "migrations")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".sql", ".sh", ".toml") or (path.parent == ROOT / "bin" and path.is_file())
]
STATUS = r"in force(, (narrowed|widened) by \d+)?|replaced (in part )?by \d+|dropped"
LONGEST_README = 120


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


DECISIONS = text_of(ROOT / "docs" / "decisions.md")
CHAPTERS = dict(re.findall(r"^## (\d+)\. (.+)$", DECISIONS, re.MULTILINE))


def anchors(path: Path) -> set[str]:
    """The names under which headings of a page can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(path: Path) -> list[str]:
    """The targets of a page's links, outside of code."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text_of(path), flags=re.DOTALL)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in target]


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_link_leads_to_a_page_and_a_heading(path: Path) -> None:
    for target in links(path):
        file, _, anchor = target.partition("#")
        page = (path.parent / file).resolve() if file else path
        assert page.exists(), target
        assert not anchor or anchor in anchors(page), target


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_page_that_is_named_exists(path: Path) -> None:
    """Outside of links: docs/<page>.md in prose. The changelog may name what was."""
    if path.name not in ("CHANGELOG.md", "CONTRIBUTING.md"):
        assert {page for page in re.findall(r"docs/[a-z-]+\.md", text_of(path)) if not (ROOT / page).exists()} == set()


@pytest.mark.parametrize(
    "path", [path for path in PAGES if path.name not in ("CHANGELOG.md", "CONTRIBUTING.md")], ids=named
)
def test_every_file_that_is_named_exists(path: Path) -> None:
    """Paths in code marks, from the root, the package or the SQL; the accounts file is the user's own."""
    files = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|sql|sh|md|toml))(?:: \w+)?`", text_of(path))
    places = (ROOT, ROOT / "plugins" / "binrecon", ROOT / "include" / "sql")
    missing = {file for file in files if not any((place / file).exists() for place in places)}
    assert missing - {"include/accounts.toml"} == set()


def test_every_page_named_in_code_exists() -> None:
    named_pages = {page for path in CODE for page in re.findall(r"docs/[a-z-]+\.md", text_of(path))}
    assert {page for page in named_pages if not (ROOT / page).exists()} == set()


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=named)
def test_every_page_can_be_reached_from_the_readme(path: Path) -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        found = {(page.parent / target.partition("#")[0]).resolve() for target in links(page)}
        waiting += [one for one in found if one.suffix == ".md" and one.exists() and one not in reached]
    assert path in reached


def test_the_readme_stays_a_page() -> None:
    assert len(text_of(ROOT / "README.md").splitlines()) <= LONGEST_README


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented_and_says_what_it_does(command: str) -> None:
    assert any(f"bin/{command}" in text_of(path) for path in PAGES)
    assert text_of(ROOT / "bin" / command).splitlines()[1].startswith(("# ", '"""'))


def settings() -> list[str]:
    """Every setting of the example, those in comments included."""
    lines = text_of(ROOT / "include" / "accounts.example.toml").splitlines()
    return sorted({match[1] for line in lines if (match := re.match(r"(?:# )?([a-z_]+) = ", line))})


@pytest.mark.parametrize("name", settings())
def test_every_setting_of_the_example_is_described(name: str) -> None:
    assert re.search(rf"^#? ?{name} = ", text_of(ROOT / "docs" / "deploying.md"), re.MULTILINE)


def test_the_documented_accounts_file_can_be_read() -> None:
    [document] = re.findall(r"```toml\n(.*?)```", text_of(ROOT / "docs" / "deploying.md"), re.DOTALL)
    assert set(tomllib.loads(document)) == {"settings", "accounts"}


CAUSES = ROOT / "plugins" / "binrecon" / "reconciliation" / "investigation" / "causes"


def kinds() -> set[str]:
    """The kinds of findings: what the causes hand to Finding or name as `kind`, a text or a constant of their
    module."""
    return {kind for path in CAUSES.glob("*.py") for kind in _kinds_of(text_of(path))}


def _kinds_of(source: str) -> set[str]:
    constants: list[tuple[str, str]] = []
    for names, values in re.findall(r"^([A-Z_, ]+) = (\"[a-z_\", ]+\")$", source, re.MULTILINE):
        constants += zip(names.split(", "), re.findall(r"\"([a-z_]+)\"", values), strict=False)
    uses = r"Finding\(\s*{0}\b|\bkind\b.*\b{0}\b"
    return {value for name, value in constants if re.search(uses.format(name), source)} | set(
        re.findall(r"\bkind=\"([a-z_]+)\"", source)
    )


def test_every_cause_is_described() -> None:
    table = text_of(ROOT / "docs" / "causes.md")
    assert len(kinds()) >= 13
    assert {kind for kind in kinds() if f"`{kind}`" not in table} == set()


def test_the_index_lists_every_decision_once_with_its_status() -> None:
    rows = re.findall(r"^\| (\d+) \| \[(.+)\]\(#.+\) \| (.+) \|$", DECISIONS, re.MULTILINE)
    assert [(number, title) for number, title, _ in rows] == list(CHAPTERS.items())
    assert list(CHAPTERS) == [str(number) for number in range(1, len(CHAPTERS) + 1)]
    assert [status for _, _, status in rows if not re.fullmatch(STATUS, status)] == []
    assert {number for _, _, status in rows for number in re.findall(r"\d+", status)} <= set(CHAPTERS)


def cited(path: Path) -> set[str]:
    """The numbers of the decisions that a file names: "decision 47", "decisions 26 and 72"."""
    phrases = re.findall(r"\b[Dd]ecisions? (\d+(?:(?:, | and | to )\d+)*)", text_of(path))
    return {number for phrase in phrases for number in re.findall(r"\d+", phrase)}


@pytest.mark.parametrize("path", [path for path in (*CODE, *PAGES) if cited(path)], ids=named)
def test_every_decision_that_is_named_exists(path: Path) -> None:
    assert cited(path) <= set(CHAPTERS)


def test_code_names_the_decisions_it_rests_on() -> None:
    assert len(set().union(*map(cited, CODE))) >= 40


def test_every_guide_belongs_to_a_dag() -> None:
    folder = ROOT / "plugins" / "binrecon" / "orchestration"
    named = re.compile(r"\b(?:guide|form_dag)\(\s*\"([a-z_]+)\"")
    used = {name for path in folder.glob("*.py") for name in named.findall(text_of(path))}
    assert used == {path.stem for path in (folder / "guides").glob("*.md")}
