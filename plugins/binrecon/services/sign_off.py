"""Signing a period: one person prepares, another reviews the same verdicts; each signature is logged, once a run.

Rests on decision 106.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from binrecon.config.accounts import Roster
from binrecon.domain.vocabulary import SignOffRole
from binrecon.services.resolutions import refuse_unknown
from binrecon.storage.resolutions import RefusedError, done_by, log_done
from binrecon.storage.sign_offs import Content, Period, Signature, add, content_of, signatures


class ChangedSinceError(RefusedError):
    """The verdicts are not those any more that the person was shown, or that another one prepared."""


class SamePersonError(RefusedError):
    """Who prepared a period wants to review it."""


@dataclass(frozen=True)
class Signing:
    """What a person signs: the period, as what, and a comment that may be empty. `digest` is that of the verdicts that
    the person was shown, empty where they looked for themselves."""

    period: Period
    role: str
    comment: str
    digest: str = ""


def sign_once(engine: Engine, roster: Roster, wanted: Signing, author: str, run_id: str) -> dict[str, Any]:
    """Sign in the name of the author, whole or not at all and once a run; gives what was signed. Raises RefusedError
    where it cannot be signed; the sentence says why. What the run signed before counts as long as it is the author's
    and still stands: a run that is cleared after a verdict changed has signed nothing."""
    refuse_unknown(roster, wanted.period.email)
    with engine.begin() as connection:
        done, content = done_by(connection, run_id), content_of(connection, wanted.period)
        if done is not None:
            _refuse_outdated(done, signatures(connection, wanted.period), content, author)
            return done
        _refuse_unjudged(wanted.period, content)
        _refuse_changed(wanted, content)
        if wanted.role == SignOffRole.REVIEWED:
            _refuse_review(signatures(connection, wanted.period), content, author)
        number = add(connection, wanted.period, wanted.role, author, wanted.comment, content)
        signed = {
            "account": wanted.period.email,
            "first": wanted.period.first.isoformat(),
            "last": wanted.period.last.isoformat(),
            "role": wanted.role,
            "sign_off": number,
        }
        log_done(connection, author, run_id, signed)
        return signed


def stands(signed: list[Signature], content: Content) -> dict[str, Signature]:
    """The newest signature of each role that is about the verdicts as they are now."""
    return {one.role: one for one in signed if one.digest == content.digest}


def _refuse_outdated(done: Mapping[str, Any], signed: list[Signature], content: Content, author: str) -> None:
    mine = next((one for one in signed if one.id == done["sign_off"]), None)
    if mine is None or mine.digest != content.digest:
        raise ChangedSinceError("the verdicts changed since this run signed them: they are signed in a new run")
    if mine.author != author:
        raise RefusedError(f"this run has signed already, in the name of {mine.author!r}")


def _refuse_unjudged(period: Period, content: Content) -> None:
    if content.unjudged:
        raise RefusedError(
            f"{content.unjudged} day(s) from {period.first} to {period.last} have no verdict: a period is signed when "
            "all its days are judged"
        )


def _refuse_changed(wanted: Signing, content: Content) -> None:
    if wanted.digest and wanted.digest != content.digest:
        raise ChangedSinceError("the verdicts changed since they were shown: look at them as they are now")


def _refuse_review(signed: list[Signature], content: Content, author: str) -> None:
    prepared = stands(signed, content).get(SignOffRole.PREPARED)
    if prepared is None:
        raise ChangedSinceError(
            "nobody has prepared the verdicts as they are now: they were not signed, or changed since; have them "
            "prepared first"
        )
    if prepared.author.strip().lower() == author.strip().lower():
        raise SamePersonError("the person who prepared a period cannot review it: another one has to")
