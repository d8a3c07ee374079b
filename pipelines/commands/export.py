"""Tables of the served edition as files."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.commands.console import HomeOption, OnceCommand, out
from warehouse.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Write tables of the served edition to files.")


# An option that no filter has is answered like an address with such a filter, in one line that names those there are.
@app.command(
    "funding-match", cls=OnceCommand, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}
)
def export_funding_match(
    context: typer.Context,
    out_dir: Annotated[Path, typer.Option("--out", help="Directory to write to; made if absent.")],
    *,
    partnership: Annotated[
        list[str] | None, typer.Option("--partnership", help="Only this partnership's id; may come several times.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="One or more of xlsx, csv, parquet, json, ics, atom, bundle, with commas.")
    ] = "xlsx,csv,parquet,json,ics,atom,bundle",
    programme: Annotated[str | None, typer.Option("--programme", help="Only topics of this programme's id.")] = None,
    min_score: Annotated[str | None, typer.Option("--min-score", help="Smallest score kept, 0 to 100.")] = None,
    eligibility: Annotated[str | None, typer.Option("--eligibility", help="pass, fail or unknown.")] = None,
    topic_status: Annotated[str | None, typer.Option("--status", help="open or forthcoming.")] = None,
    muted: Annotated[str | None, typer.Option("--muted", help="hide, show or only; muted ones are hidden.")] = None,
    review_status: Annotated[
        str | None, typer.Option("--review-status", help="watching, preparing, submitted, won or lost.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Words in title, call, topic id or matched terms.")] = None,
    when: Annotated[str | None, typer.Option("--when", help="apply_now, prepare or next_year.")] = None,
    lane: Annotated[
        str | None, typer.Option("--lane", help="theme, or instrument for calls that are open to every theme.")
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", help="people: twelve columns; data: all of them. Default: people for xlsx alone."),
    ] = None,
    locale: Annotated[str | None, typer.Option("--locale", help="eu: CSV with semicolons and decimal commas.")] = None,
    home: HomeOption = None,
) -> None:
    """Write the funding matches: one row per partnership and open or forthcoming topic."""
    from warehouse.products.files.formats import MATCH_FORMATS, TABLE_FORMATS, read_formats
    from warehouse.products.matches.export import check_layout, export_matches, stem_of, write_file
    from warehouse.products.matches.query import MatchFilters
    from warehouse.store.reader import Reader

    chosen = read_formats(formats, MATCH_FORMATS)
    check_layout(chosen, layout, locale)
    asked = {
        "partnership": ",".join(partnership) if partnership else None,
        "programme": programme,
        "min_score": min_score,
        "eligibility": eligibility,
        "status": topic_status,
        "text": text,
        "muted": muted,
        "review_status": review_status,
        "when": when,
        "lane": lane,
    }
    unknown = {word.lstrip("-").partition("=")[0].replace("-", "_"): "" for word in context.args[:1]}
    filters = MatchFilters.from_text({name: value for name, value in asked.items() if value is not None} | unknown)
    with Reader(read_settings(home=home).home).snapshot() as snapshot:
        matches = export_matches(snapshot, filters)
    out_dir.mkdir(parents=True, exist_ok=True)
    for file_format in chosen:
        path = write_file(matches, out_dir, stem_of(filters), file_format, layout=layout, locale=locale)
        # A calendar and a feed take from the rows what is watched.
        chosen_from = "" if file_format in TABLE_FORMATS else "chosen from "
        out.print(f"{path}: {chosen_from}{matches.frame.height} rows")


@app.command("maturity")
def export_maturity(
    out_dir: Annotated[Path, typer.Option("--out", help="Directory to write to; made if absent.")],
    *,
    formats: Annotated[str, typer.Option("--format", help="One or more of xlsx, csv, parquet, json, with commas.")] = (
        "xlsx"
    ),
    home: HomeOption = None,
) -> None:
    """Write the audit file of maturity: raw values, points, weights and scores, with the formulas between them.

    Other formats hold the same tables, one file each.
    """
    from warehouse.products.files.formats import read_formats
    from warehouse.products.maturity.export import FORMATS, write_maturity
    from warehouse.store.reader import Reader

    chosen = read_formats(formats, FORMATS)
    with Reader(read_settings(home=home).home).snapshot() as snapshot:
        out_dir.mkdir(parents=True, exist_ok=True)
        for path in write_maturity(snapshot, out_dir, chosen):
            out.print(str(path), markup=False)
