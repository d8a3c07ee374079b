"""What is wrong with a set-up, with what to do about each: ``interregio doctor``.

How sources fared on the last night is in ``pipelines.commands.status``; here stands what would make the next one fail.
"""

import difflib
import inspect
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from pipelines.commands.console import HomeOption, JsonOption, print_report
from pipelines.commands.home.checks import CHECKS, ERROR, OK, WARNING, Finding, Patient
from pipelines.nightly.project import BUILD_DATABASE_VARIABLE, require_known_programmes
from pipelines.sources import discover_sources
from warehouse import settings as settings_module
from warehouse.settings import SettingsError, read_metrics_addresses, read_settings, read_sign_in
from warehouse.store.nights import ExitCode
from warehouse.store.paths import Home

INTERNAL = frozenset(
    {BUILD_DATABASE_VARIABLE, "INTERREGIO_SERVED_HOME", "INTERREGIO_SERVED_EDITABLE", "INTERREGIO_TEST_NIGHTS"}
    | {"INTERREGIO_DAGSTER_POSTGRES", "INTERREGIO_LAKE_CATALOGUE", "INTERREGIO_LAKE_DATA"}  # of Dagster's and dbt's own
)


def examine(
    home: Path | None = None, *, environment: Mapping[str, str] | None = None, is_offline: bool = False
) -> list[Finding]:
    """Everything that was looked at, in the order of the checks."""
    env = dict(os.environ if environment is None else environment)
    findings = list(_check_variables(env))
    try:
        settings = read_settings(home=home, environment=env)
        require_known_programmes(settings.programmes)
        read_sign_in(env)
        read_metrics_addresses(env)
    except SettingsError as error:
        # Of the rest, most would speak of another home or another day.
        return [*findings, Finding("configuration", ERROR, str(error), "correct it; nothing else was looked at")]
    patient = Patient(Home(settings.home), settings, env, is_offline)
    for check in CHECKS:
        try:
            findings += check(patient)
        # A check that cannot be made is itself a finding: whoever asks has a set-up that is broken.
        except Exception as error:
            name = check.__name__.removeprefix("_check_").replace("_", " ")
            findings.append(
                Finding(name, ERROR, f"{type(error).__name__}: {error}", "see that the place it names can be read")
            )
    return findings


def known_variables() -> frozenset[str]:
    """Names of the variables that somebody reads: those that reading every setting asks for."""
    asked: set[str] = set()

    class Asked(dict[str, str]):
        def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as a dictionary's
            asked.add(name)
            return "localhost" if name.endswith("_HOST") else default

    for reader in vars(settings_module).values():
        if inspect.isfunction(reader) and "environment" in inspect.signature(reader).parameters:
            reader(environment=Asked())
    return frozenset(asked) | INTERNAL | {f"INTERREGIO_{source.name.upper()}_URL" for source in discover_sources()}


def _check_variables(env: Mapping[str, str]) -> Iterator[Finding]:
    known = known_variables()
    unknown = sorted(name for name in env if name.startswith("INTERREGIO_") and name not in known)
    for name in unknown:
        close = difflib.get_close_matches(name, known, n=1)
        action = f"did you mean {close[0]}?" if close else "remove it"
        yield Finding("configuration", ERROR, f"{name} is a variable that nothing reads", action)
    if env.get("INTERREGIO_AS_OF"):
        found = f"INTERREGIO_AS_OF={env['INTERREGIO_AS_OF']}: every night speaks for that day"
        yield Finding("configuration", WARNING, found, "unset it, unless that is meant")
    if env.get("INTERREGIO_SMTP_HOST") and not (env.get("INTERREGIO_SMTP_FROM") and env.get("INTERREGIO_SMTP_TO")):
        found = "INTERREGIO_SMTP_HOST without INTERREGIO_SMTP_FROM and INTERREGIO_SMTP_TO: no mail is sent"
        yield Finding("configuration", ERROR, found, "set both, or unset the host")
    if not unknown:
        yield Finding("configuration", OK, "every INTERREGIO_ variable that is set is one that is read")


def print_findings(record: dict[str, Any], console: Console) -> None:
    """Prints one line for each finding, and below it what to do."""
    for finding in record["findings"]:
        console.print(f"{finding['level']:<8}{finding['check']}: {finding['found']}", style=_STYLES[finding["level"]])
        if finding["action"]:
            console.print(f"{'':<8}→ {finding['action']}")


_STYLES = {OK: "", WARNING: "yellow", ERROR: "red"}


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Leave publishers alone.")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Look for what is wrong with this set-up, and say what to do; exits with 1 on errors, with 3 on warnings alone."""
    findings = examine(home, is_offline=offline)
    print_report({"findings": [asdict(finding) for finding in findings]}, print_findings, as_json=as_json)
    levels = {finding.level for finding in findings}
    raise typer.Exit(
        ExitCode.ERROR if ERROR in levels else ExitCode.SOURCE_FAILED if WARNING in levels else ExitCode.OK
    )
