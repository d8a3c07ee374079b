"""Operators of homes: fresh ones, and copies of those that the shared nights of `tests/conftest.py` left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.homes import Operator, make_once
from tests.mirrors import build_mirror, real_mirror

Spoil = Callable[[Path], None]

NIGHTS = (("2024-06", "2024-06-17"), ("2024-10", "2024-10-12"), ("2025-04", "2025-04-27"), ("2026-08", "2026-08-10"))


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator with a fresh home and a small mirror of every publisher."""
    return Operator(tmp_path / "home", build_mirror(tmp_path / "mirror", "cordis", "funding_tenders", "regions"))


@pytest.fixture
def settled_operator(first_night: Operator, tmp_path: Path) -> Operator:
    """An operator whose home has seen its first night."""
    return first_night.copy_to(tmp_path / "settled")


@pytest.fixture
def demo_operator(demo_night: Operator, tmp_path: Path) -> Operator:
    """An operator whom no publisher answered on the first night."""
    return demo_night.copy_to(tmp_path / "demo")


@pytest.fixture(scope="session")
def real_nights(shared_folder: Path) -> Operator:
    """A home on which the four real nights were played in order; what is changed there must be put back."""
    mirrors = {as_of: real_mirror(night) for night, as_of in NIGHTS}

    def make(folder: Path) -> None:
        for as_of, mirror in mirrors.items():
            finished = Operator(folder / "home", mirror).refresh(as_of)
            assert finished.exit_code == 0, finished.stderr

    return Operator(make_once(shared_folder, "real-nights", make) / "home")
