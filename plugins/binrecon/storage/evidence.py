"""Keep every answer of the exchange: page, its mark as unread and its coverage commit together or not at all.

Rests on decisions 4 and 5.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, TableClause, Text, cast, column, func, insert, literal, table, text
from sqlalchemy.dialects.postgresql import JSONB

from binrecon.domain.calls import Page
from binrecon.domain.intervals import Interval
from binrecon.domain.meanings import Meaning
from binrecon.storage.record_shapes import count_shapes

# Named here and not taken from the models, whose import would cost every collecting task a tenth of a second.
_PAGE_COLUMNS = (
    "id",
    "email",
    "endpoint",
    "key",
    "coverage_id",
    "window_start",
    "window_end",
    "http_status",
    "received_at",
    "body",
    "body_sha256",
)
_JSON_COLUMNS = ("request", "weight_headers")
_WITH_SYMBOL = frozenset({"binance_raw_trades"})
_NEVER_BOOKED = frozenset({"binance_raw_account"})
"""Read by no template: a mark as unread would stay for ever."""

_BEGIN = text("""
    INSERT INTO binance_collection_coverage
        (email, endpoint, key, window_start, window_end, status, detail, run_id, asked_at, uid)
    VALUES (:email, :endpoint, :key, :start, :end, 'failed', 'not finished', :run_id, :asked_at, :uid)
    RETURNING id
""")
_PENDING = text("""
    INSERT INTO binance_pages_pending (raw_table, page_id, email, endpoint, coverage_id)
    VALUES (:raw_table, :id, :email, :endpoint, :coverage_id)
""")
_COUNT = text("""
    UPDATE binance_collection_coverage
    SET pages = pages + 1, records = records + :records,
        status = CASE WHEN status = 'complete' THEN status ELSE 'truncated' END,
        first_id = least(first_id, :first_id), last_id = greatest(last_id, :last_id)
    WHERE id = :coverage_id
    RETURNING email
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
        with self.engine.begin() as connection:
            row = connection.execute(_BEGIN, {**named, "start": window.start, "end": window.end})
            return int(row.scalar_one())

    def add_page(self, coverage_id: int, endpoint: Kept, page: Page) -> int:
        """Store one page, mark it unread and count it, in one transaction; returns the raw row's id.

        The coverage row becomes truncated: some of its window is held, its end is not proved.
        """
        first_id, last_id = _ids(page)
        count = {"coverage_id": coverage_id, "records": len(page.records), "first_id": first_id, "last_id": last_id}
        with self.engine.begin() as connection:
            email = connection.execute(_COUNT, count).scalar_one()
            page_id = _insert_page(connection, coverage_id, email, endpoint, page)
            mark = {"raw_table": endpoint.raw_table, "id": page_id, "email": email, "endpoint": page.endpoint}
            if endpoint.raw_table not in _NEVER_BOOKED:
                connection.execute(_PENDING, {**mark, "coverage_id": coverage_id})
            count_shapes(connection, str(endpoint.raw_table), page_id, page)
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
        with self.engine.begin() as connection:
            connection.execute(_COMPLETE, named)

    def fail(self, coverage_id: int, detail: str, meaning: Meaning | None = None) -> None:
        """Say why the window is not complete: it stays failed, or truncated with pages. Never undoes a proof. `meaning`
        is that of the refusal, if it was one."""
        with self.engine.begin() as connection:
            connection.execute(_FAIL, {"coverage_id": coverage_id, "detail": detail, "meaning": str(meaning or "")})


def _insert_page(connection: Connection, coverage_id: int, email: str, endpoint: Kept, page: Page) -> int:
    raw = _raw_table(endpoint)
    values: dict[str, Any] = {
        "email": email,
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
        str(endpoint.data_column): _data(endpoint, page),
    }
    if "symbol" in raw.c:
        values["symbol"] = page.key
    return int(connection.execute(insert(raw).values(values).returning(raw.c.id)).scalar_one())


def _raw_table(endpoint: Kept) -> TableClause:
    if not endpoint.raw_table or not endpoint.data_column:
        raise ValueError("the endpoint has no raw table")
    plain = (*_PAGE_COLUMNS, "symbol") if endpoint.raw_table in _WITH_SYMBOL else _PAGE_COLUMNS
    json = (*_JSON_COLUMNS, endpoint.data_column)
    return table(endpoint.raw_table, *map(column, plain), *(column(name, JSONB) for name in json))


def _data(endpoint: Kept, page: Page) -> Any:
    """The records as JSONB, cut out of the body by the server: Python's numbers never touch them. A refusal holds
    none."""
    if page.refused:
        return cast(literal("[]", Text), JSONB)
    whole = cast(literal(page.body, Text), JSONB)
    if not endpoint.records:
        return whole
    # A list that the answer left out, which only a total of 0 allows, is stored as an empty one.
    return func.coalesce(func.jsonb_extract_path(whole, *endpoint.records.split(".")), cast(literal("[]", Text), JSONB))


def _ids(page: Page) -> tuple[int | None, int | None]:
    """First and last id of a page of trades, which come in the order of their ids; None for other records."""
    ids = [record["id"] for record in (page.records[:1] + page.records[-1:]) if type(_id_of(record)) is int]
    return (ids[0], ids[-1]) if ids else (None, None)


def _id_of(record: Any) -> Any:
    return record.get("id") if isinstance(record, dict) else None
