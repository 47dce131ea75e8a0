"""The public images that the compose file builds upon; where no registry can be reached, stand-ins made from Debian."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from bin.stack.errors import StackError

RECIPES = Path(__file__).parent / "stand_ins"
PUBLIC = {"airflow": "apache/airflow:slim-3.3.2-python3.12", "postgres": "postgres:16", "redis": "redis:7.2"}
"""The image that each recipe stands in for."""
_BASE = "binrecon-stand-in-base"
_PACKAGES = (
    "ca-certificates,curl,dumb-init,gosu,netcat-openbsd,openssl,postgresql,procps,python3,python3-venv,redis-server"
)
_CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")


def ensure() -> list[str]:
    """Have every image that the compose file names; give those that are stand-ins."""
    missing = [name for name, image in PUBLIC.items() if not (_is_here(image) or _pulled(image))]
    if missing and not _is_here(_BASE):
        _make_base()
    for name in missing:
        _docker("build", "--quiet", "--file", str(RECIPES / f"{name}.Dockerfile"), "--tag", PUBLIC[name], str(RECIPES))
    return [image for image in PUBLIC.values() if _is_stand_in(image)]


def _is_here(image: str) -> bool:
    return subprocess.run(["docker", "image", "inspect", image], capture_output=True).returncode == 0


def _pulled(image: str) -> bool:
    return subprocess.run(["docker", "pull", "--quiet", image], capture_output=True).returncode == 0


def _is_stand_in(image: str) -> bool:
    return _layers(image)[0] in _layers(_BASE) if _is_here(_BASE) else False


def _layers(image: str) -> list[str]:
    told = _docker("image", "inspect", "--format", "{{range .RootFS.Layers}}{{println .}}{{end}}", image)
    return told.split()


def _make_base() -> None:
    """One Debian with all that the stand-ins need, and with the certificates that this machine trusts."""
    if shutil.which("debootstrap") is None:
        raise StackError(
            "No registry can be reached; stand-ins take debootstrap and root: apt-get install debootstrap."
        )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        command = ["nice", "debootstrap", "--variant=minbase", f"--include={_PACKAGES}", "bookworm", str(root)]
        _run([*command, "http://deb.debian.org/debian"])
        shutil.copy(Path("/") / _CERTIFICATES, root / _CERTIFICATES)
        packed = subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE)
        subprocess.run(["docker", "import", "-", _BASE], stdin=packed.stdout, check=True, capture_output=True)


def _docker(*words: str) -> str:
    return _run(["docker", *words])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise StackError(f"{' '.join(command[:3])} … failed:\n{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout
