"""Stand-alone simulator: `python -m tests.simulator --port 0 --world demo --days 4 --write DIR`."""

import argparse
import json
import os
import signal
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

from .clock import MovedClock
from .demo import Demo, newest_settled_day
from .exchange import Exchange
from .keys import Key
from .many import Many
from .server import serve

WEBHOOK = "webhooks/100000000000000001/simulated-webhook-token"


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    options = _options()
    clock = MovedClock()
    made = made_world(options, options.until or newest_settled_day(clock.now()))
    exchange = Exchange(made.scenario, clock)
    for key in made.keys:
        exchange.add_key(key)
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    controls = {
        "late": lambda: {"listed": made.reveal(clock.now())},
        "midnight": lambda: made.next_midnight(clock),
    }
    server = serve(exchange, options.port, controls)
    write_files(options.write, made, server.url)
    print(json.dumps({"url": server.url, "pid": os.getpid()}), flush=True)
    stop.wait()
    server.close()


def made_world(options: argparse.Namespace, last_day: date) -> Demo | Many:
    """The world that was asked for."""
    if options.world == "many":
        return Many(last_day, options.days, options.accounts)
    return Demo(last_day, options.days)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--world", choices=["demo", "many"], default="demo")
    parser.add_argument("--days", type=_positive, default=4, help="number of days, the last is --until")
    parser.add_argument("--accounts", type=_positive, default=10, help="how many accounts `many` has")
    parser.add_argument("--until", type=date.fromisoformat, help="last day; default the newest settled day")
    parser.add_argument("--write", type=Path, required=True, help="folder for the three files")
    return parser.parse_args()


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def write_files(folder: Path, made: Demo | Many, url: str) -> None:
    """accounts.toml, connections.env (readable by the owner only) and truth.json."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "accounts.toml").write_text(accounts_toml(made))
    secret = folder / "connections.env"
    secret.touch(mode=0o600)
    secret.write_text(connections_env(made.keys, url))
    (folder / "truth.json").write_text(json.dumps(made.truth(), indent=2) + "\n")


def accounts_toml(made: Demo | Many) -> str:
    parts = [
        "[[accounts]]\n"
        f'email = "{email}"\n'
        f'type = "{"sub" if number else "main"}"\n'
        f'connection = "{connection}"\n'
        f"wallets = {json.dumps(made.wallets[email])}\n"
        f"start_date = {made.world.first_day}\n"
        for number, (email, connection) in enumerate(made.connections.items())
    ]
    settings = f'[settings]\nshow_amounts = true\nweight_share = "{made.weight_share}"\n'
    return "\n".join([settings, *parts])


def connections_env(keys: list[Key], url: str) -> str:
    """One `AIRFLOW_CONN_<ID>=<json>` line per account and one for Discord."""
    found = {key.name: _connection(key, url) for key in keys}
    found["binrecon_discord"] = {
        "conn_type": "discord",
        "host": f"{url}/api/",
        "extra": {"webhook_endpoint": WEBHOOK},
    }
    return "".join(f"AIRFLOW_CONN_{name.upper()}={json.dumps(value)}\n" for name, value in found.items())


def _connection(key: Key, url: str) -> dict[str, Any]:
    connection: dict[str, Any] = {"conn_type": "binance", "host": url, "login": key.api_key}
    if key.secret:
        return {**connection, "password": key.secret}
    return {**connection, "extra": {"private_key": key.private_pem}}


if __name__ == "__main__":
    main()
