"""Everything that is locked has a licence that is allowed, and the bill of materials names it whole."""

from __future__ import annotations

import json

import pytest

from tests.supply_chain import is_allowed, read_lock, write_bill


def test_everything_installed_is_under_a_licence_that_is_allowed() -> None:
    refused = {part.name: part.licence for part in read_lock() if part.is_installed and not is_allowed(part.licence)}
    assert refused == {}


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("MIT", True),
        ("MIT AND BSD-3-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-2.0-only", False),
        ("SSPL-1.0", False),
        ("", False),
    ],
)
def test_a_choice_may_be_made_and_a_part_may_not_be_left_out(licence: str, expected: bool) -> None:
    assert is_allowed(licence) is expected


def test_bill_names_every_locked_package_with_version_and_hashes() -> None:
    components = read_lock()
    bill = json.loads(write_bill(components))
    assert bill["specVersion"] == "1.6"
    assert [part["purl"] for part in bill["components"]] == [
        f"pkg:pypi/{part.name}@{part.version}" for part in components
    ]
    assert all(part["hashes"] for part in bill["components"])
    assert len({part["bom-ref"] for part in bill["components"]}) == len(components) > 100
