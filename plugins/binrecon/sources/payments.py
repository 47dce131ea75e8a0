"""Fiat in and out of the bank, crypto bought and sold for fiat, and Binance Pay."""

from __future__ import annotations

from functools import partial

from binrecon.sources.booking import OwnFiles, Table
from binrecon.sources.pages import Numbered, Single
from binrecon.sources.product import BOTH, BY_UID, MONTH, product
from binrecon.sources.source import Source, StatementClass, Told

_fiat = partial(
    product,
    pages=Numbered(500, "page", "rows", "total"),
    records="data",
    key_param="transactionType",
    keys=("0", "1"),
    start_param="beginTime",
    identity=("orderNo",),
)

LISTS: tuple[Source, ...] = (
    _fiat(
        "fiat_orders",
        "/sapi/v1/fiat/orders",
        weight=45_000,
        # The dearest list of all: two questions spend the minute. No longest window is stated and public readers ask
        # for 90 days, so one reading serves the later days of a backfill.
        max_span=2 * MONTH,
        **BY_UID,
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "transactionType 0: +amount; 1: −amount, −totalFee (fee); only where indicatedAmount = amount + "
            "totalFee, else "
            "quarantine; so is a status that does not tell what moved (Refunding, Refund Failed, Order Partial Credit "
            "Stopped)",
            "updateTime",
        ),
        kinds=(("fiat_deposit", StatementClass.DEPOSIT), ("fiat_withdraw", StatementClass.WITHDRAW)),
        known_fields=(
            "amount:s createTime:n fiatCurrency:s indicatedAmount:s method:s orderNo:s status:s totalFee:s updateTime:n"
        ),
    ),
    _fiat(
        "fiat_payments",
        "/sapi/v1/fiat/payments",
        weight=1,
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            'transactionType 0: +obtainAmount crypto, −sourceAmount fiat only with method "Cash Balance"; '
            "1: −sourceAmount "
            "crypto, +obtainAmount fiat",
            "updateTime",
        ),
        statement=StatementClass.CONVERT,
        known_fields=(
            "createTime:n cryptoCurrency:s fiatCurrency:s obtainAmount:s orderNo:s paymentMethod:s price:s "
            "sourceAmount:s status:s totalFee:s updateTime:n"
        ),
    ),
    product(
        "pay_transactions",
        "/sapi/v1/pay/transactions",
        weight=3000,
        pages=Single(100, confirm=True),
        records="data",
        time_field="transactionTime",
        retention=18 * MONTH,
        **BY_UID,
        identity=("transactionId",),
        **BOTH,
        booking=OwnFiles(table=Table.TRANSFERS),
        told=Told(
            "per currency the part of wallet 2 (`walletAssetCost`), in the direction of the sign of `amount`",
            "transactionTime",
        ),
        statement=StatementClass.PAYMENT,
        known_fields=(
            "amount:s currency:s fundsDetail:a fundsDetail[].amount:s fundsDetail[].currency:s "
            "fundsDetail[].walletAssetCost:ao orderType:s payerInfo:o payerInfo.accountId:s payerInfo.binanceId:s "
            "payerInfo.name:s payerInfo.type:s receiverInfo:o receiverInfo.accountId:s receiverInfo.binanceId:s "
            "receiverInfo.countryCode:s receiverInfo.email:s receiverInfo.extend:o receiverInfo.mobileCode:s "
            "receiverInfo.name:s receiverInfo.phoneNumber:s receiverInfo.type:s transactionId:s transactionTime:n "
            "walletType:n walletTypes:a"
        ),
    ),
)
