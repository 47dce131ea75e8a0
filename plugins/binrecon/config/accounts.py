"""The accounts file: who is reconciled and how. Holds no secrets; every wrong entry is named in one sentence."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from binrecon.config.pages import slug_of
from binrecon.config.paths import BUNDLE
from binrecon.domain.errors import ConfigurationError
from binrecon.domain.limits import DEFAULT_SHARE
from binrecon.domain.money import ZERO, InexactAmountError, exact
from binrecon.domain.vocabulary import AccountType, Wallet
from binrecon.domain.wallets import RECONCILED, WALLETS

DEFAULT_FILE = BUNDLE / "include" / "accounts.toml"
REMAINDER_CALLS = 60
DAILY_PAIRS = 60
CLOSE_DUE_DAYS = 5
_MOST_PAIRS = 1000
# Airflow renders the arguments of tasks as templates, and an e-mail is one of them: no braces. No control characters.
_EMAIL = re.compile(r"[^@\s{}\x00-\x1f\x7f-\x9f]{1,128}@[^@\s{}\x00-\x1f\x7f-\x9f]{1,120}")
LONGEST_EMAIL = 200
"""Ids of DAGs and of runs are made of it, and Airflow takes 250 characters: a DAG with a longer one would take the
others of its file with it."""
_STORE = re.compile(r"[a-z][a-z0-9+.-]*://([A-Za-z0-9_.-]+@)?[^\s@:?]+")


@dataclass(frozen=True)
class Thresholds:
    """Alert only above both: `asset` in units of the asset, `usd` in US dollars. Verdicts know no threshold. `wallets`
    are those of single wallets, where they are others."""

    asset: Decimal = ZERO
    usd: Decimal = ZERO
    wallets: tuple[tuple[Wallet, Thresholds], ...] = ()

    def of(self, wallet: Wallet) -> Thresholds:
        """Those that hold for a wallet."""
        return dict(self.wallets).get(wallet, self)


@dataclass(frozen=True)
class Account:
    """One reconciled account; `connection` names the Airflow connection with its key. `wallets` begin with SPOT. `uid`,
    the account's number at the exchange, need not be stated: it is witnessed. Where it is, no key of another number is
    taken. `sub_accounts` false says that a main account has none: then the lists of transfers to them need not be
    supported for it."""

    email: str
    type: AccountType
    connection: str
    wallets: tuple[Wallet, ...] = (Wallet.SPOT,)
    start_date: date | None = None
    thresholds: Thresholds = Thresholds()
    uid: int | None = None
    sub_accounts: bool = True

    @property
    def slug(self) -> str:
        return slug_of(self.email)

    @property
    def dag_id(self) -> str:
        return f"binrecon_{self.slug}"

    @property
    def read_by_us(self) -> tuple[Wallet, ...]:
        """Its wallets that the exchange gives no snapshot of: what they hold is read at midnight."""
        return tuple(wallet for wallet in self.wallets if WALLETS[wallet].read_by_us)


@dataclass(frozen=True)
class Settings:
    """What holds for all accounts. `weight_share` is the part of each budget we allow ourselves.

    `statements`: the only folder that account statements are imported from. `remainder_calls`: how many pairs a day's
    remainder may be searched for in, per account. `daily_pairs`: up to so many pairs of assets the account has been
    seen with are asked every day; where there are more, the remainder and the sweep lead to them. `second_person`: a
    resolution counts only once another person than its author has approved it. `chain_heads`: the second place of the
    chain's newest links, the URL of a folder of an object store or of a local one; None for none. `close_due_days`: so
    many days after its last one a month should be certified.
    """

    weight_share: Decimal = DEFAULT_SHARE
    show_amounts: bool = False
    allow_trading_keys: bool = False
    discord: str | None = None
    reports: Path = Path("reports")
    egress: str = "default"
    statements: Path = DEFAULT_FILE.parent / "statements"
    remainder_calls: int = REMAINDER_CALLS
    daily_pairs: int = DAILY_PAIRS
    second_person: bool = False
    chain_heads: str | None = None
    close_due_days: int = CLOSE_DUE_DAYS


@dataclass(frozen=True)
class Roster:
    """The whole accounts file."""

    accounts: tuple[Account, ...]
    settings: Settings

    @property
    def reads_at_midnight(self) -> bool:
        """Whether an account has a wallet that is read at midnight."""
        return any(account.read_by_us for account in self.accounts)

    def account(self, email: str) -> Account:
        """The account of that e-mail; raises ConfigurationError when the file has none."""
        for account in self.accounts:
            if account.email == email:
                return account
        raise ConfigurationError(f"the accounts file has no account {email!r}")


def accounts_file() -> Path:
    """Where the file is: `BINRECON_ACCOUNTS`, else include/accounts.toml beside the plugins folder."""
    return Path(os.environ.get("BINRECON_ACCOUNTS") or DEFAULT_FILE)


def load_accounts(path: Path | None = None) -> Roster:
    """Read and check the accounts file. Raises ConfigurationError naming the file, the entry and the key."""
    path = path or accounts_file()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"no accounts file at {path}; copy include/accounts.example.toml there") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from None
    try:
        return _roster(document)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}") from None


def heads_place(stated: str | None) -> str | None:
    """The second place of the chain's heads as a URL, None for none. Raises ConfigurationError for anything else than a
    folder's absolute path or URL: a password in it would stand in a file that holds no secrets."""
    if stated is None or _STORE.fullmatch(stated):
        return stated
    if stated.startswith("/"):
        return f"file://{stated}"
    form = "an absolute path, or a URL such as s3://connection@bucket/folder, whose key is in that connection"
    raise ConfigurationError(f"'chain_heads' must be {form}")


def _roster(document: Mapping[str, Any]) -> Roster:
    _refuse_unknown(document, {"accounts", "settings"}, "the top level")
    entries = document.get("accounts")
    if not isinstance(entries, list) or not entries:
        raise ConfigurationError("needs at least one [[accounts]] entry")
    accounts = tuple(_account(entry, number) for number, entry in enumerate(entries, 1))
    _refuse_shared(accounts, "DAG id", lambda account: account.dag_id)
    # Two accounts with one key: the balances of one would be proved under the other's e-mail. Airflow looks up a
    # connection's variable in capitals, so ids that differ in case alone can be one connection.
    _refuse_shared(accounts, "connection", lambda account: account.connection.upper())
    return Roster(accounts, _settings(document.get("settings", {})))


def _account(entry: Any, number: int) -> Account:
    place = f"[[accounts]] entry {number}"
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{place} must be a table")
    _refuse_unknown(entry, {f.name for f in fields(Account)}, place)
    return Account(
        email=_email(entry, place),
        type=_choice(AccountType, _required(entry, "type", place), "type", place),
        connection=_required(entry, "connection", place),
        wallets=_wallets(entry.get("wallets", ["SPOT"]), place),
        start_date=_date(entry.get("start_date"), place),
        thresholds=_thresholds(entry.get("thresholds", {}), place),
        uid=_uid(entry.get("uid"), place),
        sub_accounts=_flag(entry, "sub_accounts", place, default=True),
    )


def _settings(entry: Any) -> Settings:
    place = "[settings]"
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{place} must be a table")
    _refuse_unknown(entry, {f.name for f in fields(Settings)}, place)
    share = _decimal(entry.get("weight_share", str(DEFAULT_SHARE)), "weight_share", place)
    if not ZERO < share <= 1:
        raise ConfigurationError(f"{place}: weight_share must be above 0 and at most 1, got {share}")
    return Settings(
        weight_share=share,
        show_amounts=_flag(entry, "show_amounts", place),
        allow_trading_keys=_flag(entry, "allow_trading_keys", place),
        discord=_text(entry, "discord", None, place),
        reports=Path(os.environ.get("BINRECON_REPORTS") or _text(entry, "reports", "reports", place)),
        egress=_text(entry, "egress", "default", place),
        statements=Path(
            os.environ.get("BINRECON_STATEMENTS") or _text(entry, "statements", str(Settings.statements), place)
        ),
        remainder_calls=_count(entry, "remainder_calls", REMAINDER_CALLS, place),
        daily_pairs=_count(entry, "daily_pairs", DAILY_PAIRS, place),
        second_person=_flag(entry, "second_person", place),
        chain_heads=_chain_heads(entry, place),
        close_due_days=_count(entry, "close_due_days", CLOSE_DUE_DAYS, place),
    )


def _chain_heads(entry: Mapping[str, Any], place: str) -> str | None:
    try:
        return heads_place(_text(entry, "chain_heads", None, place))
    except ConfigurationError as error:
        raise ConfigurationError(f"{place}: {error}") from None


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in entry:
        if key not in known:
            raise ConfigurationError(f"{place}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _refuse_shared(accounts: tuple[Account, ...], what: str, of: Callable[[Account], str]) -> None:
    seen: dict[str, str] = {}
    for account in accounts:
        if of(account) in seen:
            raise ConfigurationError(f"{account.email!r} and {seen[of(account)]!r} would share one {what}")
        seen[of(account)] = account.email


def _required(entry: Mapping[str, Any], key: str, place: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{place}: {key!r} is missing or not a text")
    return value


def _email(entry: Mapping[str, Any], place: str) -> str:
    value = _required(entry, "email", place)
    if not _EMAIL.fullmatch(value):
        raise ConfigurationError(f"{place}: 'email' is not an e-mail address: {value[:60]!r}")
    if len(value) > LONGEST_EMAIL:
        raise ConfigurationError(f"{place}: 'email' has {len(value)} characters, and may have {LONGEST_EMAIL}")
    return value


def _choice(kind: type[Any], value: Any, key: str, place: str) -> Any:
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(repr(item.value) for item in kind)
        raise ConfigurationError(f"{place}: {key!r} must be one of {allowed}, got {value!r}") from None


def _wallets(value: Any, place: str) -> tuple[Wallet, ...]:
    if not isinstance(value, list) or not value:
        raise ConfigurationError(f"{place}: 'wallets' must be a list such as [\"SPOT\"]")
    wallets = tuple(_choice(Wallet, item, "wallets", place) for item in value)
    known = ", ".join(map(str, RECONCILED))
    if Wallet.SPOT not in wallets or len(set(wallets)) < len(wallets):
        raise ConfigurationError(f"{place}: 'wallets' must name SPOT, and each wallet once; they can be {known}")
    return tuple(wallet for wallet in RECONCILED if wallet in wallets)


def _date(value: Any, place: str) -> date | None:
    if value is None or type(value) is date:
        return value
    raise ConfigurationError(f"{place}: 'start_date' must be a TOML date such as 2026-11-01, got {value!r}")


def _uid(value: Any, place: str) -> int | None:
    if value is None or (type(value) is int and value > 0):
        return value
    raise ConfigurationError(f"{place}: 'uid' must be the account's number at the exchange, got {value!r}")


def _thresholds(entry: Any, place: str) -> Thresholds:
    place = f"{place}, thresholds"
    common = _above(entry, Thresholds(), place, {*RECONCILED})
    own = [(wallet, _above(entry[wallet], common, f"{place}.{wallet}")) for wallet in RECONCILED if wallet in entry]
    return replace(common, wallets=tuple(own))


def _above(entry: Any, common: Thresholds, place: str, beside: Collection[str] = ()) -> Thresholds:
    """What the table does not say is as in `common`; `beside` are keys of other tables in it."""
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{place} must be a table")
    _refuse_unknown(entry, {"asset", "usd", *beside}, place)
    amounts = {key: _not_negative(entry[key], key, place) for key in ("asset", "usd") if key in entry}
    return Thresholds(amounts.get("asset", common.asset), amounts.get("usd", common.usd))


def _not_negative(value: Any, key: str, place: str) -> Decimal:
    amount = _decimal(value, key, place)
    if amount < ZERO:
        raise ConfigurationError(f"{place}: {key!r} must not be negative, got {value!r}")
    return amount


def _decimal(value: Any, key: str, place: str) -> Decimal:
    if not isinstance(value, str):
        raise ConfigurationError(f'{place}: {key!r} must be a text such as "0.5", got {value!r}')
    try:
        return exact(value)
    except InexactAmountError as error:
        raise ConfigurationError(f"{place}: {key!r}: {error}") from None


def _flag(entry: Mapping[str, Any], key: str, place: str, default: bool = False) -> bool:
    value = entry.get(key, default)
    if not isinstance(value, bool):
        raise ConfigurationError(f"{place}: {key!r} must be true or false, got {value!r}")
    return value


def _count(entry: Mapping[str, Any], key: str, default: int, place: str) -> int:
    value = entry.get(key, default)
    if type(value) is not int or not 0 <= value <= _MOST_PAIRS:
        raise ConfigurationError(f"{place}: {key!r} must be a whole number from 0 to {_MOST_PAIRS}, got {value!r}")
    return value


def _text(entry: Mapping[str, Any], key: str, default: str | None, place: str) -> Any:
    value = entry.get(key, default)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise ConfigurationError(f"{place}: {key!r} must be a text, got {value!r}")
    return value
