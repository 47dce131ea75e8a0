"""Product lists with a shape of their own: dust, dividends, fiat, pay, rebates, dual investment, mining, custody."""

from collections.abc import Callable
from typing import Any

from . import totals
from .call import Call, invalid, too_long
from .clock import DAY, FOREVER
from .family import NO_RELATION
from .product_lists import THIRTY_DAYS, Answer, chosen, cut, newest, rows_total, shown, window_of
from .units import plain

NEWEST_DUST = 100
REBATE_PAGE = 200
PAY_KEPT = 18 * 30 * DAY
_ENVELOPE = {"code": "000000", "message": "success"}
_DUAL_STATES = ("PENDING", "PURCHASE_SUCCESS", "SETTLED", "PURCHASE_FAIL", "REFUNDING", "REFUND_SUCCESS", "SETTLING")


def dividends(call: Call) -> Any:
    """The newest `limit` rows of at most 180 days; no pages: `total` tells that there are more."""
    size = call.page_size("limit", 20, 500)
    window = call.window(180 * DAY, 180 * DAY + 1, too_long(180 * 24))
    found = chosen(call, "asset_dividend", window, {"asset": "asset"})
    return {"rows": shown(call, newest(found, size)), "total": len(found)}


def dust(call: Call) -> Any:
    """The newest hundred conversions of the SPOT account, each with its details; no pages."""
    account, end = call.text("accountType") or "SPOT", call.number("endTime")
    if account not in ("SPOT", "MARGIN"):
        raise invalid("accountType")
    window = (call.number("startTime") or 0, call.now if end is None else end)
    parents: dict[int, list] = {}
    for event in chosen(call, "dust_log", window) if account == "SPOT" else []:
        parents.setdefault(event.parent_id, []).append(event)
    windowed = "startTime" in call.params
    shown_, total = totals.of_dust(call.settings.totals, list(parents.values()), windowed)
    kept = newest([details[0] for details in shown_], NEWEST_DUST)
    records = [_dust_record(call, parents[first.parent_id]) for first in kept]
    return {"total": total, "userAssetDribblets": records}


def locked_rewards(call: Call) -> Any:
    """`{rows, total}` as the other lists of Earn; what the total counts is the exchange's secret."""
    answer = rows_total("locked_rewards", filters={"positionId": "position_id", "asset": "asset"})(call)
    found = chosen(call, "locked_rewards", THIRTY_DAYS(call), {"positionId": "position_id", "asset": "asset"})
    return {**answer, "total": totals.of_rewards(call.settings.totals, found)}


def _dust_record(call: Call, details: list) -> dict[str, Any]:
    return {
        "operateTime": details[0].time,
        "totalTransferedAmount": plain(sum(event.got for event in details)),
        "totalServiceChargeAmount": plain(sum(event.charge for event in details)),
        "transId": details[0].parent_id,
        "userAssetDribbletDetails": shown(call, details),
    }


def fiat(kind: str, *, data_may_lack: bool) -> Answer:
    """One `transactionType` (0 or 1) between `beginTime` and `endTime`; an empty list may come without `data`."""
    window = window_of(30 * DAY, FOREVER, "beginTime")

    def answer(call: Call) -> Any:
        if call.need("transactionType") not in ("0", "1"):
            raise invalid("transactionType")
        size, page = call.page_size("rows", 100, 500), call.page_number()
        found = chosen(call, kind, window(call), {"transactionType": "side"})
        body = {**_ENVELOPE, "data": shown(call, cut(found, page, size)), "total": len(found), "success": True}
        if data_may_lack and not found:
            del body["data"]
        return body

    return answer


def pay(call: Call) -> Any:
    """The newest `limit` payments of at most 90 days and the last 18 months; no pages, no total."""
    size = call.page_size("limit", 100, 100)
    start, end = window_of(90 * DAY, 90 * DAY)(call)
    found = chosen(call, "pay_transactions", (max(start, call.now - PAY_KEPT), end))
    return {**_ENVELOPE, "data": shown(call, newest(found, size)), "success": True}


def rebates(call: Call) -> Any:
    """Pages of 200 that cannot be chosen, of at most 30 days, the last seven unless told."""
    page, size = call.page_number(), call.settings.page_caps.get(call.path, REBATE_PAGE)
    found = chosen(call, "rebates", window_of(7 * DAY, 30 * DAY)(call))
    data = {"page": page, "totalRecords": len(found), "totalPageNum": -(-len(found) // size)}
    rows = shown(call, cut(found, page, size + call.extra_rows))
    return {"status": "OK", "type": "GENERAL", "code": "000000000", "data": {**data, "data": rows}}


def dual_investments(call: Call) -> Any:
    """Every position ever, by `status` if sent; no time filter."""
    status = call.text("status")
    if status is not None and status not in _DUAL_STATES:
        raise invalid("status")
    size, page = call.page_size("pageSize", 10, 100), call.page_number("pageIndex")
    every = chosen(call, "dual_investment", (0, FOREVER))
    found = [event for event in every if status in (None, event.status_at(call.now))]
    return {"total": len(found), "list": shown(call, cut(found, page, size))}


def _both_ends(call: Call) -> tuple[int, int]:
    call.need("startTime")
    call.need("endTime")
    return call.number("startTime") or 0, call.number("endTime") or 0


def cloud_mining(call: Call) -> Any:
    """Both ends must be sent; the start is inclusive, the end is not. Only what succeeded is listed."""
    start, end = _both_ends(call)
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    every = chosen(call, "cloud_mining", (start, end - 1), {"tranId": "tran_id", "asset": "asset"})
    found = [event for event in every if event.status_at(call.now) == "S"]
    return {"total": len(found), "rows": shown(call, cut(found, page, size))}


def mining_earnings(call: Call) -> Any:
    """Earnings of one algorithm; `code` is the number 0 and amounts are numbers."""
    call.need("algo")
    size, page = call.page_size("pageSize", 20, 200, smallest=_smallest(call, 10)), call.page_number("pageIndex")
    start, end = call.number("startDate") or 0, call.number("endDate")
    found = chosen(call, "mining_earnings", (start, call.now if end is None else end), {"algo": "algo"})
    data = {"accountProfits": shown(call, cut(found, page, size)), "totalNum": len(found), "pageSize": size}
    return {"code": 0, "msg": "", "data": data}


def _smallest(call: Call, documented: int) -> int:
    """The smallest page, lowered together with the largest where a test does so."""
    return min(documented, call.settings.page_caps.get(call.path, documented))


def custody_transfers(call: Call) -> Any:
    """Moves of the account `email`; both ends must be sent."""
    email, window = call.need("email"), _both_ends(call)
    if email not in call.scenario.world.accounts:
        raise NO_RELATION
    size, page = call.page_size("size", 10, 100), call.page_number("current")
    kind = (call.text("type") or "").capitalize()
    every = chosen(call, "custody_transfer", window, email=email)
    found = [event for event in every if kind in ("", event.type)]
    return {"total": len(found), "rows": shown(call, cut(found, page, size))}


def loans(kind: str) -> Callable[[Call], Any]:
    """`{rows, total}` with `limit` for `size`, at most 180 days and 90 unless told."""
    coins = {"loanCoin": "loan_coin", "collateralCoin": "collateral_coin"}
    return rows_total(kind, window_of(90 * DAY, 180 * DAY), coins, size="limit")
