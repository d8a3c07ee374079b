"""Stating a partnership from its page: checked as the command does, handed in when sound, from this machine alone."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboards.app import create_app
from pipelines.sources.registry import commands
from pipelines.sources.registry.workbook.reading import read_workbook
from pipelines.sources.registry.workbook.template import template_bytes
from tests.dashboards.conftest import BuildEdition, visitor
from tests.dashboards.tree import words
from tests.registry.workbooks import STATED_ON, WATER
from warehouse.store.reader import Reader

HERE = {"Origin": "http://localhost"}
FORM: dict[str, str] = {}


@pytest.fixture
def office(tmp_path: Path, build_edition: BuildEdition, token: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A client on the machine that serves a home of its own, and the form that it is given."""
    monkeypatch.setitem(FORM, "token", token)
    build_edition(tmp_path, "2026-08-11-0000000a")
    return visitor(create_app(Reader(tmp_path), is_editable=True, statements=commands))


def test_sound_workbook_is_handed_in_when_asked_and_the_next_facts_are_named(
    office: TestClient, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox" / "registry"
    content = template_bytes(rows={"partnerships": WATER["partnerships"]}, stated_on=STATED_ON)
    sent = {"statement": ("water-checked.xlsx", content)}
    checked = office.post("/report", files=sent, data=FORM, headers=HERE)
    assert "It would be loaded; it is not in the inbox." in words(html.fromstring(checked.content))
    assert not inbox.exists()
    page = html.fromstring(office.post("/report", files=sent, data=FORM | {"hand_in": "yes"}, headers=HERE).content)
    assert "It is in the inbox as water.xlsx" in words(page)
    assert (inbox / "water.xlsx").read_bytes() == content
    # The edition does not know it: what the form asks and the workbook leaves out comes next.
    assert "Which dated document says why it exists" in words(*page.xpath("//section[@aria-labelledby='next']"))


def test_problems_are_those_of_the_command_with_a_marked_copy(office: TestClient, tmp_path: Path) -> None:
    blank = office.get("/report/form?partnership=textile-innovation").content
    path = tmp_path / "apple.xlsx"
    path.write_bytes(blank)
    expected = commands.report_on_workbook(path)
    sent = {"statement": ("apple.xlsx", blank)}
    page = html.fromstring(office.post("/report", files=sent, data=FORM | {"hand_in": "yes"}, headers=HERE).content)
    assert tuple(page.xpath("//section[@aria-labelledby='problems']//li/text()")) == expected.lines
    assert "It would not be loaded." in words(page)
    assert not (tmp_path / "inbox").exists()
    link = page.xpath("//a[@download='apple-checked.xlsx']/@href")[0]
    marked = openpyxl.load_workbook(io.BytesIO(base64.b64decode(link.partition("base64,")[2])))
    assert marked["Read me"]["B10"].comment is not None
    assert (
        'partnership_id = "textile-innovation"'
        in office.get("/report/form?partnership=textile-innovation&format=toml").text
    )


def test_short_form_is_filled_in_on_its_page_and_kept_until_it_is_sound(office: TestClient, tmp_path: Path) -> None:
    page = html.fromstring(office.get("/report/form?format=page&partnership=geothermal-energy").content)
    form = page.xpath("//form[@method='post']")[0]
    fields = {name: value or "" for name, value in form.fields.items()}
    assert fields["partnerships.1.platform"] == "Energy"
    assert "Event id" in page.xpath("//th/text()")
    fields |= {"stated_on": "2026-07-01", "working_groups.1.working_group": "Wells", "needs.2.need": "A pilot"}
    fields |= {"needs.2.amount_eur": "lots", "members.1.has_mandate": "yes"}

    def send(**more: str) -> html.HtmlElement:
        sent = {name: (None, text) for name, text in {**fields, **more}.items()}
        return html.fromstring(office.post("/report", files=sent, headers=HERE).content)

    refused = send(hand_in="yes")
    assert any("amount_eur of row 1, expected a number" in line for line in refused.xpath("//main//li/text()"))
    assert refused.xpath("//input[@name='working_groups.1.working_group']/@value") == ["Wells"]
    assert not (tmp_path / "inbox").exists()
    fields["needs.2.amount_eur"] = "2500000"
    handed_in = send(hand_in="yes")
    assert "It is in the inbox as geothermal-energy.xlsx" in words(handed_in)
    facts = words(*handed_in.xpath("//section[@aria-labelledby='next']"))
    assert "Which meetings were there" in facts
    assert "Which working groups" not in facts
    stated = read_workbook(tmp_path / "inbox" / "registry" / "geothermal-energy.xlsx")
    assert stated["workbook_needs"].select("need", "amount_eur").rows() == [("A pilot", "2500000")]
    assert "true" in stated["workbook_members"].get_column("has_mandate").to_list()


@pytest.mark.parametrize(
    ("name", "headers", "status"),
    [
        pytest.param("a.xlsx", {}, 403, id="no-page-of-ours"),
        pytest.param("a.xlsx", HERE | {"X-Forwarded-For": "10.0.0.1"}, 403, id="through-a-proxy"),
        pytest.param("a.pdf", HERE, 400, id="other-type"),
        pytest.param("..xlsx", HERE, 400, id="hidden"),
        pytest.param("a.xlsx", HERE | {"Content-Type": "multipart/form-data"}, 403, id="no-boundary"),
        pytest.param("a.toml", HERE, 200, id="no-form"),
        pytest.param("a.xlsx", HERE, 200, id="no-workbook"),
    ],
)
def test_what_is_no_statement_is_answered_in_words(
    office: TestClient, tmp_path: Path, name: str, headers: dict[str, str], status: int
) -> None:
    sent: dict[str, tuple[str | None, bytes]] = {
        "statement": (name, b"\x00[[["),
        "hand_in": (None, b"yes"),
        "token": (None, FORM["token"].encode()),
    }
    answer = office.post("/report", files=sent, headers=headers)
    assert answer.status_code == status
    assert status != 200 or "1 problem. It would not be loaded." in words(html.fromstring(answer.content))
    assert not (tmp_path / "inbox").exists()


def test_forms_are_neither_given_nor_taken_elsewhere(client: TestClient, office: TestClient) -> None:
    assert "only from people who are signed in" in words(html.fromstring(client.get("/report").content))
    assert "file" in html.fromstring(office.get("/report").content).xpath("//main//input/@type")
    assert client.post("/report", headers=HERE).status_code == 405
    assert office.get("/report/form?format=pdf").status_code == 400
    assert office.get("/report/form?partnership=../x").status_code == 400
    assert office.get("/report/form", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 403
