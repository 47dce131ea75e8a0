#!/usr/bin/env python3
"""Verify a bundle: what the exchange answered, what an account's balances are said to follow from it, and the seals.

    python verify_bundle.py [BUNDLE.zip] [--reference HASH] [--head LINK]

One file, Python 3.11 or newer, nothing else. It follows docs/bundle.md and the lists' documents, and shares no code
with the program that writes bundles. It goes from the bytes of the answers to their records, from these to signed
legs, to the roll-forward of each balance, to each verdict, and through the chain of seals. Without a bundle it reads
the folder it lies in. Give it the reference, and a link of the chain, that you have from elsewhere.

Exit 0: all holds. 1: something needs attention, and is named. 2: the bundle is not what it says, and what is named.
Amounts are whole numbers of 1e-18, times whole milliseconds of UTC; nothing is rounded.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import zipfile
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

FORMAT = 1
ONE = 10**18
DAY = 86_400_000
HOUR = 3_600_000
ONE_REQUEST = 60_000_000
"""Microseconds: a further pass over a list used to be dated when its first answer had come, and not before it."""
LIMIT = 10**36
SHOWN = 40
KINDS = ("transfers_in", "transfers_out", "trades_in", "trades_out", "fees")
BLOCK = 1 << 20
_CELL = ("date", "wallet", "asset", "measure")
_LEG = ("time", "source", "id", "leg", "measure")
ORDER = {
    **dict.fromkeys(("transfers.jsonl", "trades.jsonl", "transfers_named.jsonl"), _LEG),
    **dict.fromkeys(("verdicts.jsonl", "totals.jsonl"), _CELL),
    "fills.jsonl": ("time", "source", "id"),
    "balances.jsonl": ("date", "wallet", "asset"),
    "positions.jsonl": ("date", "wallet", "contract"),
    "questions.jsonl": ("date", "wallet", "list", "key"),
    "snapshots.jsonl": ("date", "wallet"),
    "days.jsonl": ("date", "wallet"),
    "pairs.jsonl": ("pair",),
}
"""By which fields the lines of a file ascend."""
BESIDE = {"manifest.json", "trail.json", "verify_bundle.py"}
OF_A_BANK = {"days.jsonl", "verdicts.jsonl", "totals.jsonl", "balances.jsonl"}
OF_FULL = {*OF_A_BANK, *ORDER, "account.jsonl", "quarantine.jsonl", "readings.jsonl", "resolutions.jsonl"}
OF_FULL |= {"sign_offs.jsonl", "statement_lines.jsonl"}
OF_TRAIL = {"trail/readings.jsonl", "trail/links.jsonl"}
EDITIONS = {"full": (OF_FULL, OF_TRAIL), "bank": (OF_A_BANK, set())}
"""The files of facts, and of the trail, that each edition has, empty where it has nothing of them."""
GENESIS = "0" * 64


class Refused(Exception):
    """The bundle is not what it says; the text names the item."""


class Unreadable(Exception):
    """A record that cannot be read exactly; `legs` are those of its parts that can."""

    legs = ()


# --- what is found, in words --------------------------------------------------------------------------------------


class Findings:
    """What is wrong and what needs attention, each named; the first of each kind are printed as they come."""

    def __init__(self):
        self.wrong = 0
        self.attention = 0

    def refuse(self, text):
        self.wrong += 1
        if self.wrong <= SHOWN:
            print(f"  NOT SO: {text}")

    def attend(self, text):
        self.attention += 1
        if self.attention <= SHOWN:
            print(f"  attention: {text}")

    @staticmethod
    def step(text):
        print(text)


# --- the files ----------------------------------------------------------------------------------------------------


class Bundle:
    """The files of a bundle, in a ZIP or in a folder."""

    def __init__(self, path):
        self.path = path
        self.zip = None if path.is_dir() else zipfile.ZipFile(path)

    def names(self):
        if self.zip is None:
            return [one.relative_to(self.path).as_posix() for one in self.path.rglob("*") if one.is_file()]
        return [entry.filename for entry in self.zip.infolist() if not entry.is_dir()]

    def open(self, name):
        return (self.path / name).open("rb") if self.zip is None else self.zip.open(name)

    def read(self, name):
        try:
            with self.open(name) as file:
                return file.read()
        except (KeyError, OSError) as error:
            raise Refused(f"{name} is not there") from error

    def records(self, name):
        """The lines of a file as values, one after the other, which must be in their order; none where the file is not
        there."""
        if name not in self.held:
            return
        order, before = ORDER.get(name), None
        with self.open(name) as file:
            for number, line in enumerate(file, 1):
                try:
                    told = json.loads(line)
                except ValueError as error:
                    raise Refused(f"{name}, line {number}: not JSON") from error
                if order is not None:
                    place = tuple(told[field] for field in order)
                    if before is not None and place <= before:
                        raise Refused(f"{name}, line {number}: {place} is not in its order, or there twice")
                    before = place
                yield told


def checked_manifests(bundle, found, reference, head):
    """The two manifests, once every file is what they say."""
    names = bundle.names()
    for name, times in Counter(names).items():
        if times > 1:
            raise Refused(f"{name} is in the bundle {times} times")
    text = bundle.read("manifest.json")
    manifest = loaded("manifest.json", text)
    told = hashlib.sha256(text).hexdigest()
    if manifest.get("format") != FORMAT:
        raise Refused(f"manifest.json: format {manifest.get('format')!r} is not known")
    if reference and reference != told:
        found.refuse(f"manifest.json: its reference is {told}, and {reference} was expected")
    if manifest.get("edition") not in EDITIONS:
        raise Refused(f"manifest.json: edition {manifest.get('edition')!r} is not known")
    trail = {"files": {}, "head": None}
    if manifest["edition"] == "bank" and head:
        found.refuse(f"trail.json: the edition for a bank has no chain, so that the link {head} cannot be in it")
    if manifest["edition"] == "full":
        trail = loaded("trail.json", bundle.read("trail.json"))
        if trail.get("reference") != told:
            found.refuse(f"trail.json is the trail of {trail.get('reference')}, and this bundle is {told}")
        if head:
            check_head(bundle, found, trail, head)
    facts, beside = EDITIONS[manifest["edition"]]
    for name in sorted((facts - manifest["files"].keys()) | (beside - trail["files"].keys())):
        raise Refused(f"{name} is in no manifest, and this edition has it")
    files = {**manifest["files"], **trail["files"]}
    for name in sorted(set(names) - set(files) - BESIDE):
        found.refuse(f"{name} is in no manifest")
    for name in sorted(set(files) - set(names)):
        raise Refused(f"{name} is named by the manifest and not there")
    bundle.held = set(files)
    for name, filed in sorted(files.items()):
        check_file(bundle, found, name, filed)
    return manifest, trail, told, len(files)


def check_head(bundle, found, trail, head):
    """The link that must be in the chain is, as far as the bundle holds the chain: from its first link on."""
    bundle.held, first = set(trail["files"]), None
    for link in bundle.records("trail/links.jsonl"):
        first = first or link
        if head in (link.get("link"), first.get("previous")):
            return
    if first is None or first.get("previous") == GENESIS:
        found.refuse(f"trail/links.jsonl: the link {head} that must be in the chain is not")
    else:
        found.attend(f"the link {head} is not in the bundle, whose chain begins at link {first.get('id')}: cannot tell")


def loaded(name, text):
    try:
        told = json.loads(text)
    except ValueError as error:
        raise Refused(f"{name} is not JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("files"), dict):
        raise Refused(f"{name} names no files")
    return told


def check_file(bundle, found, name, filed):
    digest, size, lines = hashlib.sha256(), 0, 0
    try:
        with bundle.open(name) as file:
            while block := file.read(BLOCK):
                digest.update(block)
                size, lines = size + len(block), lines + block.count(b"\n")
    except Exception as error:
        raise Refused(f"{name} cannot be read: {error}") from error
    if (digest.hexdigest(), size, lines) != (filed.get("sha256"), filed.get("size"), filed.get("lines")):
        found.refuse(f"{name} is not the file that the manifest names: its SHA-256 is {digest.hexdigest()}")


# --- texts of answers ---------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?", re.ASCII)
_HIDDEN = re.compile("[\x01-\x1f\x7f\u0080-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_UTC = re.compile(r"2[0-2][0-9]{2}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]", re.ASCII)
_ID = re.compile(r"[1-9][0-9]*", re.ASCII)
_COUNT = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_PADS = tuple("0" * n for n in range(19))


def units(text):
    """A decimal text in whole units of 1e-18; None where it is not exact in 18 places below 1e18."""
    if text is None or not text:
        return None
    whole, point, part = text.partition(".")
    plain = text.isascii() and whole.isdigit() and (part.isdigit() if point else True)
    if plain and len(part) <= 18 and len(whole) <= 18:
        return int(whole + part + _PADS[18 - len(part)])
    return slow_units(text)


def slow_units(text):
    shape = _PLAIN.fullmatch(text) if len(text) <= 1000 else None
    if shape is None or not (shape[2] or shape[3]):
        return None
    digits, places = (shape[2] or "") + (shape[3] or ""), len(shape[3] or "") - int(shape[4] or 0)
    value = int(digits)
    if places > 18:
        value, rest = divmod(value, 10 ** (places - 18)) if places < 3000 else (0, value)
        if rest:
            return None
    else:
        value *= 10 ** (18 - places)
    if value >= LIMIT:
        return None
    return -value if shape[1] == "-" else value


def amount_text(value):
    """Units as a plain decimal."""
    if value is None:
        return "nothing"
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, part = divmod(value, ONE)
    return f"{sign}{whole}" + (f".{part:018}".rstrip("0") if part else "")


def text_of(value):
    """A field as text, as whoever reads JSON's texts and numbers alike has it; None where there is none."""
    if value is None or isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else json.dumps(value)


def number_text(text):
    """A number of JSON with a point or an exponent, as text: written out, with the places that it was given with, and
    no sign before nothing. 1.5e3 is 1500, 1E-8 is 0.00000001, -0.00 is 0.00."""
    shape = _PLAIN.fullmatch(text)
    digits, places = shape[2] + (shape[3] or ""), len(shape[3] or "") - int(shape[4] or 0)
    digits = digits + "0" * -places if places < 0 else digits.rjust(places + 1, "0")
    whole, part = (digits[:-places], f".{digits[-places:]}") if places > 0 else (digits, "")
    sign = "-" if shape[1] == "-" and digits.strip("0") else ""
    return sign + (whole.lstrip("0") or "0") + part


def need(condition, what):
    if not condition:
        raise Unreadable(what)


def amount_of(record, field):
    """An amount that is zero or more."""
    value = units(text_of(record.get(field)))
    need(value is not None and value >= 0, f"{field} is missing or not exact")
    return value


def name_of(record, field):
    text = text_of(record.get(field))
    need(text and len(text) <= 64 and not _HIDDEN.search(text), f"{field} is missing or not a name")
    return text


def word_of(record, field, words):
    text = text_of(record.get(field))
    need(text in words, f"{field} is missing or unknown")
    return text


def ms(text):
    """13 digits: milliseconds; None else."""
    text = text_of(text)
    return int(text) if text and len(text) == 13 and text.isascii() and text.isdigit() and text[0] != "0" else None


def seconds_or_ms(text):
    text = text_of(text)
    return ms(text + "000") if text and len(text) == 10 else ms(text)


def utc(text):
    """YYYY-MM-DD HH:MM:SS in UTC."""
    if text is None or not _UTC.fullmatch(text):
        return None
    try:
        return int(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp()) * 1000
    except ValueError:
        return None


def time_of(value, page, what):
    need(value is not None and value <= page.received + DAY, f"{what} is missing or impossible")
    return value


def number_of(record, field, form=_ID):
    text = text_of(record.get(field))
    need(text and form.fullmatch(text), f"{field} is missing or not a number")
    return text


# --- legs: what each list's records say of a balance --------------------------------------------------------------
# A leg is (id, leg, measure, asset, units, time, standing); leg 1 comes in, 2 goes out, 3 is a fee. Amounts are signed.
# Standings: counts, pending, failed. A leg that another wallet has is left out.

COUNTS, PENDING, FAILED = "counts", "pending", "failed"
FINAL = {"PENDING": PENDING, "SUCCESS": COUNTS, "FAILED": FAILED}


class Page:
    """One answer of a list: what it was asked with, whose account it is, when it came, and the pairs."""

    __slots__ = ("account", "key", "pairs", "received", "seen")

    def __init__(self, account, key, received, pairs):
        self.account, self.key, self.received, self.pairs, self.seen = account, key, received, pairs, Counter()

    def numbered(self, record, name):
        """The name of a record in a list without ids: equal ones of an answer are as many facts."""
        same = json.dumps(record, sort_keys=True)
        self.seen[same] += 1
        return name if self.seen[same] == 1 else f"{name}:{self.seen[same]}"


def leg(identity, number, asset, amount, at, standing=COUNTS, measure="balance"):
    return identity, number, measure, asset, amount if number == 1 else -amount, at, standing


def deposits(record, page):
    status = {"0": PENDING, "8": PENDING, "1": COUNTS, "6": COUNTS, "2": FAILED, "7": FAILED}
    identity, amount, asset = name_of(record, "id"), amount_of(record, "amount"), name_of(record, "coin")
    standing = status[word_of(record, "status", status)]
    wallet = word_of(record, "walletType", ("0", "1"))
    told = record.get("completeTime")
    at = time_of(ms(record.get("insertTime") if told is None else told), page, "time")
    return [leg(identity, 1, asset, amount, at, standing)] if wallet == "0" else []


def withdrawals(record, page):
    status = dict.fromkeys("0246", COUNTS) | dict.fromkeys("135", FAILED)
    identity, amount, asset = name_of(record, "id"), amount_of(record, "amount"), name_of(record, "coin")
    fee = amount_of(record, "transactionFee")
    standing = status[word_of(record, "status", status)]
    wallet = word_of(record, "walletType", ("0", "1"))
    at = time_of(utc(text_of(record.get("applyTime"))), page, "applyTime")
    if wallet == "1":
        return []
    return [leg(identity, 2, asset, amount, at, standing), leg(identity, 3, asset, fee, at, standing)]


_ACCOUNTS = {"SUCCESS": COUNTS, "PROCESS": PENDING, "PENDING": PENDING, "FAILURE": FAILED, "FAILED": FAILED}
_WALLETS = ("SPOT", "USDT_FUTURE", "COIN_FUTURE", "MARGIN", "ISOLATED_MARGIN", "ALPHA")


def between_accounts(time, wallet):
    """Transfers that name both accounts and wallets."""

    def legs(record, page):
        identity, amount, asset = number_of(record, "tranId"), amount_of(record, "amount"), name_of(record, "asset")
        sender, receiver = text_of(record.get("fromEmail")), text_of(record.get("toEmail"))
        need(sender is not None and receiver is not None, "fromEmail or toEmail is missing")
        need(page.account in (sender.lower(), receiver.lower()), "neither side is this account")
        source, target = word_of(record, "fromAccountType", _WALLETS), word_of(record, "toAccountType", _WALLETS)
        standing = _ACCOUNTS[word_of(record, "status", _ACCOUNTS)]
        at = time_of(ms(record.get(time)), page, time)
        found = []
        if receiver.lower() == page.account and target == wallet:
            found.append(leg(identity, 1, asset, amount, at, standing))
        if sender.lower() == page.account and source == wallet:
            found.append(leg(identity, 2, asset, amount, at, standing))
        return found

    return legs


def main_transfers(record, page):
    identity, amount, asset = number_of(record, "tranId"), amount_of(record, "qty"), name_of(record, "asset")
    sender, receiver = text_of(record.get("from")), text_of(record.get("to"))
    need(sender is not None and receiver is not None, "from or to is missing")
    need(page.account in (sender.lower(), receiver.lower()), "neither side is this account")
    standing = _ACCOUNTS[word_of(record, "status", _ACCOUNTS)]
    at = time_of(ms(record.get("time")), page, "time")
    sides = ((1, receiver), (2, sender))
    return [leg(identity, way, asset, amount, at, standing) for way, whose in sides if whose.lower() == page.account]


def sub_transfers(wallet):
    def legs(record, page):
        status = {"SUCCESS": COUNTS, "PROCESS": PENDING, "FAILURE": FAILED}
        identity, amount, asset = number_of(record, "tranId"), amount_of(record, "qty"), name_of(record, "asset")
        way = word_of(record, "type", ("1", "2"))
        own = word_of(record, "toAccountType" if way == "1" else "fromAccountType", _WALLETS)
        standing = status[word_of(record, "status", status)]
        at = time_of(ms(record.get("time")), page, "time")
        return [leg(identity, int(way), asset, amount, at, standing)] if own == wallet else []

    return legs


def wallet_transfers(name):
    def legs(record, page):
        status = {"CONFIRMED": COUNTS, "PENDING": PENDING, "FAILED": FAILED}
        identity, amount, asset = number_of(record, "tranId"), amount_of(record, "amount"), name_of(record, "asset")
        kind = text_of(record.get("type"))
        need(kind is not None and kind == page.key, "type is missing or not the one asked for")
        leaves, arrives = kind.startswith(f"{name}_"), kind.endswith(f"_{name}")
        need(leaves != arrives, "type names the wallet on neither or both sides")
        standing = status[word_of(record, "status", status)]
        at = time_of(ms(record.get("timestamp")), page, "timestamp")
        return [leg(identity, 1 if arrives else 2, asset, amount, at, standing)]

    return legs


def fills(number, sided, words=(), form=_COUNT, holding=False, quoted=True):
    """Fills of orders: base and quote of their pair, and the commission."""

    def legs(record, page):
        pair = page.key
        need(text_of(record.get("symbol")) == pair, "symbol is missing or not the one asked for")
        identity = number_of(record, number, form)
        need(len(identity) <= 19, f"{number} is missing or not a number")
        price, quantity = amount_of(record, "price"), amount_of(record, "qty")
        if quoted or "quoteQty" in record:
            quote = amount_of(record, "quoteQty")
        else:
            quote, rest = divmod(price * quantity, ONE)
            exact = not rest and quote % 10**10 == 0 and quote < LIMIT
            need(exact, "quoteQty is missing, and price x qty is not exact")
        fee, coin = amount_of(record, "commission"), name_of(record, "commissionAsset")
        at = time_of(ms(record.get("time")), page, "time")
        buyer = record.get("isBuyer")
        need(buyer is True or buyer is False, "isBuyer is not true or false")
        need(record.get("isMaker") is True or record.get("isMaker") is False, "isMaker is not true or false")
        for field, word in words:
            need(text_of(record.get(field)) == word, f"{field} is missing or unknown")
        if pair not in page.pairs:
            raise KeyError(pair)
        base, other = page.pairs[pair]
        if holding:
            base, other, coin = f"{pair}:{base}", f"{pair}:{other}", f"{pair}:{coin}"
        name = f"{pair}:{identity}" + ((":B" if buyer else ":S") if sided else "")
        got, gave = ((base, quantity), (other, quote)) if buyer else ((other, quote), (base, quantity))
        return [leg(name, 1, *got, at), leg(name, 2, *gave, at), leg(name, 3, coin, fee, at)]

    return legs


def converts(record, page):
    identity = number_of(record, "orderId")
    status = word_of(record, "orderStatus", ("PROCESS", "ACCEPT_SUCCESS", "SUCCESS", "FAIL"))
    given, gave = name_of(record, "fromAsset"), amount_of(record, "fromAmount")
    taken, got = name_of(record, "toAsset"), amount_of(record, "toAmount")
    need((units(text_of(record.get("ratio"))) or 0) >= 0, "ratio is negative")
    at = time_of(ms(record.get("createTime")), page, "createTime")
    return exchange(identity, (given, gave), (taken, got), at) if status == "SUCCESS" else []


def exchange(identity, given, taken, at):
    return [leg(identity, 1, *taken, at), leg(identity, 2, *given, at)]


def in_parts(parts, legs):
    """The legs of a record's parts, each read by itself: what cannot be read of one leaves the others as they are."""
    found, wrong = [], None
    for part in parts:
        try:
            found += legs(part)
        except Unreadable as error:
            wrong = wrong or error
    if wrong is not None:
        wrong.legs = found
        raise wrong
    return found


def dust(record, page):
    def legs(detail):
        need(isinstance(detail, dict), "not an object")
        identity = f"{name_of(detail, 'transId')}:{name_of(detail, 'fromAsset')}"
        given = name_of(detail, "fromAsset"), amount_of(detail, "amount")
        taken = name_of(detail, "targetAsset"), amount_of(detail, "transferedAmount")
        return exchange(identity, given, taken, time_of(ms(detail.get("operateTime")), page, "operateTime"))

    details = record.get("userAssetDribbletDetails")
    return in_parts(details if isinstance(details, list) and details else [None], legs)


def dividends(record, page):
    identity, asset, amount = name_of(record, "id"), name_of(record, "asset"), amount_of(record, "amount")
    direction = text_of(record.get("direction"))
    need(direction in (None, "1", "-1"), "direction is unknown")
    at = time_of(ms(record.get("divTime")), page, "divTime")
    return [leg(identity, 2 if direction == "-1" else 1, asset, amount, at)]


def rebates(record, page):
    asset, amount = name_of(record, "asset"), amount_of(record, "amount")
    name = f"{name_of(record, 'updateTime')}:{asset}:{word_of(record, 'type', ('1', '2'))}"
    at = time_of(ms(record.get("updateTime")), page, "updateTime")
    return [leg(name, 1, asset, amount, at)]


def rebates_in_order(records):
    """Those of one kind at one moment are numbered by their amounts, as texts."""
    ranks = Counter()
    order = sorted(range(len(records)), key=lambda n: (text_of(field_of(records[n], "amount")) or "", n))
    named = {}
    for place in order:
        one = records[place]
        kind = tuple(text_of(field_of(one, field)) for field in ("updateTime", "asset", "type"))
        ranks[kind] += 1
        named[place] = ranks[kind]
    return named


def field_of(record, field):
    return record.get(field) if isinstance(record, dict) else None


def paid_by_spot(record, amount):
    if text_of(record.get("sourceAccount")) == "SPOTANDFUNDING":
        part = units(text_of(record.get("amtFromSpot")))
        need(part is not None and part >= 0, "amtFromSpot is missing or not exact")
        return part
    return amount


def check_source(record, kind):
    source = text_of(record.get("sourceAccount"))
    if kind in ("NORMAL", "AUTO", "ACTIVITY"):
        need(source in ("SPOT", "FUNDING", "SPOTANDFUNDING"), "sourceAccount is missing or unknown")
    return source


def flexible_subscription(record, page):
    status = {"PURCHASING": PENDING, "SUCCESS": COUNTS, "FAILED": FAILED}
    identity, amount, asset = name_of(record, "purchaseId"), amount_of(record, "amount"), name_of(record, "asset")
    kind = word_of(record, "type", ("AUTO", "NORMAL", "CONVERT", "LOAN", "AI", "TRANSFER"))
    standing = status[word_of(record, "status", status)]
    source, paid = check_source(record, kind), paid_by_spot(record, amount)
    at = time_of(ms(record.get("time")), page, "time")
    found = [leg(identity, 1, f"LD{asset}", amount, at, standing)]
    if kind in ("AUTO", "NORMAL") and source != "FUNDING":
        found.append(leg(identity, 2, asset, paid, at, standing))
    return found


def flexible_redemption(record, page):
    status = {"CREATED": PENDING, "PAID": COUNTS, "FAILED": FAILED}
    identity, amount, asset = name_of(record, "redeemId"), amount_of(record, "amount"), name_of(record, "asset")
    to = word_of(record, "destAccount", ("SPOT", "FUNDING"))
    standing = status[word_of(record, "status", status)]
    at = time_of(ms(record.get("time")), page, "time")
    found = [leg(identity, 2, f"LD{asset}", amount, at, standing)]
    return [leg(identity, 1, asset, amount, at, standing), *found] if to == "SPOT" else found


def flexible_rewards(record, page):
    amount, asset = amount_of(record, "rewards"), name_of(record, "asset")
    kind = word_of(record, "type", ("BONUS", "REALTIME", "REWARDS"))
    name = ":".join(name_of(record, field) for field in ("time", "projectId", "asset", "type"))
    at = time_of(ms(record.get("time")), page, "time")
    return [leg(page.numbered(record, name), 1, f"LD{asset}" if kind == "REALTIME" else asset, amount, at)]


def locked_rewards(record, page):
    word_of(record, "type", ("Locked Rewards", "Boost Rewards"))
    return payment(1, ("positionId", "time", "asset", "type"))(record, page)


def locked_subscription(record, page):
    status = {"PURCHASING": PENDING, "PENDING": PENDING, "SUCCESS": COUNTS, "FAILED": FAILED}
    identity, amount, asset = name_of(record, "purchaseId"), amount_of(record, "amount"), name_of(record, "asset")
    kind = word_of(record, "type", ("NORMAL", "AUTO", "ACTIVITY", "TRIAL", "RESTAKE"))
    standing = status[word_of(record, "status", status)]
    source, paid = check_source(record, kind), paid_by_spot(record, amount)
    at = time_of(ms(record.get("time")), page, "time")
    return (
        [leg(identity, 2, asset, paid, at, standing)] if kind in ("NORMAL", "ACTIVITY") and source != "FUNDING" else []
    )


def locked_redemption(*types):
    def legs(record, page):
        status = {"CREATED": PENDING, "PENDING": PENDING, "PAID": COUNTS, "FAILED": FAILED}
        identity, amount, asset = name_of(record, "redeemId"), amount_of(record, "amount"), name_of(record, "asset")
        kind = word_of(record, "type", types)
        standing = status[word_of(record, "status", status)]
        arrival, moment = ms(record.get("deliverDate")), time_of(ms(record.get("time")), page, "time")
        need(standing != COUNTS or arrival is not None, "deliverDate is missing or impossible")
        return [arriving(identity, asset, amount, moment, arrival, standing, page)] if kind != "NEW_TRANSFERRED" else []

    return legs


def arriving(identity, asset, amount, moment, arrival, standing, page):
    """A leg in that counts from its arrival; until an answer is that new, it stands at the record's own time."""
    due = arrival is not None and arrival <= page.received + DAY
    return leg(
        identity, 1, asset, amount, arrival if due else moment, standing if due or standing != COUNTS else PENDING
    )


def delayed_redemption(received, amount_received):
    def legs(record, page):
        amount, asset = amount_of(record, "amount"), name_of(record, "asset")
        got, coin = amount_of(record, amount_received), name_of(record, received)
        standing = FINAL[word_of(record, "status", FINAL)]
        arrival = ms(record.get("arrivalTime"))
        need(standing != COUNTS or arrival is not None, "arrivalTime is missing or impossible")
        moment = time_of(ms(record.get("time")), page, "time")
        identity = page.numbered(record, f"{name_of(record, 'time')}:{asset}:{coin}")
        comes = arriving(f"{identity}:arrival", coin, got, moment, arrival, standing, page)
        return [comes, leg(identity, 2, asset, amount, moment, standing)]

    return legs


def swap(given, gave, taken, got):
    def legs(record, page):
        out, into = (name_of(record, given), amount_of(record, gave)), (name_of(record, taken), amount_of(record, got))
        status = word_of(record, "status", FINAL)
        at = time_of(ms(record.get("time")), page, "time")
        identity = page.numbered(record, f"{name_of(record, 'time')}:{out[0]}:{into[0]}")
        return exchange(identity, out, into, at) if status == "SUCCESS" else []

    return legs


def payment(way, ids, asset="asset", amount="amount", time="time", status="", words=None, numbered=True, seconds=False):
    """One asset that comes in (1) or goes out (2)."""

    def legs(record, page):
        name = ":".join(name_of(record, field) for field in ids)
        moved, coin = amount_of(record, amount), name_of(record, asset)
        standing = words[word_of(record, status, words)] if status else COUNTS
        told = (seconds_or_ms if seconds else ms)(record.get(time))
        at = time_of(told, page, time)
        return [leg(page.numbered(record, name) if numbered else name, way, coin, moved, at, standing)]

    return legs


def two_way(word, out, into, ids, asset="asset", names=(), amount="amount", time="time", listed="", numbered=False):
    """One asset that comes in or goes out, as a word of the record says."""

    def legs(record, page):
        name = ":".join(name_of(record, field) for field in ids)
        moved, coin = amount_of(record, amount), name_of(record, asset)
        for field in names:
            name_of(record, field)
        way = 2 if word_of(record, word, (out, into)) == out else 1
        if listed:
            word_of(record, "status", (listed,))
        at = time_of(ms(record.get(time)), page, time)
        return [leg(page.numbered(record, name) if numbered else name, way, coin, moved, at)]

    return legs


def fiat_orders(record, page):
    status = {"Processing": PENDING, "Successful": COUNTS, "Finished": COUNTS}
    status |= dict.fromkeys(("Failed", "Expired", "Refunded"), FAILED)
    identity, amount, fee = name_of(record, "orderNo"), amount_of(record, "amount"), amount_of(record, "totalFee")
    asset, standing = name_of(record, "fiatCurrency"), status[word_of(record, "status", status)]
    need(page.key in ("0", "1"), "neither deposit nor withdrawal")
    whole = units(text_of(record.get("indicatedAmount")))
    need(standing != COUNTS or whole == amount + fee, "indicatedAmount is not amount and totalFee")
    at = time_of(ms(record.get("updateTime")), page, "updateTime")
    if page.key == "0":
        return [leg(identity, 1, asset, amount, at, standing)]
    return [leg(identity, 2, asset, amount, at, standing), leg(identity, 3, asset, fee, at, standing)]


def fiat_payments(record, page):
    status = {"Processing": PENDING, "Completed": COUNTS, "Failed": FAILED, "Refunded": FAILED}
    identity = name_of(record, "orderNo")
    paid, got = amount_of(record, "sourceAmount"), amount_of(record, "obtainAmount")
    fiat, crypto = name_of(record, "fiatCurrency"), name_of(record, "cryptoCurrency")
    standing = status[word_of(record, "status", status)]
    need(page.key in ("0", "1"), "neither purchase nor sale")
    method = text_of(record.get("paymentMethod"))
    need(page.key == "1" or standing != COUNTS or method is not None, "paymentMethod is missing")
    at = time_of(ms(record.get("updateTime")), page, "updateTime")
    if page.key == "1":
        return [leg(identity, 1, fiat, got, at, standing), leg(identity, 2, crypto, paid, at, standing)]
    found = [leg(identity, 1, crypto, got, at, standing)]
    return [*found, leg(identity, 2, fiat, paid, at, standing)] if method == "Cash Balance" else found


def payments(record, page):
    """Binance Pay: per currency what the spot wallet paid or got."""
    identity, signed = name_of(record, "transactionId"), text_of(record.get("amount"))
    at = ms(record.get("transactionTime"))
    parts = defaultdict(list)
    details = record.get("fundsDetail")
    for detail in details if isinstance(details, list) else [details]:
        costs = detail.get("walletAssetCost") if isinstance(detail, dict) else None
        for cost in costs if isinstance(costs, list) else [costs]:
            if isinstance(cost, dict) and "2" in cost:
                parts[text_of(detail.get("currency"))].append(units(text_of(cost["2"])))

    def legs(part):
        currency, told = part
        total = units(signed)
        need(total is not None, "amount is missing or not exact")
        need(None not in told and 0 <= sum(told) < LIMIT and currency, "fundsDetail is not exact")
        need(not sum(told) or total, "amount has no sign that says which way it went")
        name_of({"currency": currency}, "currency")
        way = 2 if signed.startswith("-") else 1
        return [leg(f"{identity}:{currency}", way, currency, sum(told), time_of(at, page, "transactionTime"))]

    found = in_parts(parts.items(), legs)
    if not parts:
        wallets = record.get("walletTypes")
        wallets = wallets if isinstance(wallets, list) else [] if wallets is None else [wallets]
        kind = text_of(record.get("walletType"))
        need(
            kind != "2" and not {2, "2"}.intersection(w for w in wallets if isinstance(w, int | str)),
            "the part of the spot wallet is missing",
        )
        need(kind is not None or wallets or "walletAssetCost" in json.dumps(details), "no wallet is named")
    time_of(at, page, "transactionTime")
    return found


def dual_investment(record, page):
    status = {"PENDING": PENDING, "PURCHASE_FAIL": FAILED, "REFUND_SUCCESS": FAILED}
    status |= dict.fromkeys(("PURCHASE_SUCCESS", "SETTLING", "SETTLED", "REFUNDING"), COUNTS)
    identity, amount = name_of(record, "id"), amount_of(record, "subscriptionAmount")
    coin, word = name_of(record, "investCoin"), word_of(record, "purchaseStatus", status)
    moment = time_of(ms(record.get("subscriptionTime")), page, "subscriptionTime")
    found = [leg(identity, 2, coin, amount, moment, status[word])]
    if word == "SETTLED" and not (record.get("settleAsset") is None and record.get("settleAmount") is None):
        got, brought = name_of(record, "settleAsset"), amount_of(record, "settleAmount")
        other, exercised = text_of(record.get("exercisedCoin")) or "", record.get("isExercised")
        need(got in (coin, other), "settleAsset is missing or neither coin of the position")
        if exercised in (True, False) and coin != other:
            need(exercised == (got == other), "settleAsset is not what isExercised says")
        settled = ms(record.get("settleDate"))
        need(settled is not None, "settleDate is missing or impossible")
        found.append(arriving(f"{identity}:settlement", got, brought, moment, settled, status[word], page))
    return found


_MOVES = ("SPOT", "FUTURES", "FIAT", "DELIVERY", "MINING", "ISOLATED_MARGIN", "FUNDING", "MOTHER_SPOT", "OPTION")
_MOVES += ("SUB_SPOT", "SUB_MARGIN", "CROSS_MARGIN")


def margin_moves(wallet, others=("SUB_SPOT", "MOTHER_SPOT")):
    """Moves between one wallet and isolated margin; what other lists tell under the same id counts there."""

    def legs(record, page):
        status = {"PENDING": PENDING, "CONFIRMED": COUNTS, "FAILED": FAILED}
        identity, amount, asset = name_of(record, "txId"), amount_of(record, "amount"), name_of(record, "asset")
        word_of(record, "type", ("ROLL_IN", "ROLL_OUT"))
        standing = status[word_of(record, "status", status)]
        source, target = text_of(record.get("transFrom")), text_of(record.get("transTo"))
        need(source in (None, *_MOVES) and target in (None, *_MOVES), "a wallet is unknown")
        at = time_of(seconds_or_ms(record.get("timestamp")), page, "timestamp")
        if source == "ISOLATED_MARGIN" and target == wallet:
            return [leg(identity, 1, asset, amount, at, standing)]
        if source == wallet and target == "ISOLATED_MARGIN":
            return [leg(identity, 2, asset, amount, at, standing)]
        return []

    return legs


def loan_borrow(record, page):
    lent, pledged = amount_of(record, "initialLoanAmount"), amount_of(record, "initialCollateralAmount")
    coin, collateral = name_of(record, "loanCoin"), name_of(record, "collateralCoin")
    standing = FINAL[word_of(record, "status", FINAL)]
    at = time_of(ms(record.get("borrowTime")), page, "borrowTime")
    identity = page.numbered(record, f"{name_of(record, 'borrowTime')}:{coin}:{collateral}")
    return [leg(identity, 1, coin, lent, at, standing), leg(identity, 2, collateral, pledged, at, standing)]


def loan_repay(record, page):
    words = {"REPAID": COUNTS, "REPAYING": PENDING, "FAILED": FAILED}
    status = words | {word.capitalize(): standing for word, standing in words.items()}
    paid, returned = amount_of(record, "repayAmount"), amount_of(record, "collateralReturn")
    coin, collateral = name_of(record, "loanCoin"), name_of(record, "collateralCoin")
    standing = status[word_of(record, "repayStatus", status)]
    at = time_of(ms(record.get("repayTime")), page, "repayTime")
    identity = page.numbered(record, f"{name_of(record, 'repayTime')}:{coin}:{collateral}")
    return [leg(identity, 1, collateral, returned, at, standing), leg(identity, 2, coin, paid, at, standing)]


def mining_earnings(record, page):
    status = text_of(record.get("status"))
    need(status in (None, "0", "1", "2"), "status is unknown")
    [found] = payment(1, ("time", "type", "puid", "coinName"), asset="coinName")(record, page)
    return [(*found[:-1], PENDING if status in ("0", "1") else COUNTS)]


LIQUIDATED = {"Liquidated": COUNTS, "LIQUIDATED": COUNTS, "Liquidating": PENDING, "LIQUIDATING": PENDING}
REPAID = {"Repaid": COUNTS, "Repaying": PENDING, "Failed": FAILED}


def holding(page, asset, isolated):
    """What an asset is called where it is held: in isolated margin by its pair."""
    return f"{page.key}:{asset}" if isolated else asset


def check_pair(record, page, field, isolated):
    pair = text_of(record.get(field))
    need(pair == page.key if isolated else not pair, "it is of another pair, or of the other margin")


def owed_part(record, field):
    text = text_of(record.get(field))
    return 0 if not text else amount_of(record, field)


def debts(way=""):
    """What margin borrowed and repaid: of cross margin the question says which, of isolated margin the list."""

    def legs(record, page):
        status = {"PENDING": PENDING, "CONFIRMED": COUNTS, "FAILED": FAILED}
        kind, isolated = way or page.key, bool(way)
        amount, asset = amount_of(record, "amount"), name_of(record, "asset")
        name = f"{kind}:{name_of(record, 'txId')}" + (f":{page.key}" if isolated else "")
        word_of(record, "type", ("AUTO", "MANUAL", "BNB_AUTO_REPAY", "POINT_AUTO_REPAY"))
        standing = status[word_of(record, "status", status)]
        check_pair(record, page, "isolatedSymbol", isolated)
        principal, interest = owed_part(record, "principal"), owed_part(record, "interest")
        borrowed = principal or amount
        if standing != FAILED and kind == "BORROW":
            need(amount == borrowed and not interest, "amount is not principal and interest")
        elif standing != FAILED:
            need(text_of(record.get("principal")), "principal is missing")
            need(text_of(record.get("interest")), "interest is missing")
            need(amount == principal + interest, "amount is not principal and interest")
        at = time_of(ms(record.get("timestamp")), page, "timestamp")
        coin = holding(page, asset, isolated)
        if kind == "BORROW":
            parts = ((1, amount, "balance"), (1, borrowed, "loan"))
        else:
            parts = ((2, amount, "balance"), (2, principal, "loan"), (2, interest, "interest"))
        return [leg(name, number, coin, moved, at, standing, measure) for number, moved, measure in parts]

    return legs


def interest(isolated=False):
    """Interest that is owed from its moment on."""

    def legs(record, page):
        name = name_of(record, "txId") + (f":{page.key}" if isolated else "")
        amount, asset = amount_of(record, "interest"), name_of(record, "asset")
        word_of(record, "type", ("PERIODIC", "ON_BORROW", "PERIODIC_CONVERTED", "ON_BORROW_CONVERTED", "PORTFOLIO"))
        check_pair(record, page, "isolatedSymbol", isolated)
        at = time_of(ms(record.get("interestAccuredTime")), page, "interestAccuredTime")
        return [leg(name, 1, holding(page, asset, isolated), amount, at, COUNTS, "interest")]

    return legs


GIVES = ("BORROW", "BUY_INCOME", "SELL_INCOME", "COMMISSION_RETURN")
TAKES = ("REPAY", "BUY_EXPENSE", "SELL_EXPENSE", "TRADING_COMMISSION", "LIQUIDATION_FEE", "REPAY_LIQUIDATION")
EITHER = ("TRANSFER", "BUY_LIQUIDATION", "SELL_LIQUIDATION", "OTHER_LIQUIDATION", "SMALL_BALANCE_CONVERT")
EITHER += ("SMALL_CONVERT",)
ALONE = ("COMMISSION_RETURN", "LIQUIDATION_FEE", "REPAY_LIQUIDATION", "OTHER_LIQUIDATION")
ELSEWHERE = "told_elsewhere"


def capital_flow(isolated=False):
    """The ledger of margin: what it alone tells counts, all else is told by the other lists."""

    def legs(record, page):
        name = text_of(record.get("id")) or ""
        need(name.isascii() and name.isdigit(), "id is missing or not a number")
        name += f":{page.key}" if isolated else ""
        kind = word_of(record, "type", (*GIVES, *TAKES, *EITHER))
        if isolated:
            check_pair(record, page, "symbol", True)
        amount, asset = signed_units(text_of(record.get("amount"))), name_of(record, "asset")
        need(amount is not None, "amount is missing or not exact")
        need(kind not in GIVES or amount >= 0, "amount has another sign than its type")
        amount = -abs(amount) if kind in TAKES else amount
        at = time_of(ms(record.get("timestamp")), page, "timestamp")
        standing, coin = COUNTS if kind in ALONE else ELSEWHERE, holding(page, asset, isolated)
        if amount >= 0:
            return [leg(name, 1, coin, amount, at, standing)]
        if kind == "LIQUIDATION_FEE":
            return [leg(name, 3, coin, -amount, at, standing)]
        found = [leg(name, 2, coin, -amount, at, standing)]
        return [*found, leg(name, 2, coin, -amount, at, standing, "loan")] if kind == "REPAY_LIQUIDATION" else found

    return legs


def small_debts(record, page):
    amount, paid = amount_of(record, "amount"), amount_of(record, "targetAmount")
    asset, target = name_of(record, "asset"), name_of(record, "targetAsset")
    fields = ("timestamp", "asset", "targetAsset", "amount", "targetAmount")
    name = ":".join(name_of(record, field) for field in fields)
    at = time_of(ms(record.get("timestamp")), page, "timestamp")
    name = page.numbered(record, name)
    return [leg(name, 2, target, paid, at), leg(name, 2, asset, amount, at, COUNTS, "loan")]


def pair_moves(record, page):
    """Moves into and out of a pair of isolated margin; what is told without a pair only names pairs to ask."""
    if not page.key:
        return []
    status = {"PENDING": PENDING, "CONFIRMED": COUNTS, "FAILED": FAILED}
    name, amount, asset = name_of(record, "txId"), amount_of(record, "amount"), name_of(record, "asset")
    word_of(record, "type", ("ROLL_IN", "ROLL_OUT"))
    standing = status[word_of(record, "status", status)]
    source, target = text_of(record.get("transFrom")), text_of(record.get("transTo"))
    need(source in (None, *_MOVES) and target in (None, *_MOVES), "a wallet is unknown")
    at = time_of(seconds_or_ms(record.get("timestamp")), page, "timestamp")
    own = "ISOLATED_MARGIN"
    leaves = source == own and text_of(record.get("fromSymbol")) in (None, page.key)
    reaches = target == own and text_of(record.get("toSymbol")) in (None, page.key)
    need(standing == FAILED or leaves != reaches, "it does not say which way it went of the pair that was asked")
    return [leg(name, 1 if reaches else 2, f"{page.key}:{asset}", amount, at, standing)]


def ledger(kind, amount, number, time, names, numbered):
    """Everything that moved a wallet, one signed amount a row."""

    def legs(record, page):
        name_of(record, kind)
        digits = text_of(record.get(number)) or ""
        need(digits.isascii() and digits.isdigit(), f"{number} is missing or not a number")
        moved, asset = signed_units(text_of(record.get(amount))), name_of(record, "asset")
        need(moved is not None, f"{amount} is missing or not exact")
        at = time_of(ms(record.get(time)), page, time)
        name = ":".join(text_of(record.get(field)) or "" for field in names)
        if numbered:
            name += f":{amount_text(moved)}"
            page.seen[name] += 1
            name = name if page.seen[name] == 1 else f"{name}:{page.seen[name]}"
        return [leg(name, 1, asset, moved, at) if moved >= 0 else leg(name, 2, asset, -moved, at)]

    return legs


_INCOME = ledger(
    "incomeType", "income", "tranId", "time", ("incomeType", "tranId", "asset", "symbol", "tradeId", "time"), True
)
_BILL = ledger("type", "amount", "id", "createDate", ("id", "type", "asset", "symbol", "createDate"), False)


def contract_fills(record, page):
    """What changed a position: one row a fill, which moves no balance."""
    symbol = name_of(record, "symbol")
    need(symbol == page.key, "symbol is not the one asked for")
    number = text_of(record.get("id")) or ""
    need(number.isascii() and number.isdigit() and len(number) <= 19, "id is missing or not a number")
    buys = word_of(record, "side", ("BUY", "SELL")) == "BUY"
    side = word_of(record, "positionSide", ("BOTH", "LONG", "SHORT"))
    size = amount_of(record, "qty")
    made, charged = (signed_units(text_of(record.get(field))) for field in ("realizedPnl", "commission"))
    need(made is not None and charged is not None, "realizedPnl or commission is missing or not exact")
    coin, at = name_of(record, "commissionAsset"), time_of(ms(record.get("time")), page, "time")
    says = fill_says(symbol, side, amount_text(made), record.get("marginAsset"), amount_text(charged), coin)
    return [(f"{symbol}:{number}:{'B' if buys else 'S'}", 0, FILL, says, size if buys else -size, at, COUNTS)]


FILL = "fill"


def fill_says(*said):
    return "|".join(one or "" for one in said)


class Rule:
    """How a list is read: the wallet it moves, what its rows call their source, where its records stand, its legs."""

    def __init__(self, wallet, source, path, legs, first_stands=False):
        self.wallet, self.source, self.path, self.legs, self.first_stands = wallet, source, path, legs, first_stands


def product(name, legs, path="rows", wallet="SPOT", first_stands=False, source=""):
    return {name: Rule(wallet, source or name, path, legs, first_stands)}


RULES = {
    **product("deposit_history", deposits, "", source="deposit"),
    **product("withdraw_history", withdrawals, "", source="withdraw"),
    **product("sub_transfer_history", main_transfers, "", source="account_transfer"),
    **product("universal_transfer", between_accounts("createTimeStamp", "SPOT"), "result", source="account_transfer"),
    **product("sub_user_history", sub_transfers("SPOT"), "", source="account_transfer"),
    **product(
        "managed_transfer",
        between_accounts("createTime", "SPOT"),
        "managerSubTransferHistoryVos",
        source="account_transfer",
    ),
    **product("wallet_transfer", wallet_transfers("MAIN")),
    **product("trades", fills("id", True), "", first_stands=True, source="trade"),
    **product(
        "allocations",
        fills("allocationId", False, (("allocationType", "SOR"), ("isAllocator", "false"))),
        "",
        first_stands=True,
    ),
    **product("convert_history", converts, "list", first_stands=True, source="convert"),
    **product("dust_log", dust, "userAssetDribblets", first_stands=True),
    **product("asset_dividend", dividends),
    **product("rebates", rebates, "data.data"),
    **product("flexible_subscription", flexible_subscription),
    **product("flexible_redemption", flexible_redemption),
    **product("flexible_rewards", flexible_rewards),
    **product("locked_subscription", locked_subscription),
    **product("locked_redemption", locked_redemption("MATURE", "AHEAD", "NEW_TRANSFERRED")),
    **product("locked_rewards", locked_rewards),
    **product("onchain_subscription", locked_subscription),
    **product("onchain_redemption", locked_redemption("NORMAL", "MATURE", "AHEAD", "NEW_TRANSFERRED")),
    **product("onchain_rewards", payment(1, ("positionId", "time", "asset"))),
    **product("fiat_orders", fiat_orders, "data"),
    **product("fiat_payments", fiat_payments, "data"),
    **product("pay_transactions", payments, "data"),
    **product("sol_boost_rewards", payment(1, ("time", "token"), "token", status="status", words=FINAL, seconds=True)),
    **product("soft_staking_rewards", payment(1, ("time", "asset", "rewardAsset"), "rewardAsset", "rewards")),
    **product("loan_borrow", loan_borrow),
    **product("loan_repay", loan_repay),
    **product(
        "loan_liquidation",
        payment(
            1,
            ("liquidationStartingTime", "loanCoin", "collateralCoin"),
            "collateralCoin",
            "returnCollateralAmount",
            "liquidationStartingTime",
            "status",
            LIQUIDATED,
        ),
    ),
    **product(
        "loan_ltv_adjustment",
        two_way(
            "direction",
            "ADDITIONAL",
            "REDUCED",
            ("adjustTime", "loanCoin", "collateralCoin"),
            "collateralCoin",
            ("loanCoin",),
            "collateralAmount",
            "adjustTime",
            numbered=True,
        ),
    ),
    **product(
        "liquidation_loan_repay",
        payment(2, ("repayId",), time="createTime", status="status", words=FINAL, numbered=False),
    ),
    **product("pm_loan_repay", payment(2, ("repayTime", "asset"), time="repayTime")),
    **product(
        "vip_loan_repay",
        payment(2, ("repayTime", "orderId", "loanCoin"), "loanCoin", "repayAmount", "repayTime", "repayStatus", REPAID),
    ),
    **product("dual_investment", dual_investment, "list"),
    **product("cloud_mining", two_way("type", "248", "249", ("tranId",), time="createTime", listed="S")),
    **product("mining_earnings", mining_earnings, "data.accountProfits"),
    **product("custody_transfer", two_way("transferType", "Delegate", "Undelegate", ("clientTranId",))),
    **product("margin_transfer", margin_moves("SPOT")),
}
for _coin in ("bfusd", "rwusd"):
    RULES |= product(
        f"{_coin}_subscription", swap("asset", "amount", "receiveAsset", "receiveAmount"), first_stands=True
    )
    RULES |= product(f"{_coin}_redemption", delayed_redemption("receiveAsset", "receiveAmount"))
    RULES |= product(f"{_coin}_rewards", payment(1, ("time", "rewardAsset"), "rewardAsset", "rewardsAmount"))
for _name in ("eth_staking", "sol_staking"):
    RULES |= product(_name, swap("asset", "amount", "distributeAsset", "distributeAmount"), first_stands=True)
for _name in ("eth_redemption", "sol_redemption"):
    RULES |= product(_name, delayed_redemption("distributeAsset", "distributeAmount"))
for _name in ("wbeth_wrap", "wbeth_unwrap"):
    RULES |= product(_name, swap("fromAsset", "fromAmount", "toAsset", "toAmount"), first_stands=True)

_MARGIN = "MARGIN"
_PAIRS = "ISOLATED_MARGIN"
RULES |= product("margin_borrow_repay", debts(), wallet=_MARGIN)
RULES |= product("margin_interest", interest(), wallet=_MARGIN)
RULES |= product("margin_wallet_transfer", wallet_transfers("MARGIN"), wallet=_MARGIN)
RULES |= product(
    "margin_universal_transfer",
    between_accounts("createTimeStamp", "MARGIN"),
    "result",
    _MARGIN,
    source="margin_account_transfer",
)
RULES |= product("margin_sub_user_history", sub_transfers("MARGIN"), "", _MARGIN, source="margin_account_transfer")
RULES |= product("margin_isolated_transfer", margin_moves("CROSS_MARGIN"), wallet=_MARGIN)
RULES |= product("margin_capital_flow", capital_flow(), "", _MARGIN)
RULES |= product(
    "margin_trades", fills("id", True, (("isIsolated", "false"),), quoted=False), "", _MARGIN, True, "margin_trade"
)
RULES |= product("margin_small_liability", small_debts, wallet=_MARGIN)
RULES |= product("margin_dust", dust, "userAssetDribblets", _MARGIN, True)
RULES |= product("isolated_transfer", pair_moves, wallet=_PAIRS)
RULES |= product("isolated_borrow", debts("BORROW"), wallet=_PAIRS, source="isolated_borrow_repay")
RULES |= product("isolated_repay", debts("REPAY"), wallet=_PAIRS, source="isolated_borrow_repay")
RULES |= product("isolated_interest", interest(True), wallet=_PAIRS)
RULES |= product(
    "isolated_trades",
    fills("id", True, (("isIsolated", "true"),), holding=True, quoted=False),
    "",
    _PAIRS,
    True,
    "isolated_trade",
)
RULES |= product("isolated_capital_flow", capital_flow(True), "", _PAIRS)
RULES |= product("um_income", _INCOME, "", "FUTURES")
RULES |= product("cm_income", _INCOME, "", "COIN_M_FUTURES")
RULES |= product("option_bill", _BILL, "", "OPTION")
RULES |= product("um_trades", contract_fills, "", "FUTURES", True)
RULES |= product("cm_trades", contract_fills, "", "COIN_M_FUTURES", True)
BESIDE_LISTS = {"margin_capital_flow", "isolated_capital_flow"}
"""Ledgers whose rows are held against those of the other lists; they count where no other list tells them."""

_FREE = {"balance": ("free", "locked")}
_OWED = {**_FREE, "loan": ("borrowed",), "interest": ("interest",)}
_CASH = {"balance": ("walletBalance",)}
SNAPSHOTS = {
    "daily_snapshot": ("SPOT", "spot", "balances", _FREE),
    "margin_snapshot": (_MARGIN, "margin", "userAssets", _OWED),
    "futures_snapshot": ("FUTURES", "futures", "assets", _CASH),
}
"""The exchange's lists of day-end balances: the wallet, what it calls its type, where its assets stand, the sums."""
WALLETS = ("SPOT", "MARGIN", "ISOLATED_MARGIN", "FUTURES", "COIN_M_FUTURES", "OPTION")
READINGS = {
    "isolated_reading": (_PAIRS, "assets", _OWED),
    "coin_m_reading": ("COIN_M_FUTURES", "assets", _CASH),
    "option_reading": ("OPTION", "asset", {"balance": ("marginBalance",)}),
}
"""Wallets that were read just after midnight, as the exchange keeps no balance of them."""
TOTALS = {
    "rows": "total",
    "result": "totalCount",
    "data": "total",
    "list": "total",
    "data.data": "data.totalRecords",
    "data.accountProfits": "data.totalNum",
}
"""Where a list says how many different records it has, by where these stand."""
WITHOUT_TOTAL = {"pay_transactions", "convert_history", "locked_rewards"}
"""Lists whose records stand there and that have no total of them, or one that counts something else."""
BY_PAIR = {"trades", "allocations", "margin_trades"}
OF_A_PAIR = {"isolated_transfer", "isolated_borrow", "isolated_repay", "isolated_interest", "isolated_trades"}
OF_A_PAIR |= {"isolated_capital_flow"}
OF_POSITIONS = {"um_trades", "cm_trades"}
"""Lists of what changed positions of contracts: no balance rests on them."""
OWED_ALONE = {"margin_interest", "isolated_interest"}
"""Lists that can move no other measure than the interest."""
HELD_ALONE = {"margin_wallet_transfer", "margin_universal_transfer", "margin_sub_user_history", "margin_trades"}
HELD_ALONE |= {"margin_isolated_transfer", "margin_dust", "isolated_transfer", "isolated_trades"}
"""Lists of wallets with debts that can move no other measure than the balance."""
_TRADED = ("BUY_INCOME", "BUY_EXPENSE", "SELL_INCOME", "SELL_EXPENSE", "TRADING_COMMISSION", "BUY_LIQUIDATION")
TWICE_TOLD = {
    "debts": (("BORROW", "REPAY"), ("margin_borrow_repay", "isolated_borrow_repay")),
    "fills": ((*_TRADED, "SELL_LIQUIDATION"), ("margin_trade", "isolated_trade")),
    "moves": (
        ("TRANSFER",),
        ("margin_wallet_transfer", "margin_account_transfer", "margin_isolated_transfer", "isolated_transfer"),
    ),
    "small": (("SMALL_CONVERT", "SMALL_BALANCE_CONVERT"), ("margin_small_liability", "margin_dust")),
}
"""What the ledger of margin and other lists both tell, by groups: kinds of the ledger's rows, sources of the others."""
FAMILY_OF_KIND = {kind: family for family, (kinds, _) in TWICE_TOLD.items() for kind in kinds}
FAMILY_OF_SOURCE = {source: family for family, (_, sources) in TWICE_TOLD.items() for source in sources}
UNSPLIT = {"REPAY_LIQUIDATION", "margin_small_liability"}
"""Kinds that end a debt and do not tell how much of it was interest."""
GUARD = 2_000
"""So near to a reading of ours (ms) a movement may lie on either side of it."""
GIVES_WAY = {"sub_transfer_history": "universal_transfer"}

# --- readings and answers -----------------------------------------------------------------------------------------


def micros(text):
    """Microseconds since 1970 of a time in UTC, as trail and readings write it."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise Refused(f"a time without its zone: {text}")
    return (moment - EPOCH) // timedelta(microseconds=1)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def midnight(day):
    """The first millisecond of a date."""
    return (day.toordinal() - EPOCH.toordinal()) * DAY


class Reading:
    """One pass over a list: what was asked, how it ended, when, and the answers that are held of it."""

    __slots__ = ("asked", "end", "key", "list", "meaning", "number", "own", "pages", "start", "status", "whole")

    def __init__(self, told, trail):
        self.list, self.key, self.status = told["list"], told["key"], told["status"]
        self.meaning, self.own = told["meaning"], told["own"]
        self.start, self.end = micros(told["from"]), micros(told["to"])
        self.number, self.asked = trail["reading"], micros(trail["asked"])
        self.whole = trail["pages"] == len(told["pages"])
        self.pages = [
            (page["body"], micros(page["from"]), micros(page["to"]), home, number, micros(received))
            for page, (home, number, received) in zip(told["pages"], trail["held"], strict=True)
        ]

    @property
    def name(self):
        return f"{self.list} {self.key}".strip()

    def proves(self, start, end):
        return self.status == "complete" and self.own and self.start <= start and min(self.end, self.asked) >= end


class Evidence:
    """The readings of a bundle, by what they are of, and which answers hold which body."""

    def __init__(self, bundle, found, since, until):
        self.readings, self.of, self.since, self.until = [], defaultdict(list), since, until
        self.bodies, self.pages = defaultdict(list), {}
        lines = zip(bundle.records("readings.jsonl"), bundle.records("trail/readings.jsonl"), strict=True)
        for number, (told, trail) in enumerate(lines, 1):
            try:
                reading = Reading(told, trail)
            except ValueError as error:
                raise Refused(f"readings.jsonl, line {number}: its trail tells of other answers") from error
            if trail["line"] != number:
                raise Refused(f"trail/readings.jsonl, line {number}: it is of line {trail['line']}")
            self.add(reading, trail, found)

    def add(self, reading, trail, found):
        self.readings.append(reading)
        self.of[reading.list, reading.key].append(reading)
        for place, (body, start, end, home, number, received) in enumerate(reading.pages):
            self.bodies[home, body].append((reading, received))
            if (home, number) in self.pages:
                found.refuse(f"{home}, row {number}: it stands in two readings")
            self.pages[home, number] = reading, place
            if start >= end:
                found.refuse(f"{home}, row {number}: its window ends before it begins")
        if reading.status != "complete":
            return
        if trail["pages"] == 0:
            found.refuse(f"the reading of {reading.name} from {iso(reading.start)} is complete, and no answer is of it")
        elif (reading.whole or self.within(reading.start, reading.end)) and reading.list not in FILL_LISTS:
            self.check_window(reading, found)
        if reading.pages and reading.asked > min(page[5] for page in reading.pages) + ONE_REQUEST:
            found.refuse(f"the reading of {reading.name}: it was asked after its first answer came")

    def cut(self, start, end):
        """A window as readings.jsonl tells it: cut to the span, and whole where it lies beside it."""
        return (max(start, self.since), min(end, self.until)) if self.within(start, end) else (start, end)

    def within(self, start, end):
        """Whether a window reaches into the span: every answer of such a window is in the bundle."""
        return start < self.until and end > self.since

    def reaches(self, reading, moment):
        """Whether a reading was asked for a moment, as far as its cut window tells."""
        if self.within(reading.start, reading.end):
            moment = min(max(moment, self.since), self.until - 1)
        return reading.start <= moment < reading.end

    @staticmethod
    def check_window(reading, found):
        """Its answers together were asked for the whole window."""
        reached = reading.start
        for start, end in sorted((page[1], page[2]) for page in reading.pages):
            if start > reached:
                break
            reached = max(reached, end)
        if reached < reading.end:
            found.refuse(f"the reading of {reading.name}: no answer was asked for {iso(reached)} to {iso(reading.end)}")


FILL_LISTS = {"trades", "allocations", "margin_trades", "isolated_trades"}
"""Fills are facts one by one: answers of a reading that was cut count, and a reading spans what several told."""


def iso(value):
    return (EPOCH + timedelta(microseconds=value)).isoformat()


def scalar_at(document, path):
    """A number of an answer as text; None where there is none."""
    for step in path.split("."):
        document = document.get(step) if isinstance(document, dict) else None
    return text_of(document)


def records_at(document, path):
    """The records of an answer; a list that the answer leaves out is empty, what is no list is one bad record."""
    for step in filter(None, path.split(".")):
        document = document.get(step) if isinstance(document, dict) else None
    if document is None:
        return []
    return document if isinstance(document, list) else [document]


# --- canonical rows -----------------------------------------------------------------------------------------------

STANDINGS = ("counts", "pending", "failed", "elsewhere", "told_elsewhere", "withdrawn")
CODES = {standing: code for code, standing in enumerate(STANDINGS)}
ROW_FILES = ("transfers.jsonl", "trades.jsonl", "transfers_named.jsonl", "fills.jsonl")
LEDGER_OF_FILLS = {"um_trades": "um_income", "cm_trades": "cm_income"}
INCOME = set(LEDGER_OF_FILLS.values())


class Rows:
    """Every canonical row as a few numbers: what names it, what it says, the body it names, its standing. The sums of
    those that count are kept by day, wallet, asset and measure; the rows themselves are not."""

    def __init__(self, bundle, found, balances, evidence):
        self.wanted, self.amounts = named_records(bundle), defaultdict(int)
        self.near, self.disturbed = near_readings(balances, evidence), set()
        self.traded, self.coins, self.by_asset = defaultdict(lambda: [0, 0]), defaultdict(set), None
        self.twice, self.unsplit = defaultdict(lambda: [0, 0, 0, 0, False]), set()
        self.keys, self.said, self.body = array("q"), array("q"), array("I")
        self.bodies = {}
        self.standing, self.list = bytearray(), array("H")
        self.lists, self.unknown = {}, Counter()
        self.sums, self.after, self.pairs = defaultdict(int), defaultdict(int), defaultdict(set)
        self.special, self.dividends = [], defaultdict(list)
        self.balances, self.found = balances, found
        for file in ROW_FILES:
            for row in bundle.records(file):
                self.take(self.as_row(row) if file == "fills.jsonl" else row, file)
        self.count = len(self.keys)
        self.order, self.sorted = in_order(self.keys)
        del self.keys
        self.told = bytearray(self.count)
        self.refuse_twice()

    def as_row(self, fill):
        """A fill of contracts as a row, once what it made and was charged is kept beside what income says of it."""
        kept = fill["wallet"], fill["contract"], fill["number"]
        day, made, charged = DATES[fill["time"] // DAY], fill.get("realized"), fill.get("commission")
        coins = sorted(coin for kind, coin in self.coins[kept[0], kept[1], day] if kind == "REALIZED_PNL")
        coin = fill.get("realized_asset") or (coins[0] if coins else fill.get("commission_asset"))
        self.beside(day, *kept, "REALIZED_PNL", coin, signed_units(made), 1)
        self.beside(day, *kept, "COMMISSION", fill.get("commission_asset"), signed_units(charged), 1)
        says = fill_says(
            fill["contract"], fill["side"], made, fill.get("realized_asset"), charged, fill["commission_asset"]
        )
        named = {name: fill[name] for name in ("wallet", "source", "id", "time")}
        return {
            **named,
            "leg": 0,
            "measure": FILL,
            "asset": says,
            "amount": fill["quantity"],
            "kind": FILL,
            "body": fill.get("body"),
        }

    def beside(self, day, wallet, contract, number, kind, coin, amount, place):
        """Add to what the ledger (0) or the fills (1) say was made, by contract, or charged, by fill, in size. Each
        fill weighs in by a number of its own, so that equal sums are equal fill by fill."""
        weight = 1 if kind == "REALIZED_PNL" else hash(f"{number}|{coin}")
        self.traded[day, wallet, contract, kind, coin][place] += weight * (amount if weight == 1 else abs(amount))

    def fills_otherwise(self, day, wallet, asset):
        """The contracts and kinds of which the ledger of futures and the fills say something else, in this asset."""
        for (contract, kind), (booked, listed) in self.of_asset(day, wallet, asset).items():
            if booked != listed and (kind, "BNFCR") not in self.coins[wallet, contract, day]:
                yield contract, kind

    def of_asset(self, day, wallet, asset):
        if self.by_asset is None:
            self.by_asset = defaultdict(dict)
            for (one_day, one_wallet, contract, kind, coin), sums in self.traded.items():
                self.by_asset[one_day, one_wallet, coin][contract, kind] = sums
        return self.by_asset.get((day, wallet, asset), {})

    def take(self, row, file):
        amount = signed_units(row["amount"])
        if amount is None:
            raise Refused(f"{file}: {row_name(row)} has the amount {row['amount']!r}")
        standing = row.get("standing", "counts")
        listed = row.get("list") or LIST_OF_SOURCE.get(row["source"], row["source"])
        self.keys.append(hash(f"{row['source']}|{row['id']}|{row['leg']}|{row['measure']}"))
        self.said.append(hash(f"{row['wallet']}|{row['asset']}|{amount}|{row['time']}"))
        self.body.append(self.bodies.setdefault(row.get("body") or "", len(self.bodies)))
        self.standing.append(CODES[standing])
        self.list.append(self.lists.setdefault(listed, len(self.lists)))
        if standing in ("told_elsewhere", "withdrawn"):
            self.special.append(row)
        if row["source"] == "asset_dividend" and standing == "counts":
            self.dividends[row["asset"], amount].append(row["time"])
        if listed not in RULES:
            self.unknown[row["wallet"], listed] += 1
        if "pair" in row:
            self.pairs[row["pair"]].add(row["asset"])
        if (row["source"], row["id"], row["leg"]) in self.wanted:
            self.amounts[row["source"], row["id"], row["leg"], row["asset"], row["measure"]] += amount
        if file in ("transfers_named.jsonl", "fills.jsonl"):
            return
        if row["source"] in INCOME and row["kind"] in ("REALIZED_PNL", "COMMISSION") and standing == "counts":
            day, number = DATES[row["time"] // DAY], (row["id"].split(":") + [""] * 5)[4]
            self.coins[row["wallet"], row.get("party"), day].add((row["kind"], row["asset"]))
            kept = row["wallet"], row.get("party"), number, row["kind"], row["asset"]
            self.beside(day, *kept, amount, 0)
        if row["wallet"] in (_MARGIN, _PAIRS) and standing != "withdrawn":
            self.hold(row, amount, standing)
        if standing == "counts":
            self.add_up(row, amount)

    def add_up(self, row, amount):
        day = DATES[row["time"] // DAY]
        cell = row["wallet"], row["asset"], row["measure"]
        self.sums[day, *cell] += amount
        before = DATES[row["time"] // DAY - 1]
        for end in (before, day):
            asked, came = self.near.get((end, row["wallet"]), (0, -1))
            if asked <= row["time"] <= came:
                self.disturbed.add((end, row["wallet"]))
        taken = self.balances.moments.get((before, row["wallet"]))
        if taken is not None and taken >= row["time"]:
            self.after[before, *cell] += amount

    def hold(self, row, amount, standing):
        """Keep what the ledger of margin and the other lists say of one group of movements, signed and in size."""
        day = DATES[row["time"] // DAY]
        if row["kind"] in UNSPLIT and row["measure"] == "loan" and standing == "counts":
            self.unsplit.add((day, row["wallet"], row["asset"]))
        if row["measure"] != "balance":
            return
        by_ledger = row["source"] in BESIDE_LISTS
        family = FAMILY_OF_KIND.get(row["kind"]) if by_ledger else FAMILY_OF_SOURCE.get(row["source"])
        if family and (by_ledger or standing == "counts"):
            told = self.twice[day, row["wallet"], row["asset"], family]
            place = 0 if by_ledger else 2
            told[place] += amount
            told[place + 1] += abs(amount)
            told[4] |= row.get("status") == "UNDIRECTED"

    def told_otherwise(self, day, wallet, asset):
        """The groups of movements of which the ledger of margin and the other lists say something else."""
        for family in TWICE_TOLD:
            told = self.twice.get((day, wallet, asset, family))
            if told and (told[1] != told[3] if told[4] else told[0] != told[2]):
                yield family

    def refuse_twice(self):
        for one, other in zip(self.sorted, self.sorted[1:], strict=False):
            if one == other:
                raise Refused("two rows have one source, id, leg and measure")

    def place(self, key):
        """The number of the row with this key, None where there is none."""
        at = bisect_left(self.sorted, key)
        return self.order[at] if at < len(self.sorted) and self.sorted[at] == key else None

    def named(self, bundle, index):
        """A row in words, read anew."""
        for file in ROW_FILES:
            for row in bundle.records(file):
                if not index:
                    return f"{file}: {row_name(self.as_row(row) if file == 'fills.jsonl' else row)}"
                index -= 1
        return "a row"


def in_order(keys):
    """The places of keys in their order, and the keys in it: sorted in parts, as a list of all takes several times as
    much memory."""
    parts = [array("I") for _ in range(PARTS)]
    for place, key in enumerate(keys):
        parts[(key >> 56) + PARTS // 2].append(place)
    order, found = array("I"), array("q")
    for part in parts:
        part = sorted(part, key=keys.__getitem__)
        order.extend(part)
        found.extend(map(keys.__getitem__, part))
    return order, found


PARTS = 256


def named_records(bundle):
    """What findings that explain name: source, id and leg."""
    found = set()
    for told in bundle.records("verdicts.jsonl"):
        for finding in told["findings"].get("explained", ()):
            for record in finding["records"]:
                source, identity, way = parts_of(record)
                if source is not None:
                    found.add((source, identity.partition(" of ")[0], way))
    return found


def near_readings(balances, evidence):
    """By day's end and wallet: from when to when a movement is too near to its reading to be on one side of it."""
    found = {}
    for listed, (wallet, *_) in READINGS.items():
        for reading in (one for (name, _), told in evidence.of.items() if name == listed for one in told):
            end = DATES[reading.start // (DAY * 1000)]
            came = max((page[5] for page in reading.pages), default=0)
            if reading.own and reading.status == "complete" and balances.moments.get((end, wallet)) == came // 1000:
                found[end, wallet] = reading.asked // 1000 - GUARD, came // 1000 + GUARD
    return found


def row_name(row):
    return f"{row['source']} {row['id']} leg {row['leg']} ({row['asset']} {row['amount']})"


def signed_units(text):
    """Signed units of an amount of ours."""
    if text is None:
        return None
    return -units(text[1:]) if text.startswith("-") and units(text[1:]) is not None else units(text)


def sum_units(text):
    """Signed units of a sum of ours, which may be larger than any amount of the exchange's."""
    shape = None if text is None else _SUM.fullmatch(text)
    if shape is None:
        return None
    value = int(shape[2] + (shape[3] or "").ljust(18, "0"))
    return -value if shape[1] else value


_SUM = re.compile(r"(-?)([0-9]{1,60})(?:\.([0-9]{1,18}))?", re.ASCII)


def fits(*amounts):
    """Whether what is made of two amounts is still one: a balance that does not fit is unproved, and no number is kept
    of it."""
    return all(amount is None or abs(amount) < LIMIT for amount in amounts)


def own_amount(told, field, name):
    """An amount of ours; None where there is none, which is another thing than one that cannot be read."""
    amount = sum_units(told[field])
    if amount is None and told[field] is not None:
        raise Refused(f"{name}: {field} is {told[field]!r}, which is no amount")
    return amount


class Dates(dict):
    """Number of a day since 1970 -> its date as text."""

    def __missing__(self, number):
        self[number] = (EPOCH + timedelta(days=number)).date().isoformat()
        return self[number]


DATES = Dates()
LIST_OF_SOURCE = {}
for _list, _rule in RULES.items():
    LIST_OF_SOURCE.setdefault(_rule.source, _list)


class Balances:
    """What the bundle says was held at the end of each day, and of which moment that is."""

    def __init__(self, bundle):
        self.moments = {(one["date"], one["wallet"]): one["time"] for one in bundle.records("snapshots.jsonl")}
        self.held, self.of_day = {}, defaultdict(dict)
        for one in bundle.records("balances.jsonl"):
            amounts = {m: signed_units(one.get(m)) for m in ("balance", "loan", "interest") if m in one}
            self.held[one["date"], one["wallet"], one["asset"]] = amounts
            self.of_day[one["date"], one["wallet"]][one["asset"]] = amounts, one.get("body"), one.get("list")


# --- from bodies to legs ------------------------------------------------------------------------------------------


class Derivation:
    """Goes through every body once: its hash, its records, the legs that these are, and the rows that must say so."""

    def __init__(self, bundle, found, manifest, evidence, rows, balances, pairs, refused):
        self.bundle, self.found, self.evidence, self.rows, self.balances = bundle, found, evidence, rows, balances
        self.account, self.pairs, self.refused = manifest["account"].lower(), pairs, refused
        self.first = midnight(date.fromisoformat(manifest["first"]))
        self.end = midnight(date.fromisoformat(manifest["last"])) + DAY
        self.newest = defaultdict(int)
        for (_, body), told in evidence.bodies.items():
            number = rows.bodies.get(body, -1)
            self.newest[number] = max(self.newest[number], max(received for _, received in told) // 1000)
        self.seen, self.legs, self.records, self.ends = set(), 0, 0, defaultdict(list)
        self.unknown, self.labels, self.positions = Counter(), {}, {}
        self.counted = defaultdict(lambda: (set(), set(), set()))

    def newest_end(self, day, wallet):
        """What the newest answer that is believed says of a day's end; None where there is none."""
        believed = [one for one in self.ends.get((day, wallet), ()) if one[1]]
        return max(believed, key=lambda one: one[0]) if believed else None

    def run(self):
        for name in sorted(one for one in self.bundle.held if one.startswith("bodies/")):
            home = name.removeprefix("bodies/").removesuffix(".jsonl")
            if home != "binance_raw_exchange_info":
                for told in self.bundle.records(name):
                    self.body(name, home, told["sha256"], told["body"])
        for home, body in sorted(self.evidence.bodies.keys() - self.seen):
            self.found.refuse(f"bodies/{home}.jsonl: the body {body} is not there, and a reading names it")
        self.check_counts()

    def body(self, file, home, digest, text):
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            self.found.refuse(
                f"{file}: the body {digest} has another hash: {hashlib.sha256(text.encode()).hexdigest()}"
            )
        if (home, digest) in self.seen:
            self.found.refuse(f"{file}: the body {digest} is there twice")
        self.seen.add((home, digest))
        if (home, digest) not in self.evidence.bodies:
            self.found.refuse(f"{file}: the body {digest} is in no reading")
        groups = defaultdict(list)
        for reading, received in self.evidence.bodies.get((home, digest), ()):
            if not reading.meaning and (reading.status == "complete" or reading.list in FILL_LISTS):
                groups[reading.list, reading.key].append((received, reading))
        if groups:
            document = json.loads(text, parse_float=number_text)
            for (listed, key), told in groups.items():
                self.count(digest, document, listed, [one for _, one in told])
                if listed in READINGS:
                    self.own_reading(digest, document, listed, [one for _, one in told])
                else:
                    self.answer(digest, document, listed, key, max(received for received, _ in told) // 1000)

    def count(self, digest, document, listed, readings):
        """Keep how many different records a list says a window has, and which came of it."""
        path = RULES[listed].path if listed in RULES else ""
        if path not in TOTALS or listed in WITHOUT_TOTAL:
            return
        said = scalar_at(document, TOTALS[path])
        times = Counter(json.dumps(one, sort_keys=True) for one in records_at(document, path))
        came = {hash((text, number)) for text, many in times.items() for number in range(many)}
        for one in readings:
            for start, end in {page[1:3] for page in one.pages if page[0] == digest}:
                totals, records, different = self.counted[one.number, start, end]
                totals.add(said)
                records |= came
                different |= set(map(hash, times))

    def check_counts(self):
        """A complete reading of a list that counts its records has as many as the list says: different ones, and of a
        list without ids equal ones of one answer apart."""
        complete = {one.number: one for one in self.evidence.readings if one.status == "complete"}
        whole = {number for number, one in complete.items() if one.whole}
        for (number, start, end), (totals, records, different) in sorted(self.counted.items()):
            told = number in whole or (number in complete and self.evidence.within(start, end))
            if told and totals not in ({str(len(records))}, {str(len(different))}):
                said = ", ".join(sorted(map(str, totals)))
                self.found.refuse(
                    f"the reading of {complete[number].name} from {iso(start)} is complete with {len(records)} "
                    f"records, and the list says {said}"
                )

    def answer(self, digest, document, listed, key, received):
        if listed in SNAPSHOTS:
            self.snapshot(digest, document, listed, received)
            return
        rule = RULES.get(listed)
        if rule is None:
            self.unknown[listed] += 1
            return
        page = Page(self.account, key, received, self.pairs)
        records = records_at(document, rule.path)
        order = rebates_in_order(records) if listed == "rebates" else {}
        for place, record in enumerate(records, 1):
            self.records += 1
            self.record(digest, rule, listed, page, place, record, order.get(place - 1, 1))

    def record(self, digest, rule, listed, page, place, record, rank):
        refused = (digest, place) in self.refused
        try:
            need(isinstance(record, dict), "not an object")
            legs = rule.legs(record, page)
        except Unreadable as error:
            if not refused:
                self.found.refuse(f"body {digest}, record {place} of {listed}: {error}, and it is not in quarantine")
            legs = error.legs
        except KeyError as error:
            self.found.attend(f"body {digest}, record {place} of {listed}: nothing tells the assets of {error}")
            return
        for name, way, measure, asset, amount, at, standing in legs:
            self.legs += 1
            name = name if rank == 1 else f"{name}:{rank}"
            key = hash(f"{rule.source}|{name}|{way}|{measure}")
            said = hash(f"{rule.wallet}|{asset}|{amount}|{at}")
            told = f"body {digest}, record {place} of {listed}: {asset} {amount_text(amount)} ({rule.source} {name})"
            self.compare(digest, rule, listed, page, key, said, at, standing, refused, told)

    def compare(self, digest, rule, listed, page, key, said, at, standing, refused, told):
        rows, index = self.rows, self.rows.place(key)
        if index is None:
            if standing == COUNTS and self.first <= at < self.end and not refused:
                self.found.refuse(f"{told} is in no row")
            return
        held = STANDINGS[rows.standing[index]]
        same = rows.said[index] == said
        if same and (held == standing or (standing == COUNTS and held in ("told_elsewhere", "withdrawn"))):
            if rows.body[index] == rows.bodies.get(digest):
                rows.told[index] = 1
            return
        if refused or rows.body[index] == rows.bodies.get(digest):
            # A row that names this body and says something else stays untold, and is named for it.
            return
        by = rows_list(rows, index)
        if GIVES_WAY.get(listed) == by:
            return
        if rule.first_stands or self.newest.get(rows.body[index], 0) <= page.received:
            self.found.refuse(f"{told} is newer than its row, which says something else")

    def snapshot(self, digest, document, listed, received):
        wallet, word, place_of, sums = SNAPSHOTS[listed]
        for place, record in enumerate(records_at(document, "snapshotVos"), 1):
            refused = (digest, place) in self.refused
            try:
                day, held = snapshot_of(record, word, place_of, sums, received)
            except Unreadable as error:
                if not refused:
                    self.found.refuse(f"body {digest}, record {place} of {listed}: {error}, and not in quarantine")
                continue
            self.ends[day, wallet].append((received, not refused, digest, held, ms(record["updateTime"])))
            if listed == "futures_snapshot":
                self.labels[day, received] = label_of(record["data"][place_of])
                self.positions[day, wallet, digest] = positions_of(record["data"].get("position"), "")

    def own_reading(self, digest, document, listed, readings):
        wallet, place_of, sums = READINGS[listed]
        try:
            held = reading_of(records_at(document, place_of), listed, sums)
        except Unreadable as error:
            if not any(body == digest for body, _ in self.refused):
                self.found.refuse(f"body {digest} of {listed}: {error}, and not in quarantine")
            return
        if listed == "coin_m_reading":
            for one in readings:
                day = DATES[one.start // (DAY * 1000)]
                self.positions[day, wallet, digest] = positions_of(records_at(document, "positions"), "positionSide")
        for one in readings:
            ended = max(page[5] for page in one.pages)
            if DAY * 1000 <= ended - one.start < 2 * DAY * 1000:
                day = DATES[one.start // (DAY * 1000)]
                self.ends[day, wallet].append((ended, True, digest, held, ended // 1000))


def rows_list(rows, index):
    wanted = rows.list[index]
    return next(name for name, number in rows.lists.items() if number == wanted)


def snapshot_of(record, word, listed, sums, received):
    """The day of a snapshot, and what it says was held of each asset."""
    need(isinstance(record, dict), "not an object")
    need(text_of(record.get("type")) == word, "type is missing or not the one asked for")
    at = ms(record.get("updateTime"))
    need(at is not None and at % DAY >= DAY - 60_000 and at // DAY < received // DAY, "updateTime is impossible")
    data = record.get("data")
    assets = data.get(listed) if isinstance(data, dict) else None
    need(isinstance(assets, list), f"{listed} are missing")
    held = {}
    for one in assets:
        need(isinstance(one, dict), "an asset is missing")
        add_held(held, name_of(one, "asset"), one, sums)
    if listed == "balances":
        total = units(text_of(data.get("totalAssetOfBtc"))) or 0
        need(any(one["balance"] for one in held.values()) or total == 0, "no balance, and a total above zero")
        need(all(one["balance"] >= 0 for one in held.values()), "less than nothing is held")
    return DATES[at // DAY], held


def reading_of(records, listed, sums):
    """What a reading of ours says was held of each asset, in isolated margin of both coins of each pair."""
    held = {}
    for record in records:
        need(isinstance(record, dict), "not an object")
        sides = ("baseAsset", "quoteAsset") if listed == "isolated_reading" else (None,)
        for side in sides:
            one = record if side is None else record.get(side)
            need(isinstance(one, dict), "an asset is missing")
            asset = name_of(one, "asset")
            add_held(held, asset if side is None else f"{name_of(record, 'symbol')}:{asset}", one, sums)
    return held


def add_held(held, asset, one, sums):
    """Add what is said of an asset: each amount the sum of its fields, and what is left after debts just that."""
    need(asset not in held, "an asset stands there twice")
    amounts = {}
    for measure, fields in sums.items():
        parts = [signed_units(text_of(one.get(field))) for field in fields]
        need(None not in parts, f"{' or '.join(fields)} is missing or not exact")
        amounts[measure] = sum(parts)
    if "loan" in sums:
        net = signed_units(text_of(one.get("netAsset")))
        need(net == amounts["balance"] - amounts["loan"] - amounts["interest"], "netAsset is not what is left")
    held[asset] = amounts


def label_of(assets):
    """What a snapshot of futures says of each asset under the label that could be the balance's."""
    found = {}
    for one in assets:
        amount = signed_units(text_of(one.get("marginBalance")))
        if amount is None:
            return None
        found[text_of(one.get("asset"))] = amount
    return found


def positions_of(listed, side):
    """What is held of each contract, long and short; None where one of them cannot be read."""
    if not isinstance(listed, list):
        return None
    found = defaultdict(lambda: [0, 0])
    for one in listed:
        size = signed_units(text_of(field_of(one, "positionAmt")))
        symbol, way = text_of(field_of(one, "symbol")), text_of(field_of(one, side)) if side else "BOTH"
        if size is None or not symbol or way not in ("BOTH", "LONG", "SHORT"):
            return None
        size = size if way == "BOTH" else abs(size) if way == "LONG" else -abs(size)
        found[symbol][size < 0] += size
    return {symbol: tuple(sizes) for symbol, sizes in found.items() if any(sizes)}


def check_positions(bundle, found, derivation, days):
    """Every position is what its body says, and what the newest body of a day says is there."""
    held = defaultdict(dict)
    for one in bundle.records("positions.jsonl"):
        sizes = signed_units(one["long"]), signed_units(one["short"])
        held[one["date"], one["wallet"]][one["contract"]] = sizes
        said = derivation.positions.get((one["date"], one["wallet"], one.get("body")))
        if said is None or said.get(one["contract"], (0, 0)) != sizes:
            found.refuse(f"positions.jsonl: {one['date']} {one['wallet']} {one['contract']} is not what its body says")
    for (day, wallet), _ in sorted(derivation.ends.items()):
        newest = derivation.newest_end(day, wallet)
        said = derivation.positions.get((day, wallet, newest[2])) if newest else None
        for contract, sizes in (said or {}).items() if days[0] <= day <= days[1] else ():
            if held[day, wallet].get(contract) != sizes:
                found.refuse(f"positions.jsonl: {day} {wallet} {contract}: the newest body {newest[2]} says otherwise")


def not_zero(amounts):
    return {measure: amount for measure, amount in amounts.items() if amount}


def check_ends(found, derivation, balances, days):
    """Every balance of a day's end is what the newest answer of that day says, and nothing it says is left out."""
    known = {wallet for wallet, *_ in (*SNAPSHOTS.values(), *READINGS.values())}
    for (day, wallet), assets in sorted(balances.of_day.items()):
        if wallet not in known:
            continue
        told = derivation.ends.get((day, wallet), [])
        for asset, (amounts, body, _) in sorted(assets.items()):
            said = [not_zero(held.get(asset, {})) for _, _, digest, held, _ in told if digest == body]
            if not_zero(amounts) not in said:
                found.refuse(f"balances.jsonl: {day} {wallet} {asset} is not what the body {body} says")
    for (day, wallet), told in sorted(derivation.ends.items()):
        believed = [one for one in told if one[1]]
        if not (days[0] <= day <= days[1]) or not believed:
            continue
        _, _, digest, held, at = max(believed, key=lambda one: one[0])
        if balances.moments.get((day, wallet)) is None:
            found.refuse(f"snapshots.jsonl: {day} {wallet} is not there, and the body {digest} tells it")
            continue
        if balances.moments[day, wallet] != at:
            found.refuse(f"snapshots.jsonl: {day} {wallet} was taken at another time than the body {digest} says")
        rows = {asset: amounts for asset, (amounts, _, _) in balances.of_day.get((day, wallet), {}).items()}
        for asset in sorted(held.keys() | rows.keys()):
            if not_zero(held.get(asset, {})) != not_zero(rows.get(asset, {})):
                found.refuse(f"balances.jsonl: {day} {wallet} {asset}: the newest body {digest} says otherwise")
    for (day, wallet), _ in sorted(balances.moments.items()):
        if wallet in known and not derivation.ends.get((day, wallet)):
            found.refuse(f"snapshots.jsonl: {day} {wallet} is told by no body")


def check_rows(bundle, found, derivation, rows):
    """Every row is told by the body that it names, unless it moves nothing here or nothing is known of its list."""
    elsewhere = CODES["elsewhere"]
    unknown = {number for name, number in rows.lists.items() if name not in RULES}
    untold = [
        index
        for index, told in enumerate(rows.told)
        if not told and rows.standing[index] != elsewhere and rows.list[index] not in unknown
    ]
    for index in untold[:SHOWN]:
        found.refuse(f"{rows.named(bundle, index)}: the body it names does not tell it so")
    found.wrong += max(0, len(untold) - SHOWN)
    for row in rows.special:
        if row.get("standing") == "told_elsewhere" and not told_by_another(rows, row):
            found.refuse(f"transfers.jsonl: {row_name(row)} is said to be told elsewhere, and no row tells it")
        if row.get("standing") == "withdrawn" and not left_out(derivation.evidence, row):
            found.refuse(f"transfers.jsonl: {row_name(row)} is withdrawn, and no newer whole answer leaves it out")


def told_by_another(rows, row):
    source = row["source"]
    if source in BESIDE_LISTS:
        return True
    if source in ("flexible_rewards", "locked_rewards"):
        moments = rows.dividends.get((row["asset"], signed_units(row["amount"])), ())
        return any(abs(moment - row["time"]) <= 12 * HOUR for moment in moments)
    for other in TELLS.get(source, ()):
        index = rows.place(hash(f"{other}|{row['id']}|{row['leg']}|{row['measure']}"))
        if index is not None and STANDINGS[rows.standing[index]] in ("counts", "told_elsewhere"):
            return True
    return False


TELLS = {
    "account_transfer": ("wallet_transfer",),
    "margin_transfer": ("wallet_transfer", "account_transfer"),
    "margin_account_transfer": ("margin_wallet_transfer",),
    "margin_isolated_transfer": ("margin_wallet_transfer", "margin_account_transfer"),
}
"""Of one id, account and direction: the sources whose row counts, by that of the row that gives way."""


def left_out(evidence, row):
    """Whether a newer complete reading of its window exists."""
    came = [one for (_, body), told in evidence.bodies.items() if body == row.get("body") for one in told]
    listed = min(row["time"], row.get("listed", row["time"])) * 1000, max(row["time"], row.get("listed", 0)) * 1000
    for reading, received in came:
        for newer in evidence.of[reading.list, reading.key]:
            late = newer.pages and min(page[5] for page in newer.pages) > received
            if newer.status == "complete" and late and all(evidence.reaches(newer, one) for one in listed):
                return True
    return False


# --- coverage -----------------------------------------------------------------------------------------------------


class Gap:
    """A question of a day without its answer, and the assets and measures it could touch; None: every one."""

    def __init__(self, text, assets, measure=None):
        self.text, self.assets, self.measure = text, assets, measure

    def touches(self, asset, measure):
        return (self.assets is None or asset in self.assets) and self.measure in (None, measure)


class Bad:
    """A record that could not be read or believed, with the times it puts in doubt (microseconds)."""

    def __init__(self, told):
        (
            _,
            _,
            self.list,
            self.key,
            self.reading,
            self.home,
            self.page,
            self.place,
            self.reason,
            _,
            at,
            start,
            end,
            _,
        ) = told
        self.at = None if at is None else micros(at)
        self.start, self.end = micros(start), micros(end)

    def touches(self, start, end):
        return self.start < end and self.end > start if self.at is None else start <= self.at < end

    def days(self):
        first = self.start if self.at is None else self.at
        last = self.end - 1 if self.at is None else self.at
        return range(first // (DAY * 1000), last // (DAY * 1000) + 1)


class Coverage:
    """Which questions of each day have no complete answer."""

    def __init__(self, bundle, evidence, rows, balances, pairs, bad):
        self.evidence, self.rows, self.balances, self.pairs = evidence, rows, balances, pairs
        self.bad = defaultdict(list)
        self.of_reading = defaultdict(list)
        for one in bad:
            self.bad[one.list, one.key].append(one)
            self.of_reading[one.reading].append(one)
        self.questions = defaultdict(dict)
        for one in bundle.records("questions.jsonl"):
            self.questions[one["date"], one["wallet"]][one["list"], one["key"]] = one["required"], True, one["witness"]
        self.add_doubtful(bad)

    def add_doubtful(self, bad):
        """A record that cannot be read is a question of its days, whoever asked."""
        wallets = defaultdict(list)
        for (day, wallet), asked in list(self.questions.items()):
            wallets[day].append((wallet, {name for name, _ in asked}))
        for one in bad:
            for number in one.days():
                day = DATES[number]
                asking = [wallet for wallet, lists in wallets[day] if one.list in lists]
                for wallet in asking or [wallet for wallet, _ in wallets[day]]:
                    self.questions[day, wallet].setdefault((one.list, one.key), (False, False, False))

    def gaps(self, day, wallet):
        begins = midnight(date.fromisoformat(day)) * 1000
        found = []
        for (listed, key), (required, asked, witness) in sorted(self.questions[day, wallet].items()):
            start, end = begins - (DAY * 1000 if witness else 0), begins + DAY * 1000
            taken = self.balances.moments.get((day, wallet))
            if required and taken is not None and taken * 1000 >= end:
                end = max(end, taken * 1000 + 2_000_000)
            covered = any(one.proves(start, end) for one in self.evidence.of[listed, key])
            blocked = self.blocked(listed, key, start, end)
            if ((asked and not covered) or blocked) and (required or blocked):
                text = f"{listed} {key}".strip() + (f" ({blocked})" if blocked else " (no complete answer)")
                if listed not in OF_POSITIONS:
                    found.append(Gap(text, self.assets(listed, key), measure_of(listed)))
        return found

    def blocked(self, listed, key, start, end):
        for one in self.bad.get((listed, key), ()):
            if one.touches(start, end) and not self.healed(one, start, end):
                return one.reason
        return ""

    def healed(self, bad, start, end):
        return any(
            reading.number > bad.reading
            and reading.proves(start, end)
            and not any(again.touches(start, end) for again in self.of_reading[reading.number])
            for reading in self.evidence.of[bad.list, bad.key]
        )

    def knows_fills(self, day, wallet, contract):
        """Whether the fills of a contract were read over the whole day, and all of them could be."""
        start = midnight(date.fromisoformat(day)) * 1000
        end, taken = start + DAY * 1000, self.balances.moments.get((day, wallet))
        end = end if taken is None or taken * 1000 < end else taken * 1000 + 2_000_000
        listed = "um_trades" if wallet == "FUTURES" else "cm_trades"
        covered = any(one.proves(start, end) for one in self.evidence.of[listed, contract])
        return covered and not self.blocked(listed, contract, start, end)

    def assets(self, listed, key):
        if listed in OF_A_PAIR and key:
            return {f"{key}:{coin}" for coin in self.pairs[key]} if key in self.pairs else None
        if listed not in BY_PAIR:
            return None
        if key in self.pairs:
            return {*self.pairs[key], "BNB"}
        return {*self.rows.pairs[key], "BNB"} if key in self.rows.pairs else None


def measure_of(listed):
    """The one measure that a list can move; None where it is every one."""
    return "interest" if listed in OWED_ALONE else "balance" if listed in HELD_ALONE else None


# --- verdicts -----------------------------------------------------------------------------------------------------


WORDS = ("proved", "explained", "open", "unproved")
OTHER_AMOUNTS = {
    "dust_charge",
    "insurance_clear",
    "liquidation_takeover",
    "untold_split",
    "swapped_asset",
    "collateral_elsewhere",
    "duplicate",
    "listed_twice",
    "snapshot_cut",
    "listed_without_effect",
}
"""Kinds of findings whose amount is not the sum of the legs they name: a charge beside a record, a share, a copy."""


class Judge:
    """Comes to every verdict again, by the rule of its word."""

    def __init__(self, bundle, found, manifest, coverage, rows, balances, doubt, derivation):
        self.derivation = derivation
        self.bundle, self.found, self.coverage, self.rows, self.balances = bundle, found, coverage, rows, balances
        self.doubt, self.counts, self.same, self.days = doubt, Counter(), 0, {}
        self.first, self.last = manifest["first"], manifest["last"]
        self.resolutions = {one["name"]: one for one in bundle.records("resolutions.jsonl")}
        self.lines = {
            (one["name"], one["line"]): signed_units(one["change"]) for one in bundle.records("statement_lines.jsonl")
        }
        for one in bundle.records("days.jsonl"):
            self.days[one["date"], one["wallet"]] = one
        self.missing, self.seen, self.worst = {}, set(), {}
        self.unknown = {wallet for wallet, _ in rows.unknown}

    def run(self):
        for told in self.bundle.records("verdicts.jsonl"):
            cell = told["date"], told["wallet"], told["asset"], told["measure"]
            if cell in self.seen:
                self.found.refuse(f"verdicts.jsonl: {' '.join(cell)} has two newest verdicts")
            self.seen.add(cell)
            self.counts[told["verdict"]] += 1
            self.verdict(cell, told)
        self.cells_without_verdict()
        self.check_days()

    def opening(self, day, wallet, asset, measure):
        """What the end of a day held, at midnight: what moved since is taken off a balance that was read later."""
        if (day, wallet) not in self.balances.moments:
            return None
        held = self.balances.held.get((day, wallet, asset), {}).get(measure, 0)
        return (held or 0) - self.rows.after.get((day, wallet, asset, measure), 0)

    def verdict(self, cell, told):
        day, wallet, asset, measure = cell
        before = DATES[midnight(date.fromisoformat(day)) // DAY - 1]
        opening, actual = self.opening(before, *cell[1:]), self.opening(*cell)
        moved = self.rows.sums.get(cell, 0)
        expected = None if opening is None else opening + moved
        variance = None if expected is None or actual is None else actual - expected
        if not fits(expected, variance):
            expected = variance = None
        name = f"{day} {wallet} {asset} {measure}"
        computed = {"opening": opening, "expected": expected, "actual": actual, "variance": variance}
        agreed = True
        for field, value in computed.items():
            if own_amount(told, field, f"verdicts.jsonl: {name}") != value:
                agreed = False
                self.found.refuse(
                    f"verdicts.jsonl: {name}: {field} is {told[field]}, and the rows give {amount_text(value)}"
                )
        if agreed and self.rule(name, cell, told, variance):
            self.same += 1

    def rule(self, name, cell, told, variance):
        """Whether the verdict's word is what follows; what needs a person is named."""
        word, missing, measure = told["verdict"], self.missing_of(cell), cell[3]
        if word not in WORDS:
            self.found.refuse(f"verdicts.jsonl: {name} is {word!r}, which is no verdict")
            return False
        if word == "unproved":
            missing = missing or self.contradicted(cell)
            if missing or variance is None:
                self.found.attend(f"{name} is unproved: {told['reason']}")
                return True
            self.found.attend(f"{name} is unproved, and the bundle shows nothing that is missing: {told['reason']}")
            return False
        if missing:
            self.found.refuse(f"verdicts.jsonl: {name} is {word}, and {missing}")
            return False
        if word == "proved":
            if variance != 0:
                self.found.refuse(f"verdicts.jsonl: {name} is proved, and is off by {amount_text(variance)}")
            otherwise = self.contradicted(cell) if measure == "balance" else ""
            if otherwise:
                self.found.refuse(f"verdicts.jsonl: {name} is proved, and {otherwise}")
            return variance == 0 and not otherwise
        if not variance:
            self.found.refuse(f"verdicts.jsonl: {name} is {word}, and is off by {amount_text(variance)}")
            return False
        if word == "open":
            self.found.attend(f"{name} is open by {amount_text(variance)}")
            return True
        return word == "explained" and self.explained(name, cell, told, variance)

    def contradicted(self, cell):
        """What keeps a cell from being proved although nothing is missing, in words."""
        day, wallet, asset, measure = cell
        if measure == "balance":
            families = ", ".join(self.rows.told_otherwise(day, wallet, asset))
            if families:
                return f"the ledger says otherwise of its {families} than the lists that tell the same"
            fills = [
                f"{kind} of {contract}"
                for contract, kind in self.rows.fills_otherwise(day, wallet, asset)
                if self.coverage.knows_fills(day, wallet, contract)
            ]
            return f"income says otherwise of {', '.join(fills)} than the fills that tell the same" if fills else ""
        split = (day, wallet, asset) in self.rows.unsplit
        return "a debt ended that no record splits into loan and interest" if split else ""

    def missing_of(self, cell):
        """What keeps a cell from being proved, in words; empty where nothing does."""
        day, wallet, asset, measure = cell
        if (day, wallet) not in self.missing:
            self.missing[day, wallet] = self.missing_from(day, wallet)
        general, gaps = self.missing[day, wallet]
        touching = [gap.text for gap in gaps if gap.touches(asset, measure)]
        return "; ".join([*general, *(f"not covered: {text}" for text in touching[:3])])

    def missing_from(self, day, wallet):
        judged = self.days.get((day, wallet), {"doubts": []})
        general = [f"its run was in doubt: {doubt}" for doubt in judged["doubts"]]
        if self.doubt:
            general.append(f"whose key it is is in doubt: {self.doubt}")
        before = DATES[midnight(date.fromisoformat(day)) // DAY - 1]
        for moment, words in ((before, "no balances of the day before"), (day, "no balances of the day")):
            if (moment, wallet) not in self.balances.moments:
                general.append(words)
            if (moment, wallet) in self.rows.disturbed:
                general.append(f"a movement lies too near to the reading after {moment}")
        if wallet == "FUTURES" and not general and self.labels_exchanged(before, day):
            general.append("marginBalance rolls forward for every asset, and the balance does not")
        return general, self.coverage.gaps(day, wallet)

    def labels_exchanged(self, before, day):
        """Whether the other label of a snapshot of futures rolls forward for every asset, and the balance does not."""
        ends = [self.derivation.newest_end(one, "FUTURES") for one in (before, day)]
        if None in ends:
            return False
        one, other = (self.derivation.labels.get((at, end[0])) for at, end in zip((before, day), ends, strict=True))
        if one is None or other is None:
            return False
        moved = {cell[2]: amount for cell, amount in self.rows.sums.items() if cell[:2] == (day, "FUTURES")}
        balances = {asset for at, wallet, asset in self.balances.held if at in (before, day) and wallet == "FUTURES"}
        off = any(
            self.opening(day, "FUTURES", asset, "balance")
            != self.opening(before, "FUTURES", asset, "balance") + moved.get(asset, 0)
            for asset in balances | moved.keys()
        )
        return off and all(
            other.get(asset, 0) == one.get(asset, 0) + moved.get(asset, 0) for asset in {*one, *other, *moved}
        )

    def explained(self, name, cell, told, variance):
        findings = told["findings"].get("explained", [])
        total = sum(signed_units(one["amount"]) for one in findings)
        if not findings or total != variance:
            self.found.refuse(
                f"verdicts.jsonl: {name} is off by {amount_text(variance)}, and its findings add up to "
                f"{amount_text(total)}"
            )
            return False
        return all([self.finding(name, cell, one) for one in findings])

    def finding(self, name, cell, told):
        """The records of a finding are in the bundle; a resolution says just this amount, and is in force."""
        good, told_amounts = True, []
        for record in told["records"]:
            if told["kind"] == "resolution":
                good &= self.resolution(name, cell, record, told)
                continue
            source, identity, way = parts_of(record)
            if record.startswith("balance "):
                if not any(asset == record.removeprefix("balance ") for _, _, asset in self.balances.held):
                    self.found.refuse(f"verdicts.jsonl: {name}: nothing is said of the {record}")
                    good = False
                continue
            if source is None:
                told_amounts.append(self.statement(name, told, record))
                continue
            identity, _, whose = identity.partition(" of ")
            if whose and whose not in WALLETS:
                self.found.attend(f"{name}: {told['kind']} names {record}, a record of another account")
                continue
            told_amounts.append(self.rows.amounts.get((source, identity, way, cell[2], cell[3]), 0))
            measures = ("balance", "loan", "interest")
            # A charge of a conversion is a figure of its record and no leg: its conversion is the row.
            ways = (1, 2) if told["kind"] == "dust_charge" else (way,)
            keys = [f"{source}|{identity}|{one}|{measure}" for one in ways for measure in measures]
            if all(self.rows.place(hash(key)) is None for key in keys):
                good = False
                self.found.refuse(f"verdicts.jsonl: {name}: the finding {told['kind']} names {record}, which no row is")
        if (
            good
            and told_amounts
            and None not in told_amounts
            and abs(sum(told_amounts)) != abs(signed_units(told["amount"]))
        ):
            if told["kind"] not in OTHER_AMOUNTS:
                self.found.refuse(
                    f"verdicts.jsonl: {name}: the finding {told['kind']} is of {told['amount']}, and its records come "
                    f"to {amount_text(sum(told_amounts))}"
                )
                return False
            self.found.attend(f"{name}: the amount of {told['kind']} is not that of its records")
        return good

    def statement(self, name, told, record):
        """What the lines of a statement come to that a finding names; None where it does not name every one."""
        lines = lines_of(record)
        if lines is None:
            self.found.attend(f"{name}: {told['kind']} rests on {record}, which does not name every line")
            return None
        for one in lines:
            if one not in self.lines:
                self.found.refuse(
                    f"verdicts.jsonl: {name}: {told['kind']} names line {one[1]} of {one[0]}, which is not there"
                )
                return 0
        self.found.attend(f"{name}: {told['kind']} rests on {record} of a statement, whose file is not in the bundle")
        return sum(self.lines[one] for one in lines)

    def resolution(self, name, cell, record, told):
        one = self.resolutions.get(record.removeprefix("resolution "))
        if one is None or (one["date"], one["wallet"], one["asset"], one["measure"]) != cell:
            self.found.refuse(f"verdicts.jsonl: {name}: {record} is no resolution of this balance")
            return False
        acts = {event["action"]: event for event in one["events"]}
        approved = not one["needs_approval"] or (
            "approved" in acts and acts["approved"]["author"].lower() != one["author"].lower()
        )
        if one["amount"] != told["amount"] or "withdrawn" in acts or not approved:
            self.found.refuse(f"verdicts.jsonl: {name}: {record} is of another amount, or not in force")
            return False
        return True

    def cells(self):
        """What moved or was held on the judged days."""
        cells = {cell for cell in self.rows.sums if self.first <= cell[0] <= self.last}
        for day, wallet, asset in self.balances.held:
            for cell_day in (day, DATES[midnight(date.fromisoformat(day)) // DAY + 1]):
                if self.first <= cell_day <= self.last:
                    amounts = self.balances.held[day, wallet, asset]
                    cells |= {(cell_day, wallet, asset, measure) for measure in amounts}
        judged = {key for key, day in self.days.items() if day["judged"]}
        return {cell for cell in cells if cell[:2] in judged}

    def cells_without_verdict(self):
        """What moved or was held on a judged day has a verdict."""
        for cell in sorted(self.cells() - self.seen):
            self.found.refuse(f"verdicts.jsonl: {' '.join(cell)} has no verdict")

    def check_days(self):
        counts = defaultdict(Counter)
        for told in self.bundle.records("verdicts.jsonl"):
            counts[told["date"], told["wallet"]][told["verdict"]] += 1
        check_days(self.found, self.first, self.last, self.days, counts)
        for day, wallet in sorted(counts.keys() | self.coverage.questions.keys()):
            if (day, wallet) not in self.days:
                self.found.refuse(f"days.jsonl: {day} {wallet} has no line, and questions or verdicts of it are there")
        for day, wallet in sorted({held[:2] for held in self.balances.held} - self.days.keys()):
            if self.first <= day <= self.last:
                self.found.attend(f"{day} {wallet} was never opened, and balances of it are there")
        for (day, wallet), told in sorted(self.days.items()):
            if told["judged"] and told["verdict"] != "unproved":
                self.whole_day(day, wallet, told["verdict"])

    def whole_day(self, day, wallet, word):
        """A day that is not unproved as a whole lacks nothing, whether or not a balance of it has a verdict."""
        general, gaps = self.missing_from(day, wallet)
        missing = [*general, *(f"not covered: {gap.text}" for gap in gaps)]
        if missing:
            self.found.refuse(f"days.jsonl: {day} {wallet} is {word}, and {'; '.join(missing[:3])}")


def check_days(found, first, last, days, counts):
    """Every day's line counts the verdicts of the day and is the worst of them; what nothing was said of is named."""
    opened = {day for day, _ in days}
    for number in range(midnight(date.fromisoformat(first)), midnight(date.fromisoformat(last)) + 1, DAY):
        if DATES[number // DAY] not in opened:
            found.attend(f"{DATES[number // DAY]} was never opened")
    for (day, wallet), told in sorted(days.items()):
        name = f"{day} {wallet}"
        if not first <= day <= last:
            found.refuse(f"days.jsonl: {name} is not among the days of manifest.json")
        if not told["judged"]:
            found.attend(f"{name} was not judged")
            continue
        for word in WORDS:
            if counts[day, wallet][word] != told[word]:
                found.refuse(f"days.jsonl: {name} says {told[word]} {word}, and {counts[day, wallet][word]} are")
        worst = next((w for w in ("unproved", "open", "explained") if told[w]), "proved")
        if told["verdict"] not in (worst, "unproved"):
            found.refuse(f"days.jsonl: {name} is {told['verdict']}, and its worst verdict is {worst}")
        elif told["verdict"] == "unproved" and worst != "unproved":
            found.attend(f"{name} is unproved as a whole" + (f": {told['reason']}" if "reason" in told else ""))


def measure_behind(later):
    """The measure among what is sealed behind the columns of before: it stands there bare, unless it is the balance;
    what was added after it is a list of name and value."""
    return next((one for one in later if isinstance(one, str)), "balance")


def lines_of(record):
    """The lines that a finding names, such as `a.csv, lines 4-6, 9`; None where it leaves some out."""
    file, _, told = record.rpartition(", lines " if ", lines " in record else ", line ")
    if not file or not re.fullmatch(r"[0-9]+(-[0-9]+)?(, [0-9]+(-[0-9]+)?)*", told):
        return None
    spans = [[int(number) for number in span.split("-")] for span in told.split(", ")]
    return [(file, line) for span in spans for line in range(span[0], span[-1] + 1)]


def parts_of(record):
    """Source, id and leg of a record such as `withdraw 7213fe out`; None where it is no row's name."""
    for word, way in (("in", 1), ("out", 2), ("fee", 3)):
        if record.endswith(f" {word}"):
            source, _, identity = record[: -len(word) - 1].partition(" ")
            return source, identity, way
    return None, None, None


def check_totals(bundle, found, rows, judge):
    """The control totals are the sums of the rows."""
    seen = set()
    for told in bundle.records("totals.jsonl"):
        seen.add((told["date"], told["wallet"], told["asset"], told["measure"]))
        cell = told["date"], told["wallet"], told["asset"], told["measure"]
        before = DATES[midnight(date.fromisoformat(cell[0])) // DAY - 1]
        opening, closing = judge.opening(before, *cell[1:]), judge.opening(*cell)
        moved = rows.sums.get(cell, 0)
        variance = None if None in (opening, closing) else closing - opening - moved
        parts = sum(own_amount(told, kind, f"totals.jsonl: {' '.join(cell)}") for kind in KINDS)
        computed = {"opening": opening, "movements": moved, "closing": closing, "variance": variance}
        name = f"totals.jsonl: {' '.join(cell)}"
        wrong = [field for field, value in computed.items() if own_amount(told, field, name) != value]
        if wrong or parts != moved:
            found.refuse(
                f"totals.jsonl: {' '.join(cell)}: {', '.join(wrong) or 'its parts'} is not what the rows come to"
            )
    for cell in sorted(judge.cells() - seen):
        found.refuse(f"totals.jsonl: {' '.join(cell)} has none")
    return len(seen)


# --- the chain ----------------------------------------------------------------------------------------------------


class Chain:
    """The sealed texts, what of the bundle they are of, and the links that digest them."""

    def __init__(self, bundle, found, manifest, trail, evidence, pairs_body):
        self.bundle, self.found, self.account, self.head = bundle, found, manifest["account"], trail["head"]
        self.manifest, self.evidence, self.pairs_body = manifest, evidence, pairs_body
        self.hashes, self.bad, self.sealed = defaultdict(dict), [], 0
        self.refused, self.quarantined, self.alone = set(), Counter(), Counter()
        self.verdicts, self.resolutions, self.events, self.signed = {}, Counter(), Counter(), Counter()

    def read_texts(self):
        for name in sorted(one for one in self.bundle.held if one.startswith("trail/rows/")):
            table = name.removeprefix("trail/rows/").removesuffix(".jsonl")
            for told in self.bundle.records(name):
                number, text = told["id"], told["text"]
                if number in self.hashes[table]:
                    self.found.refuse(f"{name}: row {number} is there twice")
                self.hashes[table][number] = hashlib.sha256(text.encode()).digest()
                self.text(table, number, text)
        for home, number in sorted(self.evidence.pages.keys()):
            if number not in self.hashes[home]:
                self.found.refuse(f"trail/rows/{home}.jsonl: row {number}, an answer of a reading, is not there")

    def text(self, table, number, text):
        if table.startswith("binance_raw_"):
            self.page(table, number, leading(text, 12))
            return
        told = json.loads(text, parse_float=str)
        if told[0] != number:
            self.found.refuse(f"{table}, row {number}: its text is of row {told[0]}")
        if table != "binance_resolution_events" and told[1] != self.account:
            self.found.refuse(f"{table}, row {number}: it is of another account")
        if table == "binance_quarantine":
            self.bad.append(Bad(told))
        elif table == "binance_reconciliation_verdicts":
            self.newest(number, told)
        elif table == "binance_resolutions":
            measure = measure_behind(told[12:])
            amount, expires = signed_units(text_of(told[6])), None if told[10] is None else micros(told[10]) // 1000
            self.resolutions[(*told[2:6], measure, amount, told[7], told[8], told[9], expires)] += 1
        elif table == "binance_resolution_events":
            self.events[told[2], told[3], told[4]] += 1
        elif table == "binance_sign_offs":
            self.signed[tuple(told[2:9])] += 1

    def page(self, table, number, told):
        (row, email, listed, key, reading, start, end, _, _, _, received, body) = told
        if table == "binance_raw_exchange_info":
            if body != self.pairs_body or email:
                self.found.refuse(f"{table}, row {number}: it is not the list of pairs that account.jsonl names")
            return
        held = self.evidence.pages.get((table, number))
        if held is None:
            self.found.refuse(f"{table}, row {number}: it is in no reading")
            return
        one, place = held
        said = one.pages[place]
        if row != number or email != self.account:
            self.found.refuse(f"{table}, row {number}: it is of another account or row: {email!r}")
        if (listed, key, reading, body, micros(received)) != (one.list, one.key, one.number, said[0], said[5]):
            self.found.refuse(f"{table}, row {number}: the sealed text is of another list, reading, moment or body")
        if self.evidence.cut(micros(start), micros(end)) != said[1:3]:
            self.found.refuse(f"{table}, row {number}: the sealed text is of another window than readings.jsonl says")

    def newest(self, number, told):
        cell = told[2], told[3], told[4], measure_behind(told[15:])
        held = self.verdicts.get(cell)
        if held is None or held[0] < number:
            amounts = tuple(signed_units(text_of(one)) for one in told[5:9])
            told_findings = masked(json.dumps(told[14], sort_keys=True))
            self.verdicts[cell] = number, amounts, told[10], masked(told[11]), hash(told_findings)

    def quarantine(self):
        """The records that are said to be unreadable, by body and place; they are what the sealed texts say."""
        of_page = {key: reading.pages[place][0] for key, (reading, place) in self.evidence.pages.items()}
        sealed = Counter(
            (one.list, one.key, of_page.get((one.home, one.page)), one.place, one.reason) for one in self.bad
        )
        told = Counter()
        for one in self.bundle.records("quarantine.jsonl"):
            told[one["list"], one["key"], one.get("body"), one["place"], one["reason"]] += 1
            self.refused.add((one.get("body"), one["place"]))
        for one in sorted((told - sealed) + (sealed - told), key=str):
            self.found.refuse(
                f"quarantine.jsonl: {one[0]} {one[1]}, record {one[3]} of body {one[2]}: not as it was sealed"
            )
        return self.refused

    def compare(self):
        """What the facts say of verdicts and of people's acts is what was sealed."""
        seen = 0
        for told in self.bundle.records("verdicts.jsonl"):
            cell = told["date"], told["wallet"], told["asset"], told["measure"]
            seen += 1
            amounts = tuple(signed_units(told[one]) for one in ("opening", "expected", "actual", "variance"))
            findings = masked(json.dumps(told["findings"], sort_keys=True))
            held = self.verdicts.get(cell)
            if held is None or held[1:] != (amounts, told["verdict"], masked(told["reason"]), hash(findings)):
                self.found.refuse(f"verdicts.jsonl: {' '.join(cell)} is not the newest verdict that was sealed")
        if seen != len(self.verdicts):
            self.found.refuse(f"verdicts.jsonl: {seen} verdicts, and {len(self.verdicts)} were sealed")
        acts, events = Counter(), Counter()
        for one in self.bundle.records("resolutions.jsonl"):
            stated = one["date"], one["wallet"], one["asset"], one["kind"], one["measure"]
            said = one["reason"], one["author"], one["needs_approval"], one["expires"]
            acts[(*stated, signed_units(one["amount"]), *said)] += 1
            events.update((event["action"], event["author"], event["reason"]) for event in one["events"])
        signed = Counter(
            tuple(one[name] for name in ("first", "last", "role", "author", "comment", "digest", "cells"))
            for one in self.bundle.records("sign_offs.jsonl")
        )
        for name, said, sealed in (
            ("resolutions.jsonl", acts, self.resolutions),
            ("resolutions.jsonl", events, self.events),
            ("sign_offs.jsonl", signed, self.signed),
        ):
            for one in sorted((said - sealed) + (sealed - said), key=str):
                self.found.refuse(f"{name}: {one} is not as it was sealed")

    def links(self):
        """Each link is what its columns say, follows the one before, and digests the rows that the bundle holds."""
        previous, count, sealed = None, 0, defaultdict(set)
        for told in self.bundle.records("trail/links.jsonl"):
            count += 1
            name = f"trail/links.jsonl, link {told['id']}"
            if previous is not None and told["previous"] != previous:
                self.found.refuse(f"{name}: it does not follow the link before it")
            ids = ",".join(map(str, told["rows"]))
            whole = "|".join((told["previous"], told["table"], ids, told["digest"], told["sealed"]))
            if hashlib.sha256(whole.encode()).hexdigest() != told["link"]:
                self.found.refuse(f"{name}: it is not the hash of what it says")
            previous = told["link"]
            ours = self.hashes.get(told["table"], {}).keys() & set(told["rows"])
            self.alone[told["table"]] += len(told["rows"]) - len(ours)
            if ours:
                self.digest(name, told, ours)
                sealed[told["table"]] |= ours
        if (previous or GENESIS) != self.head:
            self.found.refuse(f"trail.json: its head is {self.head}, and the last link is {previous}")
        for table, held in sorted(self.hashes.items()):
            waiting = held.keys() - sealed[table]
            self.sealed += len(held) - len(waiting)
            if waiting:
                self.found.refuse(f"{table}: {len(waiting)} row(s) are in no link of the chain, first {min(waiting)}")
        return count

    def digest(self, name, told, ours):
        hashes, ids, held = told.get("hashes"), told["rows"], self.hashes[told["table"]]
        if not isinstance(hashes, list) or len(hashes) != len(ids):
            self.found.refuse(f"{name}: it lacks the hashes of its rows")
            return
        _, _, digits = told["digest"].partition(":")
        for place, (number, digest) in enumerate(zip(ids, hashes, strict=True)):
            if digest is None and not is_archived(told["table"]):
                self.found.refuse(f"{name}: {told['table']}, row {number} has no hash, and is never archived")
            elif digest is not None and digest[:8] != digits[8 * place : 8 * place + 8]:
                self.found.refuse(f"{name}: {told['table']}, row {number} has another hash than the link says")
            if number in ours and digest != held[number].hex():
                self.found.refuse(f"{name}: {told['table']}, row {number} is not what was sealed")
        if None in hashes:
            self.found.attend(
                f"{name}: {hashes.count(None)} of its rows are archived, and their hashes not in the bundle"
            )
            return
        raw = hashlib.sha256(b"".join(map(bytes.fromhex, hashes))).hexdigest()
        if f"{raw}:{''.join(one[:8] for one in hashes)}" != told["digest"]:
            self.found.refuse(f"{name}: its digest is not that of its rows")


def is_archived(table):
    """Whether months of a table may lie in archives, so that hashes of its rows are not at hand."""
    return table.startswith("binance_raw_") and table != "binance_raw_sub_accounts"


def masked(text):
    """Numbers of resolutions are of the database; their names are made of what they say."""
    return re.sub(r"\bresolution [0-9a-f.]+", "resolution", text)


def leading(text, count):
    """The first values of a JSON array, without what follows them."""
    decoder, found, at = json.JSONDecoder(parse_float=str), [], 1
    while len(found) < count:
        value, at = decoder.raw_decode(text, at)
        found.append(value)
        at += 2
    return found


# --- the whole ----------------------------------------------------------------------------------------------------


def pairs_of(bundle, found, body_name):
    """Base and quote of the pairs that are traded, from the exchange's own list; what it lacks is named."""
    pairs, text = {}, ""
    for name in bundle.held:
        if name.startswith("bodies/") and "exchange_info" in name:
            for told in bundle.records(name):
                if hashlib.sha256(told["body"].encode()).hexdigest() != body_name:
                    found.refuse(f"{name}: the list of pairs is not the body {body_name}")
                text = told["body"]
    decoder = json.JSONDecoder(parse_float=str)
    for one in bundle.records("pairs.jsonl"):
        spelled = "|".join(re.escape(json.dumps(one["pair"], ensure_ascii=ascii)) for ascii in (True, False))
        at = re.search(r'\{\s*"symbol"\s*:\s*(?:' + spelled + ")", text)
        told = decoder.raw_decode(text, at.start())[0] if at else None
        if told is None:
            found.attend(f"pairs.jsonl: the list of pairs in the bundle does not name {one['pair']}")
        elif (told.get("baseAsset"), told.get("quoteAsset")) != (one["base"], one["quote"]):
            found.refuse(f"pairs.jsonl: {one['pair']} has other assets than the exchange says")
        pairs[one["pair"]] = one["base"], one["quote"]
    return pairs


def verify_full(bundle, found, manifest, trail):
    [account] = bundle.records("account.jsonl")
    if account["account"] != manifest["account"]:
        found.refuse(f"account.jsonl is of another account than manifest.json: {account['account']}")
    since, until = (midnight(date.fromisoformat(manifest[one])) * 1000 for one in ("first", "last"))
    evidence = Evidence(bundle, found, since - DAY * 1000, until + 2 * DAY * 1000)
    chain = Chain(bundle, found, manifest, trail, evidence, account["pairs"])
    chain.read_texts()
    found.step(
        f"chain: {chain.links()} links from the first that holds a row of the bundle on, "
        f"{chain.sealed} sealed rows, head {trail['head']}"
    )
    for table, count in sorted(chain.alone.items()):
        found.step(f"  {table}: {len(chain.hashes[table])} rows with their texts, {count} as hashes or numbers alone")
    refused = chain.quarantine()
    chain.compare()
    pairs = pairs_of(bundle, found, account["pairs"])
    balances = Balances(bundle)
    rows = Rows(bundle, found, balances, evidence)
    derivation = Derivation(bundle, found, manifest, evidence, rows, balances, pairs, refused)
    derivation.run()
    found.step(
        f"answers: {len(derivation.seen)} bodies with their hashes, {derivation.records} records, "
        f"{derivation.legs} legs"
    )
    check_rows(bundle, found, derivation, rows)
    before = DATES[midnight(date.fromisoformat(manifest["first"])) // DAY - 1]
    check_ends(found, derivation, balances, (before, manifest["last"]))
    check_positions(bundle, found, derivation, (before, manifest["last"]))
    for (wallet, listed), count in sorted(rows.unknown.items()):
        found.attend(f"{wallet}: {count} row(s) of {listed} are not re-derived: this program does not know the list")
    found.step(f"rows: {rows.count} rows against the bodies they name, and every record against its rows")
    coverage = Coverage(bundle, evidence, rows, balances, pairs, chain.bad)
    judge = Judge(bundle, found, manifest, coverage, rows, balances, account["doubt"], derivation)
    found.step(f"roll-forward: {check_totals(bundle, found, rows, judge)} control totals")
    judge.run()
    words = ", ".join(f"{judge.counts[word]} {word}" for word in ("proved", "explained", "open", "unproved"))
    found.step(f"verdicts: {words}; {judge.same} of {sum(judge.counts.values())} come out again")


def verify_bank(bundle, found, manifest):
    """The edition for a bank: its arithmetic, and that days, verdicts, totals and balances say the same."""
    days = {(one["date"], one["wallet"]): one for one in bundle.records("days.jsonl")}
    totals = bank_totals(bundle, found)
    counts, judged = defaultdict(Counter), set()
    for told in bundle.records("verdicts.jsonl"):
        cell = told["date"], told["wallet"], told["asset"], told["measure"]
        judged.add(cell)
        counts[cell[:2]][told["verdict"]] += 1
        bank_verdict(found, cell, told, totals.get(cell))
    check_days(found, manifest["first"], manifest["last"], days, counts)
    for cell in sorted(totals.keys() - judged):
        if days.get(cell[:2], {"judged": True})["judged"]:
            found.refuse(f"verdicts.jsonl: {' '.join(cell)} has no verdict, and a control total")
    for day, wallet in sorted({cell[:2] for cell in totals.keys() | judged} - days.keys()):
        found.refuse(f"days.jsonl: {day} {wallet} has no line, and verdicts or control totals of it are there")
    bank_balances(bundle, found, manifest, days, totals)
    words = ", ".join(f"{sum(one[word] for one in counts.values())} {word}" for word in WORDS)
    found.step(f"verdicts: {words}; this edition has no answers: its full one has the reference {manifest['full']}")


def bank_totals(bundle, found):
    """Opening, movements and closing by cell, once they add up and each opening is the closing before it."""
    totals = {}
    for told in bundle.records("totals.jsonl"):
        cell = told["date"], told["wallet"], told["asset"], told["measure"]
        name = f"totals.jsonl: {' '.join(cell)}"
        moved = sum(own_amount(told, kind, name) for kind in KINDS)
        opening, closing = (own_amount(told, end, name) for end in ("opening", "closing"))
        variance = None if None in (opening, closing) else closing - opening - moved
        said = own_amount(told, "movements", name), own_amount(told, "variance", name)
        if said != (moved, variance):
            found.refuse(f"{name} does not add up")
        totals[cell] = opening, moved, closing
    for cell, (opening, _, _) in totals.items():
        before = totals.get((day_before(cell[0]), *cell[1:]))
        if before is not None and before[2] != opening:
            found.refuse(f"totals.jsonl: {' '.join(cell)} opens with another balance than the day before closed with")
    return totals


def bank_verdict(found, cell, told, total):
    """A verdict says what its control total does, and its word is that of its variance."""
    name, word = f"verdicts.jsonl: {' '.join(cell)}", told["verdict"]
    opening, moved, closing = total or (None, 0, None)
    expected = None if opening is None else opening + moved
    variance = None if None in (expected, closing) else closing - expected
    if not fits(expected, variance):
        expected = variance = None
    said = tuple(own_amount(told, field, name) for field in ("opening", "expected", "actual", "variance"))
    if total is None or said != (opening, expected, closing, variance):
        found.refuse(f"{name} says something else than the control totals")
    if word not in WORDS:
        found.refuse(f"{name} is {word!r}, which is no verdict")
    elif word == "proved" and variance != 0:
        found.refuse(f"{name} is proved, and is off by {amount_text(variance)}")
    elif word in ("explained", "open") and not variance:
        found.refuse(f"{name} is {word}, and is off by {amount_text(variance)}")
    elif word == "explained" and not told["explained_by"]:
        found.refuse(f"{name} is explained, and by nothing")
    if word in ("open", "unproved"):
        found.attend(f"{' '.join(cell)} is {word}, off by {amount_text(variance)}")


def bank_balances(bundle, found, manifest, days, totals):
    """Control totals open and close with what was held, where balances are of the day's end itself."""
    held, measures = {}, ("balance", "loan", "interest")
    for told in bundle.records("balances.jsonl"):
        cell = told["date"], told["wallet"], told["asset"]
        name = f"balances.jsonl: {' '.join(cell)}"
        held.update({(*cell, one): own_amount(told, one, name) for one in measures if one in told})
        if manifest["first"] <= cell[0] <= manifest["last"] and cell[:2] not in days:
            found.attend(f"{cell[0]} {cell[1]} was never opened, and balances of it are there")
    for cell, amount in sorted(held.items()):
        judged = days.get(cell[:2], {"judged": False})["judged"]
        if judged and cell not in totals:
            found.refuse(f"totals.jsonl: {' '.join(cell)} has none, and a balance of {amount_text(amount)}")
    at_midnight = {wallet for wallet, *_ in SNAPSHOTS.values()}
    for cell, (opening, _, closing) in sorted(totals.items()):
        for end, amount in ((day_before(cell[0]), opening), (cell[0], closing)):
            known = held.get((end, *cell[1:]), None if amount is None else 0)
            if cell[1] in at_midnight and known != amount:
                found.refuse(
                    f"balances.jsonl: {' '.join((end, *cell[1:]))} is {amount_text(known)}, and the control totals of "
                    f"{cell[0]} have {amount_text(amount)}"
                )


def day_before(day):
    return DATES[midnight(date.fromisoformat(day)) // DAY - 1]


def main():
    parser = argparse.ArgumentParser(description="Verify a bundle of an account's days.")
    parser.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--reference", help="the reference that the bundle must have")
    parser.add_argument("--head", help="a link that its chain must hold")
    asked = parser.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")
    found = Findings()
    try:
        bundle = Bundle(asked.bundle)
        manifest, trail, reference, files = checked_manifests(bundle, found, asked.reference, asked.head)
        found.step(f"files: {files} files are those of the manifest; reference {reference}")
        if manifest["edition"] == "full":
            verify_full(bundle, found, manifest, trail)
        else:
            verify_bank(bundle, found, manifest)
    except (Refused, zipfile.BadZipFile, OSError) as error:
        found.refuse(str(error))
    except Exception as error:  # noqa: BLE001 (whatever a file leads to, it has not the form that it must have)
        found.refuse(f"a file has not the form that it must have: {type(error).__name__} {error}")
    if found.wrong:
        print(f"The bundle is not what it says: {found.wrong} item(s) do not hold.")
        return 2
    if found.attention:
        print(f"The bundle is what it says; {found.attention} item(s) need attention.")
        return 1
    print("The bundle is what it says, and everything in it is proved or explained.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
