"""Moves that stand in no list of an account's own wallets: to a custodian, to isolated margin, of managed
sub-accounts."""

from __future__ import annotations

from binrecon.sources.booking import OwnFiles, Table, TwoWay
from binrecon.sources.endpoint import Caller
from binrecon.sources.pages import Numbered
from binrecon.sources.product import BOTH, BY_UID, listed, product
from binrecon.sources.source import Source, StatementClass, Told
from binrecon.sources.transfers import BETWEEN_ACCOUNTS

LISTS: tuple[Source, ...] = (
    listed(
        "custody_transfer",
        "/sapi/v1/asset/custody/transfer-history",
        weight=60,
        caller=Caller.MAIN,
        email_param="email",
        time_field="time",
        identity=("clientTranId",),
        **BOTH,
        booking=TwoWay(word="transferType", goes_out="Delegate", comes_in="Undelegate", ids=("clientTranId",)),
        told=Told("Delegate: −amount; Undelegate: +amount (asked for main accounts)", "time"),
        statement=StatementClass.TRANSFER,
        known_fields="amount:s asset:s clientTranId:s time:n transferType:s",
    ),
    # Its times come in seconds too, so that a record cannot be held against the window; one reading tells of all pairs.
    listed(
        "margin_transfer",
        "/sapi/v1/margin/transfer",
        weight=1,
        identity=("txId",),
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "SPOT to ISOLATED_MARGIN: −amount; back: +amount; all other moves: nothing; without wallets, or with "
            "another "
            "account's SPOT: quarantine unless another list tells it",
            "timestamp (seconds or ms)",
            "moves of accounts and wallets under the same id and direction win",
        ),
        statement=StatementClass.TRANSFER,
        known_fields=(
            "amount:s asset:s fromSymbol:s status:s timestamp:n toSymbol:s transFrom:s transTo:s txId:n type:s"
        ),
    ),
    # Asked with the managed sub-account's own key. Investor and trading team have lists of their own, by its e-mail.
    product(
        "managed_transfer",
        "/sapi/v1/managed-subaccount/query-trans-log",
        weight=60,
        caller=Caller.SUB,
        pages=Numbered(500, total_field="count"),
        records="managerSubTransferHistoryVos",
        time_field="createTime",
        **BY_UID,
        identity=("tranId",),
        **BOTH,
        booking=BETWEEN_ACCOUNTS,
        told=Told(
            "+amount and −amount for a managed sub-account's own ends in SPOT (asked for sub-accounts)",
            "createTime",
            "one tranId and direction is one fact with `sub_user_history`; gives way to `wallet_transfer`",
        ),
        kinds=(("sub_account_transfer", StatementClass.TRANSFER),),
        known_fields=(
            "amount:s asset:s createTime:n fromAccountType:s fromEmail:s scheduledData:n status:s toAccountType:s "
            "toEmail:s "
            "tranId:n"
        ),
    ),
)
