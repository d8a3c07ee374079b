"""What a reconciliation takes for explained."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.reconcile import Check


@pytest.mark.parametrize(
    ("check", "is_explained"),
    [
        pytest.param(Check("rows", Decimal(5), Decimal(5)), True, id="equal"),
        pytest.param(Check("rows", Decimal(5), Decimal(4)), False, id="one missing"),
        pytest.param(Check("rows", Decimal(5), Decimal(6)), False, id="one too many"),
        pytest.param(Check("rows", Decimal(5), Decimal(4), Decimal(1), "kept out"), True, id="missing and listed"),
        pytest.param(Check("rows", Decimal(5), Decimal(5), Decimal(1), "kept out"), False, id="kept out yet there"),
        pytest.param(Check("euro", Decimal("0.01"), Decimal(0)), False, id="a cent"),
    ],
)
def test_a_difference_is_explained_to_the_last_row_and_cent(check: Check, is_explained: bool) -> None:
    assert check.is_explained is is_explained
    assert check.record()["is_explained"] is is_explained


def test_a_record_gives_the_explanation_only_where_something_differs() -> None:
    assert Check("rows", Decimal(5), Decimal(4), Decimal(1), "kept out").record()["explanation"] == "kept out"
    assert Check("rows", Decimal(5), Decimal(5), Decimal(0), "kept out").record()["explanation"] == ""
