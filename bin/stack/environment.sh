# Sourced by the programs in bin/: finds a Python and fills .venv from the hashed locks. Nothing is installed elsewhere.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
VENV="$ROOT/.venv"
# With this variable set every Airflow process would compile its modules anew, four times slower.
unset PYTHONDONTWRITEBYTECODE PYTHONHOME

fail() {
    echo "$*" >&2
    exit 2
}

# Prints the first Python that is new enough; $PYTHON, when set, is the only candidate.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed, but ${PYTHON:-python3} is $(${PYTHON:-python3} -V 2>&1 || true): install one or set PYTHON to it."
}

make_venv() {
    local python
    python="$(find_python)" || exit 2
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$python has no venv module: install it (Debian and Ubuntu: apt-get install python3-venv)."
    "$python" -m venv --clear "$VENV" || fail "The virtual environment $VENV could not be made."
}

# install_lock FILE [OPTION...]: installs one lock, with these options of pip, unless $VENV holds exactly this one already.
install_lock() {
    local lock="$ROOT/$1" stamp="$VENV/.installed-$1"
    cmp -s "$lock" "$stamp" && return
    echo "Installing $1 into ${VENV##*/} (the first time takes a minute or two) …" >&2
    # The lock names every package, so nothing is left to resolve.
    "$VENV/bin/python" -m pip install --quiet --no-deps --require-hashes --disable-pip-version-check \
        "${@:2}" -r "$lock" >"$VENV/install.log" 2>&1 ||
        fail "$1 could not be installed, is there a network? $(grep -v '^WARNING' "$VENV/install.log" | tail -n 1) (all of it: $VENV/install.log)"
    cp "$lock" "$stamp"
}

# prepare LOCK...: makes .venv hold these locks.
prepare() {
    local lock
    "$VENV/bin/python" -c '' 2>/dev/null || make_venv
    for lock in "$@"; do install_lock "$lock"; done
}

# prepare_cluster: makes .venv-cluster hold what the image of docker-compose.yaml holds, for the tests. Not compiled: a test
# loads a small part of it.
prepare_cluster() (
    VENV="$ROOT/.venv-cluster"
    "$VENV/bin/python" -c '' 2>/dev/null || make_venv
    install_lock requirements-cluster.txt --no-compile
)
