"""The CSVs of a probe: balances of wallets, sums by day, type and asset."""

from datetime import UTC, datetime

from binrecon.probing import looks
from binrecon.probing.asking import look_at
from binrecon.probing.question import Found
from binrecon.probing.questions.catalogue import BALANCES, SUMS, every_look
from binrecon.probing.tables import Balances, Sums, files

from tests.exchange_client import client_of
from tests.probing.stand import MAIN, exchange_of, trading


def written() -> dict[str, list[str]]:
    looked = look_at(client_of(exchange_of(trading()), MAIN), every_look(), lambda name: None)
    return {name: text.splitlines() for name, text in files(BALANCES, SUMS, looked).items()}


def test_balances_are_those_of_the_newest_snapshot_and_of_now() -> None:
    rows = written()["balances.csv"]
    assert rows[0] == "wallet,moment,asset,field,amount"
    assert '"SPOT, day end",2026-11-20 23:59:59+00:00,USDT,free,99922.875' in rows
    assert any(row.startswith('"FUTURES, now",2026-11-21 09:') and ",walletBalance," in row for row in rows)


def test_sums_are_by_day_type_and_asset_exactly() -> None:
    rows = written()["income.csv"]
    assert rows[0] == "list,day,type,asset,amount,records"
    assert "um_income,2026-11-17,TRANSFER,USDT,77.125,1" in rows
    assert "um_income,2026-11-17,COMMISSION,USDT,-12.25625,1" in rows


def test_a_list_that_did_not_come_leaves_its_file_empty() -> None:
    assert written()["capital_flow.csv"] == ["list,day,type,asset,amount,records"]


def test_equal_days_and_types_are_summed() -> None:
    rows = tuple(
        {"time": 1_794_000_000_000, "incomeType": "X", "asset": "BNB", "income": text} for text in ("0.1", "0.2")
    )
    sums = Sums("a.csv", (looks.INCOME,), "time", "incomeType", "income")
    assert files((), (sums,), {"um_income": Found(rows=rows)})["a.csv"].endswith("X,BNB,0.3,2\n")


def test_an_amount_that_cannot_be_read_is_left_empty() -> None:
    balance = Balances("COIN-M, now", looks.CM_ACCOUNT, ("walletBalance",))
    at = datetime(2026, 11, 21, tzinfo=UTC)
    found = {"cm_account": Found(rows=({"asset": "BTC", "walletBalance": "odd"},), at=at)}
    assert files((balance,), (), found)["balances.csv"].endswith("BTC,walletBalance,\n")


def test_a_snapshot_without_rows_has_no_balances() -> None:
    balance = Balances("FUTURES, day end", looks.FUTURES_SNAPSHOT, ("walletBalance",), "assets")
    for rows in ((), ({"updateTime": 5},), ({"updateTime": 5, "data": None},)):
        assert files((balance,), (), {"futures_snapshot": Found(rows=rows)})["balances.csv"].count("\n") == 1
