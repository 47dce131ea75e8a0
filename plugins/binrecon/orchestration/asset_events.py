"""Tells Airflow's assets how an account-day was judged, so that other DAGs can be scheduled on it.

Each wallet of an account has two assets: `<account> <wallet> judged`, an event for every judgement, and
`<account> <wallet> proved`, an event only where the day is proved. The names reach Airflow through one alias per
account, because an outlet that a task names itself would have an event whatever the verdict is. Rests on decision 107.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.sdk import Asset, AssetAlias

from binrecon.config.pages import slug_of
from binrecon.domain.vocabulary import Verdict

JUDGED, PROVED = "judged", "proved"
FINE = (Verdict.PROVED, Verdict.EXPLAINED)
"""What passes for proved to whoever waits for it: an explained day adds up by records."""


def alias_of(email: str) -> AssetAlias:
    """The outlet of the account's judging task."""
    return AssetAlias(f"binrecon {slug_of(email)}", group="binrecon")


def asset_of(email: str, wallet: str, what: str) -> Asset:
    """The asset that a DAG of others names in its schedule."""
    slug = slug_of(email)
    return Asset(f"{slug} {wallet} {what}", uri=f"x-binrecon://{slug}/{wallet}/{what}", group="binrecon")


def announce(context: Mapping[str, Any], email: str, day: str, outcomes: Mapping[str, Mapping[str, Any]]) -> None:
    """Add the events of a day's judgement to those of the task that judged it; `outcomes` are by wallet."""
    events = context["outlet_events"][alias_of(email)]
    for wallet, one in outcomes.items():
        extra = {
            "account": slug_of(email),
            "day": day,
            "wallet": wallet,
            "verdict": str(one["verdict"]),
            "assets": one["assets"],
        }
        events.add(asset_of(email, wallet, JUDGED), extra=extra)
        if one["verdict"] in FINE:
            events.add(asset_of(email, wallet, PROVED), extra=extra)
