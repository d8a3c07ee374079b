"""What deploy/ says of commands, variables and Dagster's instance is what the project has; systemd reads units."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from pipelines.orchestration.history import CONFIGURATION
from warehouse.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
LAUNCHERS = {
    name: yaml.safe_load((DEPLOY / f"launcher-{name}.yaml").read_text(encoding="utf-8"))["run_launcher"]
    for name in ("docker", "k8s")
}
MANIFESTS = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8")))
PODS = [manifest["spec"]["template"]["spec"] for manifest in MANIFESTS if "template" in manifest.get("spec", {})]
OVER_COMPOSE = yaml.safe_load((DEPLOY / "compose.docker.yaml").read_text(encoding="utf-8"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="needs systemd-analyze (Debian: systemd); their commands are read below",
)
def test_systemd_has_nothing_to_say_of_the_units() -> None:
    said = subprocess.run(["systemd-analyze", "verify", *UNITS], capture_output=True, text=True, check=False).stderr
    named = [line for line in said.splitlines() if "interregio" in line]
    assert [line for line in named if not re.search(r"/srv/interregio/.* is not executable", line)] == []


def test_every_command_is_one_that_is_installed() -> None:
    started = [
        command
        for unit in UNITS
        for command in re.findall(r"^ExecStart=/srv/interregio/.venv/bin/(.*)$", unit.read_text(), re.M)
    ]
    started += [" ".join(service["command"]) for service in COMPOSE["services"].values() if "command" in service]
    started += [" ".join(container["command"]) for pod in PODS for container in pod["containers"]]
    assert len(started) == 10
    for command in started:
        name, *arguments = command.split()
        assert Path(sys.executable).with_name(name).exists()
        workspace = [arguments[number + 1] for number, argument in enumerate(arguments) if argument == "-w"]
        assert all((PROJECT_ROOT / path).exists() for path in workspace)


def test_launched_runs_have_the_image_the_home_and_the_names_of_what_launches_them() -> None:
    home, image = COMPOSE["x-interregio"]["environment"]["INTERREGIO_HOME"], COMPOSE["x-interregio"]["image"]
    docker, pod = LAUNCHERS["docker"]["config"], LAUNCHERS["k8s"]["config"]
    volume, network = (
        OVER_COMPOSE[kind][name]["name"] for kind, name in (("volumes", "home"), ("networks", "default"))
    )
    assert (docker["image"], docker["network"]) == (image, network)
    assert docker["container_kwargs"]["volumes"] == [f"{volume}:{home}"]
    assert set(docker["env_vars"]) == COMPOSE["services"]["dagster-daemon"]["environment"].keys()

    named = {manifest["kind"]: manifest["metadata"]["name"] for manifest in MANIFESTS}
    assert {place.get("namespace", place["name"]) for place in (one["metadata"] for one in MANIFESTS)} == {
        pod["job_namespace"]
    }
    assert pod["service_account_name"] == named["ServiceAccount"]
    assert {container["image"] for pod_ in PODS for container in pod_["containers"]} == {pod["job_image"]} == {image}
    scheduling = next(pod_ for pod_ in PODS if "serviceAccountName" in pod_)
    assert pod["volumes"] == scheduling["volumes"]
    assert all(container["volumeMounts"] == pod["volume_mounts"] for container in scheduling["containers"])
    assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == named["PersistentVolumeClaim"]
    assert pod["volumes"][1]["configMap"]["name"] == pod["instance_config_map"]
    assert pod["dagster_home"] == f"{home}/dagster"

    built = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"dagster-\$LAUNCHER==([\d.]+)", built) == [version("dagster-dbt")], "they move together"
    # The Containerfile names package and file after one word.
    assert [launcher["module"] for launcher in LAUNCHERS.values()] == [f"dagster_{name}" for name in LAUNCHERS]
    assert OVER_COMPOSE["x-built"]["args"]["LAUNCHER"] in LAUNCHERS


def test_every_file_and_variable_that_is_named_exists() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in DEPLOY.rglob("*") if path.is_file())
    known = (PROJECT_ROOT / "warehouse" / "settings.py").read_text(encoding="utf-8")
    known += (DEPLOY / "dagster-postgres.yaml").read_text(encoding="utf-8")
    parts = {name: name.removeprefix("INTERREGIO_") for name in re.findall(r"INTERREGIO_[A-Z_]+[A-Z]", texts)}
    assert [name for name, part in parts.items() if part.removeprefix("SMTP_") not in known] == []
    build = COMPOSE["services"]["dashboards"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).exists()
    copied = re.findall(r"^COPY (.*) \./$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.M)[0].split()
    assert all((PROJECT_ROOT / name).exists() for name in copied)


def test_dagster_on_postgresql_is_set_up_as_dagster_on_a_file() -> None:
    stated, plain = (yaml.safe_load(path.read_text()) for path in (DEPLOY / "dagster-postgres.yaml", CONFIGURATION))
    assert {name: value for name, value in stated.items() if name != "storage"} == plain
