"""The jobs as one would do them in polars: exact decimals, rows in Parquet, nothing read into Python.

python with_polars.py JOB ARGUMENT…   with a Python that has polars; it imports nothing of ours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta

import polars as pl
from rival_clock import tell

MONEY = pl.Decimal(38, 18)
IDENTITIES = ("tran_id", "ledger_id", "client_id", "txn_hash", "network", "number", "bare_hash")
PLACE = ("name", "wallet", "pair")
Frame = pl.DataFrame
col = pl.col


def pack(source: str, target: str) -> None:
    """A CSV with a header as Parquet: `amount` exact, `at` a time, `pid` a number, all else text; of an identity what
    is empty is none."""
    frame = pl.read_csv(source, infer_schema=False, empty_string_is_null=False)
    kinds = {
        "amount": col("amount").cast(MONEY),
        "pid": col("pid").cast(pl.Int64),
        "inside": col("inside") == "t",
        "at": col("at").str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_unit="us", time_zone="UTC"),
        **{name: col(name).replace("", None) for name in IDENTITIES},
    }
    frame.with_columns(kind for name, kind in kinds.items() if name in frame.columns).write_parquet(target)


# own transfers ------------------------------------------------------------------------------------------------------


def match(ends: str, out: str, times: str) -> None:
    """The pairs of ends in memory, by the rule of own_pairs.sql, as a table of step and two pids."""
    frame = pl.read_parquet(ends)
    tell(lambda: len(pairs_of(frame)), int(times))
    pairs_of(frame).write_csv(out)


def match_all(ends: str, out: str) -> None:
    """The same from a CSV of ends to a CSV of pairs."""

    def work() -> int:
        pack(ends, out + ".parquet")
        pairs = pairs_of(pl.read_parquet(out + ".parquet"))
        pairs.write_csv(out)
        return len(pairs)

    tell(work)


def match_numbers(ends: str, times: str) -> None:
    """The one join that does where every transfer has its number in both lists and nothing else is asked of it."""
    frame = pl.read_parquet(ends)

    def work() -> int:
        sent = frame.filter(col("amount") < 0).with_columns(wanted=-col("amount"))
        pairs = sent.join(
            frame.filter(col("amount") > 0),
            left_on=["tran_id", "asset", "wanted"],
            right_on=["tran_id", "asset", "amount"],
        )
        return len(pairs.filter(_alone()).select("pid", "pid_right"))

    tell(work, int(times))


def pairs_of(ends: Frame, inside: timedelta = timedelta(seconds=10), chain: timedelta = timedelta(days=1)) -> Frame:
    """Step by step, what a step names is left out of the next ones."""
    left = ends.with_columns(wanted=-col("amount"))
    strangers = set(left["other_name"].unique()) - set(left["name"].unique()) - {""}
    agreed = _agreed(list(strangers))
    found = []
    steps: tuple[Callable[[Frame, Frame], Frame], ...] = (
        lambda sent, received: _by(sent, received, "tran_id"),
        _by_ledger_id,
        lambda sent, received: _by(sent, received, "client_id"),
        lambda sent, received: _joined(sent, received, ["bare_hash", "asset"]).with_columns(fits=pl.lit(True)),
        lambda sent, received: _by_time(sent, received, inside, chain).filter(_is_named()),
        lambda sent, received: _by_time(sent, received, inside, chain),
    )
    for number, step in enumerate(steps, 1):
        pairs = step(left.filter(col("amount") < 0), left.filter(col("amount") > 0))
        fitting = pairs.filter(col("fits") & agreed).with_columns(alone=_alone())
        found.append(fitting.select(pl.lit(number).alias("step"), "pid", "pid_right", "alone"))
        named = pl.concat([pairs["pid"], pairs["pid_right"]])
        left = left.join(named.to_frame("pid").unique(), on="pid", how="anti")
    return pl.concat(found)


def _joined(sent: Frame, received: Frame, keys: list[str], amounts: bool = True) -> Frame:
    """Pairs of one key, and of opposite amounts unless told otherwise; what is of the received end ends in _right."""
    told = pl.all_horizontal(col(keys).is_not_null())
    right = received.filter(told).rename(lambda name: f"{name}_right")
    wanted = [*keys, "wanted"] if amounts else keys
    arrived = [f"{key}_right" for key in ([*keys, "amount"] if amounts else keys)]
    return sent.filter(told).join(right, left_on=wanted, right_on=arrived, coalesce=False)


def _by(sent: Frame, received: Frame, identity: str) -> Frame:
    pairs = _joined(sent, received, [identity, "asset"], amounts=False)
    return pairs.with_columns(fits=col("wanted") == col("amount_right"))


def _by_ledger_id(sent: Frame, received: Frame) -> Frame:
    pairs = _joined(sent, received, ["number", "asset"])
    told = col("ledger_id").is_not_null() | col("ledger_id_right").is_not_null()
    return pairs.filter(told & _may_be_one()).with_columns(fits=pl.lit(True))


def _by_time(sent: Frame, received: Frame, inside: timedelta, chain: timedelta) -> Frame:
    """Joined by stretches of the reach, as in own_pairs.sql: by amount alone every pair of one amount would be made."""

    def stretch(reach: timedelta) -> pl.Expr:
        return col("at").dt.epoch("s") // int(reach.total_seconds())

    def placed(frame: Frame) -> Frame:
        return frame.with_columns(stretch=pl.when("inside").then(stretch(inside)).otherwise(stretch(chain)))

    ways = (
        placed(sent)
        .with_columns(stretch=pl.concat_list(col("stretch") - 1, col("stretch"), col("stretch") + 1))
        .explode("stretch")
    )
    pairs = _joined(ways, placed(received), ["inside", "asset", "stretch"])
    later = col("at_right") - col("at")
    near = pl.when("inside").then(later.abs() <= inside).otherwise((later >= timedelta(0)) & (later <= chain))
    return pairs.filter(near & _alike() & _may_be_one()).with_columns(fits=pl.lit(True))


def _alike() -> pl.Expr:
    names = ("txn_hash", "network", "ledger_id")
    both = {name: col(name).is_not_null() & col(f"{name}_right").is_not_null() for name in names}
    networks = both["network"] & (col("network").str.to_uppercase() != col("network_right").str.to_uppercase())
    return ~(both["txn_hash"] | networks | (both["ledger_id"] & (col("name") != col("name_right"))))


def _may_be_one() -> pl.Expr:
    same = pl.all_horizontal(col(part) == col(f"{part}_right") for part in PLACE)
    return ~same & _may_be("", "_right") & _may_be("_right", "")


def _may_be(named: str, end: str) -> pl.Expr:
    return pl.all_horizontal(_says(part, named, end) for part in PLACE)


def _says(part: str, named: str, end: str) -> pl.Expr:
    said = col(f"other_{part}{named}")
    return (said == "") | (said == col(f"{part}{end}"))


def _is_named() -> pl.Expr:
    return _names("", "_right") | _names("_right", "")


def _names(named: str, end: str) -> pl.Expr:
    return (col(f"other_name{named}") != "") & (col(f"other_wallet{named}") != "") & _may_be(named, end)


def _agreed(strangers: list[str]) -> pl.Expr:
    def agree(named: str, end: str) -> pl.Expr:
        places = _says("wallet", named, end) & _says("pair", named, end)
        return (_says("name", named, end) | col(f"other_name{named}").is_in(strangers)) & places

    return agree("", "_right") & agree("_right", "")


def _alone() -> pl.Expr:
    return (pl.len().over("pid") == 1) & (pl.len().over("pid_right") == 1)


# two sides, and the roll-forward ----------------------------------------------------------------------------------


def sides(lines: str, records: str, out: str) -> None:
    """What one side lacks: equal amounts of one day and asset are paired off one to one, those of one second first."""
    tell(lambda: _left_over(lines, records).write_csv(out))


def _left_over(lines: str, records: str) -> Frame:
    both = pl.concat([_side(lines, True), _side(records, False)]).with_columns(
        date=col("at").dt.date(), second=col("at").dt.truncate("1s")
    )
    key, in_second = ["date", "asset", "amount"], ["date", "asset", "amount", "second"]
    numbered = both.sort("at", "name").with_columns(k=pl.int_range(pl.len()).over(["is_line", *in_second]))
    first_left = numbered.filter(pl.len().over([*in_second, "k"]) == 1)
    again = first_left.with_columns(n=pl.int_range(pl.len()).over(["is_line", *key]))
    left = again.filter(pl.len().over([*key, "n"]) == 1)
    return left.select("date", "is_line", "asset", "amount", "name").sort(pl.all())


def _side(path: str, is_line: bool) -> Frame:
    return pl.read_parquet(path, columns=["at", "asset", "amount", "name"]).with_columns(is_line=pl.lit(is_line))


def roll(postings: str, out: str) -> None:
    """The balance of each asset."""
    tell(
        lambda: (
            pl.scan_parquet(postings).group_by("asset").agg(col("amount").sum()).sort("asset").collect().write_csv(out)
        )
    )


if __name__ == "__main__":
    job, *arguments = sys.argv[1:]
    globals()[job](*arguments)
