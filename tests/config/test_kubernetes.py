"""The values for the Airflow chart: what they set is known, what they name is documented, no secret stands in them, and
each process has the logins that docker-compose.yaml gives it."""

import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import airflow
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config"
KUBERNETES = CONFIG / "kubernetes-values.yaml"
CELERY = CONFIG / "kubernetes-celery-values.yaml"
MIGRATION = CONFIG / "kubernetes-migration.yaml"
PAGE = (ROOT / "docs" / "kubernetes.md").read_text()
BLOCKS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)]
FILES = {path.name: yaml.safe_load(path.read_text()) for path in (KUBERNETES, CELERY, MIGRATION)}
SETTING = re.compile(r"AIRFLOW__([A-Z_]+?)__([A-Z0-9_]+)")
CLUSTER_PYTHON = ROOT / ".venv-cluster" / "bin" / "python"

PROCESSES = {
    "airflow-worker": ("workers", "kubernetes"),
    "airflow-dag-processor": ("dagProcessor",),
    "airflow-triggerer": ("triggerer",),
    "airflow-scheduler": ("scheduler",),
    "airflow-apiserver": ("apiServer",),
}
"""Service of docker-compose.yaml -> its place in the chart's values."""
OURS = {"AIRFLOW_CONN_BINRECON_DB": "binrecon-db", "AIRFLOW_CONN_BINRECON_READER": "binrecon-reader"}
PROVIDED = {"kubernetes_executor": ("apache-airflow-providers-cncf-kubernetes", "airflow.providers.cncf.kubernetes")}
"""Section of a provider that the tests' own environment does not have -> its distribution and package."""


def merged(first: dict, second: dict) -> dict:
    """As Helm puts one values file on top of another: mappings are joined, all else is replaced."""
    both = {key: merged(first[key], value) for key, value in second.items() if _are_mappings(first.get(key), value)}
    return first | second | both


def _are_mappings(*values: object) -> bool:
    return all(isinstance(value, dict) for value in values)


def nodes(node: object) -> Iterator[dict]:
    """Every mapping of a document."""
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict):
        yield node
    for one in inner:
        yield from nodes(one)


def variables(node: object) -> dict[str, str | dict]:
    """Every variable that a document sets, with its value, or with where it comes from."""
    found = [one for one in nodes(node) if isinstance(one.get("name"), str) and {"value", "valueFrom"} & one.keys()]
    sources = {one["envName"]: {"secretKeyRef": one} for one in nodes(node) if "envName" in one}
    return {one["name"]: one.get("value", one.get("valueFrom")) for one in found} | sources


def process(values: dict, path: tuple[str, ...]) -> dict[str, str | dict]:
    for step in path:
        values = values.get(step, {})
    return variables(values.get("env", []))


@cache
def options() -> dict[str, dict[str, dict]]:
    """Section -> option -> its description, as the locked Airflow has them."""
    file = Path(airflow.__file__).parent / "config_templates" / "config.yml"
    return {name: section["options"] for name, section in yaml.safe_load(file.read_text()).items()}


def settings(document: dict) -> dict[tuple[str, str], str]:
    """What a document sets of Airflow, by environment or in the chart's `config`."""
    named = {name: value for name, value in variables(document).items() if SETTING.fullmatch(name)}
    by_name = {tuple(part.lower() for part in SETTING.fullmatch(name).groups()): value for name, value in named.items()}
    return by_name | {
        (section, option): str(value)
        for section, its in document.get("config", {}).items()
        for option, value in its.items()
    }


def is_of_type(value: object, kind: str) -> bool:
    if not isinstance(value, str):
        return True  # a secret's
    match kind:
        case "integer":
            return value.isdecimal()
        case "float":
            return re.fullmatch(r"\d+(\.\d+)?", value) is not None
        case "boolean":
            return value.lower() in ("true", "false")
    return value != ""


DOCUMENTS = [*FILES.values(), *BLOCKS]
ALL_SETTINGS = [(where, value) for document in DOCUMENTS for where, value in settings(document).items()]


def test_they_set_something() -> None:
    assert {where for where, _ in ALL_SETTINGS} >= {
        ("core", "dags_are_paused_at_creation"),
        ("workers", "min_heartbeat_interval"),
        ("database", "sql_alchemy_conn"),
        ("kubernetes_executor", "worker_pods_creation_batch_size"),
        ("logging", "remote_logging"),
    }


@pytest.mark.parametrize(("where", "value"), ALL_SETTINGS)
def test_every_setting_is_one_of_the_locked_airflow_with_a_value_of_its_type(where, value) -> None:
    section, option = where
    if section in PROVIDED:
        assert f"\n{PROVIDED[section][0]}==" in (ROOT / "requirements-cluster.txt").read_text()
        return
    assert option in options()[section]
    assert is_of_type(value, options()[section][option]["type"]), value


@pytest.mark.skipif(not CLUSTER_PYTHON.exists(), reason="bin/test installs the cluster's lock, pytest alone does not")
@pytest.mark.parametrize("section", PROVIDED)
def test_every_setting_of_a_provider_is_one_of_its_locked_version(section: str) -> None:
    code = f"import json; from {PROVIDED[section][1]}.get_provider_info import get_provider_info as i; "
    code += f"print(json.dumps(sorted(i()['config']['{section}']['options'])))"
    done = subprocess.run([CLUSTER_PYTHON, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {option for (its, option), _ in ALL_SETTINGS if its == section} <= set(json.loads(done.stdout))


@pytest.mark.parametrize("name", FILES)
def test_every_variable_of_ours_is_one_that_the_documentation_names(name: str) -> None:
    table = (ROOT / "docs" / "deploying.md").read_text()
    for variable in variables(FILES[name]):
        if variable.startswith("BINRECON_"):
            assert re.search(rf"^\| `{variable}`", table, re.MULTILINE), variable


def secrets(document: object) -> set[tuple[str, str]]:
    """Secret and key, wherever a document names one; of those that the chart reads by itself, the key that it takes."""
    found: set[tuple[str, str]] = set()
    taken = {
        "fernetKeySecretName": "fernet-key",
        "apiSecretKeySecretName": "api-secret-key",
        "jwtSecretName": "jwt-secret",
        "metadataSecretName": "connection",
        "brokerUrlSecretName": "connection",
        "passwordSecretName": "password",
    }
    for node in nodes(document):
        found |= {(node[name], key) for name, key in taken.items() if name in node}
        if isinstance(reference := node.get("secretKeyRef"), dict):
            found.add((reference["name"], reference["key"]))
        if "envName" in node:
            found.add((node["secretName"], node["secretKey"]))
    return found


def test_every_secret_is_documented_and_its_keys_are_those_that_the_commands_make() -> None:
    named = set().union(*(secrets(document) for document in FILES.values()))
    assert {name for name, _ in named} == set(re.findall(r"^\| `(binrecon-[a-z-]+)` \| `", PAGE, re.MULTILINE))
    for name, key in named:
        [row] = re.findall(rf"^\| `{name}` \| (.+?) \|", PAGE, re.MULTILINE)
        [made] = re.findall(rf"create secret generic {name} (?:\\\n|.)+", PAGE)
        command = PAGE[PAGE.index(made) :].split("\nkubectl", 1)[0].split("```", 1)[0]
        assert f"`{key}`" in row and f"--from-literal={key}=" in command, (name, key)


@pytest.mark.parametrize("name", FILES)
def test_no_secret_stands_in_it(name: str) -> None:
    for variable, value in variables(FILES[name]).items():
        if re.search(r"CONN|PASSWORD|SECRET|KEY|URL|BROKER", variable):
            assert isinstance(value, dict) and "secretKeyRef" in value, variable
    text = (CONFIG / name).read_text()
    assert not re.search(r"://[^/\s]*:[^/\s]*@", text)
    for key in ("password", "pass", "fernetKey", "apiSecretKey", "jwtSecret", "brokerUrl", "metadataConnection"):
        assert not any(key in node for node in nodes(FILES[name])), key


def compose() -> dict[str, dict]:
    return yaml.safe_load((ROOT / "docker-compose.yaml").read_text())["services"]


@pytest.mark.parametrize("executor", ["KubernetesExecutor", "CeleryExecutor"])
def test_each_process_has_exactly_the_logins_that_compose_gives_it(executor: str) -> None:
    values = FILES[KUBERNETES.name]
    places = dict(PROCESSES)
    if executor == "CeleryExecutor":
        values = merged(values, FILES[CELERY.name])
        places["airflow-worker"] = ("workers", "celery")
    assert values["executor"] == executor
    for service, path in places.items():
        given = {name for name in compose()[service]["environment"] if name in OURS}
        held = {name: source for name, source in process(values, path).items() if name in OURS}
        assert held.keys() == given, service
        for name, source in held.items():
            assert source == {"secretKeyRef": {"name": OURS[name], "key": "connection"}}, service


def test_no_process_gets_a_login_by_what_all_of_them_get() -> None:
    for values in (FILES[KUBERNETES.name], FILES[CELERY.name]):
        assert not {"extraEnv", "extraEnvFrom"} & values.keys()
        given = {name for part in ("env", "secret") for name in variables(values.get(part, []))}
        assert not given & OURS.keys()
        assert "binrecon-owner" not in json.dumps(values)
    for job in ("createUserJob", "migrateDatabaseJob"):
        assert not process(FILES[KUBERNETES.name], (job,)).keys() & OURS.keys()


def test_the_owners_login_is_the_migrations_alone_and_it_runs_what_is_installed() -> None:
    [container] = FILES[MIGRATION.name]["spec"]["template"]["spec"]["containers"]
    assert secrets(container) == {("binrecon-owner", "url")}
    values = FILES[KUBERNETES.name]
    assert container["image"] == f"{values['defaultAirflowRepository']}:{values['defaultAirflowTag']}"
    image = (CONFIG / "kubernetes.Dockerfile").read_text()
    assert re.search(rf"^COPY .*alembic\.ini {container['command'][2]}$", image, re.MULTILINE)


def test_the_image_has_every_folder_of_the_bundle_and_nobodys_accounts() -> None:
    copied = set(re.findall(r"^COPY \S+ (\S+) ", (CONFIG / "kubernetes.Dockerfile").read_text(), re.MULTILINE))
    ignored = (CONFIG / "kubernetes.Dockerfile.dockerignore").read_text().split("\n")
    assert copied == {"dags", "plugins", "include", "migrations", "alembic.ini"}
    assert all((ROOT / source).exists() and f"!{source}" in ignored for source in copied)
    assert ignored.index("include/accounts.toml") > ignored.index("!include")


def mounts(values: dict, path: tuple[str, ...]) -> dict[str, str]:
    """Folder -> volume, of a process."""
    own = values
    for step in path:
        own = own[step]
    volumes = {volume["name"] for volume in [*values["volumes"], *own.get("extraVolumes", [])]}
    found = {one["mountPath"]: one["name"] for one in [*values["volumeMounts"], *own.get("extraVolumeMounts", [])]}
    assert set(found.values()) <= volumes
    return found


def test_what_the_variables_name_is_mounted_where_it_is_used() -> None:
    values = merged(FILES[KUBERNETES.name], FILES[CELERY.name])
    named = variables(values["env"])
    assert str(Path(named["BINRECON_ACCOUNTS"]).parent) in mounts(values, ("dagProcessor",))
    for path in (("workers", "kubernetes"), ("workers", "celery")):
        assert {named["BINRECON_REPORTS"], named["BINRECON_STATEMENTS"], "/tmp"} <= mounts(values, path).keys()
    assert named["BINRECON_STATEMENTS"] in mounts(values, ("apiServer",))


def test_variables_that_compose_sets_as_well_have_its_values() -> None:
    ours = variables(FILES[KUBERNETES.name]["env"])
    theirs = compose()["airflow-worker"]["environment"]
    shared = ours.keys() & theirs.keys()
    assert shared >= {"PYTHONPATH", "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL", "BINRECON_REPORTS"}
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_the_first_login_the_role_and_the_pools_are_made_as_compose_makes_them() -> None:
    script = FILES[KUBERNETES.name]["createUserJob"]["args"][-1]
    init = compose()["airflow-init"]["command"][-1]
    for command in re.findall(r"^airflow .+|^python .+", init, re.MULTILINE):
        assert command in script
    assert "BINRECON_ACCOUNTS" in variables(FILES[KUBERNETES.name]["env"]), "the pools follow from it"


def test_nothing_of_ours_runs_as_root_or_writes_its_root_file_system() -> None:
    contexts = FILES[KUBERNETES.name]["securityContexts"]
    job = FILES[MIGRATION.name]["spec"]["template"]["spec"]
    assert job["containers"][0]["securityContext"] == contexts["containers"]
    assert contexts["containers"]["readOnlyRootFilesystem"] and contexts["containers"]["capabilities"] == {
        "drop": ["ALL"]
    }
    for pod in (contexts["pod"], job["securityContext"], FILES[CELERY.name]["redis"]["securityContexts"]["pod"]):
        assert pod["runAsNonRoot"] and pod["runAsUser"] > 0


def test_the_documented_version_is_the_locked_one() -> None:
    values = FILES[KUBERNETES.name]
    assert f"\napache-airflow=={values['airflowVersion']} " in (ROOT / "requirements-cluster.txt").read_text()
    assert f"binrecon-airflow:{values['airflowVersion']}" in (CONFIG / "kubernetes.Dockerfile").read_text()
