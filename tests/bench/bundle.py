"""Bench: a bundle of an account's year with a million legs, written and verified, each as a process of its own.

The year lies ready as if it had been read, booked, judged and sealed: a page of fills a day, a snapshot a day. That it
is what it claims to be, the verifier says, which must end with 0. The memory is VmHWM, the most a process ever held.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from hashlib import sha256
from pathlib import Path
from typing import Any

from binrecon.storage.hash_chain import seal
from binrecon.storage.queries import driver
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine

from tests.bench.rows import Row

ROOT = Path(__file__).parents[2]
VERIFIER = ROOT / "include" / "bundle" / "verify_bundle.py"
FIRST, DAYS, LEGS = date(2025, 11, 1), 365, 1_000_000
EMAIL, PAIR = "fund@example.com", "BTCUSDT"
SECONDS, MOST_MB = 60, 128
ONE = timedelta(days=1)
_UNIT = 10**8
_COST = """
    import resource
    [peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, peak, file=sys.stderr)
"""
_WRITE = f"""
import sys
from tests.bench.bundle import write
try:
    print(write(*sys.argv[1:]))
finally:
{_COST}
"""
_VERIFY = f"""
import runpy, sys
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
{_COST}
"""


@dataclass(frozen=True)
class Cost:
    """What a process took, and what it said."""

    seconds: float
    cpu: float
    peak_mb: float
    code: int
    said: str


def measure(owner: Engine, writer_url: str, scale: float) -> list[Row]:
    """The figures at `scale` of LEGS. Needs a migrated, empty database."""
    fills = max(2, round(LEGS * scale / DAYS / 3 / 2) * 2)
    plant(owner, fills)
    engine = create_engine(writer_url)
    seal(engine, datetime.now(UTC))
    engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        written = run(["-c", _WRITE, writer_url, folder])
        bundle = Path(written.said.split()[-1])
        size = bundle.stat().st_size
        verified = run(["-I", "-S", "-c", _VERIFY, str(VERIFIER), str(bundle)])
    share = fills * 3 * DAYS / LEGS
    return [
        Row("legs of the year", fills * 3 * DAYS),
        Row("written, s", written.seconds, SECONDS * max(share, 0.1)),
        Row("written: CPU of the process, s", written.cpu),
        Row("written: peak MB", written.peak_mb, MOST_MB),
        Row("the file, MB", size / 2**20),
        Row("verified, s", verified.seconds, SECONDS * max(share, 0.1)),
        Row("verified: CPU, s", verified.cpu),
        Row("verified: peak MB", verified.peak_mb, MOST_MB),
        Row("verified: exit code", verified.code, 0),
    ]


def run(arguments: list[str]) -> Cost:
    """A process of Python; the last line of its errors is its CPU in seconds and its peak in KB."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")])}
    start = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    seconds = time.monotonic() - start
    *_, cpu, peak = done.stderr.split()
    return Cost(seconds, float(cpu), int(peak) / 1024, done.returncode, done.stdout)


def write(writer_url: str, folder: str) -> Path:
    """What the process does that writes."""
    from binrecon.config.accounts import Account, Roster, Settings
    from binrecon.domain.vocabulary import AccountType
    from binrecon.services.bundle import Edition, write_bundle
    from binrecon.storage.bundle_scope import Span
    from binrecon.storage.database import engine_from

    roster = Roster((Account(EMAIL, AccountType.SUB, "connection"),), Settings(reports=Path(folder)))
    last = FIRST + (DAYS - 1) * ONE
    return write_bundle(engine_from(writer_url), roster, Span(EMAIL, FIRST, last), Edition.FULL).path


# the year ------------------------------------------------------------------------------------------------------


def plant(owner: Engine, fills: int, days: int = DAYS) -> None:
    """So many fills a day, an even number: what is bought is sold again, and every fill is charged."""
    with owner.begin() as connection:
        held = _Held(1000 * _UNIT, 10**9 * _UNIT)
        _pairs(connection)
        _end_of(connection, 0, FIRST - ONE, held, held)
        for number in range(1, days + 1):
            held = _day(connection, number, FIRST + (number - 1) * ONE, fills, held)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")


@dataclass(frozen=True)
class _Held:
    """What is held, in units of 1e-8."""

    btc: int
    usdt: int

    def balances(self) -> list[dict[str, str]]:
        told = (("BTC", self.btc), ("USDT", self.usdt))
        return [{"asset": asset, "free": plain(amount), "locked": "0"} for asset, amount in told]


def plain(amount: int) -> str:
    """Units of 1e-8 as a decimal text."""
    sign, amount = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{amount // _UNIT}.{amount % _UNIT:08}"


def _at(day: date, seconds: float = 0) -> datetime:
    return datetime.combine(day, clock(), UTC) + timedelta(seconds=seconds)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _day(connection: Connection, number: int, day: date, fills: int, held: _Held) -> _Held:
    records = list(_fills(number, day, fills))
    quote = sum((-1 if one["isBuyer"] else 1) * _units(one["quoteQty"]) for one in records)
    after = _Held(held.btc, held.usdt + quote - sum(_units(one["commission"]) for one in records))
    _reading(connection, 2 * number, "trades", PAIR, (day, day + ONE), records)
    copy(connection, "binance_reconciliation_trades", _LEG, _legs(2 * number, day, records))
    _end_of(connection, number, day, held, after)
    _judged(connection, day, held, after)
    return after


def _units(text: str) -> int:
    return int(text.replace(".", ""))


def _fills(number: int, day: date, fills: int) -> Iterator[dict[str, Any]]:
    """The records of a day, as the exchange gives them."""
    start = _ms(_at(day))
    for place in range(fills):
        price = (50_000 + place // 2 % 1000) * _UNIT
        yield {
            "symbol": PAIR,
            "id": number * 10_000_000 + place,
            "orderId": number * 10_000_000 + place,
            "orderListId": -1,
            "price": plain(price),
            "qty": "0.00100000",
            "quoteQty": plain(price // 1000),
            "commission": "0.01000000",
            "commissionAsset": "USDT",
            "time": start + place * (86_400_000 // fills),
            "isBuyer": place % 2 == 0,
            "isMaker": True,
            "isBestMatch": True,
        }


_LEG = "source fid external_id leg datetime txn_subtype email wallet symbol asset amount agg_id evidence_at"


def _legs(page: int, day: date, records: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    seen = _at(day + 2 * ONE)
    for one in records:
        buys, at = one["isBuyer"], datetime.fromtimestamp(one["time"] / 1000, UTC)
        name = f"{PAIR}:{one['id']}:{'B' if buys else 'S'}"
        base, quote = ("BTC", one["qty"]), ("USDT", one["quoteQty"])
        got, gave = (base, quote) if buys else (quote, base)
        sides = (
            (1, "spot_buy", *got),
            (2, "spot_sell", gave[0], f"-{gave[1]}"),
            (3, "maker_fee", "USDT", f"-{one['commission']}"),
        )
        for leg, kind, asset, amount in sides:
            yield "trade", page, name, leg, at, kind, EMAIL, "SPOT", PAIR, asset, amount, name, seen


def _end_of(connection: Connection, number: int, day: date, before: _Held, held: _Held) -> None:
    """The snapshot of a day, in an answer that tells that of the day before too."""
    told = [(day, held)] if number == 0 else [(day - ONE, before), (day, held)]
    vos = [
        {
            "type": "spot",
            "updateTime": _ms(_at(one, 86_399)),
            "data": {"totalAssetOfBtc": "1", "balances": had.balances()},
        }
        for one, had in told
    ]
    _reading(connection, 2 * number + 1, "daily_snapshot", "SPOT", (day - ONE, day + ONE), vos)
    seen, page = _at(day + 2 * ONE), 2 * number + 1
    rows = [
        ("daily_snapshot", page, str(day), day, EMAIL, "SPOT", one["asset"], one["free"], seen)
        for one in held.balances()
    ]
    copy(
        connection,
        "binance_reconciliation_balances",
        "source fid external_id date email wallet asset raw_balance evidence_at",
        rows,
    )
    moment = (EMAIL, "SPOT", day, _at(day, 86_399), page, seen)
    copy(connection, "binance_snapshot_days", "email wallet date update_time fid evidence_at", [moment])


def _judged(connection: Connection, day: date, before: _Held, after: _Held) -> None:
    plan = [
        (EMAIL, day, "SPOT", name, key, name != "trades")
        for name, key in (("daily_snapshot", "SPOT"), ("trades", PAIR))
    ]
    copy(connection, "binance_collection_plan", "email date wallet endpoint key witness", plan)
    cells = [
        (EMAIL, day, "SPOT", asset, plain(opening), plain(closing), plain(closing), 0, "proved", "adds up")
        for asset, opening, closing in (("BTC", before.btc, after.btc), ("USDT", before.usdt, after.usdt))
    ]
    columns = "email date wallet asset opening expected actual variance verdict reason"
    copy(connection, "binance_reconciliation_verdicts", columns, cells)
    told = (EMAIL, day, "SPOT", _at(day), _at(day), "proved", "all 2 assets proved", 2, [])
    copy(
        connection,
        "binance_reconciliation_days",
        "email date wallet opened_at decided_at verdict reason proved doubts",
        [told],
    )


def _pairs(connection: Connection) -> None:
    """The list of pairs, as the exchange gives it, and the one pair."""
    pair = {"symbol": PAIR, "baseAsset": "BTC", "quoteAsset": "USDT"}
    _reading(connection, 10**6, "exchange_info", "", (FIRST - ONE, FIRST), {"symbols": [pair]}, "")
    columns = (
        "symbol base_asset quote_asset status is_spot_trading_allowed is_margin_trading_allowed raw_data evidence_at"
    )
    told = (PAIR, "BTC", "USDT", "TRADING", True, False, json.dumps(pair), _at(FIRST))
    copy(connection, "binance_exchange_info", columns, [told])


_TABLES = {
    "trades": ("binance_raw_trades", "trade_data", None),
    "daily_snapshot": ("binance_raw_daily_snapshot", "snapshot_data", "snapshotVos"),
    "exchange_info": ("binance_raw_exchange_info", "exchange_info_data", None),
}


def _reading(
    connection: Connection, number: int, name: str, key: str, days: tuple[date, date], told: Any, email: str = EMAIL
) -> None:
    """A reading of one answer; page and reading have one number."""
    table, data, path = _TABLES[name]
    records = json.dumps(told)
    body = records if path is None else json.dumps({"code": 200, "msg": "", path: told})
    start, end = (_at(day) for day in days)
    seen = end + 2 * ONE
    columns = "id email endpoint key window_start window_end status pages records asked_at finished_at"
    row = (number, email, name, key, start, end, "complete", 1, len(told), seen, seen)
    copy(connection, "binance_collection_coverage", columns, [row])
    symbol, more = ("symbol ", (key,)) if name == "trades" else ("", ())
    columns = (
        f"id email endpoint key coverage_id window_start window_end request http_status weight_headers received_at "
        f"body body_sha256 {symbol}{data}"
    )
    answer = (body, sha256(body.encode()).hexdigest(), *more, records)
    page = (number, email, name, key, number, start, end, "{}", 200, "{}", seen + timedelta(seconds=1), *answer)
    copy(connection, table, columns, [page])


def copy(connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Put rows into a table."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns.split()))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with driver(connection).cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            target.write_row(row)
