"""Writes what a new list of the exchange needs, with FILL_IN where its facts belong, and says what is left to do.

CONTRIBUTING.md has the recipe around it. Nothing that is there is overwritten.
"""

from __future__ import annotations

import argparse
import keyword
import sys
from collections.abc import Iterator
from pathlib import Path

from binrecon.sources.page import with_table

ROOT = Path(__file__).resolve().parents[2]
SOURCES = "plugins/binrecon/sources"
PAGE = "docs/sources.md"

_MODULE = '''"""FILL_IN: which lists of which products, in one sentence."""

from __future__ import annotations

from binrecon.sources.booking import Leg, Payment
from binrecon.sources.product import ADDS, INCOME, listed
from binrecon.sources.source import Source, Told

LISTS: tuple[Source, ...] = (
{description})
'''
_DESCRIPTION = """    listed(
        "{name}",
        "/sapi/v1/FILL_IN",
        weight=1,
        time_field="time",
        **ADDS,
        booking=Payment(way=Leg.IN, ids=("time", "asset")),
        told=Told("FILL_IN: +amount", "time"),
        **INCOME,
        known_fields="",
    ),
"""
_SIMULATOR = '''"""FILL_IN: what these records are, in one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..postings import Posting
from ..product import Product
from ..product_lists import rows_total
from ..registry import Fields, Statement, register
from ..units import plain


@dataclass(frozen=True, kw_only=True)
class {event}(Product):
    """FILL_IN: what it moves, and when."""

    kind: ClassVar[str] = "{name}"

    asset: str
    amount: int

    @property
    def id(self) -> str:
        return f"{{self.time}}:{{self.asset}}"

    def moves(self) -> Iterator[Posting]:
        yield self.into(self.asset, self.amount)

    def row(self, now: int) -> dict[str, Any]:
        del now  # FILL_IN: what changes with time, such as a status
        return {{"asset": self.asset, "amount": plain(self.amount), "time": self.time}}


register(
    {event},
    "/sapi/v1/FILL_IN",
    rows_total("{name}"),
    1,
    Statement("FILL_IN", guessed=True),
    Fields(status=""),
)
'''
_BOOKED = (
    '{"runs": [[{"records": [{"asset": "FILL_IN", "amount": "0.5", "time": 1793534400000}]}]]}\n',
    '{"transfers": [\n'
    ' ["1793534400000:FILL_IN", 1, "{name}", "FILL_IN", "0.5", "2026-11-01T12:00:00Z", "LISTED", "counts"]\n'
    "]}\n",
)
_REFUSED = (
    '{"runs": [[{"records": [{"asset": "FILL_IN", "time": 1793534400000}]}]]}\n',
    '{"quarantine": [[1, 1, "amount is missing or not exact", "2026-11-01T12:00:00Z"]]}\n',
)
_LEFT = """
Left to do (CONTRIBUTING.md):
  1. {place}
  2. Replace every FILL_IN by what the exchange's documents say, and link nothing that they do not say.
  3. If no shape of sources/booking.py fits: OwnFiles, include/sql/sources/{name}/book.sql and check.sql.
  4. The documents' example answer into tests/samples/{name}.json, what becomes of it into outcomes.json; the documented
     names of a row into tests/test_simulator_product_shapes.py.
  5. More cases in tests/sql/{name}; bin/new-source --page.
  6. bin/test tests/sources/test_source.py says in words what is still missing.
"""


def main(arguments: list[str], root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser("bin/new-source", description=__doc__)
    parser.add_argument("name", nargs="?", help="name of the list, as its rows will call their source")
    parser.add_argument("family", nargs="?", help=f"module of {SOURCES} that it belongs to, new or not")
    parser.add_argument("--page", action="store_true", help=f"write the table of {PAGE} from the descriptions")
    asked = parser.parse_args(arguments)
    if asked.page:
        page = root / PAGE
        page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    if asked.name is None or asked.family is None:
        parser.error("a name and a family are needed")
    for name in (asked.name, asked.family):
        if not name.isidentifier() or not name.islower() or keyword.iskeyword(name):
            parser.error(f"{name} is no name of small letters")
    return write(root, asked.name, asked.family)


def write(root: Path, name: str, family: str) -> int:
    """Write the files; 1 where one of them is there already, and then none is written."""
    files = dict(skeleton(name))
    module = root / SOURCES / f"{family}.py"
    known = module.exists()
    if not known:
        files[f"{SOURCES}/{family}.py"] = _MODULE.replace("{description}", _DESCRIPTION.replace("{name}", name))
    there = [path for path in files if (root / path).exists()]
    if there:
        print("there already:", *there, file=sys.stderr)
        return 1
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        print("wrote", path)
    if known:
        print(f"\nInto LISTS of {SOURCES}/{family}.py:\n\n{_DESCRIPTION.replace('{name}', name)}")
    place = f"Put the description above into {family}.py." if known else f"Name {family} in {SOURCES}/catalogue.py."
    print(_LEFT.replace("{name}", name).replace("{place}", place))
    return 0


def skeleton(name: str) -> Iterator[tuple[str, str]]:
    """Path -> text of what every new list gets, but its description."""
    event = name.title().replace("_", "")
    yield f"tests/simulator/products/{name}.py", _SIMULATOR.format(event=event, name=name)
    for case, (raw, expected) in (("it_is_booked", _BOOKED), ("what_cannot_be_read_is_refused", _REFUSED)):
        yield f"tests/sql/{name}/{case}/raw.json", raw
        yield f"tests/sql/{name}/{case}/expect.json", expected.replace("{name}", name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
