"""Read a CSV of balances at dates: `date,account,wallet,asset,balance`, exact or refused with file, line and column.

Rests on decision 130.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TypeVar

from binrecon.domain.balance_statements import StatedBalance, StatedBalances
from binrecon.domain.money import InexactAmountError, exact
from binrecon.domain.statements import StatementError
from binrecon.domain.vocabulary import Wallet
from binrecon.domain.wallets import NEVER_BELOW_ZERO, RECONCILED
from binrecon.processing.statements.archive import MOST_BYTES
from binrecon.processing.statements.values import OPENED, read_coin, read_name

HEADER = ("date", "account", "wallet", "asset", "balance")
MOST_LINES = 200_000
_PLAIN = re.compile(r"-?\d{1,18}(\.\d{1,18})?", re.ASCII)
_Value = TypeVar("_Value")


def read_balances(file_name: str, content: bytes, whole: bool, today: date) -> StatedBalances:
    """The balances of a file, or none of them: raises StatementError with file, line and column for what is not exactly
    as agreed. A date after `today` has not begun."""
    if len(content) > MOST_BYTES:
        raise StatementError(f"{file_name}: {len(content)} bytes; at most {MOST_BYTES} are read")
    rows = _rows(file_name, content)
    header = tuple(cell.strip().lower() for cell in next(rows, (1, []))[1])
    if header != HEADER:
        raise StatementError(f"{file_name}: line 1: the header has to be {','.join(HEADER)}")
    lines = tuple(_line(file_name, number, cells, today) for number, cells in rows)
    if not lines:
        raise StatementError(f"{file_name}: holds no balance")
    _refuse_twice(file_name, lines)
    return StatedBalances(file_name, whole, lines, content)


def with_owners(
    read: StatedBalances, users: Mapping[str, str], wallets: Mapping[str, Collection[Wallet]]
) -> StatedBalances:
    """The same with the e-mail of each account in place of its user id. Raises StatementError for an account that is
    not among those of `wallets`, for a user id nobody was named for, and for a wallet that the account has not."""
    lines = tuple(line._replace(account=_owner(read.file_name, line, users, wallets)) for line in read.lines)
    _refuse_twice(read.file_name, lines)
    return replace(read, lines=lines)


def _owner(
    file_name: str, line: StatedBalance, users: Mapping[str, str], wallets: Mapping[str, Collection[Wallet]]
) -> str:
    owner = line.account if line.account in wallets else users.get(line.account, "")
    place = f"{file_name}: line {line.line}"
    if owner not in wallets:
        raise StatementError(f"{place}: column account: no account is known by {line.account[:80]!r}")
    if line.wallet not in wallets[owner]:
        raise StatementError(f"{place}: column wallet: {line.wallet} of {owner} is not reconciled")
    return owner


def _rows(file_name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines with their numbers, without those that are empty."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StatementError(f"{file_name}: not UTF-8 at byte {error.start}") from None
    if "\0" in text:
        raise StatementError(f"{file_name}: holds a NUL: not a CSV")
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if reader.line_num > MOST_LINES:
                raise StatementError(f"{file_name}: more than {MOST_LINES} lines")
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise StatementError(f"{file_name}: line {reader.line_num}: {error}") from None


def _line(file_name: str, number: int, cells: list[str], today: date) -> StatedBalance:
    place = f"{file_name}: line {number}"
    if len(cells) != len(HEADER):
        raise StatementError(f"{place}: {len(cells)} columns where there have to be {len(HEADER)}")
    day, account, wallet, asset, balance = (cell.strip() for cell in cells)
    stated = StatedBalance(
        number,
        _cell(place, "date", lambda: _date(day, today)),
        _cell(place, "account", lambda: read_name(account)),
        _cell(place, "wallet", lambda: _wallet(wallet)),
        _cell(place, "asset", lambda: read_coin(asset) if asset else ""),
        _cell(place, "balance", lambda: _amount(balance)),
    )
    _cell(place, "balance", lambda: _refuse_impossible(stated))
    return stated


def _cell(place: str, column: str, read: Callable[[], _Value]) -> _Value:
    try:
        return read()
    except ValueError as error:
        raise StatementError(f"{place}: column {column}: {error}") from None


def _date(text: str, today: date) -> date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(f"not a date such as 2025-03-01: {text[:40]!r}")
    day = date.fromisoformat(text)
    if not OPENED.date() <= day <= today:
        raise ValueError(f"{day} is before the exchange opened or has not begun")
    return day


def _wallet(text: str) -> Wallet:
    if text.upper() not in RECONCILED:
        raise ValueError(f"not one of {', '.join(RECONCILED)}: {text[:40]!r}")
    return Wallet(text.upper())


def _amount(text: str) -> Decimal:
    """Written out, with a point: what a spreadsheet rounded or grouped is refused. The text stays out of it: it ends in
    logs."""
    if not _PLAIN.fullmatch(text):
        raise ValueError("not a plain decimal such as 0.05, without exponent, comma or blank")
    try:
        return exact(text)
    except InexactAmountError as error:
        raise ValueError(str(error).partition(":")[0]) from None


def _refuse_impossible(stated: StatedBalance) -> None:
    if stated.balance < 0 and stated.wallet in NEVER_BELOW_ZERO:
        raise ValueError(f"below zero, which a balance of {stated.wallet} cannot be")
    if not stated.asset and stated.balance:
        raise ValueError("a line without an asset states that nothing was held: its balance has to be 0")


def _refuse_twice(file_name: str, lines: tuple[StatedBalance, ...]) -> None:
    """One balance of an asset at a date; and none where the file says that nothing was held."""
    told: dict[tuple[date, str, Wallet, str], int] = {}
    for line in lines:
        before = told.setdefault((line.date, line.account, line.wallet, line.asset), line.line)
        if before != line.line:
            raise StatementError(f"{file_name}: line {line.line}: tells again what line {before} tells")
    empty = {(one.date, one.account, one.wallet): one.line for one in lines if not one.asset}
    for line in lines:
        before = empty.get((line.date, line.account, line.wallet), line.line)
        if line.asset and line.balance and before != line.line:
            raise StatementError(
                f"{file_name}: line {line.line}: a balance where line {before} states that nothing was held"
            )
