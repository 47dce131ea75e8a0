"""Work out an account's history: every stretch between dated balances judged, and how many days a proof covers.

Nothing is asked of the exchange. Rests on decisions 130 to 132.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine

from binrecon.collectors.day_plan import CALLERS, NO_MOVEMENTS, fixed_questions
from binrecon.collectors.followed import FOLLOWED_LISTS, LEADING
from binrecon.config.accounts import Account
from binrecon.domain.history import AccountHistory, HistoryFacts, Need, Stretch, WalletHistory
from binrecon.domain.intervals import DAY
from binrecon.domain.vocabulary import Measure, Verdict, Wallet
from binrecon.domain.wallets import described
from binrecon.reconciliation.anchors import points_of, with_birth
from binrecon.reconciliation.history_days import covered_days
from binrecon.reconciliation.intervals import backwards, judge_stretches
from binrecon.sources.catalogue import CATALOGUE, SOURCES
from binrecon.sources.statement_operations import is_known, wallet_of
from binrecon.sources.wallet_lists import endpoints_of
from binrecon.storage import history as store
from binrecon.storage.history import AccountWallet, FirstDays, HistoryPair, HistoryRow
from binrecon.storage.transactions import consistent_read, serialized

ALL_WALLETS = ""
_OF_PAIRS = ("trades", "allocations", "margin_trades")
"""Lists that are asked pair by pair and touch the pair's assets alone."""


def account_history(engine: Engine, account: Account, through: date) -> AccountHistory | None:
    """The history up to the day `through`, from one picture of the database; None where nothing is known of the account
    by then."""
    with consistent_read(engine) as connection:
        first = store.first_days(connection, account.email)
        born = min(filter(None, first), default=None)
        if born is None or born > through:
            return None
        wallets = tuple(
            _wallet(connection, account, AccountWallet(account.email, wallet), first, through)
            for wallet in account.wallets
        )
    return AccountHistory(account.email, born, through, wallets)


def _wallet(
    connection: Connection, account: Account, of: AccountWallet, first: FirstDays, through: date
) -> WalletHistory:
    facts = read_facts(connection, account, of, first, through)
    stretches = judge_stretches(facts)
    born = min(filter(None, first))
    covered = covered_days(stretches, store.judged_days(connection, of), facts.points, born, through)
    return WalletHistory(of.wallet, stretches, backwards(facts), covered)


def read_facts(
    connection: Connection, account: Account, of: AccountWallet, first: FirstDays, through: date
) -> HistoryFacts:
    """What the wallet's stretches are judged by. It began with nothing where its first record is older than every
    balance; else what it began with is not known."""
    known_birth = first.records if first.balances is None or (first.records or date.max) < first.balances else None
    anchors = with_birth(store.read_anchors(connection, of, through + DAY), known_birth)
    assets = {*_assets(connection, of), *(asset for anchor in anchors for asset in anchor.balances)}
    silent = store.silent_assets(connection, of.email, assets)
    points = points_of(anchors, assets, silent)
    moved, before = store.read_moved(connection, of, points)
    relevant = frozenset(_relevant(account, of.wallet))
    return HistoryFacts(
        wallet=of.wallet,
        points=points,
        moved=moved,
        before=before,
        needs=tuple(_needs(connection, account, of, relevant, sorted(assets))),
        read=store.read_windows(connection, of.email),
        blocked=tuple(one for one in store.read_blocked(connection, of.email) if one.endpoint in relevant),
        doubts=tuple(store.read_doubts(connection, of, through)),
        stated=store.read_stated(connection, of, points),
        stated_days=store.stated_days(connection, of),
        silent=silent,
    )


def _assets(connection: Connection, of: AccountWallet) -> Iterator[str]:
    """Every asset that moved here, or in a wallet of a statement that nobody has described: it may be this one."""
    for asset, account in store.moved_assets(connection, of):
        if not account or wallet_of(account) is of.wallet or not is_known(account):
            yield asset


def _relevant(account: Account, wallet: Wallet) -> Iterator[str]:
    """The lists that can move a balance of the wallet and that this kind of account may ask; the witness tells
    balances."""
    for endpoint in endpoints_of(wallet):
        source = SOURCES.get(endpoint.name)
        moves = source is not None and Measure.BALANCE in source.measures and source.name != described(wallet).witness
        if moves and endpoint.caller in CALLERS[account.type] and endpoint.name not in NO_MOVEMENTS:
            yield endpoint.name


def _needs(
    connection: Connection, account: Account, of: AccountWallet, relevant: frozenset[str], assets: list[str]
) -> Iterator[Need]:
    """What a stretch rests on: the lists that every day asks, those that a day required or that held something, and
    the trades of pairs both of whose assets were held."""
    fixed = {(one.endpoint, one.key) for one in fixed_questions(account.type, of.wallet) if not one.witness}
    asked = {*store.read_questions(connection, of, relevant), *(one for one in fixed if one[0] in relevant)}
    by_pair = {one for one in asked if one[0] in _OF_PAIRS and one[1]}
    leading = LEADING.get(of.wallet)
    spared = store.spared_days(connection, of, leading, FOLLOWED_LISTS & relevant, asked) if leading else {}
    for one in sorted(asked - by_pair):
        yield Need(*one, expires=_expires(one[0]), spared=spared.get(one, frozenset()))
    held = assets if of.wallet is Wallet.SPOT else []
    pairs = {pair.symbol: pair for pair in store.read_pairs(connection, of.email, held, {key for _, key in by_pair})}
    for one in sorted(by_pair):
        yield replace(_of_pair(one[0], pairs[one[1]]), spared=spared.get(one, frozenset()))
    for pair in pairs.values():
        if pair.both and ("trades", pair.symbol) not in by_pair and pair.assets:
            yield replace(_of_pair("trades", pair), pair=(pair.assets[0], pair.assets[1]))


def _of_pair(endpoint: str, pair: HistoryPair) -> Need:
    touched = None if pair.assets is None else frozenset(pair.assets)
    return Need(endpoint, pair.symbol, touched, until=pair.closed_at, expires=_expires(endpoint))


def _expires(endpoint: str) -> int | None:
    retention = CATALOGUE[endpoint].retention
    return None if retention is None else retention.days


def keep_history(engine: Engine, history: AccountHistory, run_id: str) -> bool:
    """Append how much of the history is proved, of all wallets together and of each, where it is not what was kept
    last; gives whether anything was. Two runs do so one after the other."""
    with serialized(engine, f"history|{history.email}") as connection:
        return any([store.keep(connection, row, run_id) for row in _rows(history)])


def _rows(history: AccountHistory) -> Iterator[HistoryRow]:
    every = tuple(stretch for wallet in history.wallets for stretch in wallet.stretches)
    yield _row(history, ALL_WALLETS, every, history.covered)
    for wallet in history.wallets:
        yield _row(history, wallet.wallet, wallet.stretches, wallet.covered)


def _row(history: AccountHistory, wallet: str, stretches: tuple[Stretch, ...], covered: frozenset[date]) -> HistoryRow:
    counts = Counter(stretch.verdict for stretch in stretches)
    return HistoryRow(
        email=history.email,
        wallet=str(wallet),
        born=history.born,
        through=history.through,
        days=history.days,
        covered=len(covered),
        proved=counts[Verdict.PROVED],
        open=counts[Verdict.OPEN],
        unproved=counts[Verdict.UNPROVED],
        digest=hashlib.sha256("\n".join(map(_line, stretches)).encode()).hexdigest(),
    )


def _line(stretch: Stretch) -> str:
    return "|".join(str(value) for value in vars(stretch).values())
