"""Keep every answer of the exchange: page, its mark as unread and its coverage commit together or not at all.

Rests on decisions 4 and 5.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    BindParameter,
    DateTime,
    Engine,
    Executable,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from binrecon.domain.calls import Page
from binrecon.domain.intervals import Interval
from binrecon.domain.meanings import Meaning
from binrecon.storage.autocommit import single_statements
from binrecon.storage.record_shapes import count_shapes

_WITH_SYMBOL = frozenset({"binance_raw_trades"})
_NEVER_BOOKED = frozenset({"binance_raw_account"})
"""Read by no template: a mark as unread would stay for ever."""

# Named here and not taken from the models, whose import would cost every collecting task a tenth of a second.
_READING = table(
    "binance_collection_coverage", *map(column, ("id", "email", "pages", "records", "status", "first_id", "last_id"))
)
_PENDING = table("binance_pages_pending", *map(column, ("raw_table", "page_id", "email", "endpoint", "coverage_id")))
_PAGE: dict[str, BindParameter[Any]] = {
    "endpoint": bindparam("endpoint", type_=Text),
    "key": bindparam("key", type_=Text),
    "coverage_id": bindparam("coverage_id", type_=BigInteger),
    "window_start": bindparam("window_start", type_=DateTime(timezone=True)),
    "window_end": bindparam("window_end", type_=DateTime(timezone=True)),
    "request": bindparam("request", type_=JSONB),
    "http_status": bindparam("http_status", type_=Integer),
    "weight_headers": bindparam("weight_headers", type_=JSONB),
    "received_at": bindparam("received_at", type_=DateTime(timezone=True)),
    "body": bindparam("body", type_=Text),
    "body_sha256": bindparam("body_sha256", type_=Text),
}
"""The columns of a raw table that a page fills, besides the e-mail of its reading and its records."""

_BEGIN = text("""
    INSERT INTO binance_collection_coverage
        (email, endpoint, key, window_start, window_end, status, detail, run_id, asked_at, uid)
    VALUES (:email, :endpoint, :key, :start, :end, 'failed', 'not finished', :run_id, :asked_at, :uid)
    RETURNING id
""")
_COMPLETE = text("""
    UPDATE binance_collection_coverage
    SET status = 'complete', detail = :detail, meaning = :meaning, finished_at = clock_timestamp(),
        window_start = coalesce(:start, window_start), window_end = coalesce(:end, window_end)
    WHERE id = :coverage_id
""")
_FAIL = text("""
    UPDATE binance_collection_coverage
    SET detail = :detail, meaning = :meaning, finished_at = clock_timestamp()
    WHERE id = :coverage_id AND status <> 'complete'
""")


class Kept(Protocol):
    """What the store has to know of an endpoint."""

    @property
    def raw_table(self) -> str | None: ...
    @property
    def data_column(self) -> str | None: ...
    @property
    def records(self) -> str | None: ...


class Evidence:
    """The raw tables, the unread marks and the coverage rows, over one engine. `uid` is the account that the key which
    asks was witnessed to be of, None where no key asks."""

    def __init__(self, engine: Engine, uid: int | None = None) -> None:
        self.engine = engine
        self.uid = uid

    def begin(self, email: str, endpoint: str, key: str, window: Interval, asked_at: datetime, run_id: str = "") -> int:
        """Write down that a window is about to be asked, at `asked_at` by the exchange's clock, as failed until proved
        otherwise; returns the row's id."""
        named = {
            "email": email,
            "endpoint": endpoint,
            "key": key,
            "run_id": run_id,
            "asked_at": asked_at,
            "uid": self.uid,
        }
        with single_statements(self.engine) as connection:
            row = connection.execute(_BEGIN, {**named, "start": window.start, "end": window.end})
            return int(row.scalar_one())

    def add_page(self, coverage_id: int, endpoint: Kept, page: Page) -> int:
        """Store one page, mark it unread and count it, in one transaction; returns the raw row's id.

        The coverage row becomes truncated: some of its window is held, its end is not proved.
        """
        if not endpoint.raw_table or not endpoint.data_column:
            raise ValueError("the endpoint has no raw table")
        add = _adding(endpoint.raw_table, endpoint.data_column, endpoint.records, page.refused)
        # A page without records has no shapes to count: its one statement is its transaction.
        with self.engine.begin() if page.records else single_statements(self.engine) as connection:
            page_id = int(connection.execute(add, _values(coverage_id, page)).scalar_one())
            count_shapes(connection, endpoint.raw_table, page_id, page)
        return page_id

    def complete(
        self, coverage_id: int, window: Interval | None = None, detail: str = "", meaning: Meaning | None = None
    ) -> None:
        """The end of the window is proved. `window` replaces the one asked for, where more or less was read; `detail`
        says why there is nothing where a refusal of this `meaning` proved it."""
        start, end = (None, None) if window is None else (window.start, window.end)
        named = {
            "coverage_id": coverage_id,
            "start": start,
            "end": end,
            "detail": detail,
            "meaning": str(meaning or ""),
        }
        with single_statements(self.engine) as connection:
            connection.execute(_COMPLETE, named)

    def fail(self, coverage_id: int, detail: str, meaning: Meaning | None = None) -> None:
        """Say why the window is not complete: it stays failed, or truncated with pages. Never undoes a proof. `meaning`
        is that of the refusal, if it was one."""
        with single_statements(self.engine) as connection:
            connection.execute(_FAIL, {"coverage_id": coverage_id, "detail": detail, "meaning": str(meaning or "")})


@cache
def _adding(raw_table: str, data_column: str, records: str | None, refused: bool) -> Executable:
    """The statement that counts a page to its reading, stores it and marks it unread; gives the raw row's id."""
    reading = _counting().cte("reading")
    filled = {**_PAGE, data_column: _data(records, refused)}
    if raw_table in _WITH_SYMBOL:
        filled["symbol"] = bindparam("key", type_=Text)
    raw = table(raw_table, column("id"), column("email"), *map(column, filled))
    page = (
        insert(raw)
        .from_select(["email", *filled], select(reading.c.email, *filled.values()))
        .returning(raw.c.id, raw.c.email, raw.c.endpoint, raw.c.coverage_id)
    )
    if raw_table in _NEVER_BOOKED:
        return page
    stored = page.cte("page")
    mark = select(literal(raw_table, Text), stored.c.id, stored.c.email, stored.c.endpoint, stored.c.coverage_id)
    return insert(_PENDING).from_select(list(_PENDING.c.keys()), mark).returning(_PENDING.c.page_id)


def _counting() -> Any:
    """Count a page and its records to their reading, whose end is not proved by them."""
    held = _READING.c
    status = case((held.status == "complete", held.status), else_=literal("truncated", Text))
    return (
        update(_READING)
        .where(held.id == bindparam("coverage_id", type_=BigInteger))
        .values(
            pages=held.pages + 1,
            records=held.records + bindparam("records", type_=Integer),
            status=status,
            first_id=func.least(held.first_id, bindparam("first_id", type_=BigInteger)),
            last_id=func.greatest(held.last_id, bindparam("last_id", type_=BigInteger)),
        )
        .returning(held.email)
    )


def _data(records: str | None, refused: bool) -> Any:
    """The records as JSONB, cut out of the body by the server: Python's numbers never touch them. A refusal holds
    none."""
    if refused:
        return cast(literal("[]", Text), JSONB)
    whole = cast(_PAGE["body"], JSONB)
    if not records:
        return whole
    # A list that the answer left out, which only a total of 0 allows, is stored as an empty one.
    return func.coalesce(func.jsonb_extract_path(whole, *records.split(".")), cast(literal("[]", Text), JSONB))


def _values(coverage_id: int, page: Page) -> dict[str, Any]:
    first_id, last_id = _ids(page)
    return {
        "endpoint": page.endpoint,
        "key": page.key,
        "coverage_id": coverage_id,
        "window_start": page.window.start,
        "window_end": page.window.end,
        "request": page.request,
        "http_status": page.status,
        "weight_headers": page.weight_headers,
        "received_at": page.received_at,
        "body": page.body,
        "body_sha256": page.sha256,
        "records": len(page.records),
        "first_id": first_id,
        "last_id": last_id,
    }


def _ids(page: Page) -> tuple[int | None, int | None]:
    """First and last id of a page of trades, which come in the order of their ids; None for other records."""
    ids = [record["id"] for record in (page.records[:1] + page.records[-1:]) if type(_id_of(record)) is int]
    return (ids[0], ids[-1]) if ids else (None, None)


def _id_of(record: Any) -> Any:
    return record.get("id") if isinstance(record, dict) else None
