"""Numbers, money and dates as text, the way Union publications print them.

Thousands are parted by a narrow no-break space, decimals by a point, dates are day month year, and what is not known
says so in words. Pure functions; which value stands where is decided in `components` and in each domain.
"""

from datetime import date
from decimal import Decimal

THIN_SPACE = "\u202f"
NOT_KNOWN = "not known"
MILLION = 1_000_000
THOUSAND = 1_000

Number = int | float | Decimal


def format_count(value: Number | None) -> str:
    """A whole number: 80 276."""
    return NOT_KNOWN if value is None else f"{value:,.0f}".replace(",", THIN_SPACE)


def format_money(value: Number | None) -> str:
    """Money in words a reader can hold: €12.3 million, €450 thousand, €0."""
    figure, unit = split_money(value)
    return f"{figure}\u00a0{unit}" if unit else figure


def split_money(value: Number | None) -> tuple[str, str]:
    """Money as its figure and its scale: ("€12.3", "million"), ("€450", "thousand"), ("€0", ""), ("not known", "")."""
    if value is None:
        return NOT_KNOWN, ""
    euro = float(value)
    if abs(euro) >= MILLION:
        return f"€{_grouped(euro / MILLION, 1)}", "million"
    if abs(euro) >= THOUSAND:
        return f"€{_grouped(euro / THOUSAND, 0)}", "thousand"
    return f"€{_grouped(euro, 0)}", ""


def format_score(value: Number | None) -> str:
    """Points with one decimal: 71.5."""
    return NOT_KNOWN if value is None else f"{float(value):.1f}"


def format_change(value: Number, unit: str = "") -> str:
    """A difference with its sign, money in words: +14, −3, +€1.2 million, ±0."""
    amount = -value if value < 0 else value
    size = format_money(amount) if unit == "EUR" else format_count(amount)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{size}"


def format_points(value: Number) -> str:
    """A difference in points with its sign: +2.9, −0.4, ±0.0."""
    shown = format_score(-value if value < 0 else value)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{shown}"


def format_number(value: Number) -> str:
    """A number of any size: 1 234 from a hundred on, else three digits that count: 12.3, −0.0412."""
    text = format_count(value) if abs(float(value)) >= 100 else f"{float(value):.3g}"  # noqa: PLR2004 - a hundred has three digits
    return text.replace("-", "−", 1)


def format_share(value: Number | None) -> str:
    """A share of one as a percentage: 65 %; what is there and rounds to none is under 1 %."""
    if value is None:
        return NOT_KNOWN
    is_little = 0 < value < 0.005  # noqa: PLR2004 - half a percent
    return f"under 1{THIN_SPACE}%" if is_little else f"{float(value) * 100:.0f}{THIN_SPACE}%"


def format_date(value: date | None) -> str:
    """A date in words: 10 August 2026."""
    return NOT_KNOWN if value is None else f"{value.day} {value:%B %Y}"


def format_stated_date(value: str | None) -> str:
    """A date as a source states it, with or without day or month: 2026, February 2026, 10 August 2026."""
    if not value:
        return NOT_KNOWN
    day = value[:10]
    if len(day) == len("2026-08-10"):
        return _parsed(day, "%d %B %Y", value)
    if len(day) == len("2026-08"):
        return _parsed(f"{day}-01", "%B %Y", value)
    return value


def count_of(value: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 region, 3 regions, no region."""
    if value == 0:
        return f"no {one}"
    return f"{format_count(value)} {one if value == 1 else many or one + 's'}"


def shorten(text: str, length: int) -> str:
    """Text cut at a word to at most `length` characters, with an ellipsis where something was cut."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def _grouped(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace(",", THIN_SPACE)


def _parsed(day: str, pattern: str, stated: str) -> str:
    try:
        return date.fromisoformat(day).strftime(pattern).lstrip("0")
    except ValueError:
        return stated
