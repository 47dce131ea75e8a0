"""Heads that were kept elsewhere, held against the chain."""

from __future__ import annotations

from binrecon.storage.chain_heads import KeptHead, head_now, not_in_chain
from binrecon.storage.hash_chain import Sealed, seal
from sqlalchemy import Engine

from tests.storage.sealed_rows import NOW, add, owner_does

LOG = "binance_audit_log"


def head(sealed: Sealed) -> KeptHead:
    assert sealed.number and sealed.head
    return KeptHead(sealed.number, sealed.head)


def test_heads_that_are_in_the_chain_are_no_finding_and_any_other_is(engine: Engine, owner_engine: Engine) -> None:
    assert head_now(engine) == Sealed(0, None) and not_in_chain(engine, []) == ""
    heads = []
    for number in (1, 2, 3):
        add(engine, LOG, number)
        heads.append(head(seal(engine, NOW)))
    assert head(head_now(engine)) == heads[-1]
    assert not_in_chain(engine, heads) == ""
    assert "link 2 of the chain, which was kept elsewhere, is another one in the database: the chain was written" in (
        not_in_chain(engine, [*heads, KeptHead(2, "0" * 64)])
    )
    assert "chain ends at link 3: it was cut off" in not_in_chain(engine, [*heads, KeptHead(4, "0" * 64)])
    owner_does(owner_engine, "DELETE FROM binance_hash_chain WHERE id = 2")
    assert not_in_chain(engine, heads).endswith("is not in the database: it was taken out")


def test_a_chain_that_is_gone_has_none_of_them(engine: Engine) -> None:
    lost = [KeptHead(5, "1" * 64), KeptHead(9, "2" * 64)]
    assert not_in_chain(engine, lost) == (
        "link 5 of the chain, which was kept elsewhere, is not in the database, whose chain ends at link 0: it was cut "
        "off or written anew (1 more kept link(s) do not hold)"
    )
