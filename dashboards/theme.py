"""Colours, type and sizes shared by the figures; `assets/interregio.css` holds the same values for the pages.

Only constants. How a figure uses them is in `charts/`.
"""

from collections.abc import Mapping
from types import MappingProxyType

INK = "#1b2733"
INK_SOFT = "#4a5866"
RULE = "#d5dbe1"
PAPER = "#ffffff"
ACCENT = "#0b4f8a"
ACCENT_PALE = "#5c91c4"

FONT_FAMILY = '"Source Sans 3", "Segoe UI", "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
FONT_SIZE = 14

# Okabe and Ito's colours, darkened until text-sized marks reach 3:1 on white.
PLATFORM_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "Agri-food": "#00795a",
        "Energy": "#b35900",
        "Industrial Modernisation": "#0b4f8a",
        "Sustainable Blue Economy": "#8c3f77",
    }
)
OTHER_COLOUR = "#5f6b76"

SCORE_PART_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "theme": "#0b4f8a",
        "instrument": "#8c3f77",
        "trl": "#5f6b76",
        "geography": "#00795a",
        "budget": "#7a6a00",
        "time": "#b35900",
    }
)

EVIDENCE_COLOURS: Mapping[str, str] = MappingProxyType(
    {"declared": "#0b4f8a", "observed": "#00795a", "demonstration": "#b35900", "missing": "#5f6b76"}
)
