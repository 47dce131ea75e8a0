"""Endpoints of one account's wallets: snapshot, key permissions, deposits, withdrawals, wallet transfers, converts."""

from datetime import date
from typing import Any

from .call import INTERVAL_90_DAYS, NINETY_DAYS, Call, invalid
from .clock import DAY, day_of, start_of, text_of
from .events import Convert, Deposit, WalletTransfer, Withdrawal
from .habits import distinct
from .margin_account import margin_snapshot
from .postings import TRANSFER_WALLETS, status_at
from .registry import SNAPSHOTS
from .spot import balance_row
from .units import UNIT, fixed, plain
from .wire import ApiError

SNAPSHOT_RETENTION = 30
HALF_A_YEAR = 183 * DAY
COMPLETED = 6
_TAKEN = DAY - 1000  # a snapshot's updateTime within its day


def api_restrictions(call: Call) -> Any:
    assert call.key is not None
    return {"createTime": call.scenario.world.accounts[call.email].created, **call.key.permissions}


def account_info(call: Call) -> Any:
    """Which wallets the account has."""
    functions = call.scenario.world.accounts[call.email].functions
    return {
        "vipLevel": 0,
        "isMarginEnabled": functions.margin,
        "isFutureEnabled": functions.futures,
        "isOptionsEnabled": functions.options,
        "isPortfolioMarginRetailEnabled": functions.portfolio_margin,
    }


def bnb_burn(call: Call) -> Any:
    """Whether BNB pays the fees of SPOT and the interest of margin."""
    functions = call.scenario.world.accounts[call.email].functions
    return {"spotBNBBurn": functions.spot_fees_in_bnb, "interestBNBBurn": functions.interest_in_bnb}


# snapshot --------------------------------------------------------------------------------------------------


def account_snapshot(call: Call) -> Any:
    """HTTP 200 always; a refusal is a `code` other than 200 inside the body."""
    try:
        days = _snapshot_days(call)
    except ApiError as refusal:
        return {"code": refusal.code, "msg": refusal.msg, "snapshotVos": []}
    rows = [row for day in days if (row := _snapshot_row(call, day))]
    return {"code": 200, "msg": "", "snapshotVos": rows[-_snapshot_limit(call) :]}


def _snapshot_limit(call: Call) -> int:
    try:
        return call.page_size("limit", 7, 30, smallest=7)
    except ApiError:
        raise ApiError(-3026, "Your input param is invalid.") from None


def _snapshot_days(call: Call) -> range:
    """Day numbers (days since the epoch) whose 23:59:59 lies in the window and in the last month, ascending."""
    if call.need("type") not in SNAPSHOTS:
        raise ApiError(-3026, "request param 'type' wrong, shoud be in ('SPOT', 'MARGIN', 'FUTURES')")
    _snapshot_limit(call)
    start, end = call.window(7 * DAY, 30 * DAY, ApiError(-3026, "Your input param is invalid."))
    closed = (call.now - call.settings.snapshot_delay) // DAY - 1
    oldest = max(-((_TAKEN - start) // DAY), call.now // DAY - SNAPSHOT_RETENTION)
    return range(oldest, min((end - _TAKEN) // DAY, closed) + 1)


def _snapshot_row(call: Call, number: int) -> dict[str, Any] | None:
    wallet = call.params["type"]
    day = day_of(number * DAY)
    held = call.scenario.snapshot(call.email, day, wallet, call.now)
    if held is None:
        return None
    shown = {asset: held[asset] for asset in sorted(held) if held[asset] or call.settings.zero_rows}
    data = SNAPSHOTS[wallet](call, day, shown)
    return {"data": data, "type": wallet.lower(), "updateTime": start_of(day) + _TAKEN}


def _worth(call: Call, day: date, wallet: str, held: dict[str, int]) -> str:
    """What the total says, whatever the balances beside it show."""
    truth = call.scenario.world.closing(call.email, day, wallet) or held
    return fixed(truth.get("BTC", 0))


def spot_snapshot(call: Call, day: date, held: dict[str, int]) -> dict[str, Any]:
    rows = [balance_row(asset, units) for asset, units in held.items()]
    return {"balances": rows, "totalAssetOfBtc": _worth(call, day, "SPOT", held)}


SNAPSHOTS["SPOT"] = spot_snapshot
SNAPSHOTS["MARGIN"] = margin_snapshot


# deposits and withdrawals ----------------------------------------------------------------------------------


def deposit_history(call: Call) -> Any:
    start, end = call.window(NINETY_DAYS, NINETY_DAYS + 1, INTERVAL_90_DAYS)
    status, coin, tx_id = call.number("status"), call.text("coin"), call.text("txId")
    found = [
        deposit
        for deposit in call.scenario.listing("deposit", call.email, call.now)
        if start <= deposit.time <= end
        and coin in (None, deposit.asset)
        and tx_id in (None, _hash(deposit))
        and status in (None, status_at(deposit.history, call.now))
    ]
    return [call.scenario.finish(deposit, _deposit_row(call, deposit)) for deposit in _offset_page(call, found)]


def _offset_page(call: Call, found: list) -> list:
    """One page from `offset`."""
    size = call.page_size("limit", 1000, 1000)
    offset = call.number("offset") or 0
    return call.ordered(found)[offset : offset + size]


def _hash(deposit: Deposit) -> str:
    return deposit.tx_id or f"0xd{deposit.id}"


def _deposit_row(call: Call, deposit: Deposit) -> dict[str, Any]:
    status = status_at(deposit.history, call.now)
    credited = deposit.credit_time is not None and deposit.credit_time <= call.now
    row = {
        "id": deposit.id,
        "amount": plain(deposit.amount),
        "coin": deposit.asset,
        "network": deposit.network,
        "status": status,
        "address": f"0xa{deposit.id}",
        "addressTag": "",
        "txId": _hash(deposit),
        "insertTime": deposit.time,
        "transferType": deposit.transfer_type,
        "confirmTimes": "12/12" if credited else "3/12",
        "unlockConfirm": 64 if status == COMPLETED else 12,
        "walletType": deposit.wallet_type,
        "travelRuleStatus": 0,
    }
    if credited and deposit.shows_complete_time:
        row["completeTime"] = deposit.credit_time
    if call.text("includeSource") == "true":
        row["sourceAddress"] = f"0x5{deposit.id}"
    return row


def withdraw_history(call: Call) -> Any:
    order_id, status, coin = call.text("withdrawOrderId"), call.number("status"), call.text("coin")
    longest = 7 * DAY if order_id else NINETY_DAYS
    start, end = call.window(longest, longest + 1, INTERVAL_90_DAYS)
    ids = (call.text("idList") or "").split(",")
    if len(ids) > 45:
        raise invalid("idList")
    found = [
        withdrawal
        for withdrawal in call.scenario.listing("withdrawal", call.email, call.now)
        if start <= withdrawal.time <= end
        and coin in (None, withdrawal.asset)
        and order_id in (None, withdrawal.order_id)
        and (ids == [""] or withdrawal.id in ids)
        and status in (None, status_at(withdrawal.history, call.now))
    ]
    return [call.scenario.finish(row, _withdrawal_row(call, row)) for row in _offset_page(call, found)]


def _withdrawal_row(call: Call, withdrawal: Withdrawal) -> dict[str, Any]:
    status = status_at(withdrawal.history, call.now)
    row = {
        "id": withdrawal.id,
        "amount": plain(withdrawal.amount),
        "transactionFee": plain(withdrawal.fee),
        "coin": withdrawal.asset,
        "status": status,
        "address": f"0xb{withdrawal.id}",
        "txId": withdrawal.tx_id or f"0xe{withdrawal.id}",
        "applyTime": text_of(withdrawal.time),
        "network": withdrawal.network,
        "transferType": withdrawal.transfer_type,
        "info": "The address is not valid. Please confirm with the recipient" if status in (1, 3, 5) else "",
        "confirmNo": 12,
        "walletType": withdrawal.wallet_type,
        "txKey": "",
    }
    if withdrawal.order_id:
        row["withdrawOrderId"] = withdrawal.order_id
    if status == COMPLETED:
        row["completeTime"] = text_of(next(since for since, value in withdrawal.history if value == COMPLETED))
    return row


# wallet to wallet, convert -----------------------------------------------------------------------------------

_TYPES = {f"{out}_{into}" for out in TRANSFER_WALLETS for into in TRANSFER_WALLETS if out != into}
_TYPES.add("ISOLATEDMARGIN_ISOLATEDMARGIN")
_NAMED = (("fromSymbol", "ISOLATEDMARGIN_"), ("toSymbol", "_ISOLATEDMARGIN"))
"""What has to name the pair of isolated margin for types with these words in them."""


def wallet_transfers(call: Call) -> Any:
    """Only the last six months are held."""
    kind = call.need("type")
    if kind not in _TYPES:
        raise invalid("type")
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    start, end = call.window(7 * DAY, None, invalid("startTime"))
    start = max(start, call.now - HALF_A_YEAR)
    sent, reached = (call.need(name) if word in kind else "" for name, word in _NAMED)
    found = [
        move
        for move in call.scenario.listing("wallet", call.email, call.now)
        if move.type == kind and start <= move.time <= end and (move.from_symbol, move.to_symbol) == (sent, reached)
    ]
    rows = call.ordered(found)[(page - 1) * size : page * size]
    return {"total": distinct(found), "rows": [call.scenario.finish(row, _wallet_row(call, row)) for row in rows]}


def _wallet_row(call: Call, move: WalletTransfer) -> dict[str, Any]:
    return {
        "asset": move.asset,
        "amount": plain(move.amount),
        "type": move.type,
        "status": move.status_at(call.now),
        "tranId": move.id,
        "timestamp": move.time,
    }


def convert_history(call: Call) -> Any:
    """`moreData` says that the window held more than the limit."""
    call.need("startTime")
    call.need("endTime")
    start, end = call.window(0, 30 * DAY + 1, ApiError(-1127, "Lookup interval is too big."))
    size = call.page_size("limit", 100, 1000)
    found = [row for row in call.scenario.listing("convert", call.email, call.now) if start <= row.time <= end]
    return {
        "list": [call.scenario.finish(row, _convert_row(row)) for row in call.ordered(found)[:size]],
        "startTime": start,
        "endTime": end,
        "limit": size,
        "moreData": len(found) > size,
    }


def _convert_row(convert: Convert) -> dict[str, Any]:
    ratio = convert.to_amount * UNIT // convert.from_amount
    inverse = convert.from_amount * UNIT // convert.to_amount
    return {
        "quoteId": convert.quote_id or f"q{convert.id:x}",
        "orderId": convert.id,
        "orderStatus": convert.status,
        "fromAsset": convert.from_asset,
        "fromAmount": plain(convert.from_amount),
        "toAsset": convert.to_asset,
        "toAmount": plain(convert.to_amount),
        "ratio": plain(ratio),
        "inverseRatio": plain(inverse),
        "createTime": convert.time,
    }
