# Sourced by the findings: a temp folder that goes at the end, and a Python with pinned public packages in it.
# FINDINGS_CACHE=<folder> keeps the installed packages between runs.
set -euo pipefail
# Also in $(…): an installation that failed there would be marked as done.
shopt -s inherit_errexit

FOLDER="$(mktemp -d)"
trap 'rm -rf "$FOLDER"' EXIT
# With these bash waits for the program that runs before it goes: else the folder would go while a server is at work in it.
trap 'exit 143' HUP INT TERM
chmod 711 "$FOLDER"
# What pip, Airflow and the rest leave in the temp folder goes too.
export TMPDIR="$FOLDER"

# install PACKAGE==VERSION...: sets PYTHON_WITH to a Python that has exactly these and what they need, and says which these are.
install() {
    local venv="$FOLDER/venv" wanted="$*"
    echo "with $wanted"
    if [ -n "${FINDINGS_CACHE:-}" ]; then
        mkdir -p "$FINDINGS_CACHE"
        venv="$(cd "$FINDINGS_CACHE" > /dev/null && pwd)/$(echo "$wanted" | sha256sum | cut -c1-12)"
    fi
    PYTHON_WITH="$venv/bin/python"
    [ -e "$venv/.installed" ] && return
    "${PYTHON:-python3}" -m venv "$venv"
    # shellcheck disable=SC2086
    "$PYTHON_WITH" -m pip install --quiet --disable-pip-version-check $wanted
    touch "$venv/.installed"
}

# airflow_home: an Airflow of its own in $FOLDER (SQLite), with the DAG file that is read from the standard input.
airflow_home() {
    unset "${!AIRFLOW@}" PYTHONPATH
    export AIRFLOW_HOME="$FOLDER/airflow" AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__LOGGING__LOGGING_LEVEL=ERROR \
        AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS=True AIRFLOW__CORE__DAGS_FOLDER="$FOLDER/airflow/dags" \
        AIRFLOW__API_AUTH__JWT_SECRET=a-secret-of-this-script-alone-0123456789-abcdefghijklmnopqrstuvw PYTHONWARNINGS=ignore
    mkdir -p "$AIRFLOW_HOME/dags"
    cat > "$AIRFLOW_HOME/dags/dag.py"
    cp "$(dirname "${BASH_SOURCE[0]}")/airflow_in_process.py" "$FOLDER"
}

# postgres FOLDER: runs the Python of the standard input beside a server of its own, whose files are in FOLDER; its argument is the
# socket's folder. The login is `finder`, the database `postgres`.
postgres() {
    cat > "$1/script.py"
    PYTHONWARNINGS=ignore "$PYTHON_WITH" "$(dirname "${BASH_SOURCE[0]}")/postgres_beside.py" "$1/script.py"
}
