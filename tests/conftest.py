"""What tests of several folders share: three nights, each made once per run, and the editions that they serve."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from pipelines.nightly.code_version import code_version
from tests.edition import AS_OF, build_edition_mirror, drop_workbooks
from tests.homes import Operator, make_once
from tests.mirrors import FIXTURES, TESTS, build_mirror
from warehouse.store.files import hash_file, hash_text

# A machine that is busy with other tests is no reason for a property not to hold. A run repeats the one before it;
# `pytest --hypothesis-profile=exploring` looks for examples that no run has had.
settings.register_profile("exploring", deadline=None)
settings.register_profile("repeating", deadline=None, derandomize=True)
settings.load_profile("repeating")

FIRST_NIGHT = "2026-03-15"
DEMO_NIGHT = "2026-08-10"


MAKERS = (TESTS / "dbt" / "test_build.py", TESTS / "dashboards" / "test_browser.py")
"""Files whose first test makes what many others wait for: each worker begins with one."""

WAITERS = ("dashboards", "dbt", "integration")
"""Folders whose tests need what those make."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the makers first and the waiters last, so that no worker stands idle beside a night that another makes."""
    items.sort(key=lambda item: (item.path not in MAKERS, item.path.parent.name in WAITERS))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see.

    ``INTERREGIO_TEST_NIGHTS`` names one that outlives the run, so that a developer does not wait for the same nights
    again; what lies there is of this very code and these very fixtures, or is made anew.
    """
    if kept := os.environ.get("INTERREGIO_TEST_NIGHTS"):
        folder = Path(kept) / f"{code_version()}-{_hash_rows()}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _hash_rows() -> str:
    """12 hex of everything that nights of tests are made of beside the code."""
    made_of = [TESTS / "edition.py", TESTS / "mirrors.py", *(TESTS / "registry").glob("*.py"), *FIXTURES.rglob("*")]
    return hash_text("\n".join(f"{path} {hash_file(path)}" for path in sorted(made_of) if path.is_file()))[:12]


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
