"""What a person can set, start or be told stands in a document."""

import ast
import re
from dataclasses import fields
from pathlib import Path

from binrecon.config.accounts import Account, Settings, Thresholds
from binrecon.sources.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[1]
CAUSES = ROOT / "plugins" / "binrecon" / "reconciliation" / "causes"
KIND = re.compile("[a-z]+(_[a-z]+)+|duplicate")


def text(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


def test_every_setting_of_the_accounts_file_is_described():
    described = text("docs/configuring.md")
    names = [field.name for kind in (Account, Settings, Thresholds) for field in fields(kind)]
    assert len(names) > 10
    assert [name for name in names if name not in described] == []


def test_every_command_is_described():
    described = text("README.md", *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").glob("*.md"))))
    commands = sorted(path.name for path in (ROOT / "bin").iterdir() if path.is_file())
    assert "test" in commands
    assert [name for name in commands if f"bin/{name}" not in described] == []


def test_every_cause_is_described():
    described = text("docs/causes.md")
    kinds = {file.stem: _kinds(file) for file in sorted(CAUSES.glob("[a-z]*.py"))}
    assert [module for module, found in kinds.items() if not found] == [], "a cause names the kind of what it finds"
    assert {kind for found in kinds.values() for kind in found if f"`{kind}`" not in described} == set()


def _kinds(file: Path) -> set[str]:
    """The kinds of findings that a module of causes names: its constants that are words joined by underscores."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            found |= {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant) and _is_kind(part)}
    return found


def _is_kind(part: ast.Constant) -> bool:
    """Lists have such names too."""
    word = part.value
    return isinstance(word, str) and KIND.fullmatch(word) is not None and word not in {*CATALOGUE, "account_transfer"}


def test_every_page_is_linked():
    """A page that no other page names is not found."""
    pages = sorted((ROOT / "docs").glob("*.md"))
    lost = [page.name for page in pages if page.name not in text("README.md", *_others(page, pages))]
    assert lost == []


def _others(page: Path, pages: list[Path]) -> list[str]:
    return [str(other.relative_to(ROOT)) for other in pages if other != page]
