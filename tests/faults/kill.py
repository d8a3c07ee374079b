"""A night in a process of its own that is killed in the middle.

``python -m tests.faults.kill HOME URL SOURCE FUNCTION AS_OF``
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path
from unittest.mock import patch

from tests.faults.night import play_night
from warehouse.settings import Settings


def main(home: str, url: str, source: str, where: str, as_of: str) -> None:
    """Plays a night up to the function ``where``, and no further."""
    settings = Settings(home=Path(home), as_of=date.fromisoformat(as_of), source_urls={source: url})
    with patch(where, side_effect=lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)):
        play_night(settings, source)


if __name__ == "__main__":
    main(*sys.argv[1:])
