"""What somebody may do to a bundle: each kind at each place, with the manifests as they were or made anew around it."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Told = dict[str, Any]
MANIFESTS = ("manifest.json", "trail.json")


@dataclass
class Opened:
    """The files of a bundle, to be changed; `named` collects what the verifier has to name."""

    files: dict[str, bytes]

    @classmethod
    def of(cls, bundle: Path) -> Opened:
        with zipfile.ZipFile(bundle) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def lines(self, name: str) -> list[Told]:
        return [json.loads(line) for line in self.files[name].splitlines()]

    def put(self, name: str, lines: list[Told]) -> None:
        told = (json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for line in lines)
        self.files[name] = "".join(f"{line}\n" for line in told).encode()

    def manifest(self, name: str = "manifest.json") -> Told:
        return dict(json.loads(self.files[name]))

    def put_manifest(self, told: Told, name: str = "manifest.json") -> None:
        self.files[name] = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    def make_anew(self) -> None:
        """Let both manifests name the files as they are now."""
        for name in (one for one in MANIFESTS if one in self.files):
            told = self.manifest(name)
            told["files"] = {file: filed(self.files[file]) for file in told["files"] if file in self.files}
            if name == "trail.json":
                told["reference"] = hashlib.sha256(self.files["manifest.json"]).hexdigest()
            self.put_manifest(told, name)

    def write(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in self.files.items():
                archive.writestr(name, content)
        return path


def filed(content: bytes) -> Told:
    """What a manifest says of a file."""
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "lines": content.count(b"\n"),
    }


Tamper = Callable[[Opened], None]


def changed(file: str, field: str, value: Any, where: Callable[[Told], bool] = lambda line: True) -> Tamper:
    """One line says something else in one field; `value` may be made of what it said."""

    def do(bundle: Opened) -> None:
        lines = bundle.lines(file)
        line = next(line for line in lines if where(line))
        line[field] = value(line[field]) if callable(value) else value
        bundle.put(file, lines)

    return do


def removed(file: str, where: Callable[[Told], bool] = lambda line: True) -> Tamper:
    def do(bundle: Opened) -> None:
        lines = bundle.lines(file)
        lines.remove(next(line for line in lines if where(line)))
        bundle.put(file, lines)

    return do


def added(file: str, where: Callable[[Told], bool] = lambda line: True, **other: Any) -> Tamper:
    """A line more, beside the one it is made of."""

    def do(bundle: Opened) -> None:
        lines = bundle.lines(file)
        place = next(number for number, line in enumerate(lines) if where(line))
        lines.insert(place + 1, {**lines[place], **other})
        bundle.put(file, lines)

    return do


def turned(file: str) -> Tamper:
    """The first two lines change places."""

    def do(bundle: Opened) -> None:
        first, second, *others = bundle.lines(file)
        bundle.put(file, [second, first, *others])

    return do


def without(file: str) -> Tamper:
    def do(bundle: Opened) -> None:
        del bundle.files[file]

    return do


def of(**said: Any) -> Callable[[Told], bool]:
    return lambda line: all(line.get(field) == value for field, value in said.items())


def more(amount: str) -> str:
    """Another amount of the same sign."""
    return f"-1{amount[1:]}" if amount.startswith("-") else f"1{amount}"


def other_hash(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


def _last(file: str) -> Tamper:
    def do(bundle: Opened) -> None:
        bundle.put(file, bundle.lines(file)[:-1])

    return do


def _body(bundle: Opened) -> None:
    """A digit of an answer is another, under its old hash."""
    lines = bundle.lines("bodies/binance_raw_trades.jsonl")
    line = next(line for line in lines if '"qty":"' in line["body"])
    place = line["body"].index('"qty":"') + len('"qty":"')
    line["body"] = line["body"][:place] + "9" + line["body"][place:]
    bundle.put("bodies/binance_raw_trades.jsonl", lines)


def _body_everywhere(bundle: Opened) -> None:
    """The same, and its new hash wherever the facts name the old one."""
    _body(bundle)
    lines = bundle.lines("bodies/binance_raw_trades.jsonl")
    line = next(one for one in lines if hashlib.sha256(one["body"].encode()).hexdigest() != one["sha256"])
    new, old = hashlib.sha256(line["body"].encode()).hexdigest(), line["sha256"]
    for name in [name for name in bundle.files if name.endswith(".jsonl") and not name.startswith("trail/")]:
        bundle.files[name] = bundle.files[name].replace(old.encode(), new.encode())


def _two_verdicts(bundle: Opened) -> None:
    """An open balance is proved, and the count of its day says so too."""
    lines = bundle.lines("verdicts.jsonl")
    line = next(line for line in lines if line["verdict"] == "open")
    line["verdict"] = "proved"
    days = bundle.lines("days.jsonl")
    day = next(day for day in days if (day["date"], day["wallet"]) == (line["date"], line["wallet"]))
    day["open"], day["proved"] = day["open"] - 1, day["proved"] + 1
    bundle.put("verdicts.jsonl", lines)
    bundle.put("days.jsonl", days)


def _balance_to_fit(bundle: Opened) -> None:
    """An open balance is proved by another closing balance."""
    lines = bundle.lines("verdicts.jsonl")
    line = next(line for line in lines if line["verdict"] == "open")
    line |= {"actual": line["expected"], "variance": "0", "verdict": "proved", "findings": {}}
    held = bundle.lines("balances.jsonl")
    row = next(one for one in held if all(one[name] == line[name] for name in ("date", "wallet", "asset")))
    row["balance"] = line["expected"]
    bundle.put("verdicts.jsonl", lines)
    bundle.put("balances.jsonl", held)


def _findings(change: Callable[[Told], None]) -> Tamper:
    def do(bundle: Opened) -> None:
        lines = bundle.lines("verdicts.jsonl")
        line = next(line for line in lines if line["findings"].get("explained") and line["verdict"] == "explained")
        change(line)
        bundle.put("verdicts.jsonl", lines)

    return do


def _reading(change: Callable[[Told], None]) -> Tamper:
    """A change of a complete reading whose answers are all held."""

    def do(bundle: Opened) -> None:
        lines = bundle.lines("readings.jsonl")
        line = next(one for one in lines if one["list"] == "withdraw_history" and one["status"] == "complete")
        change(line)
        bundle.put("readings.jsonl", lines)

    return do


def _never_answered(bundle: Opened) -> None:
    """A question that was never answered is said to be complete."""
    told, trail = bundle.lines("readings.jsonl"), bundle.lines("trail/readings.jsonl")
    told.append({**told[0], "list": "trades", "key": "XXXYYY", "status": "complete", "pages": []})
    trail.append({**trail[0], "line": len(told), "reading": 10**9, "pages": 0, "records": 0, "held": []})
    bundle.put("readings.jsonl", told)
    bundle.put("trail/readings.jsonl", trail)


def _text(table: str, change: Callable[[str], str]) -> Tamper:
    return changed(f"trail/rows/{table}.jsonl", "text", change)


def _link(change: Callable[[Told], None], holding: bool = True) -> Tamper:
    def do(bundle: Opened) -> None:
        lines = bundle.lines("trail/links.jsonl")
        line = next(line for line in lines[1:] if "hashes" in line or not holding)
        change(line)
        bundle.put("trail/links.jsonl", lines)

    return do


def _cut_with_head(bundle: Opened) -> None:
    """The newest link is gone, and the manifest names the one before it."""
    lines = bundle.lines("trail/links.jsonl")[:-1]
    bundle.put("trail/links.jsonl", lines)
    bundle.put_manifest({**bundle.manifest("trail.json"), "head": lines[-1]["link"]}, "trail.json")


def _verdict_in_the_text(bundle: Opened) -> None:
    """A verdict and its sealed text say proved."""
    _two_verdicts(bundle)
    file = "trail/rows/binance_reconciliation_verdicts.jsonl"
    bundle.files[file] = bundle.files[file].replace(b'\\"open\\"', b'\\"proved\\"')


def _windows_moved(bundle: Opened) -> None:
    """A reading and its answers were asked for months more."""
    lines, before = bundle.lines("readings.jsonl"), "2026-01-01T00:00:00.000000Z"
    line = next(one for one in lines if one["list"] == "withdraw_history" and one["status"] == "complete")
    line["from"] = before
    for page in line["pages"]:
        page["from"] = before
    bundle.put("readings.jsonl", lines)


def _further_by_an_answer(bundle: Opened) -> None:
    """A reading reaches further, by an answer that it is said to have had beside those of the bundle."""
    _reading(lambda line: line.update({"from": "2020-01-01T00:00:00.000000Z"}))(bundle)
    place = next(n for n, line in enumerate(bundle.lines("readings.jsonl")) if line["from"].startswith("2020"))
    trail = bundle.lines("trail/readings.jsonl")
    trail[place]["pages"] += 1
    bundle.put("trail/readings.jsonl", trail)


def _another_wallet(bundle: Opened) -> None:
    """The days of a wallet of which nothing is known are proved."""
    lines = bundle.lines("days.jsonl")
    none = {"wallet": "ISOLATED_MARGIN", "verdict": "proved", "proved": 0, "explained": 0, "open": 0, "unproved": 0}
    more = [{**lines[0], **none, "date": day} for day in sorted({line["date"] for line in lines})]
    bundle.put("days.jsonl", sorted([*lines, *more], key=lambda line: (line["date"], line["wallet"])))


def _reason_behind_a_null(bundle: Opened) -> None:
    """A reason and its sealed text are others, and an older verdict of its link is gone as if archived."""
    table = "binance_reconciliation_verdicts"
    file, links = f"trail/rows/{table}.jsonl", bundle.lines("trail/links.jsonl")
    rows = {one["id"]: json.loads(one["text"]) for one in bundle.lines(file)}
    newest = {tuple(row[2:5]): number for number, row in sorted(rows.items())}
    older = rows.keys() - newest.values()
    link = next(one for one in links if one["table"] == table and older.intersection(one["rows"]))
    gone = min(older.intersection(link["rows"]))
    cell, kept = next((cell, number) for cell, number in newest.items() if number in link["rows"])
    told, texts = bundle.lines("verdicts.jsonl"), [one for one in bundle.lines(file) if one["id"] != gone]
    next(one for one in told if (one["date"], one["wallet"], one["asset"]) == cell)["reason"] = "all is well"
    text = next(one for one in texts if one["id"] == kept)
    text["text"] = text["text"].replace(json.dumps(rows[kept][11], ensure_ascii=False), '"all is well"')
    held = dict(zip(link["rows"], link["hashes"], strict=True))
    held |= {gone: None, kept: hashlib.sha256(text["text"].encode()).hexdigest()}
    link["hashes"] = [held[number] for number in link["rows"]]
    bundle.put(file, texts)
    bundle.put("trail/links.jsonl", links)
    bundle.put("verdicts.jsonl", told)


def _answer_behind_a_null(bundle: Opened) -> None:
    """A sealed answer has another status, and another hash of its link is left out as if archived."""
    links = bundle.lines("trail/links.jsonl")
    link, file, ours, other = next(
        (link, file, bundle.lines(file), place)
        for link in links
        if link["table"].startswith("binance_raw_") and "hashes" in link
        for file in [f"trail/rows/{link['table']}.jsonl"]
        for place, number in enumerate(link["rows"])
        if number not in {one["id"] for one in bundle.lines(file)}
    )
    text = next(one for one in ours if one["id"] in link["rows"])
    text["text"] = text["text"].replace(", 200, ", ", 201, ", 1)
    link["hashes"][link["rows"].index(text["id"])] = hashlib.sha256(text["text"].encode()).hexdigest()
    link["hashes"][other] = None
    bundle.put(file, ours)
    bundle.put("trail/links.jsonl", links)


def _account(bundle: Opened) -> None:
    """The account is another one, wherever the facts name it."""
    bundle.put_manifest({**bundle.manifest(), "account": "other@example.com"})
    bundle.put("account.jsonl", [{**bundle.lines("account.jsonl")[0], "account": "other@example.com"}])


def _manifest(**other: Any) -> Tamper:
    return lambda bundle: bundle.put_manifest({**bundle.manifest(), **other})


DEPOSIT = of(source="deposit", standing="counts")
WITHDRAWN = of(source="withdraw", standing="counts", leg=2)
FEE = of(source="trade", leg=3)
COUNTS = of(standing="counts")
_TRANSFERS, _TRADES = "transfers.jsonl", "trades.jsonl"

MADE_ANEW: dict[str, Tamper] = {
    "a byte of a body": _body,
    "a byte of a body, and its hash everywhere": _body_everywhere,
    "a body is gone": removed("bodies/binance_raw_trades.jsonl", lambda line: "qty" in line["body"]),
    "a body is there twice": added("bodies/binance_raw_trades.jsonl"),
    "amount of a deposit": changed(_TRANSFERS, "amount", more, DEPOSIT),
    "asset of a deposit": changed(_TRANSFERS, "asset", "XXX", DEPOSIT),
    "day of a deposit": changed(_TRANSFERS, "time", lambda time: time + 86_400_000, DEPOSIT),
    "millisecond of a deposit": changed(_TRANSFERS, "time", lambda time: time + 1, DEPOSIT),
    "wallet of a deposit": changed(_TRANSFERS, "wallet", "MARGIN", DEPOSIT),
    "a deposit failed": changed(_TRANSFERS, "standing", "failed", DEPOSIT),
    "a deposit waits": changed(_TRANSFERS, "standing", "pending", DEPOSIT),
    "a deposit is told elsewhere": changed(_TRANSFERS, "standing", "told_elsewhere", DEPOSIT),
    "a deposit is of another wallet": changed(_TRANSFERS, "standing", "elsewhere", DEPOSIT),
    "a deposit is withdrawn": changed(_TRANSFERS, "standing", "withdrawn", DEPOSIT),
    "a deposit names another body": changed(_TRANSFERS, "body", other_hash, DEPOSIT),
    "a deposit is gone": removed(_TRANSFERS, DEPOSIT),
    "a deposit more": added(_TRANSFERS, DEPOSIT, id="zzz"),
    "a deposit twice": added(_TRANSFERS, DEPOSIT),
    "amount of a withdrawal": changed(_TRANSFERS, "amount", more, WITHDRAWN),
    "fee of a withdrawal is gone": removed(_TRANSFERS, of(source="withdraw", leg=3)),
    "transfers in another order": turned(_TRANSFERS),
    "amount of a fill": changed(_TRADES, "amount", more, of(source="trade", leg=1)),
    "fee of a fill is gone": removed(_TRADES, FEE),
    "a fill more": added(_TRADES, FEE, id="zzz"),
    "id of a fill": changed(_TRADES, "id", lambda name: f"{name}9", FEE),
    "fills in another order": turned(_TRADES),
    "a balance": changed("balances.jsonl", "balance", more),
    "a balance is gone": removed("balances.jsonl", lambda line: line["balance"] != "0"),
    "a balance more": added("balances.jsonl", asset="ZZZ"),
    "a day's end is gone": removed("snapshots.jsonl"),
    "moment of a day's end": changed("snapshots.jsonl", "time", lambda time: time - 1000),
    "open is proved": _two_verdicts,
    "open is proved, with a balance that fits": _balance_to_fit,
    "open is proved, in the sealed text too": _verdict_in_the_text,
    "proved is open": changed("verdicts.jsonl", "verdict", "open", of(verdict="proved")),
    "proved is unproved": changed("verdicts.jsonl", "verdict", "unproved", of(verdict="proved")),
    "open is explained": changed("verdicts.jsonl", "verdict", "explained", of(verdict="open")),
    "variance of a verdict": changed("verdicts.jsonl", "variance", "1", of(verdict="proved")),
    "expected balance of a verdict": changed("verdicts.jsonl", "expected", more),
    "a verdict is gone": removed("verdicts.jsonl"),
    "a verdict twice": added("verdicts.jsonl"),
    "reason of a verdict": changed("verdicts.jsonl", "reason", "all is well", of(verdict="open")),
    "amount of a finding": _findings(lambda line: line["findings"]["explained"][0].update(amount="7")),
    "record of a finding": _findings(lambda line: line["findings"]["explained"][0].update(records=["deposit no in"])),
    "findings are gone": _findings(lambda line: line["findings"].update(explained=[])),
    "count of a day": changed("days.jsonl", "proved", lambda count: count + 1),
    "days of a wallet are gone": lambda bundle: bundle.put("days.jsonl", []),
    "days of which nothing is known are proved": _another_wallet,
    "a word that is no verdict": changed("verdicts.jsonl", "verdict", "fine"),
    "verdict of a day": changed("days.jsonl", "verdict", "explained", of(verdict="proved")),
    "movements of a control total": changed("totals.jsonl", "movements", "12345"),
    "a control total is gone": removed("totals.jsonl"),
    "coverage reaches further": _reading(lambda line: line.update({"from": "2020-01-01T00:00:00.000000Z"})),
    "an answer of a reading is gone": _reading(lambda line: line.update(pages=line["pages"][:-1])),
    "a reading and its answers reach further": _windows_moved,
    "coverage reaches further, by an answer that is not here": _further_by_an_answer,
    "a reading of another list": _reading(lambda line: line.update(list="deposit_history")),
    "a question is answered that never was": _never_answered,
    "asked later": changed("trail/readings.jsonl", "asked", "2099-01-01T00:00:00.000000Z", lambda one: one["held"]),
    "a page came at another time": changed(
        "trail/readings.jsonl",
        "held",
        lambda held: [[held[0][0], held[0][1], "2026-12-24T00:00:00.000000Z"], *held[1:]],
        lambda one: one["held"],
    ),
    "a record is in quarantine": lambda bundle: bundle.put(
        "quarantine.jsonl",
        [{"list": "trades", "key": "", "body": "x", "place": 1, "reason": "no id", "record": "{}", "from": 0, "to": 1}],
    ),
    "amount of a resolution": changed("resolutions.jsonl", "amount", more),
    "a resolution is gone": removed("resolutions.jsonl"),
    "author of a resolution": changed("resolutions.jsonl", "author", "somebody"),
    "a resolution needs nobody": changed("resolutions.jsonl", "needs_approval", lambda needs: not needs),
    "a resolution is withdrawn": changed(
        "resolutions.jsonl", "events", [{"action": "withdrawn", "author": "x", "reason": "no longer so"}]
    ),
    "a resolution is of another day": changed("resolutions.jsonl", "date", "2026-09-01"),
    "who signed": changed("sign_offs.jsonl", "author", "somebody"),
    "a signature is gone": removed("sign_offs.jsonl"),
    "a signature more": added("sign_offs.jsonl", role="reviewed"),
    "coins of a pair": changed("pairs.jsonl", "base", "XXX"),
    "text of a sealed page": _text("binance_raw_trades", lambda text: text.replace("200", "201", 1)),
    "text of a sealed verdict": _text("binance_reconciliation_verdicts", lambda text: text.replace("1", "2", 1)),
    "a sealed text is gone": removed("trail/rows/binance_raw_trades.jsonl"),
    "a link is gone": removed("trail/links.jsonl", lambda line: line["previous"] != "0" * 64),
    "links in another order": turned("trail/links.jsonl"),
    "the chain is cut off": _last("trail/links.jsonl"),
    "the chain is cut off, and its head moved": _cut_with_head,
    "digest of a link": _link(lambda line: line.update(digest=other_hash(line["digest"]))),
    "time of a link": _link(lambda line: line.update(sealed="2026-01-01T00:00:00.000000Z")),
    "hash of a row in a link": _link(
        lambda line: line.update(hashes=[other_hash(line["hashes"][0]), *line["hashes"][1:]])
    ),
    "a link without its hashes": _link(lambda line: line.pop("hashes")),
    "a reason, behind an older verdict that is said to be archived": _reason_behind_a_null,
    "a sealed answer, behind another that is said to be archived": _answer_behind_a_null,
    "an edition that is none": _manifest(edition="short"),
    "a file of facts is in no manifest": without("questions.jsonl"),
    "a file of the trail is in no manifest": without("trail/readings.jsonl"),
    "a line nested without end": lambda bundle: bundle.files.update({"questions.jsonl": b"[" * 200_000 + b"\n"}),
    "a time beyond all days": changed(_TRANSFERS, "time", 10**30, DEPOSIT),
    "a word that cannot be printed": lambda bundle: bundle.files.update(
        {"days.jsonl": bundle.files["days.jsonl"].replace(b'"verdict":"', b'"verdict":"\\ud800', 1)}
    ),
    "another account in the manifest": _manifest(account="other@example.com"),
    "another account in the facts": _account,
    "fewer days in the manifest": _manifest(first="2026-09-03"),
    "a file that nobody names": lambda bundle: bundle.files.update({"more.jsonl": b"{}\n"}),
}
"""What is done to a bundle before its manifests are made anew: only what it says can tell then."""
AS_THEY_WERE: dict[str, Tamper] = {
    **{
        name: MADE_ANEW[name]
        for name in ("a byte of a body", "amount of a deposit", "open is proved", "a balance", "the chain is cut off")
    },
    "a question is not required": changed("questions.jsonl", "required", False, of(required=True)),
    "a question is gone": removed("questions.jsonl"),
    "a reading is complete": changed("readings.jsonl", "status", "failed", of(status="complete")),
    "a file is gone": without("verdicts.jsonl"),
    "a file of the trail is gone": without("trail/links.jsonl"),
    "another code in the manifest": _manifest(code="0" * 64),
    "a hash in the manifest": lambda bundle: bundle.put_manifest(
        json.loads(json.dumps(bundle.manifest()).replace('"sha256": "', '"sha256": "0', 1))
    ),
    "no manifest": without("manifest.json"),
    "no trail": without("trail.json"),
    "a manifest that is none": lambda bundle: bundle.files.update({"manifest.json": b"[]"}),
    "a line that is no JSON": lambda bundle: bundle.files.update({"totals.jsonl": b"{\n"}),
}
"""What is done to a bundle whose manifests stay as they were."""
