"""The cluster's description: complete, coherent, with the least rights; the compose tool, where it is, agrees."""

import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import yaml
from binrecon.orchestration.retry import FIRST_DELAY

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
def described() -> dict[str, dict]:
    return yaml.safe_load((ROOT / "docker-compose.yaml").read_text())


@pytest.fixture(scope="module")
def services(described: dict[str, dict]) -> dict[str, dict]:
    return described["services"]


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
    """What the tool says beside our own checks; None, and a line in the summary of the tests, where there is none."""
    if (tool := compose()) is None:
        warnings.warn("no compose tool: docker-compose.yaml is held against our own checks alone", stacklevel=2)
        return None
    clean = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [*tool, "--env-file", str(environment_file), "-f", str(ROOT / "docker-compose.yaml"), "config"]
    return subprocess.run(command, env=clean, capture_output=True, text=True, cwd=environment_file.parent)


def mounts(service: dict) -> dict[str, str]:
    """Give source by target."""
    return {target: source for source, target in (text.split(":")[:2] for text in service.get("volumes", []))}


def script(service: dict) -> str:
    command = service.get("command", "")
    return command if isinstance(command, str) else "\n".join(command)


def test_it_is_valid_once_the_example_is_filled_in(services: dict[str, dict], filled_in: Path) -> None:
    assert services.keys() == SERVICES
    for name, service in services.items():
        assert isinstance(service["image"], str), name
        assert all(isinstance(value, str) for value in service["environment"].values()), name
    if done := config(filled_in):
        assert done.returncode == 0, done.stderr


def test_every_service_that_is_waited_for_can_reach_what_is_waited_for(services: dict[str, dict]) -> None:
    for name, service in services.items():
        for other, wait in service.get("depends_on", {}).items():
            can_be = {
                "service_healthy": "healthcheck" in services[other],
                "service_completed_successfully": services[other]["restart"] == "no",
            }
            assert can_be[wait["condition"]], f"{name} waits for {other}"


def test_every_mount_has_its_source(described: dict[str, dict]) -> None:
    for name, service in described["services"].items():
        for source in mounts(service).values():
            is_there = (ROOT / source).exists() if source.startswith("./") else source in described["volumes"]
            assert is_there, f"{name} mounts {source}"


def test_every_file_that_a_command_names_is_mounted(services: dict[str, dict]) -> None:
    named = {(name, path) for name in AIRFLOW for path in re.findall(r"/opt/[\w./-]+", script(services[name]))}
    assert ("airflow-init", "/opt/binrecon/alembic.ini") in named
    for name, path in named:
        assert path in mounts(services[name]), name
    assert mounts(services["airflow-init"])["/opt/binrecon/migrations"] == "./migrations"


def lay_out(service: dict, folder: Path) -> None:
    """Copy what the service mounts to where it finds it, below a folder, with an accounts file as a user has one."""
    for target, source in mounts(service).items():
        if (ROOT / source).is_dir() and source.startswith("./"):
            shutil.copytree(ROOT / source, folder / target[1:], ignore=shutil.ignore_patterns("__pycache__"))
    for example in folder.glob("opt/airflow/include/accounts.example.toml"):
        shutil.copy(example, example.with_name("accounts.toml"))


def test_every_module_it_runs_finds_what_it_reads_in_the_mounts_of_its_service(services, tmp_path: Path) -> None:
    runs = [(name, module) for name in AIRFLOW for module in re.findall(r"python -m (\S+)", script(services[name]))]
    assert ("airflow-init", "binrecon.config.pools") in runs
    for name, module in runs:
        lay_out(services[name], tmp_path / name)
        paths = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / name / "opt/airflow/plugins")}
        done = subprocess.run([sys.executable, "-m", module], env=paths, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_every_variable_it_reads_stands_in_the_example() -> None:
    text = (ROOT / "docker-compose.yaml").read_text()
    read = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert read == set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))


def test_a_secret_that_is_not_set_is_refused(filled_in: Path) -> None:
    text = (ROOT / "docker-compose.yaml").read_text()
    secrets = re.findall(r"^(\w+)=$", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)
    assert {"POSTGRES_PASSWORD", "REDIS_PASSWORD", "AIRFLOW_FERNET_KEY", "AIRFLOW_JWT_SECRET"} < set(secrets)
    for name in secrets:
        assert set(re.findall(rf"\$\{{{name}([^}}]*)\}}", text)) == {":?see .env.example"}
    filled_in.write_text("")
    if done := config(filled_in):
        assert done.returncode != 0 and "see .env.example" in done.stderr


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


def test_the_page_has_its_login_where_it_is_served_and_there_alone(services: dict[str, dict]) -> None:
    holders = {name for name in AIRFLOW if "AIRFLOW_CONN_BINRECON_READER" in services[name]["environment"]}
    assert holders == {"airflow-apiserver"}
    assert "binrecon_view:" in services["airflow-apiserver"]["environment"]["AIRFLOW_CONN_BINRECON_READER"]
    assert "add-perms Proof --action can_read --resource Plugins" in script(services["airflow-init"])


def test_all_of_airflow_shares_its_keys_and_finds_the_web_server(services: dict[str, dict]) -> None:
    for name in AIRFLOW:
        environment = services[name]["environment"]
        assert environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
        assert environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://airflow-apiserver:8080/execution/"
        assert environment["PYTHONPATH"] == "/opt/airflow/plugins"
        for key in ("AIRFLOW__CORE__FERNET_KEY", "AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW__API__SECRET_KEY"):
            assert environment[key] == services["airflow-init"]["environment"][key]


def test_the_bundle_is_mounted_side_by_side_and_cannot_be_written(services: dict[str, dict]) -> None:
    for name in AIRFLOW - {"airflow-init"}:
        for folder in ("dags", "plugins", "include", "config"):
            assert f"./{folder}:/opt/airflow/{folder}:ro" in services[name]["volumes"], name
        assert "reports:/opt/airflow/reports" in services[name]["volumes"]


def test_what_is_written_lies_in_volumes_that_any_user_of_airflow_may_write(services: dict[str, dict]) -> None:
    image = (ROOT / "Dockerfile").read_text()
    for variable in ("BINRECON_REPORTS", "BINRECON_STATEMENTS"):
        for name in ("airflow-apiserver", "airflow-worker"):
            folder = services[name]["environment"][variable]
            assert f"{Path(folder).name}:{folder}" in services[name]["volumes"], "the page and the tasks share it"
            assert re.search(rf"chmod g\+w .*{folder}\b", image), folder


def test_only_the_page_is_published_and_only_on_this_machine(services: dict[str, dict]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"airflow-apiserver": ["127.0.0.1:${AIRFLOW_PORT:-8080}:8080"]}


def test_every_service_has_a_bound_of_memory_and_of_its_log(services: dict[str, dict]) -> None:
    for name, service in services.items():
        assert service["mem_limit"], name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name


def test_a_worker_has_memory_for_its_slots(services: dict[str, dict]) -> None:
    worker = services["airflow-worker"]
    slots = int(_default(worker["environment"]["AIRFLOW__CELERY__WORKER_CONCURRENCY"]))
    assert float(_default(worker["mem_limit"]).removesuffix("g")) >= 1 + 0.1 * slots


def _default(setting: str) -> str:
    """What holds where the environment file says nothing."""
    return re.fullmatch(r"\$\{\w+:-(\w+)\}", setting).group(1)


def test_a_lost_task_runs_again_within_two_minutes_and_a_late_heartbeat_loses_none(services: dict[str, dict]) -> None:
    environment = services["airflow-scheduler"]["environment"]
    silence = int(environment["AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT"])
    detection = int(environment["AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL"])
    assert silence + detection + FIRST_DELAY.total_seconds() <= 120
    assert silence >= 60 * int(environment["AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL"])


def test_what_was_handed_out_and_lost_is_handed_out_anew_within_two_minutes(services: dict[str, dict]) -> None:
    environment = services["airflow-scheduler"]["environment"]
    waiting = int(environment["AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT"])
    assert waiting + int(environment["AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL"]) <= 120
    assert waiting * int(environment["AIRFLOW__SCHEDULER__NUM_STUCK_IN_QUEUED_RETRIES"]) >= 3000, "workers may be away"
    slots = services["airflow-worker"]["environment"]["AIRFLOW__CELERY__WORKER_CONCURRENCY"]
    assert _default(environment["AIRFLOW__CORE__PARALLELISM"]) == _default(slots), "none waits for want of a slot"


def test_the_health_of_postgres_is_every_login_with_its_password(services: dict[str, dict]) -> None:
    check = (ROOT / "config" / "check-databases.sh").read_text()
    logins = dict(re.findall(r'^can_log_in (\w+) "\$(\w+)"', check, flags=re.MULTILINE))
    made = re.findall(r"^create role (\w+) login", (ROOT / "config" / "make-databases.sh").read_text(), re.MULTILINE)
    assert list(logins) == made
    assert set(logins.values()) < services["postgres"]["environment"].keys()
    assert "./config/check-databases.sh:/opt/check-databases.sh:ro" in services["postgres"]["volumes"]


def test_redis_is_not_root(services: dict[str, dict]) -> None:
    assert services["redis"]["user"] == "redis"
