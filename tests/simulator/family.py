"""Endpoints about the family of accounts: the sub-account list and the four lists of moves between accounts."""

from typing import Any

from .call import Call, invalid, too_long
from .clock import DAY
from .events import FamilyTransfer
from .fill_lists import BAD_COMBINATION
from .habits import distinct
from .units import plain
from .wire import NO_RELATION
from .world import Account

SEVEN_DAYS = 7 * DAY
INTO, OUT = 1, 2
FUTURES_TYPES = {1: "USDT_FUTURE", 2: "COIN_FUTURE"}
"""Account types by the `futuresType` of the list of futures moves."""


def sub_accounts(call: Call) -> Any:
    email, frozen = call.text("email"), call.text("isFreeze")
    size, page = call.page_size("limit", 1, 200), call.page_number()
    found = [sub for sub in call.scenario.world.subs if sub.listed and email in (None, sub.email) and frozen != "true"]
    return {"subAccounts": [_sub_row(sub) for sub in found[(page - 1) * size : page * size]]}


def _sub_row(sub: Account) -> dict[str, Any]:
    return {
        "subUserId": sub.user_id,
        "email": sub.email,
        "remark": "",
        "isFreeze": False,
        "createTime": sub.created,
        "isManagedSubAccount": False,
        "isAssetManagementSubAccount": False,
    }


def _moves(call: Call, start: int, end: int) -> list[FamilyTransfer]:
    """Moves by `fromEmail` or `toEmail`; with neither, those from the main account."""
    sender, receiver = call.text("fromEmail"), call.text("toEmail")
    if sender is not None and receiver is not None:
        raise BAD_COMBINATION
    if sender is None and receiver is None:
        sender = call.email
    if (sender or receiver) not in call.scenario.world.accounts:
        raise NO_RELATION
    found = [
        move
        for move in call.scenario.listing("family", "", call.now)
        if start <= move.time <= end and sender in (None, move.sender) and receiver in (None, move.receiver)
    ]
    return call.ordered(found)


def sub_transfer_history(call: Call) -> Any:
    """Spot-to-spot moves; no window rule is documented, so without times everything is returned."""
    size, page = call.page_size("limit", 500, 500), call.page_number()
    start, end = call.number("startTime") or 0, call.number("endTime")
    moves = [move for move in _moves(call, start, call.now if end is None else end) if move.spot_to_spot]
    return [call.scenario.finish(move, _spot_row(call, move)) for move in moves[(page - 1) * size : page * size]]


def _spot_row(call: Call, move: FamilyTransfer) -> dict[str, Any]:
    return {
        "from": move.sender,
        "to": move.receiver,
        "asset": move.asset,
        "qty": plain(move.amount),
        "status": move.status_at(call.now),
        "tranId": move.id,
        "time": move.time,
    }


def universal_transfers(call: Call) -> Any:
    size, page = call.page_size("limit", 500, 500), call.page_number()
    start, end = call.window(SEVEN_DAYS - 1, SEVEN_DAYS, too_long(168))
    client_id = call.text("clientTranId")
    moves = [
        move
        for move in _moves(call, start, end)
        if (move.universal or not move.spot_to_spot) and client_id in (None, move.client_id)
    ]
    rows = moves[(page - 1) * size : page * size]
    return {
        "result": [call.scenario.finish(move, _universal_row(call, move)) for move in rows],
        "totalCount": distinct(moves),
    }


def _universal_row(call: Call, move: FamilyTransfer) -> dict[str, Any]:
    return {
        "tranId": move.id,
        "fromEmail": move.sender,
        "toEmail": move.receiver,
        "asset": move.asset,
        "amount": plain(move.amount),
        "createTimeStamp": move.time,
        "fromAccountType": move.sender_type,
        "toAccountType": move.receiver_type,
        "status": move.status_at(call.now),
        "clientTranId": move.client_id or str(move.id),
    }


def futures_transfers(call: Call) -> Any:
    """Moves of an account between futures wallets of one kind, done ones alone: their rows have no status."""
    email = call.need("email")
    call.need("futuresType")
    kind = call.number("futuresType")
    if kind not in FUTURES_TYPES:
        raise invalid("futuresType")
    if email not in call.scenario.world.accounts:
        raise NO_RELATION
    size, page = call.page_size("limit", 50, 500), call.page_number()
    start, end = call.window(30 * DAY, None, BAD_COMBINATION)
    moves = [
        move
        for move in call.scenario.listing("family", "", call.now)
        if max(start, call.now - 30 * DAY) <= move.time <= end
        and email in move.emails
        and move.sender_type == move.receiver_type == FUTURES_TYPES[kind]
        and move.status_at(call.now) == "SUCCESS"
    ]
    rows = call.ordered(moves)[(page - 1) * size : page * size]
    shown = [call.scenario.finish(move, _futures_row(move)) for move in rows]
    return {"success": True, "futuresType": kind, "transfers": shown}


def _futures_row(move: FamilyTransfer) -> dict[str, Any]:
    return {
        "from": move.sender,
        "to": move.receiver,
        "asset": move.asset,
        "qty": plain(move.amount),
        "tranId": move.id,
        "time": move.time,
    }


def sub_user_history(call: Call) -> Any:
    """A sub's own view, one direction per call (default out): the newest `limit` rows, oldest first; no pages."""
    direction = call.number("type") or OUT
    asset, failed = call.text("asset"), call.text("returnFailHistory") == "true"
    size = call.page_size("limit", 500, 500)
    start, end = call.window(30 * DAY, None, BAD_COMBINATION)
    moves = [
        move
        for move in call.scenario.listing("family", call.email, call.now)
        if call.email == (move.receiver if direction == INTO else move.sender)
        and start <= move.time <= end
        and asset in (None, move.asset)
        and (failed or move.status != "FAILURE")
    ]
    return [call.scenario.finish(move, _own_row(call, move, direction)) for move in moves[-size:]]


def _own_row(call: Call, move: FamilyTransfer, direction: int) -> dict[str, Any]:
    other = call.scenario.world.accounts[move.sender if direction == INTO else move.receiver]
    return {
        "counterParty": "master" if other.is_main else "subAccount",
        "email": other.email,
        "type": direction,
        "asset": move.asset,
        "qty": plain(move.amount),
        "fromAccountType": move.sender_type,
        "toAccountType": move.receiver_type,
        "status": move.status_at(call.now),
        "tranId": move.id,
        "time": move.time,
    }
