"""Pages as trees: what they say, which tables they hold, with all their tabs."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import html
from starlette.testclient import TestClient

Tree = Any
"""An element of lxml, which says nothing of its types."""


def read_page(client: TestClient, address: str, *, status: int = 200) -> Tree:
    """The middle of a page; the cards of its other tabs stand behind those of the open one."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    page = html.fromstring(answer.content)
    main = page.get_element_by_id("content")
    seen = {part.get("aria-labelledby") for part in main.iterfind(".//section")}
    for link in main.xpath("//nav[@id='tabs']//a[not(@aria-current)]/@href"):
        other = html.fromstring(client.get(link).content).get_element_by_id("content")
        for section in other.iterfind("section"):
            if section.get("aria-labelledby") and section.get("aria-labelledby") not in seen:
                seen.add(section.get("aria-labelledby"))
                main.append(section)
    return main


def words(*parts: Tree) -> str:
    """All text as one line; data of charts is not text."""
    texts = (text for part in parts for text in part.xpath(".//text()[not(ancestor::script)]"))
    # Spaces that keep a number and its unit together stay as they are.
    return re.sub(r"[ \n]+", " ", " ".join(texts)).strip()


def tables(page: Tree) -> dict[str, list[list[str]]]:
    """Every table of a page as its rows of cells, the headings' column names first."""
    return {
        table.get("data-table"): [
            [cell.get("data-column") or cell.text_content() for cell in row.xpath("./th|./td")]
            for row in table.iter("tr")
        ]
        for table in page.xpath(".//table[@data-table]")
    }


def column(rows: list[list[str]], name: str) -> list[str]:
    """One column of a table by its name."""
    place = rows[0].index(name)
    return [row[place] for row in rows[1:]]


def figures(page: Tree) -> dict[str, Any]:
    """Every chart of a page by its id."""
    return {part.get("id"): json.loads(part.xpath("string(./script)")) for part in page.xpath(".//div[@data-height]")}
