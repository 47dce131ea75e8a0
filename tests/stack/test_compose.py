"""The cluster's description: valid where the tool is at hand, complete and with the least rights in any case."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {
    "postgres",
    "redis",
    "airflow-init",
    "airflow-apiserver",
    "airflow-scheduler",
    "airflow-dag-processor",
    "airflow-triggerer",
    "airflow-worker",
}
RUNNING = SERVICES - {"airflow-init"}
AIRFLOW = {name for name in SERVICES if name.startswith("airflow-")}
OUR_CODE = {"airflow-worker", "airflow-dag-processor", "airflow-triggerer"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict]:
    return yaml.safe_load((ROOT / "docker-compose.yaml").read_text())["services"]


@pytest.fixture
def filled_in(tmp_path: Path) -> Path:
    """An environment file made from the example, every empty value filled in."""
    file = tmp_path / "env"
    file.write_text(re.sub(r"^(\w+)=$", r"\1=filled", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    return file


def compose() -> list[str] | None:
    """Give the compose command of this machine, as a plugin of docker or on its own."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if shutil.which("docker") and not subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        return ["docker", "compose"]
    return None


def config(environment_file: Path) -> subprocess.CompletedProcess | None:
    if (tool := compose()) is None:
        return None
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [*tool, "--env-file", str(environment_file), "-f", str(ROOT / "docker-compose.yaml"), "config"]
    return subprocess.run(command, env=clean, capture_output=True, text=True, cwd=environment_file.parent)


def test_it_is_valid_once_the_example_is_filled_in(services: dict[str, dict], filled_in: Path) -> None:
    assert services.keys() == SERVICES
    done = config(filled_in)
    assert done is None or done.returncode == 0, done.stderr


def test_every_variable_it_reads_stands_in_the_example() -> None:
    text = (ROOT / "docker-compose.yaml").read_text()
    read = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert read == set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))


def test_a_secret_that_is_not_set_is_refused(filled_in: Path) -> None:
    text = (ROOT / "docker-compose.yaml").read_text()
    for name in re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE):
        assert set(re.findall(rf"\$\{{{name}([^}}]*)\}}", text)) == {":?see .env.example"}
    filled_in.write_text("")
    done = config(filled_in)
    assert done is None or (done.returncode != 0 and "see .env.example" in done.stderr)


def test_no_secret_stands_in_it() -> None:
    text = (ROOT / "docker-compose.yaml").read_text()
    for value in re.findall(r"^\s+\w*(?:PASSWORD|SECRET|KEY)\w*: (.+)$", text, flags=re.MULTILINE):
        assert value.startswith("${"), value


def test_everything_that_stays_up_has_a_health_check_and_starts_again(services: dict[str, dict]) -> None:
    for name in RUNNING:
        assert services[name]["healthcheck"]["test"], name
        assert services[name]["restart"] == "unless-stopped", name
    assert services["airflow-init"]["restart"] == "no"


def test_nothing_starts_before_the_databases_are_migrated(services: dict[str, dict]) -> None:
    for name in AIRFLOW - {"airflow-init"}:
        assert services[name]["depends_on"]["airflow-init"] == {"condition": "service_completed_successfully"}, name
    assert services["airflow-worker"]["depends_on"]["airflow-apiserver"] == {"condition": "service_healthy"}
    script = services["airflow-init"]["command"][-1]
    assert script.index("upgrade head") < script.index("pools import")


def test_the_owners_login_is_given_to_the_migration_only(services: dict[str, dict]) -> None:
    holders = {name for name, service in services.items() if "BINRECON_OWNER_PASSWORD" in str(service)}
    assert holders == {"postgres", "airflow-init"}


def test_only_what_runs_our_code_can_write_to_the_reconciliation_database(services: dict[str, dict]) -> None:
    holders = {name for name in AIRFLOW if "AIRFLOW_CONN_BINRECON_DB" in services[name]["environment"]}
    assert holders == OUR_CODE
    assert all("binrecon_app:" in services[name]["environment"]["AIRFLOW_CONN_BINRECON_DB"] for name in holders)


def test_all_of_airflow_shares_its_keys_and_finds_the_web_server(services: dict[str, dict]) -> None:
    for name in AIRFLOW:
        environment = services[name]["environment"]
        assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
        assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://airflow-apiserver:8080/execution/"
        assert environment["PYTHONPATH"] == "/opt/airflow/plugins"
        for key in ("AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET"):
            assert environment[key] == services["airflow-init"]["environment"][key]


def test_the_bundle_is_mounted_side_by_side_and_cannot_be_written(services: dict[str, dict]) -> None:
    for name in AIRFLOW - {"airflow-init"}:
        for folder in ("dags", "plugins", "include"):
            assert f"./{folder}:/opt/airflow/{folder}:ro" in services[name]["volumes"], name
        assert "reports:/opt/airflow/reports" in services[name]["volumes"]


def test_only_the_page_is_published_and_only_on_this_machine(services: dict[str, dict]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"airflow-apiserver": ["127.0.0.1:${AIRFLOW_PORT:-8080}:8080"]}
