"""Numbers, money and dates as they are printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from dashboards import formats
from dashboards.countries import PROTOCOL_ORDER, country_name

THIN, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "not known"),
        (0, "€0"),
        (450_000, f"€450{FIXED}thousand"),
        (Decimal("2500000.50"), f"€2.5{FIXED}million"),
        (1_234_560_000, f"€1{THIN}234.6{FIXED}million"),
    ],
)
def test_money_is_said_in_millions_or_thousands(value: Decimal | int | None, expected: str) -> None:
    assert formats.format_money(value) == expected


def test_count_parts_thousands_with_a_thin_space() -> None:
    assert formats.format_count(80276) == f"80{THIN}276"
    assert formats.format_count(None) == "not known"


def test_numbers_show_three_digits_and_shares_are_percentages() -> None:
    assert [formats.format_number(value) for value in (1234.5, 99.96, 12.345, -0.04123, 0)] == [
        f"1{THIN}234", "100", "12.3", "−0.0412", "0",
    ]  # fmt: skip
    assert [formats.format_share(value) for value in (None, 0, 0.004, 0.29, 1)] == [
        "not known", f"0{THIN}%", f"under 1{THIN}%", f"29{THIN}%", f"100{THIN}%",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, "not known"),
        ("2019", "2019"),
        ("2026-02", "February 2026"),
        ("2026-08-05", "5 August 2026"),
        ("2026-08-05T03:00:00+00:00", "5 August 2026"),
        ("mid-2024", "mid-2024"),
    ],
)
def test_partial_dates_stay_partial(stated: str | None, expected: str) -> None:
    assert formats.format_stated_date(stated) == expected


def test_date_and_nouns() -> None:
    assert formats.format_date(date(2026, 8, 10)) == "10 August 2026"
    assert formats.count_of(0, "region") == "no region"
    assert formats.count_of(1, "country", "countries") == "1 country"
    assert formats.count_of(2, "country", "countries") == "2 countries"


def test_text_is_shortened_at_a_word() -> None:
    assert formats.shorten("Advanced materials for batteries", 22) == "Advanced materials…"
    assert formats.shorten("short", 22) == "short"


def test_countries_stand_in_protocol_order_under_union_codes() -> None:
    assert PROTOCOL_ORDER[:3] == ("BE", "BG", "CZ")
    assert PROTOCOL_ORDER.index("DE") < PROTOCOL_ORDER.index("EE") < PROTOCOL_ORDER.index("EL")
    assert country_name("EL") == "Greece"
    assert country_name("UK") == "United Kingdom"
    assert "GR" not in PROTOCOL_ORDER
    assert country_name(None) == "not known"
