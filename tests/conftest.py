"""What tests of several folders share: three nights, each made once per run, and the editions that they serve."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.edition import AS_OF, build_edition_mirror, drop_workbooks
from tests.homes import Operator, make_once
from tests.mirrors import build_mirror

FIRST_NIGHT = "2026-03-15"
DEMO_NIGHT = "2026-08-10"


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def first_night(shared_folder: Path) -> Operator:
    """A home after its first night, on ``FIRST_NIGHT``, over the bare fixtures; copy it, never change it."""

    def make(folder: Path) -> None:
        operator = Operator(folder / "home", build_mirror(folder / "mirror", "cordis", "funding_tenders", "regions"))
        finished = operator.refresh(FIRST_NIGHT)
        assert finished.exit_code == 0, finished.stderr

    folder = make_once(shared_folder, "first-night", make)
    return Operator(folder / "home", folder / "mirror")


@pytest.fixture(scope="session")
def demo_night(shared_folder: Path) -> Operator:
    """A home after its first night on which no publisher answered, on ``DEMO_NIGHT``; copy it, never change it."""

    def make(folder: Path) -> None:
        finished = Operator(folder / "home").refresh(DEMO_NIGHT)
        assert finished.exit_code == 3, finished.stderr

    return Operator(make_once(shared_folder, "demo-night", make) / "home")


@pytest.fixture(scope="session")
def edition_night(shared_folder: Path, first_night: Operator) -> Operator:
    """The first night's home after a second one with the rows of `tests/edition.py`; copy it, never change it."""

    def make(folder: Path) -> None:
        home = first_night.copy_to(folder / "copied").home.rename(folder / "home")
        operator = Operator(home, build_edition_mirror(folder / "mirror"))
        drop_workbooks(home / "inbox" / "registry")
        finished = operator.refresh(AS_OF.isoformat())
        assert finished.exit_code == 0, finished.stderr

    folder = make_once(shared_folder, "edition-night", make)
    return Operator(folder / "home", folder / "mirror")
