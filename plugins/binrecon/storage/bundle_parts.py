"""The facts of a bundle as lines of JSON: what the exchange answered, what was made of it, and what people said.

Nothing in them depends on the numbers of rows, nor on when or in which order they were written: rows are named by what
they say. Rests on decision 133.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from psycopg import sql
from sqlalchemy import Connection

from binrecon.domain.account_day import AccountDay
from binrecon.domain.money import plain
from binrecon.domain.vocabulary import Wallet
from binrecon.storage.bundle_readiness import refuse_outdated, rolled
from binrecon.storage.bundle_scope import PageHeld, ReadingHeld, Scope
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text

_AT_ONCE = 2_000
_BODIES_AT_ONCE = 20
_RESOLUTION = re.compile(r"\bresolution (\d+)\b")
_KINDS = ("transfers_in", "transfers_out", "trades_in", "trades_out", "fees")

Line = str
Part = Callable[[], Iterator[Line]]


@dataclass
class Facts:
    """The lines of each part of a bundle's facts, read from one picture of the database when they are asked for.

    `order` tells, once the readings were read, which reading stands in which line."""

    connection: Connection
    scope: Scope
    order: list[int] = field(default_factory=list)

    def parts(self) -> dict[str, Part]:
        """Name of each file without its ending, with what gives its lines, in the order in which they are written."""
        named = {
            name: self._streamed(name)
            for name in (
                "questions",
                "snapshots",
                "balances",
                "positions",
                "transfers",
                "trades",
                "fills",
                "transfers_named",
            )
        }
        return {
            "account": self._account,
            "days": self._days,
            **named,
            "quarantine": self._streamed("quarantine"),
            "verdicts": self._verdicts,
            "totals": self._totals,
            "resolutions": lambda: (as_line(told) for told in self._resolutions().values()),
            "sign_offs": self._streamed("sign_offs"),
            "statement_lines": self._statement_lines,
            "pairs": self._pairs,
            "readings": self._readings,
            **{f"bodies/{home}": self._bodies(home, ids) for home, ids in self._homes()},
        }

    def _homes(self) -> Iterator[tuple[str, list[int]]]:
        yield from self.scope.of_homes.items()
        if self.scope.pairs is not None:
            yield self.scope.pairs.home, [self.scope.pairs.id]

    def _streamed(self, name: str) -> Part:
        return lambda: streamed(self.connection, sql_text(f"bundle/{name}.sql"), self.scope.parameters)

    def _account(self) -> Iterator[Line]:
        [(doubt,)] = rows(self.connection, "bundle/doubts.sql", {"email": self.scope.span.email})
        pairs = None if self.scope.pairs is None else self.scope.pairs.body
        yield as_line({"account": self.scope.span.email, "doubt": doubt, "pairs": pairs})

    def days(self) -> list[tuple[AccountDay, dict[str, Any]]]:
        """The account-days of the span, each with what its line says."""
        found = rows(self.connection, "bundle/days.sql", self.scope.span.parameters)
        return [(AccountDay(self.scope.span.email, day, Wallet(wallet)), told) for day, wallet, told in found]

    def _days(self) -> Iterator[Line]:
        names = self._names()
        yield from (as_line(with_names(told, names)) for _, told in self.days())

    def verdicts(self) -> Iterator[dict[str, Any]]:
        """The newest verdicts, with resolutions under their names."""
        names = self._names()
        for (told,) in rows(self.connection, "bundle/verdicts.sql", self.scope.span.parameters):
            yield with_names(told, names)

    def _verdicts(self) -> Iterator[Line]:
        yield from map(as_line, self.verdicts())

    def _names(self) -> dict[int, str]:
        return {number: told["name"] for number, told in self._resolutions().items()}

    def _resolutions(self) -> dict[int, dict[str, Any]]:
        """By number, each with a name made of what it says; equal ones are told apart by their order."""
        seen, found = Counter[str](), dict[int, dict[str, Any]]()
        for number, told in rows(self.connection, "bundle/resolutions.sql", self.scope.span.parameters):
            name = hashlib.sha256(as_line({**told, "events": []}).encode()).hexdigest()[:16]
            seen[name] += 1
            found[number] = {"name": name if seen[name] == 1 else f"{name}.{seen[name]}", **told}
        return dict(sorted(found.items(), key=lambda item: str(item[1]["name"])))

    def _statement_lines(self) -> Iterator[Line]:
        cells = sorted(
            {
                (told["date"], told["asset"])
                for told in self.verdicts()
                if any(finding["kind"] == "statement_only" for finding in told["findings"].get("explained", ()))
            }
        )
        dates, assets = ([cell[n] for cell in cells] for n in (0, 1))
        named = {"email": self.scope.span.email, "dates": dates, "assets": assets}
        yield from streamed(self.connection, sql_text("bundle/statement_lines.sql"), named)

    def _totals(self) -> Iterator[Line]:
        """The control totals of each day, wallet, asset and measure. Raises RetryableError where a verdict is about
        others."""
        for account_day, told in self.days():
            lines = rows(self.connection, "reconcile/balance_lines.sql", account_day.parameters)
            if told["judged"]:
                refuse_outdated(self.connection, account_day, lines)
            yield from (as_line(total_of(account_day, line)) for line in lines)

    def _pairs(self) -> Iterator[Line]:
        pairs = sorted({one.key for one in self.scope.readings if one.list in BY_PAIR})
        yield from streamed(self.connection, sql_text("bundle/pairs.sql"), {"pairs": pairs})

    def _readings(self) -> Iterator[Line]:
        pages: dict[int, list[PageHeld]] = {}
        for page in self.scope.pages:
            pages.setdefault(page.reading, []).append(page)
        lines = sorted((self._reading(one, pages.get(one.id, [])), one.id) for one in self.scope.readings)
        self.order[:] = [number for _, number in lines]
        yield from (line for line, _ in lines)

    def _reading(self, reading: ReadingHeld, pages: Iterable[PageHeld]) -> Line:
        return as_line(
            {
                "list": reading.list,
                "key": reading.key,
                **self._window(reading),
                "status": reading.status,
                "meaning": reading.meaning,
                "own": reading.own,
                "pages": [{"body": page.body, **self._window(page)} for page in pages],
            }
        )

    def _window(self, asked: ReadingHeld | PageHeld) -> dict[str, str]:
        """The window that was asked for, cut to the span; one that lies beside it, of which a row came, is whole."""
        span, start, end = self.scope.span, asked.window_start, asked.window_end
        if start < span.until and end > span.since:
            start, end = max(start, span.since), min(end, span.until)
        return {"from": moment_text(start), "to": moment_text(end)}

    def _bodies(self, home: str, ids: list[int]) -> Part:
        statement = sql.SQL(sql_text("bundle/bodies.sql")).format(table=sql.Identifier(home))

        def lines() -> Iterator[Line]:
            for digest, body in _rows(self.connection, statement, {"ids": ids}, _BODIES_AT_ONCE):
                yield as_line({"sha256": digest, "body": body})

        return lines


BY_PAIR = frozenset({"trades", "allocations", "margin_trades", "isolated_trades", "isolated_transfer"})
"""Lists whose key is a pair, and lists that name one."""


def as_line(told: Any) -> Line:
    """A value as one line of JSON, always the same: keys in order, no blanks, every letter as it is."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def moment_text(moment: datetime) -> str:
    """UTC with microseconds: such texts are in the order of their times."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def streamed(connection: Connection, statement: Any, parameters: Mapping[str, Any]) -> Iterator[Line]:
    """The lines that a statement gives, in batches from a cursor of the server."""
    yield from (line for (line,) in _rows(connection, statement, parameters, _AT_ONCE))


def _rows(
    connection: Connection, statement: Any, parameters: Mapping[str, Any], at_once: int
) -> Iterator[tuple[Any, ...]]:
    with driver(connection).cursor("binrecon_bundle") as cursor:
        cursor.itersize = at_once
        cursor.execute(statement, parameters)
        yield from cursor


def with_names(told: dict[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    """The same with each resolution under its name instead of its number."""
    if not names:
        return told
    text = _RESOLUTION.sub(lambda found: f"resolution {names.get(int(found[1]), found[1])}", as_line(told))
    return dict(json.loads(text))


def total_of(account_day: AccountDay, line: tuple[Any, ...]) -> dict[str, Any]:
    """The control totals of a balance line: amounts as plain texts, None where a snapshot is missing."""
    asset, opening, *moved, actual, measure = line
    found = rolled(line)
    kinds = dict(zip(_KINDS, map(plain, moved), strict=True))
    ends = {"opening": opening, "movements": found.movements, "closing": actual, "variance": found.variance}
    return {
        "date": account_day.day.isoformat(),
        "wallet": str(account_day.wallet),
        "asset": asset,
        "measure": measure,
        **kinds,
        **{name: None if amount is None else plain(amount) for name, amount in ends.items()},
    }
