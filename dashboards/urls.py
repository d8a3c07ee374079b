"""Addresses inside the dashboards: pages and files, with the filters that make them up.

Only text to text. Which routes exist is in `app.py` (pages) and `downloads.py` (files).
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from markupsafe import escape

EDITION = "edition"
"""The parameter that every page and file understands: the id of the edition to show in the place of the newest."""
_LINK = re.compile(r'(?<= href=")(/(?!assets/|feeds/)[^"?#]*)(\?[^"#]*)?(#[^"]*)?(?=")')
_FORM = re.compile(r'<form (?![^>]*\bdata-unpinned\b)[^>]*method="get"[^>]*>')


def page_url(path: str, parameters: Mapping[str, str | None] | None = None, fragment: str = "") -> str:
    """A page's address; parameters that are None or empty are left out."""
    query = urlencode({key: value for key, value in sorted((parameters or {}).items()) if value})
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def pin_links(page: str, edition_id: str) -> str:
    """A page whose links and filters lead to the same edition, whoever wrote them; `data-unpinned` keeps a form out."""
    words = str(escape(edition_id))
    linked = _LINK.sub(
        lambda found: f"{found[1]}{f'{found[2]}&amp;' if found[2] else '?'}{EDITION}={words}{found[3] or ''}", page
    )
    return _FORM.sub(lambda found: f'{found[0]}<input type="hidden" name="{EDITION}" value="{words}">', linked)


def partnership_url(partnership_id: str) -> str:
    """The page of one partnership."""
    return f"/partnership/{quote(partnership_id, safe='')}"


def call_sheet_url(partnership_id: str, topic_id: str) -> str:
    """The sheet of one call for one partnership."""
    return f"/funding/{quote(partnership_id, safe='')}/{quote(topic_id, safe='')}"


def region_url(nuts_code: str) -> str:
    """The page of one region or country."""
    return f"/region/{quote(nuts_code, safe='')}"


def organisation_url(organisation_id: str) -> str:
    """The page of one organisation."""
    return f"/organisation/{quote(organisation_id, safe='')}"


def table_url(name: str, parameters: Mapping[str, str | None] | None = None, file_format: str = "csv") -> str:
    """The file of one table under the given filters; the same address always gives the same question."""
    return page_url(f"/export/{name}.{file_format}", parameters)
