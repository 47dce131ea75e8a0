"""The exchange's own account statement, written from what truly moved: any header version, language, offset, CSV or
ZIP.

A statement has one row per movement with a resolution of one second, no ids, and no rows for flexible shares (LD).
Rows of one second come in no useful order; a withdrawal is one row with its fee in it.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zlib import crc32

from .clock import DAY, HOUR, SECOND, start_of
from .events import Event
from .postings import Posting
from .products.earn import share_of
from .statement_names import ACCOUNTS, HEADERS, operation_of, remark_of
from .units import UNIT, plain
from .world import World

SMALL = UNIT // 10**6
NO_DATA = b"No data matches the criteria."
_FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)


class Line(NamedTuple):
    """One row of a statement before it is written: user, UTC ms, account, operation, coin, units of 1e-18, remark."""

    user: int
    time: int
    account: str
    operation: str
    coin: str
    change: int
    remark: str


def statement_lines(
    world: World, emails: Iterable[str], first_day: date, last_day: date, utc_offset: int = 0, version: int = 2
) -> list[Line]:
    """What the statement of these accounts lists, in order of second.

    The days are those of the file's own clock, `utc_offset` hours ahead of UTC, both included.
    """
    users = {world.accounts[email].user_id for email in emails}
    start = start_of(first_day) - utc_offset * HOUR
    end = start_of(last_day) + DAY - utc_offset * HOUR
    lines = [line for event in world.events for line in _lines_of(world, event, version)]
    kept = [line for line in lines if start <= line.time < end and line.user in users]
    return sorted(kept, key=lambda line: (line.time // SECOND, crc32(repr(line).encode())))


def statement(
    world: World,
    emails: Iterable[str],
    first_day: date,
    last_day: date,
    *,
    version: int = 2,
    utc_offset: int = 0,
    language: str = "en",
    four_digit_year: bool = False,
    scientific: bool = True,
    thousands: bool = False,
) -> bytes:
    """The CSV file, UTF-8, or NO_DATA where nothing moved.

    Versions: 1 without user and with the old operations, 2 quoted with User_ID, 3 with a BOM and a two-digit year.
    `scientific` writes what is below a millionth like 6.0E-7, `thousands` puts commas in. Language: en, es or ja.
    Raises KeyError for a version or language nobody has seen.
    """
    header = HEADERS[language, version]
    lines = statement_lines(world, emails, first_day, last_day, utc_offset, version)
    if not lines:
        return NO_DATA
    pattern = "%y-%m-%d %H:%M:%S" if version == 3 and not four_digit_year else "%Y-%m-%d %H:%M:%S"
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if version == 2 else csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerow(header)
    for line in lines:
        moment = datetime.fromtimestamp(line.time // SECOND, UTC) + timedelta(hours=utc_offset)
        change = change_text(line.change, scientific=scientific, thousands=thousands)
        row = [str(line.user), moment.strftime(pattern), line.account, line.operation, line.coin, change, line.remark]
        writer.writerow(row[len(row) - len(header) :])
    return (b"\xef\xbb\xbf" if version == 3 else b"") + out.getvalue().encode()


def member_name(made: datetime, utc_offset: int = 0, kind: str = "Transaction-History") -> str:
    """Name of a file in the download: it tells when it was made and the offset of its times."""
    offset = f"UTC{utc_offset:+d}" if utc_offset else "UTC+0"
    return f"Binance-{kind}-{made:%Y%m%d%H%M}({offset}).csv"


def statement_zip(members: dict[str, bytes]) -> bytes:
    """The download: files by name, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_OF_ZIP), body)
    return out.getvalue()


def change_text(amount: int, *, scientific: bool = True, thousands: bool = False) -> str:
    """A signed decimal as the statement prints it: `--` for nothing, exponents for what is tiny."""
    if amount == 0:
        return "--"
    if scientific and abs(amount) < SMALL:
        digits = str(abs(amount)).rstrip("0")
        exponent = len(str(abs(amount))) - 19
        return f"{'-' if amount < 0 else ''}{digits[0]}.{digits[1:] or '0'}E{exponent}"
    text = plain(amount)
    return f"{Decimal(text):,f}" if thousands else text


def _lines_of(world: World, event: Event, version: int) -> Iterator[Line]:
    share = share_of(event.asset) if event.kind.startswith("flexible_") else None
    for posting in _merged(event):
        if posting.asset != share and posting.wallet in ACCOUNTS and posting.measure == "balance":
            user, account = world.accounts[posting.email].user_id, ACCOUNTS[posting.wallet]
            operation, remark = operation_of(event, posting, version), remark_of(event)
            yield Line(user, posting.time, account, operation, posting.asset, posting.amount, remark)


def _merged(event: Event) -> Iterator[Posting]:
    """Postings of an event; fee and amount of a withdrawal are one."""
    waiting: dict[int, Posting] = {}
    for posting in event.postings():
        if event.kind not in ("withdrawal", "fiat_orders"):
            yield posting
        elif posting.time in waiting:
            known = waiting[posting.time]
            waiting[posting.time] = known._replace(amount=known.amount + posting.amount)
        else:
            waiting[posting.time] = posting
    yield from waiting.values()
