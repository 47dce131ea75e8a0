"""The midnights of the demo's days: its exchange goes back to each of them, and the DAG that reads wallets there runs.

The exchange gives no snapshot of some wallets, and what they held at a midnight can be read at that midnight alone.
"""

from collections.abc import Callable
from datetime import date, timedelta

from bin.stack import launch, progress
from bin.stack.launch import Stack
from bin.stack.simulator import Simulator
from bin.stack.web_api import AirflowAPI

READINGS = "binrecon_readings"


def read_all(stack: Stack, exchange: Simulator, api: AirflowAPI) -> None:
    """Run the DAG at every midnight that the exchange goes to, one after the other; its clock is right afterwards."""
    print("\nThe midnights at which wallets without a snapshot are read", flush=True)
    while ended := _at_next_midnight(stack, exchange):
        _read(api, ended + timedelta(days=1), stack.programs.check)


def _at_next_midnight(stack: Stack, exchange: Simulator) -> date | None:
    """The day that ended there. What this host knows of the exchange's clock is forgotten: it is good for an hour, and
    no clock but this one goes back by days."""
    ended = exchange.go_to_next_midnight()
    with stack.server.connect(launch.RECONCILIATION) as connection:
        connection.execute("DELETE FROM binance_host_clocks")
    return ended


def _read(api: AirflowAPI, midnight: date, check: Callable[[], None]) -> None:
    api.trigger_due(READINGS, midnight)
    progress.wait_for_runs(api, [READINGS], [midnight], check)
