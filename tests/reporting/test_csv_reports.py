"""The CSVs: headers, order, sums, plain amounts, hostile names, whole files only."""

from __future__ import annotations

import csv
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from binrecon.reporting import csv_reports
from binrecon.reporting.csv_reports import REPORTS, write_reports
from binrecon.services.day_reconciliation import reconcile_day
from sqlalchemy import Engine

from tests.days import spot
from tests.reporting.csv_rows import picked
from tests.storage.rows import BEFORE, DAY, EMAIL, at, snapshot, trade, transfer

GOLDEN = Path(__file__).parent / "golden"
HEADERS = {name: (GOLDEN / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0] for name in REPORTS}


def lines(engine: Engine, folder: Path, name: str) -> list[str]:
    return write_reports(engine, folder, "fund", spot(EMAIL, DAY))[name].path.read_text().splitlines()


VERDICTS = "date,email,wallet,asset,verdict,variance,variance_usd,reason"
SUMMARY = (
    "date,email,wallet,asset,start_balance,transfers_in,transfers_out,trades_in,trades_out,fees,calculated_balance,"
    "actual_balance,variance"
)
TRANSFERS = "datetime,email,txn_type,txn_subtype,wallet,asset,amount,counter_party,network,txn_hash"
TRADES = "datetime,email,txn_type,txn_subtype,symbol,asset,amount,price"
SNAPSHOT = "date,email,wallet,asset,raw_balance,raw_loan,raw_interest,raw_unrealised_pnl"


@pytest.fixture
def day(engine: Engine) -> Engine:
    snapshot(engine, BEFORE, {"BTC": "1", "USDT": "100000"})
    snapshot(engine, DAY, {"BTC": "1.1", "USDT": "91000.000000000000000001", "BNB": "0"})
    transfer(engine, "BTC", "-0.2", network="BTC", txn_hash="f00", datetime=at("08:00:00.123"))
    transfer(engine, "BTC", "-0.0005", "txn_fee", txn_subtype="withdraw_fee", datetime=at("08:00:00.123"))
    trade(
        engine,
        "BTCUSDT",
        {"spot_buy": ("BTC", "0.3"), "spot_sell": ("USDT", "-9000"), "maker_fee": ("BNB", "-1e-8")},
        price=Decimal(30000),
        datetime=at("09:00:00"),
    )
    return engine


@pytest.mark.parametrize("name", HEADERS)
def test_every_file_has_exactly_its_headers_even_on_an_empty_day(engine: Engine, tmp_path: Path, name: str) -> None:
    assert lines(engine, tmp_path, name) == [HEADERS[name]]


def test_the_files_are_where_one_expects_them(engine: Engine, tmp_path: Path) -> None:
    reports = write_reports(engine, tmp_path, "fund_example_com", spot(EMAIL, DAY))
    folder = tmp_path / "fund_example_com" / "2026-11-02"
    assert {name: report.path for name, report in reports.items()} == {name: folder / f"{name}.csv" for name in HEADERS}
    assert sorted(folder.iterdir()) == sorted(report.path for report in reports.values())


def test_the_verdicts_say_which_row_of_the_summary_is_not_proved(day: Engine, tmp_path: Path) -> None:
    reconcile_day(day, spot(EMAIL, DAY), (), "")
    reconcile_day(day, spot(EMAIL, DAY), (), "")
    reason = "not covered: plan (no question of this day was planned)"
    assert picked(lines(day, tmp_path, "verdicts"), VERDICTS) == [
        f"2026-11-02,{EMAIL},SPOT,BNB,unproved,0.00000001,,{reason}",
        f"2026-11-02,{EMAIL},SPOT,BTC,unproved,0.0005,,{reason}",
        f"2026-11-02,{EMAIL},SPOT,USDT,unproved,0.000000000000000001,0.000000000000000001,{reason}",
    ]


def test_the_summary_lists_every_asset_with_its_whole_arithmetic(day: Engine, tmp_path: Path) -> None:
    assert picked(lines(day, tmp_path, "summary"), SUMMARY) == [
        f"2026-11-02,{EMAIL},SPOT,BNB,0,0,0,0,0,-0.00000001,-0.00000001,0,0.00000001",
        f"2026-11-02,{EMAIL},SPOT,BTC,1,0,-0.2,0.3,0,-0.0005,1.0995,1.1,0.0005",
        f"2026-11-02,{EMAIL},SPOT,USDT,100000,0,0,0,-9000,0,91000,91000.000000000000000001,0.000000000000000001",
    ]


def test_every_summary_row_adds_up(day: Engine, tmp_path: Path) -> None:
    for row in csv.DictReader(lines(day, tmp_path, "summary")):
        amount = {name: Decimal(row[name]) for name in SUMMARY.split(",")[4:]}
        moved = sum(amount[name] for name in ("transfers_in", "transfers_out", "trades_in", "trades_out", "fees"))
        assert amount["start_balance"] + moved == amount["calculated_balance"]
        assert amount["actual_balance"] - amount["calculated_balance"] == amount["variance"]


def test_without_a_snapshot_the_summary_leaves_empty_what_it_cannot_know(engine: Engine, tmp_path: Path) -> None:
    snapshot(engine, DAY, {"BTC": "1"})
    assert picked(lines(engine, tmp_path, "summary"), SUMMARY) == [f"2026-11-02,{EMAIL},SPOT,BTC,,0,0,0,0,0,,1,"]


def test_movements_are_listed_in_the_order_of_time_then_leg(day: Engine, tmp_path: Path) -> None:
    assert picked(lines(day, tmp_path, "transfers"), TRANSFERS) == [
        f"2026-11-02 08:00:00.123,{EMAIL},transfer_out,deposit,SPOT,BTC,-0.2,,BTC,f00",
        f"2026-11-02 08:00:00.123,{EMAIL},txn_fee,withdraw_fee,SPOT,BTC,-0.0005,,,",
    ]
    assert picked(lines(day, tmp_path, "trades"), TRADES) == [
        f"2026-11-02 09:00:00.000,{EMAIL},trade,spot_buy,BTCUSDT,BTC,0.3,30000",
        f"2026-11-02 09:00:00.000,{EMAIL},trade,spot_sell,BTCUSDT,USDT,-9000,30000",
        f"2026-11-02 09:00:00.000,{EMAIL},trade,maker_fee,BTCUSDT,BNB,-0.00000001,30000",
    ]


def test_the_snapshot_shows_what_the_exchange_listed_zeros_included(day: Engine, tmp_path: Path) -> None:
    assert picked(lines(day, tmp_path, "snapshot"), SNAPSHOT) == [
        f"2026-11-02,{EMAIL},SPOT,BNB,0,,,",
        f"2026-11-02,{EMAIL},SPOT,BTC,1.1,,,",
        f"2026-11-02,{EMAIL},SPOT,USDT,91000.000000000000000001,,,",
    ]


@pytest.mark.parametrize(
    "other",
    [
        dict(standing="pending"),
        dict(wallet="MARGIN"),
        dict(email="x@example.com"),
        dict(datetime=at("00:00:00") - timedelta(microseconds=1)),
        dict(datetime=at("00:00:00") + timedelta(days=1)),
    ],
)
def test_what_did_not_move_spot_on_that_day_is_not_listed(
    engine: Engine, tmp_path: Path, other: dict[str, object]
) -> None:
    transfer(engine, "BTC", "1", **other)
    assert lines(engine, tmp_path, "transfers") == [HEADERS["transfers"]]


@pytest.mark.parametrize(
    "amount", ["100000000000000000", "0.000000000000000001", "-99999999999999999.000000000000000001"]
)
def test_amounts_are_plain_numbers_at_any_magnitude(engine: Engine, tmp_path: Path, amount: str) -> None:
    transfer(engine, "BTC", amount)
    assert picked(lines(engine, tmp_path, "transfers"), "amount") == [amount]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_a_name_that_a_spreadsheet_could_run_is_written_as_a_text(engine: Engine, tmp_path: Path, name: str) -> None:
    transfer(engine, "BTC", "-1", counter_party=name)
    row = next(csv.DictReader(lines(engine, tmp_path, "transfers")))
    assert (row["counter_party"], row["amount"]) == (f"'{name}", "-1")


@pytest.mark.parametrize("name", ["a,b", 'a"b', "a b", "名前", "%(x)s", "{{ 1 }}"])
def test_any_other_name_comes_back_as_it_is(engine: Engine, tmp_path: Path, name: str) -> None:
    transfer(engine, "BTC", "-1", counter_party=name)
    assert next(csv.DictReader(lines(engine, tmp_path, "transfers")))["counter_party"] == name


def test_writing_again_gives_the_same_bytes(day: Engine, tmp_path: Path) -> None:
    def everything() -> dict[str, bytes]:
        reports = write_reports(day, tmp_path, "fund", spot(EMAIL, DAY))
        return {name: report.path.read_bytes() for name, report in reports.items()}

    assert everything() == everything()


def test_a_write_that_breaks_off_leaves_the_old_file_and_no_other(
    day: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_reports(day, tmp_path, "fund", spot(EMAIL, DAY))["summary"].path
    before = path.read_bytes(), sorted(path.parent.iterdir())

    def fails(value: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(csv_reports, "as_text", fails)
    with pytest.raises(OSError, match="disk full"):
        write_reports(day, tmp_path, "fund", spot(EMAIL, DAY))
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == before


def test_memory_does_not_grow_with_the_day(engine: Engine, tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        with engine.begin() as connection:
            connection.exec_driver_sql(
                """INSERT INTO binance_reconciliation_trades (source, fid, external_id, leg, datetime, txn_subtype,
                                                             email,
                wallet, symbol, asset, amount, agg_id, evidence_at)
                SELECT 'trade', 1, n::text, 1, %(at)s::timestamptz + n * interval '1 ms', 'spot_buy', %(email)s, 'SPOT',
                'BTCUSDT', 'BTC', n, n::text, now() FROM generate_series(%(rows)s::int / 2, %(rows)s::int) AS n
                ON CONFLICT DO NOTHING""",
                {"at": at(), "email": EMAIL, "rows": rows},
            )
        tracemalloc.start()
        write_reports(engine, tmp_path, "fund", spot(EMAIL, DAY))
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(40_000) < 2 * peak(8_000)


def test_files_that_wait_for_another_run_are_written_from_a_picture_taken_afterwards(
    day: Engine, tmp_path: Path
) -> None:
    lock = {"name": f"reports|{EMAIL}|{DAY}"}
    with day.connect() as other, ThreadPoolExecutor(1) as pool:
        other.exec_driver_sql("SELECT pg_advisory_lock(hashtextextended(%(name)s, 0))", lock)
        written = pool.submit(lines, day, tmp_path, "transfers")
        while not other.exec_driver_sql(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
        ).scalar_one():
            time.sleep(0.01)
        transfer(day, "ETH", "5", datetime=at("10:00:00"))
        other.exec_driver_sql("SELECT pg_advisory_unlock(hashtextextended(%(name)s, 0))", lock)
        assert picked(written.result(60), "asset") == ["BTC", "BTC", "ETH"]
