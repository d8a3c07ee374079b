"""Operators of homes: fresh ones, and copies of those that the shared nights of `tests/conftest.py` left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.homes import Operator
from tests.mirrors import build_mirror

Spoil = Callable[[Path], None]


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
