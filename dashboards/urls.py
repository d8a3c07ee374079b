"""Addresses inside the dashboards: pages and files, with the filters that make them up.

Only text to text. Which routes exist is in `app.py` (pages) and `downloads.py` (files).
"""

from collections.abc import Mapping
from urllib.parse import quote, urlencode


def page_url(path: str, parameters: Mapping[str, str | None] | None = None, fragment: str = "") -> str:
    """A page's address; parameters that are None or empty are left out."""
    query = urlencode({key: value for key, value in sorted((parameters or {}).items()) if value})
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def partnership_url(partnership_id: str) -> str:
    """The page of one partnership."""
    return f"/partnership/{quote(partnership_id, safe='')}"


def region_url(nuts_code: str) -> str:
    """The page of one region or country."""
    return f"/region/{quote(nuts_code, safe='')}"


def table_url(name: str, parameters: Mapping[str, str | None] | None = None, file_format: str = "csv") -> str:
    """The file of one table under the given filters; the same address always gives the same question."""
    return page_url(f"/export/{name}.{file_format}", parameters)
