"""The audit file of maturity: a workbook that recomputes every total by itself, beside what was published.

Raw values, goalposts and weights are numbers in cells; points, pillars, totals, coverage and bands are formulas over
them, so that whoever doubts a score, or weighs otherwise, changes a cell and sees what comes of it. Beside each formula
lies the value it gave when the file was written, for programs that do not calculate. Belongs here: sheets and formulas.
Does not belong here: what is read from the edition (`warehouse.products.maturity.export`).
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from warehouse.products.files.plain import make_safe, safe_text
from warehouse.products.files.table import MADE_SAFE
from warehouse.store.editions import Edition

NOT_ASSESSED = "not_assessed"
_FIRST = 5
"""First row of the partnerships in Raw and Normalised, counted from zero; above it stand the indicators."""
_WEIGHT_ROW, _LOW_ROW, _HIGH_ROW = 1, 2, 3
_FIRST_INDICATOR = 2
_RULES = ("min_indicators_per_pillar", "min_coverage_share", "pillar_floor")
_GIVEN = {"bg_color": "#FFF8E1"}
_RECOMPUTED = {"bg_color": "#E6EFF7", "num_format": "0.00"}

READ_ME = (
    (
        "What this is",
        "Every maturity score of one edition of Interregio, with all that it was made of. The score is our own: no "
        "public composite score of these partnerships exists. It says nothing about the quality of anyone's work.",
    ),
    (
        "How to recompute",
        "Yellow cells are given, blue cells are formulas. Raw holds the values, Weights the goalposts and weights, "
        "Rules the pillars, minimum counts, floor and bands. Normalised turns values into points, Pillars points into "
        "pillars, Scores pillars into totals, coverage and bands. Change a yellow cell and everything follows.",
    ),
    ("Points", "100 × (value − low) / (high − low), turned round where less is better, cut at 0 and 100."),
    (
        "Pillar",
        "Σ weight × points / Σ weight over the indicators with a value, if they are min_indicators_per_pillar or more.",
    ),
    (
        "Total",
        "exp(Σ pillar weight × ln(max(pillar, pillar_floor))), if every pillar has a score and at least "
        "min_coverage_share of the indicators a value; otherwise not assessed. The arithmetic mean stands beside it.",
    ),
    (
        "Published",
        "What the edition says stands beside each recomputed total. Its band_of_score is recomputed too; its band also "
        "asks whether the draws agree, see Intervals. The last column of Scores is the distance, "
        "zero but for rounding as long as nothing was changed.",
    ),
    ("Empty", "Not known, and never zero. Demonstration values are in Evidence alone: they are never scored."),
    ("Text", MADE_SAFE),
    ("Licence", "CC BY 4.0 for this compilation; each source keeps its own terms, named below."),
)


@dataclass(frozen=True)
class _Styles:
    heading: Format
    words: Format
    given: Format
    recomputed: Format
    day: Format


@dataclass(frozen=True)
class _Layout:
    """Which indicator stands in which column, and which partnership in which row."""

    indicators: Sequence[Mapping[str, Any]]
    pillars: Sequence[Mapping[str, Any]]
    partnerships: Sequence[tuple[str, str]]

    def columns_of(self, pillar_id: str) -> tuple[int, int]:
        """First and last column of a pillar's indicators, which stand side by side."""
        places = [
            place
            for place, indicator in enumerate(self.indicators, start=_FIRST_INDICATOR)
            if indicator["pillar_id"] == pillar_id
        ]
        return places[0], places[-1]


def write_audit_workbook(
    *,
    edition: Edition,
    tables: Mapping[str, pl.DataFrame],
    listed: Mapping[str, pl.DataFrame],
    absent: Sequence[str],
    definitions: Mapping[str, Mapping[str, str]],
) -> bytes:
    """The workbook's bytes, the same for the same tables.

    Args:
        edition: where the tables come from.
        tables: framework, values and scores, by the names of `warehouse.products.maturity.export.FRAMEWORK`.
        listed: further tables, shown as they are, by title of their sheet.
        absent: titles of tables that the edition does not hold.
        definitions: meaning of the columns of `listed`, by title and column.
    """
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": f"Interregio, maturity, edition {edition.edition_id}",
            "created": datetime(edition.as_of.year, edition.as_of.month, edition.as_of.day),  # noqa: DTZ001
        }
    )
    styles = _Styles(
        heading=book.add_format({"bold": True, "bottom": 1, "bg_color": "#E6EFF7", "valign": "top"}),
        words=book.add_format({"text_wrap": True, "valign": "top"}),
        given=book.add_format(_GIVEN),
        recomputed=book.add_format(_RECOMPUTED),
        day=book.add_format({"num_format": "yyyy-mm-dd"}),
    )
    layout = _lay_out(tables)
    _write_read_me(book.add_worksheet("Read me"), styles, edition, absent)
    scores = book.add_worksheet("Scores")
    pillars = book.add_worksheet("Pillars")
    normalised = book.add_worksheet("Normalised")
    _write_raw(book.add_worksheet("Raw"), styles, layout, tables["values"])
    _write_weights(book.add_worksheet("Weights"), styles, layout)
    bands = _write_rules(book, styles, layout, tables)
    _write_normalised(normalised, styles, layout, tables["values"])
    _write_pillars(pillars, styles, layout, tables["pillar_scores"])
    _write_scores(scores, styles, layout, tables, bands)
    for title, frame in listed.items():
        _write_frame(book.add_worksheet(title), styles, frame)
    _write_definitions(book.add_worksheet("Definitions"), styles, definitions)
    book.close()
    return made.getvalue()


def _lay_out(tables: Mapping[str, pl.DataFrame]) -> _Layout:
    order = tables["pillars"].select("pillar_id", "pillar_order")
    scored = (
        tables["indicators"].filter(pl.col("use") == "scored").join(order, on="pillar_id", maintain_order="left")
    ).sort("pillar_order", "indicator_id")
    return _Layout(
        indicators=scored.to_dicts(),
        pillars=tables["pillars"].sort("pillar_order").to_dicts(),
        partnerships=list(tables["partnerships"].select("partnership_id", "partnership_name").iter_rows()),
    )


def _write_read_me(sheet: Worksheet, styles: _Styles, edition: Edition, absent: Sequence[str]) -> None:
    facts = [
        ("Edition", edition.edition_id),
        ("As of", edition.as_of.isoformat()),
        ("Inputs and code, SHA-256", str(edition.manifest.get("fingerprint", "not stated by the edition"))),
        *READ_ME,
        *((title, "This edition holds no such table.") for title in absent),
        *(
            ("Source", f"{source.get('title', source['source'])}: {source.get('citation') or 'no citation stated'}")
            for source in edition.manifest.get("sources", [])
        ),
        ("Cite as", f"Interregio, maturity, edition {edition.edition_id}, as of {edition.as_of.isoformat()}."),
    ]
    if edition.is_demo:
        facts.insert(0, ("Demonstration data", "The participations behind this edition are generated, not real."))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    _write_row(sheet, 0, ("about", "text"), styles.heading)
    for row, fact in enumerate(facts, start=1):
        _write_row(sheet, row, fact, styles.words)


def _write_raw(sheet: Worksheet, styles: _Styles, layout: _Layout, values: pl.DataFrame) -> None:
    sheet.freeze_panes(_FIRST, _FIRST_INDICATOR)
    sheet.set_column(0, 1, 34)
    for row, label in enumerate(("indicator_id", "indicator_name", "unit", "direction", "pillar_id")):
        _write_row(sheet, row, (label, "", *(indicator[label] for indicator in layout.indicators)), styles.heading)
    known = _by_cell(values.filter(~pl.col("is_demo")), "value")
    for row, place, key in _cells(layout):
        if known.get(key) is not None:
            sheet.write_number(row, place, known[key], styles.given)
    _write_partnerships(sheet, layout, _FIRST)


def _write_weights(sheet: Worksheet, styles: _Styles, layout: _Layout) -> None:
    names = ("indicator_id", "weight", "goalpost_low", "goalpost_high", "direction", "pillar_id", "indicator_name")
    texts = ("unit", "definition", "source", "evidence", "window_months", "reason")
    sheet.freeze_panes(1, 1)
    sheet.set_column(6, 12, 30)
    _write_row(sheet, 0, (*names, *texts), styles.heading)
    for row, indicator in enumerate(layout.indicators, start=1):
        _write_row(sheet, row, [indicator.get(name) for name in (*names, *texts)], None, numbers=styles.given)


def _write_rules(
    book: xlsxwriter.Workbook, styles: _Styles, layout: _Layout, tables: Mapping[str, pl.DataFrame]
) -> tuple[str, str]:
    """Pillars, minimum counts and bands, each number under a name; gives where limits and names of the bands stand."""
    sheet = book.add_worksheet("Rules")
    sheet.set_column(0, 3, 28)
    _write_row(sheet, 0, ("pillar_id", "weight", "pillar_name", "reason"), styles.heading)
    row = 0
    for row, pillar in enumerate(layout.pillars, start=1):
        parts = (pillar["pillar_id"], pillar["weight"], pillar["pillar_name"], pillar.get("reason"))
        _write_row(sheet, row, parts, None, numbers=styles.given)
        book.define_name(f"weight_{pillar['pillar_id']}", f"=Rules!{xl_rowcol_to_cell(row, 1, True, True)}")
    row += 2
    _write_row(sheet, row, ("parameter_id", "parameter_value", "unit", "reason"), styles.heading)
    for parameter in tables["parameters"].to_dicts():
        row += 1
        stated = [parameter.get(name) for name in ("parameter_id", "parameter_value", "unit", "reason")]
        _write_row(sheet, row, stated, None, numbers=styles.given)
        if parameter["parameter_id"] in _RULES:
            book.define_name(parameter["parameter_id"], f"=Rules!{xl_rowcol_to_cell(row, 1, True, True)}")
    row += 2
    _write_row(sheet, row, ("band_id", "lower_score", "", "reason"), styles.heading)
    bands = tables["bands"].sort("lower_score").to_dicts()
    for place, band in enumerate(bands, start=row + 1):
        _write_row(
            sheet, place, (band["band_id"], band["lower_score"], "", band.get("reason")), None, numbers=styles.given
        )
    limits, ids = ((row + 1, column, row + len(bands), column) for column in (1, 0))
    return f"Rules!{xl_range_abs(*limits)}", f"Rules!{xl_range_abs(*ids)}"


def _write_normalised(sheet: Worksheet, styles: _Styles, layout: _Layout, values: pl.DataFrame) -> None:
    sheet.freeze_panes(_FIRST, _FIRST_INDICATOR)
    sheet.set_column(0, 1, 34)
    _write_row(
        sheet, 0, ("indicator_id", "", *(indicator["indicator_id"] for indicator in layout.indicators)), styles.heading
    )
    for row, label, name, column in (
        (_WEIGHT_ROW, "weight", "weight", "B"),
        (_LOW_ROW, "goalpost_low", "goalpost_low", "C"),
        (_HIGH_ROW, "goalpost_high", "goalpost_high", "D"),
    ):
        sheet.write_string(row, 0, label, styles.heading)
        for number, indicator in enumerate(layout.indicators):
            sheet.write_formula(
                row, number + _FIRST_INDICATOR, f"=Weights!${column}${number + 2}", styles.recomputed, indicator[name]
            )
    _write_row(
        sheet, 4, ("direction", "", *(indicator["direction"] for indicator in layout.indicators)), styles.heading
    )
    points = _by_cell(values, "normalised")
    for row, place, key in _cells(layout):
        value = f"Raw!{xl_rowcol_to_cell(row, place)}"
        low, high = (xl_rowcol_to_cell(limit, place, row_abs=True) for limit in (_LOW_ROW, _HIGH_ROW))
        is_turned = layout.indicators[place - _FIRST_INDICATOR]["direction"] == "-"
        distance = f"({high}-{value})" if is_turned else f"({value}-{low})"
        formula = f'=IF(ISNUMBER({value}),MAX(0,MIN(100,100*{distance}/({high}-{low}))),"")'
        sheet.write_formula(row, place, formula, styles.recomputed, _shown(points.get(key)))
    _write_partnerships(sheet, layout, _FIRST)


def _write_pillars(sheet: Worksheet, styles: _Styles, layout: _Layout, published: pl.DataFrame) -> None:
    """Score and count of every pillar, of all evidence."""
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 34)
    heads = [head for pillar in layout.pillars for head in (pillar["pillar_id"], f"{pillar['pillar_id']}: values")]
    _write_row(sheet, 0, ("partnership_id", "partnership_name", *heads), styles.heading)
    known = {
        (row["partnership_id"], row["pillar_id"]): row
        for row in published.filter(pl.col("evidence_basis") == "all").to_dicts()
    }
    for number, (partnership_id, _) in enumerate(layout.partnerships):
        for place, pillar in enumerate(layout.pillars):
            first, last = layout.columns_of(pillar["pillar_id"])
            points = f"Normalised!{xl_range(_FIRST + number, first, _FIRST + number, last)}"
            corners = (
                xl_rowcol_to_cell(_WEIGHT_ROW, first, row_abs=True),
                xl_rowcol_to_cell(_WEIGHT_ROW, last, row_abs=True),
            )
            weights = f"Normalised!{':'.join(corners)}"
            row = known.get((partnership_id, pillar["pillar_id"]), {})
            column = 2 + 2 * place
            count = xl_rowcol_to_cell(number + 1, column + 1)
            mean = f"SUMPRODUCT({weights},{points})/SUMPRODUCT({weights},ISNUMBER({points})*1)"
            sheet.write_formula(
                number + 1,
                column,
                f'=IF({count}>=min_indicators_per_pillar,{mean},"")',
                styles.recomputed,
                _shown(row.get("score")),
            )
            sheet.write_formula(
                number + 1, column + 1, f"=COUNT({points})", None, row.get("indicator_with_value_count", 0)
            )
    _write_partnerships(sheet, layout, 1)


def _write_scores(
    sheet: Worksheet,
    styles: _Styles,
    layout: _Layout,
    tables: Mapping[str, pl.DataFrame],
    bands: tuple[str, str],
) -> None:
    """Totals recomputed from the pillars, beside those that were published."""
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 34)
    ids = [pillar["pillar_id"] for pillar in layout.pillars]
    names = ("coverage", "total", "total_arithmetic", "band")
    names_published = ("score", "score_arithmetic", "coverage_share", "band_of_score", "band", "not_assessed_reason")
    heads = (*ids, *names, *(f"published {name}" for name in names_published), "distance")
    _write_row(sheet, 0, ("partnership_id", "partnership_name", *heads), styles.heading)
    published = {row["partnership_id"]: row for row in tables["scores"].to_dicts()}
    pillar_scores = {
        (row["partnership_id"], row["pillar_id"]): row["score"]
        for row in tables["pillar_scores"].filter(pl.col("evidence_basis") == "all").to_dicts()
    }
    last = _FIRST_INDICATOR + len(layout.indicators) - 1
    after = 2 + len(ids)
    for number, (partnership_id, _) in enumerate(layout.partnerships):
        row, said = number + 1, published.get(partnership_id, {})
        for place, pillar_id in enumerate(ids):
            source = f"Pillars!{xl_rowcol_to_cell(row, 2 + 2 * place)}"
            sheet.write_formula(
                row, 2 + place, f"={source}", styles.recomputed, _shown(pillar_scores.get((partnership_id, pillar_id)))
            )
        points = f"Normalised!{xl_range(_FIRST + number, _FIRST_INDICATOR, _FIRST + number, last)}"
        coverage, total = (xl_rowcol_to_cell(row, after + place) for place in (0, 1))
        scores = xl_range(row, 2, row, after - 1)
        is_assessed = f"AND(COUNT({scores})=COLUMNS({scores}),{coverage}>=min_coverage_share)"
        cells = [xl_rowcol_to_cell(row, 2 + place) for place in range(len(ids))]
        product = "+".join(f"weight_{one}*LN(MAX({cell},pillar_floor))" for one, cell in zip(ids, cells, strict=True))
        mean = "+".join(f"weight_{one}*{cell}" for one, cell in zip(ids, cells, strict=True))
        official = xl_rowcol_to_cell(row, after + len(names))
        formulas = (
            (f"=COUNT({points})/COLUMNS({points})", said.get("coverage_share")),
            (f'=IF({is_assessed},EXP({product}),"")', said.get("score")),
            (f'=IF({is_assessed},{mean},"")', said.get("score_arithmetic")),
            (
                f'=IF(ISNUMBER({total}),LOOKUP({total},{bands[0]},{bands[1]}),"{NOT_ASSESSED}")',
                said.get("band_of_score", NOT_ASSESSED),
            ),
        )
        for place, (formula, value) in enumerate(formulas):
            sheet.write_formula(row, after + place, formula, styles.recomputed, _shown(value))
        _write_row(sheet, row, [said.get(name) for name in names_published], None, start=after + len(names))
        distance = (
            f"=IF(AND(ISNUMBER({total}),ISNUMBER({official})),ABS({total}-{official}),"
            f'IF(OR(ISNUMBER({total}),ISNUMBER({official})),"differs",0))'
        )
        sheet.write_formula(row, after + len(names) + len(names_published), distance, None, 0)
    _write_partnerships(sheet, layout, 1)


def _write_definitions(sheet: Worksheet, styles: _Styles, definitions: Mapping[str, Mapping[str, str]]) -> None:
    sheet.set_column(0, 1, 28)
    sheet.set_column(2, 2, 110)
    _write_row(sheet, 0, ("sheet", "column", "definition"), styles.heading)
    rows = [(title, column, text) for title, columns in definitions.items() for column, text in columns.items()]
    for number, row in enumerate(rows, start=1):
        _write_row(sheet, number, row, styles.words)


def _write_frame(sheet: Worksheet, styles: _Styles, frame: pl.DataFrame) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(frame.width - 1, 0), 18)
    _write_row(sheet, 0, frame.columns, styles.heading)
    for number, row in enumerate(make_safe(frame).iter_rows(), start=1):
        _write_row(sheet, number, row, None, days=styles.day)


def _write_partnerships(sheet: Worksheet, layout: _Layout, first: int) -> None:
    for number, names in enumerate(layout.partnerships, start=first):
        _write_row(sheet, number, names, None)


def _write_row(
    sheet: Worksheet,
    row: int,
    values: Sequence[Any],
    style: Format | None,
    *,
    start: int = 0,
    numbers: Format | None = None,
    days: Format | None = None,
) -> None:
    """Values by their own type; nothing where one is not known."""
    for column, value in enumerate(values, start=start):
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, numbers or style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), days)  # noqa: DTZ001
        elif value is not None and value != "":
            sheet.write_string(row, column, safe_text(str(value)), style)


def _cells(layout: _Layout) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Row, column, and which partnership and indicator stand there."""
    for number, (partnership_id, _) in enumerate(layout.partnerships):
        for place, indicator in enumerate(layout.indicators, start=_FIRST_INDICATOR):
            yield _FIRST + number, place, (partnership_id, indicator["indicator_id"])


def _by_cell(values: pl.DataFrame, column: str) -> dict[tuple[str, str], float]:
    return {
        (partnership_id, indicator_id): value
        for partnership_id, indicator_id, value in values.select("partnership_id", "indicator_id", column).iter_rows()
    }


def _shown(value: object) -> object:
    """A formula's value as a cell shows it: nothing where it is not known."""
    return "" if value is None else value
