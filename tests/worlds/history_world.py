"""Accounts over three years, as the simulator's world has them, put into the canonical tables as the pipeline would.

What this does not exercise: collecting, booking and the plan. Rows, readings and statements are put where those leave
them, so that forty accounts of three years take seconds. Each account is of one kind of trouble; its truth is
`world.balance`.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from binrecon.collectors.day_plan import fixed_questions
from binrecon.config.accounts import Account
from binrecon.domain.balance_statements import StatedBalance, StatedBalances
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.storage.balance_statements import add_balances
from sqlalchemy import Engine, text

from tests.simulator.clock import DAY, HOUR, SECOND, day_of, start_of
from tests.simulator.events import Deposit, Invisible, WalletTransfer, Withdrawal
from tests.simulator.fill import Fill
from tests.simulator.postings import Posting
from tests.simulator.units import UNIT
from tests.simulator.world import World

FIRST, LAST = date(2023, 11, 5), date(2026, 11, 3)
"""1,095 days."""
SNAPSHOTS = 75
"""So many of the last days have a snapshot."""
RETENTION = 180
ASSETS = ("BTC", "ETH", "USDT")
KINDS = (
    "clean",
    "hidden in",
    "hidden out",
    "cancelling",
    "lost",
    "lost cancelling",
    "stated",
    "stated hidden",
    "delisted",
    "two hidden",
)
LATE = ("lost", "lost cancelling", "stated", "stated hidden")
YEARS = (date(2024, 11, 4), date(2025, 11, 4))


@dataclass(frozen=True)
class Life:
    """One account: its kind, and the true days of what nothing lists, by asset, with what each day moved unseen."""

    email: str
    kind: str
    hidden: dict[tuple[str, date], int]
    unread: frozenset[tuple[str, date]]

    @property
    def account(self) -> Account:
        return Account(self.email, AccountType.SUB, "sub")


@dataclass(frozen=True)
class HistoryWorld:
    """All accounts and their truth."""

    world: World
    lives: tuple[Life, ...]

    def held(self, email: str, midnight: date, asset: str) -> Decimal:
        """What the account truly held at 00:00 UTC of a date."""
        return amount(self.world.balance(email, midnight - timedelta(days=1), asset))


def amount(units: int) -> Decimal:
    """Units of 1e-18 as a decimal."""
    return Decimal(units).scaleb(-18)


def moment(milliseconds: int) -> datetime:
    """Milliseconds as a time."""
    return datetime.fromtimestamp(milliseconds // SECOND, UTC)


def build(engine: Engine, accounts: int, seed: int = 1, years: tuple[date, ...] = YEARS) -> HistoryWorld:
    """So many accounts, the kinds in turn, in truth and in the tables; with the statements of balances of `years`."""
    world = World(FIRST, LAST)
    chance = random.Random(seed)
    lives = tuple(_life(world, chance, number, KINDS[number % len(KINDS)]) for number in range(accounts))
    _market(engine)
    for life in lives:
        _write(engine, world, life, years)
    return HistoryWorld(world, lives)


def _life(world: World, chance: random.Random, number: int, kind: str) -> Life:
    email = f"life{number:02}@example.com"
    world.add_account(email)
    for place, asset in enumerate(ASSETS):
        world.add(Deposit(f"d{number}-{place}", email, asset, 1000 * UNIT, ((start_of(FIRST) + HOUR, 1),)))
    for event in _usual(chance, email, number):
        world.add(event)
    troubles = list(_troubles(chance, email, number, kind))
    for event in troubles:
        world.add(event)
    hidden: dict[tuple[str, date], int] = {}
    for event in (one for one in troubles if isinstance(one, Invisible)):
        at = (event.asset, day_of(event.time))
        hidden[at] = hidden.get(at, 0) + event.amount
    unread = {
        (posting.asset, day_of(posting.time))
        for event in troubles
        if not isinstance(event, Invisible)
        for posting in event.postings()
        if posting.wallet == "SPOT"
    }
    return Life(email, kind, hidden, frozenset(unread))


def _usual(chance: random.Random, email: str, number: int) -> Iterator[Any]:
    """Deposits, withdrawals and fills of BTCUSDT over the years, small beside what is held."""
    for turn in range(60):
        at = start_of(FIRST) + chance.randrange(1, (LAST - FIRST).days) * DAY + chance.randrange(DAY)
        size, asset = chance.randrange(1, 10**9) * 10**9, chance.choice(ASSETS)
        yield Deposit(f"u{number}-{turn}", email, asset, size, ((at, 1),))
        yield Withdrawal(f"w{number}-{turn}", email, asset, size // 2, 10**12, ((at + 1000, 6),))
        yield Fill(
            "BTCUSDT", "BTC", "USDT", turn, turn, email, turn % 2 == 0, UNIT, size, size, 10**9, "USDT", at + 5000
        )


def _troubles(chance: random.Random, email: str, number: int, kind: str) -> Iterator[Any]:
    early = lambda: start_of(FIRST) + chance.randrange(5, 700) * DAY + chance.randrange(DAY)
    size = chance.randrange(1, 10**6) * 10**12
    if kind in ("hidden in", "two hidden", "stated hidden"):
        yield Invisible(f"i{number}", email, "BTC", size, early())
    if kind in ("hidden out", "two hidden"):
        yield Invisible(f"o{number}", email, "ETH", -size, early())
    if kind == "cancelling":
        at = start_of(YEARS[0]) + 30 * DAY
        yield Invisible(f"i{number}", email, "BTC", size, at)
        yield Invisible(f"o{number}", email, "BTC", -size, at + 100 * DAY)
    if kind in ("lost", "stated", "stated hidden"):
        yield WalletTransfer(number * 10, email, "MAIN_FUNDING", "USDT", size, early())
    if kind == "lost cancelling":
        at = start_of(YEARS[0]) + 30 * DAY
        yield WalletTransfer(number * 10, email, "MAIN_FUNDING", "USDT", size, at)
        yield WalletTransfer(number * 10 + 1, email, "FUNDING_MAIN", "USDT", size, at + 100 * DAY)
    if kind == "delisted":
        at, other = early(), ("OLDUSDT", "OLD", "USDT")
        yield Fill(*other, 1, 1, email, True, UNIT, size, size, 0, "USDT", at)
        yield Fill(*other, 2, 2, email, False, UNIT, size, size, 0, "USDT", at + DAY)


# --- into the tables ------------------------------------------------------------------------------------------------


def many(engine: Engine, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows of one shape at once."""
    if rows:
        columns, values = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        with engine.begin() as connection:
            connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), rows)


def _market(engine: Engine) -> None:
    pairs = (("BTC", "USDT", None), ("ETH", "USDT", None), ("OLD", "USDT", moment(start_of(YEARS[1]))))
    seen = dict(status="TRADING", is_spot_trading_allowed=True, is_margin_trading_allowed=False, raw_data="{}")
    rows = [
        dict(symbol=base + quote, base_asset=base, quote_asset=quote, closed_at=closed, **seen)
        | {"evidence_at": moment(start_of(LAST))}
        for base, quote, closed in pairs
    ]
    many(engine, "binance_exchange_info", rows)


def _write(engine: Engine, world: World, life: Life, years: tuple[date, ...]) -> None:
    own = [event for event in world.events if event.email == life.email]
    told = [event for event in own if not isinstance(event, Invisible | WalletTransfer)]
    told = [event for event in told if not (isinstance(event, Fill) and event.symbol == "OLDUSDT")]
    many(engine, "binance_reconciliation_transfers", [leg for one in told for leg in _transfer_legs(one)])
    many(engine, "binance_reconciliation_trades", [leg for one in told for leg in _trade_legs(one)])
    _readings(engine, life)
    _snapshots(engine, world, life)
    for year in years:
        state(engine, HistoryWorld(world, (life,)), life, year)
    if life.kind.startswith("stated"):
        _account_statement(engine, life, [one for event in own for one in event.postings() if one.wallet == "SPOT"])


def _transfer_legs(event: Any) -> Iterator[dict[str, Any]]:
    kinds = {Deposit: "deposit", Withdrawal: "withdraw"}
    for posting in event.postings() if type(event) in kinds else ():
        kind = {"in": "transfer_in", "out": "transfer_out", "fee": "txn_fee"}[posting.leg]
        yield dict(
            source=kinds[type(event)],
            endpoint=f"{kinds[type(event)]}_history",
            fid=1,
            external_id=event.id,
            leg={"in": 1, "out": 2, "fee": 3}[posting.leg],
            datetime=moment(posting.time),
            txn_type=kind,
            txn_subtype=kinds[type(event)],
            email=event.email,
            wallet="SPOT",
            asset=posting.asset,
            amount=amount(posting.amount),
            status="1",
            standing="counts",
            evidence_at=moment(posting.time),
        )


def _trade_legs(event: Any) -> Iterator[dict[str, Any]]:
    for posting in event.postings() if isinstance(event, Fill) else ():
        yield dict(
            source="trade",
            fid=1,
            external_id=f"{event.symbol}:{event.id}",
            leg={"buy": 1, "sell": 2, "fee": 3}[posting.leg],
            datetime=moment(posting.time),
            txn_subtype={"buy": "spot_buy", "sell": "spot_sell", "fee": "taker_fee"}[posting.leg],
            email=event.email,
            wallet="SPOT",
            symbol=event.symbol,
            asset=posting.asset,
            amount=amount(posting.amount),
            agg_id=str(event.id),
            evidence_at=moment(posting.time),
        )


def _readings(engine: Engine, life: Life) -> None:
    """Every list of the account is read from before its birth on; those that expire for the last 180 days only, where
    its kind says that they were read late."""
    end = moment(start_of(LAST) + 2 * DAY)
    expiring = "wallet_transfer" if life.kind in LATE else ""
    rows = []
    for question in fixed_questions(AccountType.SUB, Wallet.SPOT):
        start = moment(start_of(FIRST) - 30 * DAY)
        if question.endpoint == expiring:
            start = end - timedelta(days=RETENTION)
        rows.append(_reading(life.email, question.endpoint, question.key, start, end))
    start = moment(start_of(FIRST) - 30 * DAY)
    rows += [_reading(life.email, "trades", symbol, start, end) for symbol in ("BTCUSDT", "ETHUSDT")]
    many(engine, "binance_collection_coverage", rows)
    many(engine, "binance_traded_symbols", [dict(email=life.email, symbol="BTCUSDT")])
    if life.kind == "delisted":
        many(engine, "binance_traded_symbols", [dict(email=life.email, symbol="OLDUSDT")])


def _reading(email: str, endpoint: str, key: str, start: datetime, end: datetime) -> dict[str, Any]:
    asked = end + timedelta(hours=36)
    window = dict(window_start=start, window_end=end, asked_at=asked, finished_at=asked)
    return dict(email=email, endpoint=endpoint, key=key, status="complete", **window)


def _snapshots(engine: Engine, world: World, life: Life) -> None:
    days = [LAST - timedelta(days=number) for number in range(SNAPSHOTS)]
    own = dict(email=life.email, wallet="SPOT", fid=1)
    taken = [
        own
        | dict(date=day, update_time=moment(start_of(day) + DAY - 1000), evidence_at=moment(start_of(day) + 2 * DAY))
        for day in days
    ]
    many(engine, "binance_snapshot_days", taken)
    held = [
        own
        | dict(source="daily_snapshot", external_id=f"{day}", date=day, asset=asset, raw_balance=amount(units))
        | dict(evidence_at=moment(start_of(day)))
        for day in days
        for asset, units in (world.closing(life.email, day) or {}).items()
        if units
    ]
    many(engine, "binance_reconciliation_balances", held)


def state(engine: Engine, truth: HistoryWorld, life: Life, midnight: date) -> None:
    """Bring a whole statement of balances at a date, as the exchange's page would show it."""
    assets = [asset for asset in (*ASSETS, "OLD") if truth.held(life.email, midnight, asset)]
    lines = tuple(
        StatedBalance(number, midnight, life.email, Wallet.SPOT, asset, truth.held(life.email, midnight, asset))
        for number, asset in enumerate(assets, 2)
    )
    content = f"{life.email} {midnight}".encode()
    with engine.begin() as connection:
        add_balances(connection, StatedBalances(f"{midnight}.csv", True, lines, content), "ann")


def _account_statement(engine: Engine, life: Life, postings: list[Posting]) -> None:
    """The exchange's account statement of all these years: the hidden movement is a line of it."""
    content = life.email.encode()
    window = dict(covered_from=moment(start_of(FIRST)), covered_to=moment(start_of(LAST) + DAY))
    file = dict(sha256=hashlib.sha256(content).hexdigest(), file_name="s.csv", accounts=[life.email], version="3")
    file |= dict(
        utc_offset=timedelta(0), offset_proof="proved: by hand", rows=len(postings), content=content, author="ann"
    )
    many(engine, "binance_statement_files", [file | window])
    operations = {"in": "Deposit", "out": "Withdraw", "buy": "Buy", "sell": "Sell", "fee": "Fee", "other": "Deposit"}
    with engine.connect() as connection:
        number = connection.execute(text("SELECT max(id) FROM binance_statement_files")).scalar_one()
    lines = [
        dict(file_id=number, line=line, email=life.email, at=moment(posting.time), account="Spot")
        | dict(operation=operations[posting.leg], asset=posting.asset, change=amount(posting.amount))
        for line, posting in enumerate(postings, 1)
    ]
    many(engine, "binance_statement_rows", lines)
