"""A message is posted once, again when the day says something else, and again when the post failed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from binrecon.storage.notifications import claim, mark_posted
from sqlalchemy import Engine

from tests.storage.rows import DAY, EMAIL, fetch


def say(engine: Engine, fingerprint: str, posted: bool = True, kind: str = "summary", email: str = EMAIL) -> bool:
    """Claim and settle at once; whether it was for us to post."""
    claimed = claim(engine, email, DAY, kind, fingerprint)
    if claimed is not None:
        mark_posted(engine, claimed, posted)
    return claimed is not None


def test_a_rerun_does_not_post_the_same_again(engine: Engine) -> None:
    assert [say(engine, "a"), say(engine, "a")] == [True, False]


def test_a_changed_day_posts_again_even_back_to_what_it_was(engine: Engine) -> None:
    assert [say(engine, fingerprint) for fingerprint in "abbaa"] == [True, True, False, True, False]


def test_kinds_and_accounts_do_not_silence_each_other(engine: Engine) -> None:
    assert [say(engine, "a"), say(engine, "a", kind="variance"), say(engine, "a", email="x@y.z")] == [True] * 3


def test_a_failed_post_is_recorded_and_can_be_retried(engine: Engine) -> None:
    assert say(engine, "a", posted=False)
    assert fetch(engine, "SELECT status FROM binance_notifications") == [("failed",)]
    assert [say(engine, "a"), say(engine, "a")] == [True, False]
    assert fetch(engine, "SELECT status FROM binance_notifications") == [("posted",)]


def test_a_claim_of_a_process_that_died_is_free_again_later(engine: Engine) -> None:
    assert claim(engine, EMAIL, DAY, "summary", "a")
    assert claim(engine, EMAIL, DAY, "summary", "a") is None
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE binance_notifications SET posted_at = posted_at - interval '16 minutes'")
    assert claim(engine, EMAIL, DAY, "summary", "a")


def test_of_many_at_once_one_posts(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda _: claim(engine, EMAIL, DAY, "summary", "a"), range(8)))
    assert sum(claimed is not None for claimed in claims) == 1
