"""What moves between an account and the outside, between accounts, and between an account's wallets, asked every
day."""

from __future__ import annotations

from datetime import timedelta

from binrecon.domain.limits import Limiter
from binrecon.domain.vocabulary import Wallet
from binrecon.sources.booking import OwnFiles, Table
from binrecon.sources.endpoint import Caller
from binrecon.sources.pages import Numbered, Offset, Single
from binrecon.sources.source import Source, StatementClass, Told

DAY = timedelta(days=1)
# The documented types that touch the spot wallet ("MAIN"); moves between spot and isolated margin have none:
# the list of margin moves tells them.
SPOT_TRANSFER_TYPES = (
    "MAIN_UMFUTURE",
    "MAIN_CMFUTURE",
    "MAIN_MARGIN",
    "MAIN_FUNDING",
    "MAIN_OPTION",
    "MAIN_PORTFOLIO_MARGIN",
    "UMFUTURE_MAIN",
    "CMFUTURE_MAIN",
    "MARGIN_MAIN",
    "FUNDING_MAIN",
    "OPTION_MAIN",
    "PORTFOLIO_MARGIN_MAIN",
)
BETWEEN_ACCOUNTS = OwnFiles(table=Table.TRANSFERS, rows_of="account_transfer")
"""One id, account and direction is one fact, whichever of these lists tells it."""
_MOVED = (("sub_account_transfer", StatementClass.TRANSFER),)
_DIRECTIONS = (("from", "sent"), ("to", "received"))

LISTS: tuple[Source, ...] = (
    Source(
        "deposit_history",
        "/sapi/v1/capital/deposit/hisrec",
        Limiter.SAPI_IP,
        1,
        Caller.ANY,
        "binance_raw_deposit_history",
        "deposit_data",
        Offset(1000),
        max_span=89 * DAY,
        reread=14 * DAY,
        identity=("id",),
        adds=True,
        wallet=Wallet.SPOT,
        booking=OwnFiles(table=Table.TRANSFERS, rows_of="deposit"),
        told=Told("+amount where walletType is not the funding wallet", "completeTime, else insertTime"),
        kinds=(("deposit", StatementClass.DEPOSIT),),
        known_fields=(
            "address:s addressTag:s amount:s coin:s completeTime:n confirmTimes:s id:s insertTime:n network:s "
            "status:n transferType:n travelRuleStatus:n txId:s unlockConfirm:n walletType:n"
        ),
    ),
    # Its documented limit is ten a second; counted by the minute it stays within every reading of the documentation.
    Source(
        "withdraw_history",
        "/sapi/v1/capital/withdraw/history",
        Limiter.SAPI_UID,
        18_000,
        Caller.ANY,
        "binance_raw_withdraw_history",
        "withdraw_data",
        Offset(1000),
        max_span=89 * DAY,
        reread=14 * DAY,
        identity=("id",),
        takes=True,
        wallet=Wallet.SPOT,
        booking=OwnFiles(table=Table.TRANSFERS, legs=2, rows_of="withdraw"),
        told=Told("−amount, −transactionFee (fee) where walletType is not the funding wallet", "applyTime"),
        kinds=(("withdraw", StatementClass.WITHDRAW),),
        known_fields=(
            "address:s amount:s applyTime:s coin:s completeTime:s confirmNo:n id:s info:s network:s status:n "
            "transactionFee:s transferType:n txId:s txKey:s walletType:n withdrawOrderId:s"
        ),
    ),
    Source(
        "sub_transfer_history",
        "/sapi/v1/sub-account/sub/transfer/history",
        Limiter.SAPI_IP,
        1,
        Caller.MAIN,
        "binance_raw_transfer_between_account_main_spot",
        "transfer_data",
        Numbered(200),
        email_param="{key}Email",
        keys=("from", "to"),
        key_labels=_DIRECTIONS,
        max_span=30 * DAY,
        reread=7 * DAY,
        time_field="time",
        identity=("tranId",),
        adds=True,
        takes=True,
        wallet=Wallet.SPOT,
        booking=BETWEEN_ACCOUNTS,
        told=Told(
            "+qty where the main account receives, −qty where it sends",
            "time",
            "one tranId and direction is one fact; gives way to `universal_transfer` and `wallet_transfer`",
        ),
        kinds=_MOVED,
        known_fields="asset:s from:s qty:s status:s time:n to:s tranId:n",
    ),
    Source(
        "universal_transfer",
        "/sapi/v1/sub-account/universalTransfer",
        Limiter.SAPI_IP,
        1,
        Caller.MAIN,
        "binance_raw_transfer_between_account_main_spot",
        "transfer_data",
        Numbered(200, total_field="totalCount"),
        "result",
        email_param="{key}Email",
        keys=("from", "to"),
        key_labels=_DIRECTIONS,
        max_span=6 * DAY,
        reread=7 * DAY,
        time_field="createTimeStamp",
        identity=("tranId",),
        adds=True,
        takes=True,
        wallet=Wallet.SPOT,
        booking=BETWEEN_ACCOUNTS,
        told=Told(
            "+amount and −amount for the main account's own ends in SPOT",
            "createTimeStamp",
            "wins over `sub_transfer_history`, gives way to `wallet_transfer`",
        ),
        kinds=_MOVED,
        known_fields=(
            "amount:s asset:s clientTranId:s createTimeStamp:n fromAccountType:s fromEmail:s status:s toAccountType:s "
            "toEmail:s tranId:n"
        ),
    ),
    # Of its types, 1 is transfer in and 2 transfer out.
    Source(
        "sub_user_history",
        "/sapi/v1/sub-account/transfer/subUserHistory",
        Limiter.SAPI_IP,
        1,
        Caller.SUB,
        "binance_raw_transfer_between_account_sub",
        "transfer_data",
        Single(200, confirm=True),
        key_param="type",
        keys=("1", "2"),
        key_labels=(("1", "received"), ("2", "sent")),
        max_span=30 * DAY,
        reread=7 * DAY,
        fixed=(("returnFailHistory", "true"),),
        time_field="time",
        identity=("tranId",),
        adds=True,
        takes=True,
        wallet=Wallet.SPOT,
        booking=BETWEEN_ACCOUNTS,
        told=Told("type 1: +qty, 2: −qty, where its own end is SPOT", "time", "gives way to `wallet_transfer`"),
        kinds=_MOVED,
        known_fields=(
            "asset:s counterParty:s email:s fromAccountType:s qty:s status:s time:n toAccountType:s tranId:n type:n"
        ),
    ),
    Source(
        "wallet_transfer",
        "/sapi/v1/asset/transfer",
        Limiter.SAPI_IP,
        1,
        Caller.ANY,
        "binance_raw_transfer_between_wallets",
        "transfer_data",
        Numbered(100, "current", "size", "total"),
        "rows",
        key_param="type",
        keys=SPOT_TRANSFER_TYPES,
        max_span=30 * DAY,
        reread=7 * DAY,
        retention=180 * DAY,
        time_field="timestamp",
        identity=("tranId",),
        adds=True,
        takes=True,
        wallet=Wallet.SPOT,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told("types MAIN_x: −amount, x_MAIN: +amount", "timestamp", "wins over the lists of accounts"),
        statement=StatementClass.TRANSFER,
        known_fields="amount:s asset:s status:s timestamp:n tranId:n type:s",
    ),
)
