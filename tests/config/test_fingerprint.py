"""The fingerprint of the code: the same for the same files, another for any other name or byte."""

import hashlib
from pathlib import Path

import pytest
from binrecon.config import fingerprint
from binrecon.config.fingerprint import code_fingerprint, fingerprint_of
from binrecon.config.paths import SQL


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fingerprint, "BUNDLE", tmp_path)
    (tmp_path / "a.py").write_text("one")
    (tmp_path / "b.sql").write_text("two")
    return tmp_path


def of(folder: Path) -> str:
    return fingerprint_of(folder.iterdir())


def test_it_is_64_digits_over_the_judging_code_and_made_once_a_process() -> None:
    assert len(code_fingerprint()) == 64 and int(code_fingerprint(), 16) > 0
    assert code_fingerprint() is code_fingerprint()
    whole = [*fingerprint.PACKAGE.rglob("*.py"), *(path for path in SQL.rglob("*") if path.is_file())]
    assert len(whole) > 400
    assert code_fingerprint() == fingerprint_of(reversed(whole))
    assert code_fingerprint() != fingerprint_of(path for path in whole if path.name != "balance_lines.sql")


def test_it_is_made_as_the_docs_of_the_bundle_say(bundle: Path) -> None:
    one, two = (hashlib.sha256(content).hexdigest() for content in (b"one", b"two"))
    assert of(bundle) == hashlib.sha256(f"a.py\0{one}\nb.sql\0{two}\n".encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "text"), [("a.py", "onE"), ("b.sql", ""), ("c.py", "one"), ("a.py", "onetwo"), ("b.py", "two")]
)
def test_another_byte_or_another_file_is_another_fingerprint(bundle: Path, name: str, text: str) -> None:
    before = of(bundle)
    (bundle / name).write_text(text)
    assert of(bundle) != before


def test_a_file_of_another_name_is_another_fingerprint(bundle: Path) -> None:
    before = of(bundle)
    (bundle / "a.py").rename(bundle / "c.py")
    assert of(bundle) != before


def test_where_the_bundle_lies_is_no_part_of_it(
    bundle: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("elsewhere")
    for path in bundle.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    before = of(bundle)
    monkeypatch.setattr(fingerprint, "BUNDLE", other)
    assert of(other) == before
