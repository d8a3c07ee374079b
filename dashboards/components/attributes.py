"""HTML attributes whose names hold a hyphen, which Python's keywords cannot."""

from __future__ import annotations

from typing import Any


def attributes(**named: str) -> dict[str, Any]:
    """Turn `aria_label="…"` into what a Dash component takes as `aria-label`."""
    return {name.replace("_", "-"): value for name, value in named.items()}
