"""bin/new-source writes a skeleton that Python and the tests can read, and overwrites nothing."""

import ast
import json
from pathlib import Path

import pytest

from bin.recipes.new_source import main

WRITTEN = {
    "plugins/binrecon/sources/new_family.py",
    "tests/simulator/products/new_list.py",
    "tests/sql/new_list/it_is_booked/raw.json",
    "tests/sql/new_list/it_is_booked/expect.json",
    "tests/sql/new_list/what_cannot_be_read_is_refused/raw.json",
    "tests/sql/new_list/what_cannot_be_read_is_refused/expect.json",
}


def files(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


def test_a_list_of_a_new_family_gets_all_files_and_is_told_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new_list", "new_family"], tmp_path) == 0
    written = files(tmp_path)
    assert set(written) == WRITTEN
    for path, text in written.items():
        ast.parse(text) if path.endswith(".py") else json.loads(text)
        assert "FILL_IN" in text or "quarantine" in text
    told = capsys.readouterr().out
    assert "Name new_family in plugins/binrecon/sources/catalogue.py" in told and "tests/sources/test_source.py" in told


def test_the_description_for_a_known_family_is_printed_and_its_module_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tmp_path / "plugins/binrecon/sources/loans.py"
    module.parent.mkdir(parents=True)
    module.write_text("LISTS = ()\n")
    assert main(["new_list", "loans"], tmp_path) == 0
    assert module.read_text() == "LISTS = ()\n"
    assert '    listed(\n        "new_list",' in capsys.readouterr().out


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new_list", "new_family"], tmp_path)
    before = files(tmp_path)
    assert main(["new_list", "other_family"], tmp_path) == 1
    assert files(tmp_path) == before and "there already" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["New", "a-b", "class", "1a", "../x"])
def test_a_name_is_a_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main([name, "new_family"], tmp_path)
    assert files(tmp_path) == {}
