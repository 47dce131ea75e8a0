"""bin/test-cluster: docker-compose.yaml with two workers and a simulated exchange, and what a cluster goes through."""

import sys
from collections.abc import Iterable

from bin.stack import command, places, truth
from bin.stack.keeper import Keeper
from tests.cluster import engine, exchange, images, site, trials
from tests.cluster.cluster import Cluster
from tests.cluster.trials import Figure

_MARKS = {True: "ok", False: "WRONG", None: ""}
_SERVICES = ("redis", "postgres", "airflow-scheduler")


def main() -> int:
    """Run the trials; the exit code is 0 only when every figure is as it must be."""
    return command.run(_try_it)


def _try_it(keeper: Keeper) -> int:
    home = places.data_folder() / "cluster"
    engine.ensure(keeper, home / "engine")
    print(f"Stand-ins of public images: {', '.join(images.ensure()) or 'none'}", flush=True)
    laid_out = site.lay_out(home / "site")
    try:
        return 0 if _all_right(_trials(Cluster(laid_out))) else 1
    finally:
        laid_out.compose("down", "--volumes", may_fail=True)


def _trials(cluster: Cluster) -> Iterable[Figure]:
    accounts = cluster.site.folder / "include" / "accounts.toml"
    cluster.site.compose("build", "airflow-worker")
    cluster.site.up(exchange.SERVICE)
    days = list(truth.read(cluster.site.folder / "exchange" / "truth.json").days[-2:])
    accounts.write_text(exchange.accounts_file(cluster.site, str(days[0]), leave_out=trials.ADDED))
    yield from trials.first_start(cluster)
    cluster.api.store(exchange.connections(cluster.site))
    yield from trials.add_account(cluster, exchange.accounts_file(cluster.site, str(days[0])))
    trials.start_days(cluster, days[-1])
    yield from trials.kill_worker(cluster)
    for service in _SERVICES:
        yield from trials.restart(cluster, service)
    yield from trials.down_and_up(cluster)
    yield from trials.finish(cluster, days)
    yield from trials.budget(cluster)
    yield from trials.verdicts(cluster, days)
    yield from trials.leaks(cluster)


def _all_right(figures: Iterable[Figure]) -> bool:
    """Print each figure as it comes."""
    right = True
    for figure in figures:
        print(f"{figure.what:66} {figure.measured:>14}  {_MARKS[figure.is_right]}", flush=True)
        right &= figure.is_right is not False
    return right


if __name__ == "__main__":
    sys.exit(main())
