"""The example answers of the exchange's documents, each read by its source as it stands: description, paging, template.

A file is named after its endpoint in the catalogue. What becomes of it stands in `outcomes.json`: how its reading
ended, the rows that it makes, and what is refused, each refusal with its reason in docs/lists.md. Personal details are
made up; the rest is as documented.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from binrecon.collectors.base import BaseCollector
from binrecon.domain.errors import BinreconError
from binrecon.domain.intervals import Interval, day_interval, from_ms, to_ms
from binrecon.domain.money import plain
from binrecon.domain.wallets import WALLETS
from binrecon.exchange.client import BinanceClient
from binrecon.exchange.signing import Credentials
from binrecon.processing.canonical import PUBLIC, TEMPLATES, run
from binrecon.sources.catalogue import CATALOGUE
from binrecon.sources.endpoint import Endpoint
from binrecon.sources.record_names import field
from binrecon.storage.evidence import Evidence
from requests.adapters import HTTPAdapter
from sqlalchemy import Engine, text
from urllib3 import HTTPResponse

from tests.exchange_client import URL, NoLimits

FOLDER = Path(__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.json") if path.name != "outcomes.json")
OUTCOMES = json.loads((FOLDER / "outcomes.json").read_text())
EMAIL = "main@example.com"
OPENED = datetime(2018, 1, 1, tzinfo=UTC)
"""One example is from before the exchange opened, and no clock from then is believed."""
READ_BY_US = {wallet.witness for wallet in WALLETS.values() if wallet.read_by_us}
"""Read just after the day that they stand for."""
KEYS = {
    "trades": "BNBBTC",
    "allocations": "BTCUSDT",
    "klines": "BNBBTC",
    "wallet_transfer": "MAIN_UMFUTURE",
    "universal_transfer": "to",
    "margin_trades": "BNBBTC",
    "margin_borrow_repay": "REPAY",
    "isolated_transfer": "BTCUSDT",
    "isolated_repay": "BNBUSDT",
    "isolated_interest": "BNBUSDT",
    "isolated_capital_flow": "BTCUSDT",
    "um_trades": "BTCUSDT",
    "cm_trades": "BTCUSD_200626",
}
SHARED = {
    "margin_wallet_transfer",
    "margin_universal_transfer",
    "margin_sub_user_history",
    "margin_dust",
    "isolated_borrow",
    "isolated_trades",
}
"""Lists of margin at the address of another's, whose example is read there; of isolated margin where it is of cross."""
PAIRS = {"BNBBTC": ("BNB", "BTC"), "BTCUSDT": ("BTC", "USDT")}
_TABLES = {
    "transfers": "SELECT external_id, leg, asset || CASE measure WHEN 'balance' THEN '' ELSE ' ' || measure END, "
    "amount, datetime, effective FROM binance_reconciliation_transfers",
    "trades": "SELECT external_id, leg, asset, amount, datetime FROM binance_reconciliation_trades",
    "balances": "SELECT asset, raw_balance, date FROM binance_reconciliation_balances",
    "positions": "SELECT symbol, long, short, date FROM binance_reconciliation_positions",
    "fills": "SELECT external_id, side, quantity, realized, commission, datetime FROM binance_reconciliation_fills",
    "prices": "SELECT symbol, close, date FROM binance_daily_prices",
    "pairs": "SELECT symbol, base_asset, quote_asset FROM binance_exchange_info WHERE evidence_at > '2001-01-01'",
    "refused": "SELECT ordinal, reason FROM binance_quarantine",
    "pending": "SELECT endpoint FROM binance_pages_pending WHERE endpoint <> 'sub_account_list'",
}


class Sample(HTTPAdapter):
    """An exchange that holds the records of one document: it gives those of the window and page asked for, and all else
    as it stands."""

    def __init__(self, endpoint: Endpoint, body: str, now: datetime) -> None:
        super().__init__()
        self._endpoint, self._body = endpoint, body
        self._clock = json.dumps({"serverTime": to_ms(now)})

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        asked = dict(parse_qsl(urlsplit(str(request.url)).query))
        told = urlsplit(str(request.url)).path == self._endpoint.path
        data = (answered(self._body, self._endpoint, asked) if told else self._clock).encode()
        answer = HTTPResponse(io.BytesIO(data), {"Content-Length": str(len(data))}, 200, preload_content=False)
        return self.build_response(request, answer)


def answered(body: str, endpoint: Endpoint, asked: dict[str, str]) -> str:
    """The document with those of its records that a question asks for; as it stands where it asks for all."""
    document = json.loads(body)
    if endpoint.records is None:
        return body
    records = field(document, endpoint.records) if endpoint.records else document
    if not isinstance(records, list):
        return body
    wanted = on_page([record for record in records if in_window(record, endpoint, asked)], asked)
    if wanted == records:
        return body
    records[:] = wanted
    return json.dumps(document)


def in_window(record: Any, endpoint: Endpoint, asked: dict[str, str]) -> bool:
    dust = endpoint.name == "dust_log"
    moment, start, end = (
        ("operateTime", "startTime", "endTime")
        if dust
        else (endpoint.time_field, endpoint.start_param, endpoint.end_param)
    )
    if moment is None or start not in asked:
        return True
    return int(asked[start]) <= record[moment] <= int(asked.get(str(end), 10**15)) - endpoint.end_excluded


def on_page(records: list[Any], asked: dict[str, str]) -> list[Any]:
    size = int(next((asked[name] for name in ("limit", "size", "pageSize", "rows") if name in asked), "1000"))
    page = int(next((asked[name] for name in ("page", "current", "pageIndex") if name in asked), "1"))
    begin = int(asked.get("offset", (page - 1) * size))
    return records[begin : begin + size]


def moments(value: Any) -> Iterator[int]:
    """Every number that is a time: in ms, or in seconds."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from moments(item)
    elif type(value) is int and re.fullmatch(r"1[0-9]{9}([0-9]{3})?", str(value)):
        yield value if value > 10**12 else value * 1000


def times_of(document: Any, endpoint: Endpoint) -> list[datetime]:
    """Times in the records; ids may look like times, so that fields with another name are left out."""
    records = json.loads(
        json.dumps(document),
        object_hook=lambda one: {
            name: value
            for name, value in one.items()
            if isinstance(value, dict | list) or (re.search("time|date|id$", name, re.I) and "Id" not in name)
        },
    )
    return [from_ms(moment) for moment in moments(records)]


def collect(engine: Engine, path: Path, window: Interval | None = None, body: str = "") -> dict[str, Any]:
    """Read the document of a file, or `body` in its place, and book it; gives what became of it."""
    endpoint = CATALOGUE[path.name.split(".")[0]]
    body = body or path.read_text()
    times = times_of(json.loads(body), endpoint) or [datetime(2026, 11, 1, tzinfo=UTC)]
    window = window or Interval(day_interval(min(times).date()).start, day_interval(max(times).date()).end)
    email = "" if endpoint.name in PUBLIC else EMAIL
    later = timedelta(seconds=12) if endpoint.name in READ_BY_US else timedelta(days=2)
    now = max(*times, window.end, OPENED) + later
    session = requests.Session()
    session.mount(URL, Sample(endpoint, body, now))
    keys = Credentials("key", "secret", None) if email else None
    client = BinanceClient(URL, keys, email, NoLimits(), lambda: now, lambda seconds: None, session)
    ended = "complete"
    try:
        BaseCollector(client, Evidence(engine)).collect(
            endpoint, KEYS.get(endpoint.name, endpoint.keys[0] if endpoint.keys else ""), window
        )
    except BinreconError as error:
        ended = str(error)
    if endpoint.name in TEMPLATES:
        run(engine, email, [endpoint.name])
    return {"ended": ended, **booked(engine)}


def booked(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        connection.exec_driver_sql("SET timezone = 'UTC'")
        found = {
            name: [[shown(value) for value in row] for row in connection.execute(text(query))]
            for name, query in _TABLES.items()
        }
    return {name: sorted(rows, key=str) for name, rows in found.items() if rows}


def shown(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    return plain(value) if isinstance(value, Decimal) else value


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """With the pairs of the examples known."""
    with engine.begin() as connection:
        for symbol, (base, quote) in PAIRS.items():
            connection.execute(
                text("""
                INSERT INTO binance_exchange_info (symbol, base_asset, quote_asset, status, is_spot_trading_allowed,
                    is_margin_trading_allowed, raw_data, evidence_at)
                VALUES (:symbol, :base, :quote, 'TRADING', true, false, '{}', '2000-01-01')"""),
                {"symbol": symbol, "base": base, "quote": quote},
            )
    return engine


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_of_the_documents_is_read_as_it_stands(path: Path, engine: Engine) -> None:
    assert collect(engine, path) == OUTCOMES[path.stem]


@pytest.mark.parametrize("name", sorted(OUTCOMES["with its own total"]))
def test_an_example_whose_total_is_of_a_longer_list_is_booked_with_its_own(name: str, engine: Engine) -> None:
    """As the documents give it, it is refused; its record is one that the list gives none the less."""
    path = FOLDER / f"{name}.json"
    wrong = re.compile(r'("(?:total|totalNum)": )[0-9]+')
    body = wrong.sub(lambda found: found[1] + str(OUTCOMES["with its own total"][name]["total"]), path.read_text())
    assert collect(engine, path, body=body) == {"ended": "complete", **OUTCOMES["with its own total"][name]["rows"]}


@pytest.mark.parametrize("days", [1, 4])
def test_days_after_the_dust_of_the_example_are_proved(days: int, engine: Engine) -> None:
    """Its total of 8 beside two conversions decides nothing; the older one of the two shows that the newest reach
    back."""
    start = datetime(2021, 3, 19, tzinfo=UTC) + timedelta(days=days)
    assert collect(engine, FOLDER / "dust_log.json", Interval(start, start + timedelta(days=1)))["ended"] == "complete"


def test_every_list_with_an_example_in_the_documents_is_here() -> None:
    without = {
        "rwusd_subscription",
        "rwusd_rewards",
        "wbeth_unwrap",
        "onchain_subscription",
        "onchain_rewards",
        "pm_loan_repay",
    } | SHARED
    kept = {name for name, endpoint in CATALOGUE.items() if endpoint.raw_table and endpoint.records is not None}
    assert {path.name.split(".")[0] for path in FILES} == kept - without
    assert set(OUTCOMES) == {path.stem for path in FILES} | {"with its own total"}
