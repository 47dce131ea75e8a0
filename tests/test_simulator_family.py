"""The sub-account list and the three lists of moves between accounts, as documented."""

from datetime import date, timedelta

import pytest

from tests.simulator import DAY, HOUR, UNIT, Caller, Clock, Exchange, FamilyTransfer, World, start_of

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN, ONE, TWO = "main@example.com", "one+x@example.com", "two@example.com"
LIST, SPOT = "/sapi/v1/sub-account/list", "/sapi/v1/sub-account/sub/transfer/history"
UNIVERSAL, OWN = "/sapi/v1/sub-account/universalTransfer", "/sapi/v1/sub-account/transfer/subUserHistory"


@pytest.fixture
def exchange() -> Exchange:
    world = World(FIRST, FIRST + timedelta(days=5))
    for email in (MAIN, ONE, TWO):
        world.add_account(email)
    world.add(FamilyTransfer(101, MAIN, ONE, "USDT", 5 * UNIT, NOON, universal=False))
    world.add(FamilyTransfer(102, ONE, MAIN, "USDT", UNIT, NOON + 1))
    world.add(FamilyTransfer(103, ONE, TWO, "USDT", UNIT, NOON + 2))
    world.add(FamilyTransfer(104, MAIN, ONE, "BTC", UNIT, NOON + 3, receiver_type="USDT_FUTURE", client_id="mine"))
    world.add(FamilyTransfer(105, MAIN, ONE, "BTC", UNIT, NOON + 4, status="FAILURE"))
    return Exchange(world, Clock(NOON + DAY))


@pytest.fixture
def main(exchange: Exchange) -> Caller:
    return Caller(exchange, MAIN)


@pytest.fixture
def one(exchange: Exchange) -> Caller:
    return Caller(exchange, ONE)


def ids(rows: list) -> list[int]:
    return [row["tranId"] for row in rows]


def test_the_sub_account_list_gives_one_row_unless_more_are_asked_for(main: Caller) -> None:
    assert [row["email"] for row in main.get(LIST)["subAccounts"]] == [ONE]
    assert [row["email"] for row in main.get(LIST, page=2)["subAccounts"]] == [TWO]
    assert [row["email"] for row in main.get(LIST, limit=200)["subAccounts"]] == [ONE, TWO]
    assert main.get(LIST, limit=200, page=2)["subAccounts"] == []
    assert main.get(LIST, email=TWO)["subAccounts"][0]["email"] == TWO
    assert main.send(LIST, limit=201).json()["code"] == -1130


@pytest.mark.parametrize("path", [SPOT, UNIVERSAL])
def test_both_sides_at_once_or_a_stranger_are_refused(main: Caller, path: str) -> None:
    assert main.send(path, fromEmail=MAIN, toEmail=ONE).json()["code"] == -1128
    assert main.send(path, fromEmail="stranger@example.com").json()["code"] == -5021


def test_without_a_side_only_moves_from_the_main_account_are_listed(main: Caller) -> None:
    assert ids(main.get(SPOT)) == [105, 101]
    assert ids(main.get(SPOT, toEmail=MAIN)) == [102]
    assert ids(main.get(SPOT, fromEmail=ONE)) == [103, 102]
    assert ids(main.get(UNIVERSAL)["result"]) == [105, 104]


def test_a_spot_move_row(main: Caller) -> None:
    assert main.get(SPOT, toEmail=MAIN) == [
        {"from": ONE, "to": MAIN, "asset": "USDT", "qty": "1", "status": "SUCCESS", "tranId": 102, "time": NOON + 1}
    ]


def test_the_same_move_is_in_both_lists_under_one_id(main: Caller) -> None:
    assert 102 in ids(main.get(SPOT, fromEmail=ONE)) and 102 in ids(main.get(UNIVERSAL, fromEmail=ONE)["result"])
    assert 101 not in ids(main.get(UNIVERSAL)["result"])
    assert 104 not in ids(main.get(SPOT))


def test_universal_transfers_have_pages_totals_and_less_than_seven_days(main: Caller) -> None:
    page = main.get(UNIVERSAL, limit=1, page=2)
    assert page["totalCount"] == 2 and ids(page["result"]) == [104]
    assert page["result"][0]["toAccountType"] == "USDT_FUTURE"
    assert ids(main.get(UNIVERSAL, clientTranId="mine")["result"]) == [104]
    assert main.send(UNIVERSAL, startTime=NOON - 7 * DAY, endTime=NOON).json()["code"] == -1127
    assert main.send(UNIVERSAL, startTime=NOON - 7 * DAY + 1, endTime=NOON).status == 200
    main.exchange.clock.advance(7 * DAY)
    assert main.get(UNIVERSAL)["totalCount"] == 0


def test_a_sub_sees_what_it_sent_unless_it_asks_for_what_came_in(one: Caller) -> None:
    assert ids(one.get(OWN)) == [102, 103]
    assert ids(one.get(OWN, type=1)) == [101, 104]
    assert ids(one.get(OWN, type=1, returnFailHistory="true")) == [101, 104, 105]
    assert ids(one.get(OWN, type=1, limit=1)) == [104]
    row = one.get(OWN)[1]
    assert (row["counterParty"], row["email"], row["type"]) == ("subAccount", TWO, 2)
    assert one.get(OWN)[0]["counterParty"] == "master"


def test_a_sub_sees_thirty_days_unless_it_says_more(one: Caller) -> None:
    one.exchange.clock.advance(30 * DAY)
    assert one.get(OWN) == []
    assert ids(one.get(OWN, startTime=NOON)) == [102, 103]
