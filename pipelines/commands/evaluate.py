"""Measuring the theme engine on files that anyone may bring; what ``interregio evaluate`` calls.

Reads the files and the shipped facts, names what is wrong with them, and words the figures. Runs without
an edition. The measurements are in ``pipelines.enrich.evaluation``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table as PrintedTable

from pipelines.commands.console import JsonOption, out, print_json
from pipelines.enrich.themes.profiles import build_profiles, collect_theme_texts
from pipelines.ingest.parsing import read_facts
from pipelines.sources import find_source
from warehouse.store.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="Measure the theme engine on pairs and labels of your own.")


PAIR_COLUMNS = ("query_text", "topic_id")
TOPIC_COLUMNS = ("topic_id", "title")
LABEL_COLUMNS = ("partnership_id", "topic_id", "title", "grade")
GRADES = ("0", "1", "2")
NAMED = 5
Figures = Mapping[str, Any]


def evaluate_matching(pairs_file: Path, topics_file: Path) -> dict[str, Any]:
    """Measures the ranking of topics for the texts of a file of pairs.

    Returns:
        Figures per system (``engine``, ``bm25``, ``tfidf``, ``embeddings``), and ``n_pairs``, ``n_topics``.

    Raises:
        UsageError: a file is no table of the columns expected, is empty, or names a topic the other lacks.
    """
    pairs = _read_table(pairs_file, PAIR_COLUMNS)
    topics = _read_table(topics_file, TOPIC_COLUMNS, optional=("text",))
    _refuse_repeated(topics, ["topic_id"], topics_file)
    _refuse_unknown(pairs.get_column("topic_id"), topics.get_column("topic_id"), pairs_file, f"topic in {topics_file}")
    from pipelines.enrich.evaluation.matching import measure_matching

    centre = build_profiles(shipped_theme_texts()).centre
    measured = measure_matching(pairs, topics, centre=centre)
    return {**measured, "n_pairs": pairs.height, "n_topics": topics.height}


def evaluate_themes(labels_file: Path) -> dict[str, Any]:
    """Measures the theme scores of a file of graded topics.

    Returns:
        ``overall``, ``partnerships``, ``baselines``, ``n_labels``; see ``measure_themes``.

    Raises:
        UsageError: the file is no table of the columns expected, is empty, or names a partnership the registry lacks.
    """
    labels = _read_table(labels_file, LABEL_COLUMNS)
    _refuse_repeated(labels, ["partnership_id", "topic_id"], labels_file)
    theme_texts = shipped_theme_texts()
    _refuse_unknown(
        labels.get_column("partnership_id"),
        theme_texts.get_column("partnership_id"),
        labels_file,
        "partnership in the registry",
    )
    wrong = labels.filter(~pl.col("grade").fill_null("").str.strip_chars().is_in(GRADES)).get_column("grade")
    if not wrong.is_empty():
        raise UsageError(f"{labels_file}: expected grade 0, 1 or 2, found {_name(wrong)}")
    from pipelines.enrich.evaluation.themes import measure_themes

    return measure_themes(labels.with_columns(pl.col("grade").str.strip_chars().cast(pl.Int64)), theme_texts)


def shipped_theme_texts() -> pl.DataFrame:
    """The texts of all themes as the shipped facts state them, without any workbook."""
    registry = find_source("registry")
    tables = {table.name: table for table in registry.tables}
    facts = {
        name: read_facts(registry.facts_path(tables[name]))
        for name in ("partnerships", "theme_profiles", "theme_niches")
    }
    return collect_theme_texts(facts["partnerships"], facts["theme_profiles"], facts["theme_niches"])


def print_matching(figures: Figures, console: Console) -> None:
    """Prints one row per system."""
    table = PrintedTable("system", "MRR", "recall@1", "recall@10", "recall@50", "MRR against BM25")
    plain = figures["bm25"]["mrr"]
    for system in ("engine", "bm25", "tfidf", "embeddings"):
        row = figures[system]
        against = f"{row['mrr'] / plain - 1:+.1%}" if plain else ""
        shown = [_show(row[name]) for name in ("mrr", "recall_at_1", "recall_at_10", "recall_at_50")]
        table.add_row(system, *shown, against)
    console.print(table)
    console.print(f"{figures['n_pairs']} pairs, {figures['n_topics']} topics; ties count as the worst rank")


def print_themes(figures: Figures, console: Console) -> None:
    """Prints one row per partnership, the overall figures, and what they are held against."""
    names = ("ndcg_at_20", "average_precision", "precision", "recall")
    table = PrintedTable("partnership", "nDCG@20", "average precision", "precision", "recall", "topics", "relevant")
    for partnership, row in figures["partnerships"].items():
        table.add_row(partnership, *(_show(row[name]) for name in names), str(row["n_topics"]), str(row["n_relevant"]))
    table.add_section()
    table.add_row("overall", *(_show(figures["overall"][name]) for name in names), str(figures["n_labels"]), "")
    for system, row in figures["baselines"].items():
        table.add_row(f"overall, {system}", *(_show(row[name]) for name in names[:2]), "", "", "", "")
    console.print(table)
    console.print("precision and recall at the threshold of each partnership; relevant: grade 1 or 2")


def _read_table(file: Path, columns: Iterable[str], optional: Iterable[str] = ()) -> pl.DataFrame:
    try:
        table = pl.read_csv(file, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(f"{file}: expected a CSV file in UTF-8, found none that can be read: {error}") from error
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise UsageError(
            f"{file}: expected columns {', '.join(columns)}; {', '.join(missing)} missing, "
            f"found {', '.join(table.columns)}"
        )
    if table.is_empty():
        raise UsageError(f"{file}: expected at least one row, found none")
    return table.select(*columns, *(name for name in optional if name in table.columns))


def _refuse_unknown(asked: pl.Series, known: pl.Series, file: Path, expected: str) -> None:
    unknown = asked.filter(~asked.is_in(known.implode()) | asked.is_null())
    if not unknown.is_empty():
        raise UsageError(f"{file}: expected the id of a {expected}, found {_name(unknown)}")


def _refuse_repeated(table: pl.DataFrame, key: list[str], file: Path) -> None:
    repeated = table.filter(pl.struct(key).is_duplicated()).get_column(key[-1])
    if not repeated.is_empty():
        raise UsageError(f"{file}: expected {', '.join(key)} once each, found {_name(repeated)} several times")


def _name(values: pl.Series) -> str:
    """The first few distinct values, sorted, and how many more there are."""
    distinct = values.fill_null("(blank)").unique().sort().to_list()
    more = f" and {len(distinct) - NAMED} more" if len(distinct) > NAMED else ""
    return ", ".join(repr(value) for value in distinct[:NAMED]) + more


def _show(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


@app.command("matching")
def matching(
    pairs: Annotated[
        Path, typer.Option("--pairs", help="CSV: query_text, topic_id.", exists=True, dir_okay=False, readable=True)
    ],
    topics: Annotated[
        Path,
        typer.Option(
            "--topics", help="CSV: topic_id, title and, if there, text.", exists=True, dir_okay=False, readable=True
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Rank topics for texts, beside BM25, TF-IDF and embeddings alone. Needs no edition."""
    figures = evaluate_matching(pairs, topics)
    if as_json:
        print_json(figures)
    else:
        print_matching(figures, out)


@app.command("themes")
def themes(
    labels: Annotated[
        Path,
        typer.Option(
            "--labels",
            help="CSV: partnership_id, topic_id, title, grade (0, 1, 2).",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Score graded topics in the themes of the shipped partnerships. Needs no edition."""
    figures = evaluate_themes(labels)
    if as_json:
        print_json(figures)
    else:
        print_themes(figures, out)
