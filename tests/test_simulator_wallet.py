"""Snapshots, deposits, withdrawals, wallet transfers and converts as documented."""

from datetime import date, timedelta

import pytest

from tests.simulator import (
    DAY,
    HOUR,
    UNIT,
    Caller,
    Clock,
    Convert,
    Deposit,
    Exchange,
    Habits,
    Scenario,
    WalletTransfer,
    Withdrawal,
    World,
    start_of,
    units,
)

FIRST = date(2026, 9, 1)
NOON = start_of(FIRST) + 12 * HOUR
MAIN = "main@example.com"
SNAPSHOT, DEPOSITS = "/sapi/v1/accountSnapshot", "/sapi/v1/capital/deposit/hisrec"
WITHDRAWALS, MOVES, FLOW = "/sapi/v1/capital/withdraw/history", "/sapi/v1/asset/transfer", "/sapi/v1/convert/tradeFlow"
BIG = 940708407462087195


@pytest.fixture
def world() -> World:
    world = World(FIRST, FIRST + timedelta(days=39))
    world.add_account(MAIN)
    world.open(MAIN, "USDT", units("100"))
    world.open(MAIN, "LDUSDT", units("7.5"))
    world.open(MAIN, "DUST", 0)
    world.open(MAIN, "BNB", units("3"), "MARGIN")
    return world


def at(truth: World | Scenario, now: int, **options) -> Caller:
    return Caller(Exchange(truth, Clock(now), **options), MAIN)


# snapshot


def snapshot(caller: Caller, **params) -> dict:
    return caller.get(SNAPSHOT, **{"type": "SPOT", **params})


def days(answer: dict) -> list[int]:
    return [(row["updateTime"] + 1000 - start_of(FIRST)) // DAY - 1 for row in answer["snapshotVos"]]


def test_a_snapshot_is_taken_at_the_last_second_of_its_day(world: World) -> None:
    answer = snapshot(at(world, NOON + 3 * DAY))
    assert answer["code"] == 200 and answer["msg"] == ""
    last = answer["snapshotVos"][-1]
    assert last["type"] == "spot"
    assert last["updateTime"] == start_of(FIRST) + 3 * DAY - 1000
    held = {row["asset"]: units(row["free"]) + units(row["locked"]) for row in last["data"]["balances"]}
    assert held == {"USDT": units("100"), "LDUSDT": units("7.5"), "DUST": 0}


def test_without_times_the_last_seven_days_come_oldest_first(world: World) -> None:
    assert days(snapshot(at(world, NOON + 20 * DAY))) == list(range(13, 20))


def test_thirty_rows_fit_one_call_and_older_than_a_month_is_gone(world: World) -> None:
    now = NOON + 39 * DAY
    caller = at(world, now)
    full = snapshot(caller, startTime=now - 30 * DAY + 1, endTime=now, limit=30)
    assert days(full) == list(range(9, 39))
    assert days(snapshot(caller, startTime=now - 39 * DAY, endTime=now - 25 * DAY, limit=30)) == list(range(9, 14))


@pytest.mark.parametrize(
    "params",
    [{"limit": 6}, {"limit": 31}, {"type": "spot"}, {"startTime": NOON, "endTime": NOON + 30 * DAY}],
)
def test_a_refusal_of_the_snapshot_is_http_200_with_another_code(world: World, params: dict) -> None:
    answer = snapshot(at(world, NOON + 39 * DAY), **params)
    assert answer["code"] == -3026 and answer["snapshotVos"] == []


def test_the_known_text_for_a_wrong_type(world: World) -> None:
    answer = snapshot(at(world, NOON + DAY), type="SWAP")
    assert answer["msg"] == "request param 'type' wrong, shoud be in ('SPOT', 'MARGIN', 'FUTURES')"


def test_the_snapshot_of_a_running_or_just_ended_day_is_absent(world: World) -> None:
    midnight = start_of(FIRST) + 2 * DAY
    assert days(snapshot(at(world, midnight - 1)))[-1] == 0
    assert days(snapshot(at(world, midnight)))[-1] == 1
    assert days(snapshot(at(world, midnight, snapshot_delay=HOUR)))[-1] == 0


def test_missing_late_and_shifted_snapshots(world: World) -> None:
    scenario = Scenario(world)
    scenario.no_snapshot(MAIN, FIRST + timedelta(days=1))
    scenario.no_snapshot(MAIN, FIRST + timedelta(days=2), until=NOON + 6 * DAY)
    scenario.shift_snapshot(MAIN, FIRST, "USDT", UNIT)
    assert days(snapshot(at(scenario, NOON + 5 * DAY))) == [-1, 0, 3, 4]
    late = snapshot(at(scenario, NOON + 6 * DAY))
    assert days(late) == [-1, 0, 2, 3, 4, 5]
    usdt = {row["asset"]: row for row in late["snapshotVos"][1]["data"]["balances"]}["USDT"]
    assert units(usdt["free"]) + units(usdt["locked"]) == units("101")


def test_zero_rows_may_be_left_out(world: World) -> None:
    rows = snapshot(at(world, NOON + DAY, zero_rows=False))["snapshotVos"][-1]["data"]["balances"]
    assert {row["asset"] for row in rows} == {"USDT", "LDUSDT"}


def test_margin_and_futures_snapshots_have_their_own_shape(world: World) -> None:
    caller = at(world, NOON + DAY)
    margin = snapshot(caller, type="MARGIN")["snapshotVos"][-1]
    assert margin["type"] == "margin" and margin["data"]["userAssets"][0]["netAsset"] == "3.00000000"
    assert snapshot(caller, type="FUTURES")["snapshotVos"][-1]["data"] == {"assets": [], "position": []}


# deposits


def test_a_deposit_changes_status_and_gets_its_complete_time(world: World) -> None:
    world.add(Deposit("1", MAIN, "BTC", UNIT // 1000, ((NOON, 0), (NOON + HOUR, 6), (NOON + DAY, 1))))
    seen = [at(world, now).get(DEPOSITS) for now in (NOON - 1, NOON, NOON + HOUR, NOON + DAY)]
    assert seen[0] == []
    assert [rows[0]["status"] for rows in seen[1:]] == [0, 6, 1]
    assert "completeTime" not in seen[1][0]
    assert seen[2][0]["completeTime"] == seen[3][0]["completeTime"] == NOON + HOUR
    assert (seen[3][0]["id"], seen[3][0]["amount"], seen[3][0]["walletType"]) == ("1", "0.001", 0)


def deposits(world: World, count: int) -> None:
    for number in range(count):
        world.add(
            Deposit(
                str(number), MAIN, "BTC" if number % 2 else "ETH", UNIT, ((NOON + number, 1),), wallet_type=number % 2
            )
        )


def test_deposits_come_newest_first_by_offset_with_filters(world: World) -> None:
    deposits(world, 5)
    caller = at(world, NOON + DAY)
    assert [row["id"] for row in caller.get(DEPOSITS)] == ["4", "3", "2", "1", "0"]
    assert [row["id"] for row in caller.get(DEPOSITS, offset=1, limit=2)] == ["3", "2"]
    assert [row["id"] for row in caller.get(DEPOSITS, startTime=NOON + 1, endTime=NOON + 2)] == ["2", "1"]
    assert [row["id"] for row in caller.get(DEPOSITS, coin="BTC")] == ["3", "1"]
    assert caller.get(DEPOSITS, status=0) == []
    assert caller.get(DEPOSITS, txId="0xd3")[0]["id"] == "3"
    assert "sourceAddress" in caller.get(DEPOSITS, includeSource="true")[0]


@pytest.mark.parametrize("path", [DEPOSITS, WITHDRAWALS])
def test_more_than_ninety_days_are_too_many(world: World, path: str) -> None:
    caller = at(world, NOON + 100 * DAY)
    assert caller.send(path, startTime=NOON, endTime=NOON + 90 * DAY).status == 200
    refused = {"code": -4047, "msg": "Time interval must be within 0-90 days"}
    assert caller.send(path, startTime=NOON, endTime=NOON + 90 * DAY + 1).json() == refused
    assert caller.send(path, startTime=NOON).json() == refused


def test_an_old_deposit_may_have_no_complete_time(world: World) -> None:
    world.add(Deposit("1", MAIN, "BTC", UNIT, ((NOON, 0), (NOON + HOUR, 1)), shows_complete_time=False))
    assert "completeTime" not in at(world, NOON + DAY).get(DEPOSITS)[0]


# withdrawals


def test_a_withdrawal_row_has_times_as_utc_text(world: World) -> None:
    world.add(
        Withdrawal("w1", MAIN, "USDT", units("8.91"), units("0.004"), ((NOON, 4), (NOON + HOUR, 6)), order_id="mine")
    )
    early = at(world, NOON).get(WITHDRAWALS)[0]
    assert early["status"] == 4 and early["applyTime"] == "2026-09-01 12:00:00" and "completeTime" not in early
    done = at(world, NOON + DAY).get(WITHDRAWALS)[0]
    assert (done["status"], done["completeTime"]) == (6, "2026-09-01 13:00:00")
    assert (done["amount"], done["transactionFee"], done["withdrawOrderId"]) == ("8.91", "0.004", "mine")


def test_withdrawals_can_be_asked_by_id_and_order(world: World) -> None:
    for number in range(3):
        order = "mine" if number == 1 else ""
        world.add(Withdrawal(f"w{number}", MAIN, "USDT", UNIT, 0, ((NOON + number * 1000, 3),), order_id=order))
    caller = at(world, NOON + DAY)
    assert [row["id"] for row in caller.get(WITHDRAWALS)] == ["w2", "w1", "w0"]
    assert [row["id"] for row in caller.get(WITHDRAWALS, idList="w0,w2")] == ["w2", "w0"]
    assert [row["id"] for row in caller.get(WITHDRAWALS, withdrawOrderId="mine")] == ["w1"]
    assert caller.get(WITHDRAWALS)[0]["info"]
    assert (
        caller.send(WITHDRAWALS, withdrawOrderId="mine", startTime=NOON - 7 * DAY - 1, endTime=NOON).json()["code"]
        == -4047
    )
    assert caller.send(WITHDRAWALS, idList=",".join("x" * 46)).json()["code"] == -1130


# wallet to wallet, convert


def test_wallet_transfers_need_a_type_and_come_in_pages_with_a_total(world: World) -> None:
    for number in range(12):
        world.add(WalletTransfer(BIG + number, MAIN, "MAIN_UMFUTURE", "USDT", UNIT, NOON + number))
    caller = at(world, NOON + DAY)
    first = caller.get(MOVES, type="MAIN_UMFUTURE")
    assert first["total"] == 12 and [row["tranId"] for row in first["rows"]] == [BIG + n for n in range(11, 1, -1)]
    second = caller.get(MOVES, type="MAIN_UMFUTURE", current=2)
    assert [row["tranId"] for row in second["rows"]] == [BIG + 1, BIG]
    assert caller.get(MOVES, type="UMFUTURE_MAIN") == {"total": 0, "rows": []}
    assert caller.send(MOVES).json()["code"] == -1102
    assert caller.send(MOVES, type="MAIN_MOON").json()["code"] == -1130
    assert caller.send(MOVES, type="MAIN_UMFUTURE", size=101).json()["code"] == -1130


def test_wallet_transfers_default_to_seven_days_and_reach_back_six_months(world: World) -> None:
    world.add(WalletTransfer(1, MAIN, "MAIN_FUNDING", "USDT", UNIT, NOON))
    assert at(world, NOON + 7 * DAY).get(MOVES, type="MAIN_FUNDING")["total"] == 1
    later = at(world, NOON + 8 * DAY)
    assert later.get(MOVES, type="MAIN_FUNDING")["total"] == 0
    assert later.get(MOVES, type="MAIN_FUNDING", startTime=NOON)["total"] == 1
    assert at(world, NOON + 184 * DAY).get(MOVES, type="MAIN_FUNDING", startTime=NOON)["total"] == 0


def test_a_list_may_refuse_windows_that_begin_before_what_it_holds(world: World) -> None:
    world.add(WalletTransfer(1, MAIN, "MAIN_FUNDING", "USDT", UNIT, NOON))
    later = at(world, NOON + 9 * DAY, habits=Habits(refused_after={MOVES: 8 * DAY}))
    assert later.get(MOVES, type="MAIN_FUNDING", startTime=NOON + DAY)["total"] == 0
    refused = later.send(MOVES, type="MAIN_FUNDING", startTime=NOON + DAY - 1)
    assert refused.json()["code"] == -3011


def test_a_pending_wallet_transfer_becomes_confirmed(world: World) -> None:
    move = world.add(WalletTransfer(1, MAIN, "MAIN_MARGIN", "USDT", UNIT, NOON, pending_until=NOON + HOUR))
    status = [at(world, now).get(MOVES, type="MAIN_MARGIN")["rows"][0]["status"] for now in (NOON, NOON + HOUR)]
    assert status == ["PENDING", "CONFIRMED"]
    assert list(move.listed(NOON)) == []


def test_converts_say_when_there_is_more(world: World) -> None:
    for number in range(3):
        world.add(Convert(BIG + number, MAIN, "USDT", units("20"), "BNB", units("0.0615"), NOON + number))
    caller = at(world, NOON + DAY)
    answer = caller.get(FLOW, startTime=NOON, endTime=NOON + 30 * DAY, limit=2)
    assert answer["moreData"] is True and [row["orderId"] for row in answer["list"]] == [BIG + 2, BIG + 1]
    assert caller.get(FLOW, startTime=NOON, endTime=NOON)["moreData"] is False
    assert caller.send(FLOW, startTime=NOON).json()["code"] == -1102
    assert caller.send(FLOW, startTime=NOON, endTime=NOON + 30 * DAY + 1).json()["code"] == -1127


def test_unknown_fields_can_be_added_everywhere(world: World) -> None:
    deposits(world, 1)
    assert "addedLater" in at(world, NOON + DAY, extra_fields=True).get(DEPOSITS)[0]


# distortions as the lists show them


def test_hidden_doubled_delayed_altered_and_spoilt_rows(world: World) -> None:
    deposits(world, 5)
    scenario = Scenario(world)
    hidden, doubled, delayed, altered, spoilt = world.events
    scenario.hide(hidden)
    scenario.duplicate(doubled)
    scenario.delay(delayed, NOON + 3 * DAY)
    scenario.alter(altered, amount=2 * UNIT)
    scenario.spoil(spoilt, "coin", amount="0.1234567890123456789")
    rows = at(scenario, NOON + DAY).get(DEPOSITS)
    assert [row["id"] for row in rows] == ["4", "3", "1", "1"]
    assert rows[0]["amount"] == "0.1234567890123456789" and "coin" not in rows[0]
    assert rows[1]["amount"] == "2"
    assert [row["id"] for row in at(scenario, NOON + 3 * DAY).get(DEPOSITS)] == ["4", "3", "2", "1", "1"]


def test_lists_may_come_oldest_first(world: World) -> None:
    deposits(world, 3)
    caller = at(world, NOON + DAY, oldest_first=True)
    assert [row["id"] for row in caller.get(DEPOSITS, offset=1)] == ["1", "2"]


def test_a_parameter_sent_twice_is_refused(world: World) -> None:
    caller = at(world, NOON + DAY)
    payload = f"coin=BTC&coin=ETH&timestamp={NOON + DAY}"
    assert caller.raw(DEPOSITS, f"{payload}&signature={caller.key.sign(payload)}").json()["code"] == -1101
