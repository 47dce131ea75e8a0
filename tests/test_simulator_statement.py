"""The account statement holds every true movement once, in every header version, language and offset."""

import csv
import io
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    MINUTE,
    Deposit,
    Fill,
    FlexibleSubscription,
    FuturesFill,
    FuturesIncome,
    Invisible,
    WalletTransfer,
    Withdrawal,
    World,
    random_world,
    start_of,
    units,
)
from tests.simulator.statement import NO_DATA, change_text, member_name, statement, statement_zip
from tests.simulator.statement_names import GUESSED

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, SUB = "main@example.com", "sub@example.com"


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=2))
    world.add_account(MAIN)
    world.add_account(SUB)
    world.open(MAIN, "USDT", units("100"))
    return world


def rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def write(world: World, emails: tuple[str, ...] = (MAIN,), **options) -> list[list[str]]:
    return rows(statement(world, emails, world.first_day, world.last_day, **options))


def amount(text: str) -> int:
    return 0 if text == "--" else units(text.replace(",", ""))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("options", [{}, {"version": 3}, {"version": 1}, {"scientific": False, "thousands": True}])
def test_sums_of_account_spot_are_the_true_movements(seed: int, options: dict) -> None:
    world = random_world(seed, accounts=1, days=6, busy=10, products=True)
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in write(world, **options)[1:]:
        moment, account, _, coin, change, _ = row[-6:]
        if account == "Spot":
            sums[moment[-17:-9], coin] += amount(change)
    for day in world.days:
        true: dict[str, int] = defaultdict(int)
        for (asset, _), moved in world.movements(MAIN, day).items():
            true[asset] += 0 if asset.startswith("LD") else moved
        found = {coin: total for (when, coin), total in sums.items() if when == f"{day:%y-%m-%d}" and total}
        assert found == {asset: moved for asset, moved in true.items() if moved}


@pytest.mark.parametrize("seed", range(4))
def test_sums_of_the_futures_account_are_the_true_movements(seed: int) -> None:
    world = random_world(seed, accounts=1, days=6, busy=10, futures=True)
    sums: dict[str, int] = defaultdict(int)
    for row in write(world)[1:]:
        if row[2] == "USD-MFutures":
            sums[row[4]] += amount(row[5])
    held = world.closing(MAIN, world.last_day, "FUTURES")
    opening = world.opening[MAIN, "FUTURES"]
    assert {coin: total for coin, total in sums.items() if total} == {
        coin: held[coin] - opening.get(coin, 0) for coin in held if held[coin] != opening.get(coin, 0)
    }


def test_operations_of_futures(world: World) -> None:
    who = {"email": MAIN, "time": NOON, "symbol": "BTCUSDT"}
    sizes = {"buyer": True, "price": units("60000"), "qty": units("1")}
    world.add(FuturesFill(**who, **sizes, number=1, order_id=1, tran_id=1, realized=5, commission=1))
    types = ("FUNDING_FEE", "AUTO_EXCHANGE", "COIN_SWAP_DEPOSIT", "INSURANCE_CLEAR", "REFERRAL_KICKBACK", "MOON")
    for number, kind in enumerate(types):
        world.add(FuturesIncome(**who, type=kind, amount=1, tran_id=number))
    world.add(FuturesIncome(**who, type="INSURANCE_CLEAR", amount=-1, tran_id=9))
    world.add(WalletTransfer(7, MAIN, "UMFUTURE_FUNDING", "USDT", 1, NOON))
    shown = sorted(row[3] for row in write(world)[1:] if row[2] == "USD-MFutures")
    assert shown == [
        "Asset Conversion Transfer",
        "Fee",
        "Funding Fee",
        "Futures Convert",
        "Futures Other",
        "Insurance Fund Compensation",
        "Insurance Fund Refund",
        "Realized Profit and Loss",
        "Referral Kickback",
        "Transfer Between UM Futures and Funding Account",
    ]
    assert "Futures Other" in GUESSED and "Funding Fee" not in GUESSED
    assert "Realize profit and loss" in {row[2] for row in write(world, version=1)}


@pytest.mark.parametrize(
    ("version", "language", "start"),
    [
        (1, "en", b"UTC_Time,Account,Operation,Coin,Change,Remark\n2026-09-01 12:00:00,Spot,"),
        (2, "en", b'"User_ID","UTC_Time","Account","Operation","Coin","Change","Remark"\n"700000001","2026-'),
        (3, "en", b"\xef\xbb\xbfUser ID,Time,Account,Operation,Coin,Change,Remark\n700000001,26-09-01 12:00:00,"),
        (1, "es", "Tiempo,Cuenta,Operación,Moneda,Cambio,Observación\n".encode()),
        (3, "ja", "\ufeffユーザーID,時間,アカウント,操作,コイン,変更,備考\n".encode()),
    ],
)
def test_versions_and_languages_differ_in_their_headers(
    world: World, version: int, language: str, start: bytes
) -> None:
    world.add(Invisible("1", MAIN, "BTC", 1, NOON))
    assert statement(world, [MAIN], FIRST, FIRST, version=version, language=language).startswith(start)


def test_times_follow_the_offset_and_so_do_the_days(world: World) -> None:
    midnight = start_of(FIRST) + 17 * HOUR  # seven hours ahead of UTC
    for moment in (midnight - 1, midnight, midnight + DAY - 1, midnight + DAY):
        world.add(Invisible(str(moment), MAIN, "BTC", 1, moment))
    second = FIRST + timedelta(days=1)
    shown = rows(statement(world, [MAIN], second, second, utc_offset=7))[1:]
    assert [row[1] for row in shown] == ["2026-09-02 00:00:00", "2026-09-02 23:59:59"]


def test_equal_fills_of_one_second_stay_two_rows(world: World) -> None:
    for number in (1, 2):
        money = (units("10"), units("2"), units("20"))
        world.add(Fill("LTCUSDT", "LTC", "USDT", number, number, MAIN, True, *money, 0, "BNB", NOON + number))
    assert [row[3:6] for row in write(world)[1:]].count(["Transaction Buy", "LTC", "2"]) == 2


def test_a_withdrawal_is_one_row_with_its_fee_and_comes_back_as_one(world: World) -> None:
    world.add(Withdrawal("1", MAIN, "USDT", units("9"), units("1"), ((NOON, 2), (NOON + MINUTE, 5))))
    assert [row[3:] for row in write(world)[1:]] == [
        ["Withdraw", "USDT", "-10", "Withdraw fee is included"],
        ["Withdraw", "USDT", "10", "Withdraw fee is included"],
    ]


def test_flexible_shares_have_no_rows_but_coins_of_that_spelling_have(world: World) -> None:
    world.add(FlexibleSubscription(email=MAIN, time=NOON, purchase_id=1, asset="USDT", amount=units("40")))
    world.add(Deposit("1", MAIN, "LDO", units("2"), ((NOON + DAY, 1),)))
    assert [row[4:6] for row in write(world)[1:]] == [["USDT", "-40"], ["LDO", "2"]]


def test_one_file_can_hold_several_users(world: World) -> None:
    for email in (MAIN, SUB):
        world.add(Invisible(email, email, "BTC", 1, NOON))
    assert {row[0] for row in write(world, (MAIN, SUB))[1:]} == {"700000001", "700000002"}
    assert {row[0] for row in write(world, (SUB,))[1:]} == {"700000002"}


def test_nothing_moved_is_a_sentence(world: World) -> None:
    assert statement(world, [MAIN], FIRST, FIRST) == NO_DATA


@pytest.mark.parametrize(
    ("text", "options", "shown"),
    [
        ("0.0000006", {}, "6.0E-7"),
        ("-0.00000008", {}, "-8.0E-8"),
        ("0.000000000000000123", {}, "1.23E-16"),
        ("0.0000006", {"scientific": False}, "0.0000006"),
        ("0.000001", {}, "0.000001"),
        ("0", {}, "--"),
        ("-1234567.25", {"thousands": True}, "-1,234,567.25"),
        ("123456789012345678.123456789012345678", {"thousands": True}, "123,456,789,012,345,678.123456789012345678"),
    ],
)
def test_amounts_are_spelled_as_the_exchange_does(text: str, options: dict, shown: str) -> None:
    assert change_text(units(text), **options) == shown
    assert amount(shown) == units(text)


def test_a_download_names_its_files_with_the_offset(world: World) -> None:
    world.add(Invisible("1", MAIN, "BTC", 1, NOON))
    made = datetime(2026, 9, 4, 5, 6, tzinfo=UTC)
    name = member_name(made, 7)
    assert name == "Binance-Transaction-History-202609040506(UTC+7).csv"
    assert member_name(made, -3).endswith("(UTC-3).csv")
    body = statement(world, [MAIN], FIRST, FIRST, utc_offset=7)
    packed = statement_zip({name: body})
    assert packed == statement_zip({name: body})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == [name]
        assert archive.read(name) == body
