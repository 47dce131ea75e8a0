"""Seeded worlds in which one account has all wallets and moves money between them: clean ones are proved in every cell,
and whatever is hidden, late, exchanged, disturbed or broken, nothing wrong is proved or explained in any measure."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.worlds.pipeline import Pipeline
from tests.worlds.seeds import asked
from tests.worlds.wallet_worlds import DAILY, mode_of, run_world


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The worlds of every test run, or those that `python -m tests.worlds --of wallets` names."""
    seeds = asked(metafunc.config, DAILY)
    metafunc.parametrize("seed", seeds, ids=[f"{seed}-{mode_of(seed).replace(' ', '-')}" for seed in seeds])


def test_a_world_of_all_wallets_is_never_judged_wrongly(
    seed: int,
    deploy: Callable[..., Pipeline],
    monkeypatch: pytest.MonkeyPatch,
    count: Callable[[Counter[str]], None],
    complain: Callable[[list[str]], None],
) -> None:
    findings = run_world(seed, deploy, monkeypatch)
    count(findings.counts)
    complain([f"world {seed}: {wrong}" for wrong in findings.wrong])
    assert findings.wrong[:5] == []
