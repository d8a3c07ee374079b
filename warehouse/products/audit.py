"""What people wrote, one JSON object a line in `<home>/state/audit.jsonl`: who, when, what, before and after.

Lines are only ever added, and stand on the disk before what they speak of does.
"""

import json
from datetime import UTC, datetime

from warehouse.store.files import flush
from warehouse.store.paths import Home

AUDIT_FILE = "audit.jsonl"


def record_write(home: Home, *, who: str, what: str, before: object, after: object, **about: object) -> None:
    """Adds one line.

    Raises:
        OSError: it cannot be written; then what it speaks of must not be, either.
    """
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = json.dumps(
        {"at": at, "who": who, "what": what, **about, "before": before, "after": after}, ensure_ascii=False, default=str
    )
    home.state.mkdir(parents=True, exist_ok=True)
    # A line shorter than a block is added in one piece, whoever else adds one.
    with (home.state / AUDIT_FILE).open("a", encoding="utf-8") as kept:
        kept.write(line + "\n")
        kept.flush()
        flush(kept.fileno())
