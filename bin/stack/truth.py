"""What the simulator planted, and the verdicts held against it: every trouble found as what it is, all else proved."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

PROVED = "proved"


@dataclass(frozen=True)
class ReportedVerdict:
    """One row of the current verdicts; amounts in units of the asset, None where a snapshot is missing."""

    email: str
    day: date
    wallet: str
    asset: str
    expected: Decimal | None
    actual: Decimal | None
    variance: Decimal | None
    verdict: str
    reason: str | None
    measure: str = "balance"


@dataclass(frozen=True)
class Planted:
    """One planted trouble; without an asset it concerns every asset of the wallet on that day, in every measure."""

    email: str
    day: date
    wallet: str
    asset: str | None
    variance: Decimal | None
    kind: str
    expected_verdict: str
    note: str
    says: str = ""
    measure: str | None = "balance"

    def concerns(self, verdict: ReportedVerdict) -> bool:
        same_place = (self.email, self.day, self.wallet) == (verdict.email, verdict.day, verdict.wallet)
        return same_place and self.asset in (None, verdict.asset) and self.measure in (None, verdict.measure)

    def is_met_by(self, verdict: ReportedVerdict) -> bool:
        """Tell whether it was reported as what it is: the verdict, the words the reason must have, and the variance
        where one can be computed."""
        same_amount = None in (self.variance, verdict.variance) or self.variance == verdict.variance
        return verdict.verdict == self.expected_verdict and same_amount and self.says in (verdict.reason or "")


@dataclass(frozen=True)
class Late:
    """A cell as it must be judged before a late record is listed, and the verdict it must have afterwards."""

    before: Planted
    then: str


@dataclass(frozen=True)
class Listed:
    """How many records one list of a product shows of an account over all days."""

    email: str
    endpoint: str
    records: int


@dataclass(frozen=True)
class Truth:
    """What the simulator wrote into ``truth.json``."""

    days: tuple[date, ...]
    planted: tuple[Planted, ...]
    late: tuple[Late, ...] = ()
    products: tuple[Listed, ...] = ()


@dataclass(frozen=True)
class PlantedOutcome:
    """One planted trouble and the verdicts it got, or (``planted`` None) a clean cell that is not proved."""

    planted: Planted | None
    verdicts: tuple[ReportedVerdict, ...]

    @property
    def is_right(self) -> bool:
        return self.planted is not None and bool(self.verdicts) and all(map(self.planted.is_met_by, self.verdicts))


def read(file: Path) -> Truth:
    content = json.loads(file.read_text())
    return Truth(
        tuple(date.fromisoformat(day) for day in content["days"]),
        tuple(_planted(entry) for entry in content["planted"]),
        tuple(Late(_planted(entry), entry["then"]) for entry in content["late"]),
        tuple(Listed(entry["email"], entry["list"], entry["records"]) for entry in content["products"]),
    )


def compare(truth: Truth, verdicts: Iterable[ReportedVerdict]) -> list[PlantedOutcome]:
    """Give one finding for each planted trouble, and one for each clean cell that is not proved."""
    rows = list(verdicts)
    troubles = [PlantedOutcome(item, tuple(filter(item.concerns, rows))) for item in truth.planted]
    touched = {row for finding in troubles for row in finding.verdicts}
    strays = [PlantedOutcome(None, (row,)) for row in rows if row not in touched and row.verdict != PROVED]
    return troubles + strays


def silent_days(truth: Truth, emails: Iterable[str], verdicts: Iterable[ReportedVerdict]) -> list[tuple[str, date]]:
    """Give the account-days without a single verdict: silence must not pass for proof."""
    heard = {(row.email, row.day) for row in verdicts}
    return [(email, day) for email in emails for day in truth.days if (email, day) not in heard]


def plain(amount: Decimal | None) -> str:
    """Write an amount in full, without an exponent and without trailing zeros; nothing for an unknown one."""
    if amount is None:
        return "-"
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _planted(entry: dict[str, Any]) -> Planted:
    variance = entry["variance"]
    return Planted(
        entry["email"],
        date.fromisoformat(entry["day"]),
        entry["wallet"],
        entry["asset"],
        None if variance is None else Decimal(variance),
        entry["kind"],
        entry["expected_verdict"].lower(),
        entry["note"],
        entry["says"],
        entry["measure"],
    )
