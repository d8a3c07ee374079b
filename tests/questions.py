"""The queries of docs/ten-questions.md, for tests that run them on an edition."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "ten-questions.md"


def ten_questions() -> dict[str, str]:
    """Each question and its query."""
    found = re.findall(
        r"^## (\d+\. .*?)\n+```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return dict(found)
