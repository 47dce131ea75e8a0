"""What an answer has otherwise than its description says, named by field and type."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from binrecon.domain.meanings import Meaning
from binrecon.probing import looks
from binrecon.probing.question import Found, Refused
from binrecon.probing.shapes import differences, showable, told_of
from binrecon.sources.catalogue import CATALOGUE

INCOME = {
    "symbol": "",
    "incomeType": "TRANSFER",
    "income": "-0.375",
    "asset": "USDT",
    "info": "TRANSFER",
    "time": 1570608000000,
    "tranId": 9689322392,
    "tradeId": "",
}


def of_income(**other: Any) -> list[str]:
    return differences(CATALOGUE["um_income"], Found(rows=({**INCOME, **other},)))


def test_a_documented_row_differs_in_nothing() -> None:
    assert of_income() == []
    assert told_of(CATALOGUE["um_income"], Found(rows=(INCOME,))) == "1 record(s), as described"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"tranId": "9689322392"}, "`tranId` is a text, described as a number"),
        ({"income": Decimal("-0.375")}, "`income` is a number, described as a text"),
        ({"fee": "0.1"}, "`fee` (a text) is not described"),
        ({"time": "1570608000000"}, "`time` is not a whole number in every record"),
    ],
)
def test_a_field_that_differs_is_named_with_its_type(other: dict[str, Any], words: str) -> None:
    assert words in of_income(**other)


def test_a_missing_time_is_told() -> None:
    row = {name: value for name, value in INCOME.items() if name != "time"}
    assert differences(CATALOGUE["um_income"], Found(rows=(row,))) == ["`time` is not a whole number in every record"]


def test_a_missing_name_of_records_is_told() -> None:
    row = {"amount": "1", "asset": "USDT", "status": "CONFIRMED", "timestamp": 1, "type": "MAIN_MARGIN"}
    found = Found(rows=(row,), document={"rows": [row], "total": 1})
    assert differences(CATALOGUE["wallet_transfer"], found) == ["`tranId`, which names a record, is missing"]


def test_what_a_list_pages_by_is_looked_at() -> None:
    row = {"amount": "1", "asset": "USDT", "status": "CONFIRMED", "timestamp": 1, "type": "MAIN_MARGIN", "tranId": 1}
    assert differences(CATALOGUE["wallet_transfer"], Found(rows=(row,), document={"rows": [row]})) == [
        "`total` is no count of the records"
    ]
    assert differences(CATALOGUE["convert_history"], Found(document={"list": []})) == [
        "`moreData` is not true or false"
    ]
    fill = {"id": "7", "time": 1}
    assert "`id` is not a whole number in every record" in differences(CATALOGUE["trades"], Found(rows=(fill,)))


def test_lists_of_the_probes_own_are_compared_too() -> None:
    row = {"id": 1, "asset": "USDT", "amount": Decimal(5), "type": "BORROW", "timestamp": 1, "tranId": 2, "new": []}
    assert differences(looks.FLOW.endpoint, Found(rows=(row,))) == [
        "`amount` is a number, described as a text",
        "`new` (a list) is not described",
    ]


def test_what_did_not_come_differs_in_nothing() -> None:
    refused = Found(refused=Refused(Meaning.KEY, 401, -2015))
    assert differences(CATALOGUE["um_income"], refused) == []
    assert told_of(CATALOGUE["um_income"], refused) == "refused: HTTP 401, code -2015"
    assert told_of(CATALOGUE["um_income"], Found(asked=False)) == "not asked: nothing to ask about"
    assert told_of(CATALOGUE["um_income"], Found()) == "no record to compare"


def test_a_document_is_compared_whole() -> None:
    told = told_of(looks.INFO.endpoint, Found(document={"vipLevel": "0", "isMarginEnabled": True}))
    assert told == "one document: `vipLevel` is a text, described as a number"
    assert told_of(looks.INFO.endpoint, Found(document={"vipLevel": 0})) == "one document, as described"


def test_what_nobody_described_is_not_called_as_described() -> None:
    rights = told_of(looks.RIGHTS.endpoint, Found(document={"enableReading": True}))
    assert rights == "one document, of fields that nothing here describes"


def test_rows_of_balances_are_looked_into() -> None:
    rows = [{"asset": "USDT", "walletBalance": "5"}, {"asset": "BNB", "balance": "5"}]
    snapshot = {"type": "futures", "updateTime": 1, "data": {"assets": rows}}
    found = Found(rows=(snapshot,))
    assert differences(CATALOGUE["futures_snapshot"], found) == ["`assets[].walletBalance` is not a text in every row"]
    assert differences(CATALOGUE["futures_snapshot"], Found(rows=({**snapshot, "data": {"assets": rows[:1]}},))) == []


@pytest.mark.parametrize("name", ["walletBalance", "data.userAssets", "assetBalances[].free", "_x1"])
def test_names_of_fields_are_shown(name: str) -> None:
    assert showable(name) == name


@pytest.mark.parametrize("name", ["alice@example.com", "12345", "data.9689322392", "a b", "x" * 99, "id9689322392", ""])
def test_names_that_may_be_data_are_not(name: str) -> None:
    assert showable(name) == "a name that may be data"


def test_an_object_keyed_by_data_does_not_show_it() -> None:
    row = {**INCOME, "alice@example.com": "x"}
    told = told_of(replace(CATALOGUE["um_income"]), Found(rows=(row,)))
    assert "alice" not in told and "a name that may be data" in told
