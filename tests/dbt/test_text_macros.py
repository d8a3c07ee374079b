"""What macros make of texts, over their class: addresses to link, what of a person is masked, amounts and dates."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any
from unicodedata import category
from zoneinfo import ZoneInfo

import duckdb
import jinja2
import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from tests.mirrors import TESTS

PROJECT = TESTS.parent / "dbt_project"
VARS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["vars"]
MAILBOXES, LIKE_NAMES = VARS["functional_mailboxes"], VARS["mailboxes_like_names"]
LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäéñ"), min_size=2, max_size=9)
AROUND = st.text(
    st.characters(codec="utf-8", categories=["L", "Zs", "P"], exclude_characters="@[]()<>%+_-.'’"), max_size=20
)
PERSONS = st.tuples(LETTERS, LETTERS | st.sampled_from(LIKE_NAMES)).filter(
    lambda name: not any(word in part for word in MAILBOXES for part in name)
)
DOMAINS = st.tuples(LETTERS, st.sampled_from(["eu", "example.org", "ec.europa.eu", "uni-gent.be"])).map(".".join)
NUMBER = "[telephone number]"
TEXT = "cast($text as varchar)"
LISTED = {"unread_amounts": [TEXT], "unread_dates": repr(f"[{TEXT}]")}
SEPARATORS = st.sampled_from(["", " ", "-", ".", "/", "\u00a0", " ("])


@cache
def compiled(macro: str) -> str:
    """The expression that a macro makes of a bound text."""
    environment = jinja2.Environment(autoescape=False)
    macros = "".join((PROJECT / "macros" / f"{name}.sql").read_text() for name in ("text", "amounts", "dates"))
    source = macros + f"{{{{ {macro}({LISTED.get(macro, repr(TEXT))}) }}}}"
    return environment.from_string(source, globals={"var": VARS.__getitem__}).render().strip()


def ask(macro: str, text: str) -> Any:
    return duckdb.execute(f"select {compiled(macro)}", {"text": text}).fetchall()[0][0]


@given(
    before=st.text(max_size=9),
    scheme=st.sampled_from(["javascript:", "data:", "file://", "vbscript:", "JaVa\tScript:", "https://", "www.", ""]),
    rest=st.text(max_size=20),
)
@example(before="", scheme="javascript:", rest="1/..//%0aalert(1)")
@example(before="", scheme="javascript:", rest="a.b/c")
def test_property_address_is_of_the_web_or_a_host_and_holds_no_control_character(
    before: str, scheme: str, rest: str
) -> None:
    address = ask("web_address", f"{before}{scheme}{rest}")
    if address is not None:
        assert not {category(character) for character in address} & {"Cc", "Cf", "Zs", "Zl", "Zp"}
        assert address.lower().startswith(("http://", "https://")) or ":" not in address.partition("/")[0]


@given(name=PERSONS, domain=DOMAINS, at=st.sampled_from(["@", " [at] ", "(at)", "%40"]), before=AROUND, after=AROUND)
def test_property_address_of_a_person_is_masked(
    name: tuple[str, str], domain: str, at: str, before: str, after: str
) -> None:
    masked = ask("masked_text", f"{before} {'.'.join(name)}{at}{domain} {after}")
    assert masked == f"{before} [e-mail address] {after}"
    assert ask("masked_text", masked) == masked


@given(word=st.sampled_from([*MAILBOXES, *LIKE_NAMES]), unit=LETTERS, domain=DOMAINS, before=AROUND)
@example(word="grant", unit="", domain="euaa.europa.eu.Funding", before="")
def test_property_mailbox_of_a_function_stays(word: str, unit: str, domain: str, before: str) -> None:
    for local in (word, f"{word}s", f"{unit.encode('ascii', 'ignore').decode() or 'x'}-{word}", f"{word}-2026"):
        text = f"{before} {local}@{domain}"
        assert ask("masked_text", text) == text


@given(
    start=st.sampled_from(["+", "00"]),
    country=st.integers(1, 999),
    groups=st.lists(st.tuples(SEPARATORS, st.from_regex(r"[0-9]{2}", fullmatch=True)), min_size=4, max_size=5),
    before=AROUND,
)
def test_property_number_written_for_abroad_is_masked(
    start: str, country: int, groups: list[tuple[str, str]], before: str
) -> None:
    number = f"{start}{country}{''.join(map(''.join, groups))}"
    assert ask("masked_text", f"{before} {number} it is") == f"{before} [telephone number] it is"


SIGNS = st.sampled_from(["", "€", "EUR ", "eur\u00a0", " € "])


@given(
    groups=st.tuples(st.integers(1, 999).map(str), st.lists(st.integers(0, 999).map("{:03}".format), max_size=3)),
    separator=st.sampled_from([",", " ", "\u00a0", "\u202f", "'", "’", ""]),
    cents=st.integers(0, 99),
    before=SIGNS,
    after=SIGNS,
)
def test_property_amount_is_read_whatever_separates_its_groups(
    groups: tuple[str, list[str]], separator: str, cents: int, before: str, after: str
) -> None:
    whole = [groups[0], *groups[1]]
    written = f"{before}{separator.join(whole)}.{cents:02}{after}"
    assert ask("euro_amount", written) == Decimal("".join(whole)) + Decimal(cents) / 100
    swapped = f"{before}{'.'.join(whole)},{cents:02}{after}"
    assert ask("euro_amount", swapped) == ask("euro_amount", written)


@given(text=st.text(st.sampled_from("0123456789.,-+eE€ /:TZ[]\u00a0٣½xn"), max_size=24) | st.text(max_size=24))
def test_property_text_is_read_absent_or_unread_and_one_of_them_alone(text: str) -> None:
    for reader, unread in (("euro_amount", "unread_amounts"), ("brussels_date", "unread_dates")):
        is_read, is_unread = ask(reader, text) is not None, bool(ask(unread, text))
        assert is_read + is_unread == any(category(character) != "Zs" for character in text)


@given(
    clock=st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    is_midnight=st.booleans(),
    zone=st.sampled_from(["UTC", "Europe/Brussels", "Asia/Tokyo", "America/Lima"]),
)
def test_property_midnight_in_brussels_is_a_date_and_any_other_instant_its_clock_in_utc(
    clock: datetime, zone: str, *, is_midnight: bool
) -> None:
    brussels, instant = ZoneInfo("Europe/Brussels"), clock
    if is_midnight:
        instant = clock.replace(hour=0, minute=0, second=0, tzinfo=brussels)
    elif clock.astimezone(brussels).time() == time():
        return
    seconds = int(instant.timestamp())
    local = instant.astimezone(ZoneInfo(zone)).isoformat()
    for written in (local, f"{local}[Europe/Brussels]", f"{seconds}", f"{seconds}000"):
        assert ask("brussels_date", written) == clock.date()


@pytest.mark.parametrize(
    ("macro", "text", "due"),
    [
        ("web_address", " https://example.org/ü?a=1#b\u200e ", "https://example.org/ü?a=1#b"),
        ("web_address", "HTTP://example.org:80/a:b", "HTTP://example.org:80/a:b"),
        ("web_address", "www.example.org/a:b", "www.example.org/a:b"),
        ("place_name", "+358505149797", None),
        ("place_name", "94720-2316", None),
        ("place_name", " Den  Haag ", "Den Haag"),
        ("masked_text", "Tel. 02 299 11 11", "Tel. [telephone number]"),
        ("masked_text", "Fax 003222991111", "Fax [telephone number]"),
        ("masked_text", "hugh.grant@uni.be, anna.press@uni.be", "[e-mail address], [e-mail address]"),
        ("masked_text", "Mobile: 0479 12 34 56, mobile no 0479 12 34 56", f"Mobile: {NUMBER}, mobile no {NUMBER}"),
        ("masked_text", "17:00 CET +32 2 001 11 11, 0032 2 001 11 11", f"17:00 CET {NUMBER}, {NUMBER}"),
        *(
            ("masked_text", text, text)
            for text in (
                "HORIZON-CL4-2026-TWIN-TRANSITION-01-12 closes on 2026-09-30 17:00",
                "EUR 2 000 000 000 and 1.003590622000, 30,000,000.00 or 300 000",
                "EACEA-CERV@ec.europa.eu, CNECT-A6@EC.EUROPA.EUFunding, EMPL-EaSI@ec.europa.eu",
                "phone-based surveys in 2026 at 3 sites; TRL 6-7; PIC 999999999; 00 points",
                "Telecommunications 2021-2027, mobile 5G networks; Salone del Mobile 2025 (8-13 April 2025)",
                "EUR 30 000 000 + 20 000 000 + 10 000 000; +25 000 000 EUR, € +25 000 000",
                "closes at 17:00 (UTC +1) 30/09/2026; growth of +5 (2021-2027); id 0012345678, 12 0012345678",
            )
        ),
    ],
)
def test_macro_gives_what_is_due(macro: str, text: str, due: str | None) -> None:
    assert ask(macro, text) == due
