"""Moves to a custodian and to isolated margin, which stand in no list of an account's own wallets."""

from __future__ import annotations

from binrecon.sources.booking import OwnFiles, Table, TwoWay
from binrecon.sources.endpoint import Caller
from binrecon.sources.product import BOTH, listed
from binrecon.sources.source import Source, StatementClass, Told

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
            "SPOT to ISOLATED_MARGIN: −amount; back: +amount; all other moves: nothing; without wallets, or with another "
            "account's SPOT: quarantine unless another list tells it",
            "timestamp (seconds or ms)",
            "moves of accounts and wallets under the same id and direction win",
        ),
        statement=StatementClass.TRANSFER,
        known_fields=(
            "amount:s asset:s fromSymbol:s status:s timestamp:n toSymbol:s transFrom:s transTo:s txId:n type:s"
        ),
    ),
)
