"""What deploy/ says of commands, variables and Dagster's instance is what the project has; systemd reads units."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from pipelines.orchestration.history import CONFIGURATION
from warehouse.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
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
    assert len(started) == 7
    for command in started:
        name, *arguments = command.split()
        assert Path(sys.executable).with_name(name).exists()
        workspace = [arguments[number + 1] for number, argument in enumerate(arguments) if argument == "-w"]
        assert all((PROJECT_ROOT / path).exists() for path in workspace)


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
