"""The trail of a bundle as lines of JSON: the numbers and clocks of the database, and the links of the chain with the
texts that they are of. Nothing of it is in what the reference of a bundle covers.

Rests on decision 133.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from psycopg.rows import tuple_row
from sqlalchemy import Connection

from binrecon.domain.errors import RetryableError
from binrecon.storage.bundle_parts import Facts, Line, Part, as_line, moment_text
from binrecon.storage.bundle_scope import PageHeld
from binrecon.storage.hash_chain import GENESIS
from binrecon.storage.queries import driver, rows
from binrecon.storage.sealed_tables import SEALED
from binrecon.storage.sql_text import sql_text

_TEXTS_AT_ONCE = 50
_LINKS_AT_ONCE = 20


@dataclass
class Trail:
    """The lines of each part of the trail; `facts` must have given its readings before. `head` is the newest link of
    those that were read, the genesis where there is none."""

    connection: Connection
    facts: Facts
    head: str = GENESIS

    def parts(self) -> dict[str, Part]:
        """Name of each file without its ending, with what gives its lines, in the order in which they are written."""
        return {
            "trail/readings": self._readings,
            **{f"trail/rows/{table}": self._texts(table, ids) for table, ids in self._held().items()},
            "trail/links": self._links,
        }

    def _held(self) -> dict[str, list[int]]:
        """The numbers of the bundle's rows by sealed table, in the order in which tables are sealed."""
        found = {home: list(ids) for home, ids in self.facts.scope.of_homes.items()}
        if self.facts.scope.pairs is not None:
            found[self.facts.scope.pairs.home] = [self.facts.scope.pairs.id]
        for table, number in rows(self.connection, "bundle/acts.sql", self.facts.scope.parameters):
            found.setdefault(table, []).append(number)
        return {table: found[table] for table in SEALED if table in found}

    def _readings(self) -> Iterator[Line]:
        """For each line of the readings, by its number, what of it is of this database and its clocks."""
        scope, pages = self.facts.scope, dict[int, list[PageHeld]]()
        for page in scope.pages:
            pages.setdefault(page.reading, []).append(page)
        by_number = {reading.id: reading for reading in scope.readings}
        for line, number in enumerate(self.facts.order, 1):
            reading = by_number[number]
            yield as_line(
                {
                    "line": line,
                    "reading": number,
                    "asked": moment_text(reading.asked_at),
                    "pages": reading.pages,
                    "records": reading.records,
                    "detail": reading.detail,
                    "held": [[page.home, page.id, moment_text(page.received_at)] for page in pages.get(number, ())],
                }
            )

    def _texts(self, table: str, ids: list[int]) -> Part:
        def lines() -> Iterator[Line]:
            self.connection.exec_driver_sql(sql_text("hash_chain/session.sql"))
            statement = SEALED[table].over("bundle/sealed_rows.sql", table)
            with driver(self.connection).cursor("binrecon_texts") as cursor:
                cursor.itersize = _TEXTS_AT_ONCE
                for number, text in cursor.execute(statement, {"ids": ids}):
                    yield as_line({"id": number, "text": text})

        return lines

    def _links(self) -> Iterator[Line]:
        """The links from the first that holds a row of the bundle on; those that hold any, with the hash of each of
        their rows, whosever it is. Raises RetryableError where a row is in no link."""
        self.connection.exec_driver_sql(sql_text("hash_chain/session.sql"))
        held = self._held()
        waiting = {table: set(ids) for table, ids in held.items()}
        named = {"tables": list(held), "lowest": [min(ids) for ids in held.values()]}
        ours = {table: set(ids) for table, ids in held.items()}
        with driver(self.connection).cursor("binrecon_links") as cursor:
            cursor.itersize = _LINKS_AT_ONCE
            for number, table, ids, digest, previous, link, sealed_at in cursor.execute(
                sql_text("bundle/links.sql"), named
            ):
                self.head = link
                told = {"id": number, "table": table, "rows": ids, "digest": digest, "previous": previous}
                whose = ours.get(table, set()).intersection(ids)
                waiting.get(table, set()).difference_update(whose)
                hashes = {"hashes": self._hashes(table, ids)} if whose else {}
                yield as_line({**told, "link": link, "sealed": moment_text(sealed_at), **hashes})
        for table, ids in waiting.items():
            if ids:
                raise RetryableError(f"{len(ids)} row(s) of {table} were added since the last sealing: write it again")

    def _hashes(self, table: str, ids: list[int]) -> list[str | None]:
        """The hash of each row, in the order of the numbers; None of one that is no longer here."""
        statement = SEALED[table].statement("row_hashes.sql")
        with driver(self.connection).cursor(row_factory=tuple_row) as cursor:
            found: dict[int, Any] = {
                number: digest.hex() for number, digest, _ in cursor.execute(statement, {"ids": ids})
            }
        return [found.get(number) for number in ids]
