"""docs/lists.md names every list that is read and everything that moves SPOT unread, as the code has them."""

import re
from pathlib import Path

import pytest
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.unread import UNREAD

DOC = (Path(__file__).resolve().parents[1] / "docs" / "lists.md").read_text(encoding="utf-8")
READ = sorted(name for name, endpoint in CATALOGUE.items() if endpoint.adds or endpoint.takes)


def section(title: str) -> str:
    return DOC.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", READ)
def test_a_list_that_is_read_is_in_the_table_with_its_path(name: str) -> None:
    [line] = [line for line in section("Read").splitlines() if line.startswith("|") and re.search(rf"`{name}`", line)]
    paths = re.findall(r"`([^`]+)`", line.split("|")[1])
    end = "/".join(CATALOGUE[name].path.strip("/").split("/")[-2:])
    assert any(path.removeprefix("…").endswith(end.split("/", 1)[1]) for path in paths)


def test_the_table_names_nothing_that_is_not_read() -> None:
    names = [
        name
        for line in section("Read").splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([a-z_]+)`", line.split("|")[2])
    ]
    assert sorted(names) == sorted([*READ, "daily_snapshot"])


def test_what_is_not_read_and_moves_a_balance_is_what_next_steps_name() -> None:
    rows = [
        line.split("|")[1].strip()
        for line in section("Not read, and can move SPOT").splitlines()
        if line.startswith("| ")
    ]
    assert rows[1:] == [one.name for one in UNREAD]
