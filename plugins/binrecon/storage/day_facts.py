"""Read what an account-day is decided by: snapshots, unread pages, coverage gaps, cells and closes, and what statements
say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from binrecon.domain.account_day import AccountDay
from binrecon.domain.day_facts import (
    BalanceLine,
    ClosingPrices,
    DayFacts,
    Gap,
    LabelledBalance,
    ListedTwice,
    OwnReading,
    TwiceTold,
    UntoldSplit,
)
from binrecon.domain.statements import Stated, StatementDay
from binrecon.domain.vocabulary import Measure, Wallet
from binrecon.domain.wallets import GUARD, WalletDescription, described
from binrecon.sources.booking import Snapshot
from binrecon.sources.catalogue import SOURCES
from binrecon.sources.margin import TWICE_TOLD, UNSPLIT
from binrecon.sources.wallet_lists import known_kinds
from binrecon.storage.positions import read_positions
from binrecon.storage.queries import driver, rows
from binrecon.storage.sql_text import sql_text
from binrecon.storage.statements import stated_as

PRICED_IN = ("USDT", "USDC", "FDUSD", "BTC", "BNB")
NEVER_PLANNED = Gap("plan", "", "no question of this day was planned")

_MEASURES = {str(measure): measure for measure in Measure}
"""By word: to ask the type for each of many thousand lines takes longer than to judge them."""


def read_facts(connection: Connection, account_day: AccountDay) -> DayFacts:
    """Everything the day is decided by, as one picture.

    The statements must see one state of the database: call it in a REPEATABLE READ transaction, else a page that is
    canonicalized between two of them could be missing from the sums and yet count as read.
    """
    named, wallet = account_day.parameters, described(account_day.wallet)
    opening, closing, pending, planned = rows(connection, "reconcile/day_state.sql", named)[0]
    gaps = read_gaps(connection, account_day)
    lines = read_lines(connection, account_day)
    return DayFacts(
        account_day=account_day,
        opening_snapshot=opening,
        closing_snapshot=closing,
        pending_pages=pending,
        gaps=gaps if planned else (NEVER_PLANNED, *gaps),
        lines=lines,
        closes=read_closes(connection, account_day.day),
        statement=read_statement_day(connection, account_day, [line.asset for line in lines]),
        unknown_kinds=read_unknown_kinds(connection, account_day, wallet),
        labelled=read_labelled(connection, account_day, wallet) if opening and closing else (),
        twice_told=read_twice_told(connection, account_day, wallet),
        unsplit=read_unsplit(connection, account_day, wallet),
        readings=read_own_readings(connection, account_day) if wallet.read_by_us else (),
        positions=read_positions(connection, account_day, wallet),
        listed_twice=read_listed_twice(connection, account_day, wallet),
    )


def read_lines(connection: Connection, account_day: AccountDay) -> tuple[BalanceLine, ...]:
    """The balance lines of the day, by asset and measure."""
    return tuple(rows(connection, "reconcile/balance_lines.sql", account_day.parameters, _lines))


def read_gaps(connection: Connection, account_day: AccountDay) -> tuple[Gap, ...]:
    """The required questions of the day without a complete answer, by endpoint and key. A list that moves nothing of
    any asset is no condition of a balance, though what it lists cannot be read."""
    return _gaps(rows(connection, "reconcile/coverage_gaps.sql", account_day.parameters), account_day.wallet)


def read_gaps_of_wallets(
    connection: Connection, day: date, wallets: Sequence[tuple[str, Wallet]]
) -> dict[tuple[str, Wallet], tuple[Gap, ...]]:
    """What `read_gaps` gives for the day of each of these wallets, each named by its account's e-mail."""
    named = {"emails": [email for email, _ in wallets], "wallets": [str(wallet) for _, wallet in wallets], "day": day}
    found: dict[tuple[str, Wallet], list[tuple[Any, ...]]] = {own: [] for own in wallets}
    if wallets:
        for email, wallet, *gap in rows(connection, "group/gaps.sql", named):
            found[email, Wallet(wallet)].append(tuple(gap))
    return {own: _gaps(gaps, own[1]) for own, gaps in found.items()}


def _gaps(found: Iterable[tuple[Any, ...]], wallet: Wallet) -> tuple[Gap, ...]:
    return tuple(
        Gap(endpoint, key, detail, None if assets is None else frozenset(assets), _measures_of(endpoint, wallet))
        for endpoint, key, detail, assets in found
        if endpoint not in SOURCES or SOURCES[endpoint].measures
    )


def _measures_of(endpoint: str, wallet: Wallet) -> frozenset[Measure] | None:
    """Those of the wallet's measures that the list's records can move, None where that is every one of them, or where
    it is no list that books to it."""
    source = SOURCES.get(endpoint)
    if source is None or source.wallet is not wallet or set(described(wallet).measures) <= set(source.measures):
        return None
    return frozenset(source.measures)


def read_closes(connection: Connection, day: date) -> ClosingPrices:
    """The day's closes by (base, quote), only in quotes a USD value is made of."""
    found = rows(connection, "reconcile/closes.sql", {"day": day, "quotes": list(PRICED_IN)})
    return {(base, quote): close for base, quote, close in found}


def read_unknown_kinds(
    connection: Connection, account_day: AccountDay, wallet: WalletDescription
) -> dict[str, tuple[str, ...]]:
    """By asset, the kinds of the day's movements that count and that no document names; none where every list names
    its own."""
    if not wallet.ledger:
        return {}
    named = {**account_day.parameters, "source": wallet.ledger, "known": list(known_kinds(wallet))}
    return {asset: tuple(kinds) for asset, kinds in rows(connection, "reconcile/unknown_kinds.sql", named)}


def read_listed_twice(
    connection: Connection, account_day: AccountDay, wallet: WalletDescription
) -> tuple[ListedTwice, ...]:
    """The rows that the wallet's ledger listed more than once, of a wallet that has one."""
    if not wallet.ledger:
        return ()
    query = sql_text("reconcile/listed_twice.sql", SOURCES[wallet.ledger])
    with driver(connection).cursor() as cursor:
        cursor.execute(query, account_day.parameters)
        return tuple(ListedTwice._make(row) for row in cursor.fetchall())


def read_labelled(
    connection: Connection, account_day: AccountDay, wallet: WalletDescription
) -> tuple[LabelledBalance, ...]:
    """What the pages of both snapshots say under the label that may be exchanged with the balance's."""
    if not wallet.exchanged_label:
        return ()
    witness = SOURCES[wallet.witness].booking
    listed = witness.listed if isinstance(witness, Snapshot) else ""
    named = {**account_day.parameters, "listed": listed, "label": wallet.exchanged_label}
    return tuple(LabelledBalance(*row) for row in rows(connection, "reconcile/labelled_balances.sql", named))


def read_twice_told(connection: Connection, account_day: AccountDay, wallet: WalletDescription) -> dict[str, TwiceTold]:
    """By asset, where the wallet's second ledger says otherwise than the lists that tell the same."""
    if not wallet.second_ledger:
        return {}
    groups = {
        name: [(word, str(number)) for number, group in enumerate(TWICE_TOLD) for word in group[place]]
        for place, name in enumerate(("kind", "source"))
    }
    named = {**account_day.parameters, "ledger": wallet.second_ledger}
    for name, words in groups.items():
        named |= {f"{name}s": [word for word, _ in words], f"{name}_groups": [group for _, group in words]}
    found = rows(connection, "reconcile/ledger_differences.sql", named)
    return {asset: TwiceTold(asset, ledger, lists) for asset, ledger, lists in found}


def read_unsplit(connection: Connection, account_day: AccountDay, wallet: WalletDescription) -> dict[str, UntoldSplit]:
    """By asset, the debts of the day that ended without being split into loan and interest."""
    if Measure.INTEREST not in wallet.measures:
        return {}
    found = rows(connection, "reconcile/untold_splits.sql", {**account_day.parameters, "kinds": list(UNSPLIT)})
    return {asset: UntoldSplit(asset, cleared, tuple(records)) for asset, cleared, records in found}


def read_own_readings(connection: Connection, account_day: AccountDay) -> tuple[OwnReading, ...]:
    """The readings of ours that stand for the two midnights of the day, as far as they are held, the earlier first."""
    named = {**account_day.parameters, "guard": GUARD}
    return tuple(OwnReading(*row) for row in rows(connection, "reconcile/own_readings.sql", named))


def read_statement_day(connection: Connection, account_day: AccountDay, assets: Sequence[str]) -> StatementDay | None:
    """What the statements of the account say of the wallet's day, None where none of them covers it whole. `assets` are
    those of the day, among which shares of flexible earn are told apart: statements never show them."""
    day = account_day.day
    named = {
        **account_day.parameters,
        **stated_as(account_day.wallet),
        "first": day,
        "last": day,
        "assets": list(assets),
    }
    covered = rows(connection, "statements/comparable_days.sql", named)
    if not covered:
        return None
    [(_, offset_proved)] = covered
    stated = tuple(rows(connection, "statements/day_stated.sql", named, _stated))
    shares = frozenset(asset for (asset,) in rows(connection, "statements/day_shares.sql", named))
    return StatementDay(offset_proved, stated, shares)


def _stated(_: Any) -> Callable[[Sequence[Any]], Stated]:
    return Stated._make


def _lines(_: Any) -> Callable[[Sequence[Any]], BalanceLine]:
    def line(row: Sequence[Any]) -> BalanceLine:
        *amounts, measure = row
        return BalanceLine._make((*amounts, _MEASURES[measure]))

    return line
