"""Measuring the theme engine on files that anyone may bring; what ``interregio evaluate`` calls.

Reads the files, the shipped facts and, where it is asked what is served, the edition; names what is wrong with them,
and words the figures. The measurements are in ``pipelines.enrich.evaluation``.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table as PrintedTable

from pipelines.commands.console import HomeOption, JsonOption, print_report
from pipelines.commands.tables import name_some, read_labels, read_table, refuse_repeated, refuse_unknown
from pipelines.enrich.themes.profiles import collect_theme_texts
from pipelines.ingest.parsing import read_facts
from pipelines.sources import find_source
from warehouse.settings import read_settings
from warehouse.store.errors import UsageError
from warehouse.store.reader import Reader

app = typer.Typer(no_args_is_help=True, help="Measure the theme engine on pairs and labels of your own.")


def _csv(name: str, content: str) -> Any:  # noqa: ANN401 - typer's own
    return typer.Option(name, help=f"CSV{content}.", exists=True, dir_okay=False, readable=True)


PairsOption = Annotated[Path, _csv("--pairs", ": query_text, topic_id")]
TopicsOption = Annotated[Path, _csv("--topics", ": topic_id, title and, if there, text")]
LabelsOption = Annotated[Path, _csv("--labels", " of graded pairs (grades are 0, 1 and 2) or of conditions")]

PAIR_COLUMNS = ("query_text", "topic_id")
TOPIC_COLUMNS = ("topic_id", "title")
LABEL_COLUMNS = ("partnership_id", "topic_id", "title", "grade")
PROJECT_COLUMNS = ("partnership_id", "project_id", "topic_id", "grade")
CALL_COLUMNS = ("partnership_id", "topic_id", "grade", "is_instrument")
TRUTHS = {"true": True, "false": False}
JOINT = "select partnership_id, project_id from marts_core.fct_joint_project"
# Members whose codes nest count apart here as they do in the edition: a seat belongs to the most specific of them.
SHARED = """
with seats as (
    select distinct members.partnership_id, seats.project_id, seats.participation_id, members.nuts_code
    from marts_core.fct_membership as members
    inner join marts_core.fct_participation as seats on starts_with(seats.nuts_code, members.nuts_code)
    where members.valid_to is null
    qualify row_number() over (
        partition by members.partnership_id, seats.participation_id order by length(members.nuts_code) desc
    ) = 1
)
select partnership_id, project_id from seats group by all having count(distinct nuts_code) >= 2
"""
# What is open to every theme stands in a lane of its own: it has no place among the calls of a theme. Graded were the
# calls of the default programmes: one outside them would count as wrong for want of a grade.
RANKED = """
select partnership_id, topic_id, score_theme, score
from marts_funding.fct_match
where not is_instrument_match
    and topic_id in (select topic_id from marts_core.dim_topic where is_programme_selected)
"""
RANKED_TEXTS = """
select
    topics.topic_id,
    concat_ws(' ', any_value(topics.topic_title), string_agg(texts.topic_text, ' ' order by texts.text_section)) as text
from marts_core.dim_topic as topics
semi join marts_funding.fct_match as matches on topics.topic_id = matches.topic_id
left join marts_core.dim_topic_text as texts
    on
        topics.topic_id = texts.topic_id
        and texts.text_section not in ('conditions', 'support', 'topic_conditions')
where topics.is_programme_selected
group by all
"""
CONDITIONS = (
    "select topic_id, condition, value_low, value_high, condition_evidence from marts_funding.fct_topic_condition"
)
Figures = Mapping[str, Any]


def evaluate_matching(pairs_file: Path, topics_file: Path) -> dict[str, Any]:
    """Measures the ranking of topics for the texts of a file of pairs.

    Returns:
        Figures per system (``engine``, ``bm25``, ``tfidf``, ``embeddings``), and ``n_pairs``, ``n_topics``.

    Raises:
        UsageError: a file is no table of the columns expected, is empty, or names a topic the other lacks.
    """
    pairs = read_table(pairs_file, PAIR_COLUMNS)
    topics = read_table(topics_file, TOPIC_COLUMNS, optional=("text",))
    refuse_repeated(topics, ["topic_id"], topics_file)
    refuse_unknown(pairs.get_column("topic_id"), topics.get_column("topic_id"), pairs_file, f"topic in {topics_file}")
    from pipelines.enrich.evaluation.matching import measure_matching

    return {**measure_matching(pairs, topics), "n_pairs": pairs.height, "n_topics": topics.height}


def evaluate_themes(labels_file: Path) -> dict[str, Any]:
    """Measures the theme scores of a file of graded topics.

    Returns:
        ``overall``, ``partnerships``, ``baselines``, ``n_labels``; see ``measure_themes``.

    Raises:
        UsageError: the file is no table of the columns expected, is empty, or names a partnership the registry lacks.
    """
    theme_texts = shipped_theme_texts()
    labels = read_labels(labels_file, LABEL_COLUMNS, ["partnership_id", "topic_id"], theme_texts)
    from pipelines.enrich.evaluation.themes import measure_themes

    return measure_themes(labels, theme_texts)


def evaluate_projects(labels_file: Path, home: Path) -> dict[str, Any]:
    """Measures the served edition's joint projects on a file of graded projects.

    Returns:
        ``overall``, ``partnerships``, ``n_left_out``; see ``measure_projects``.

    Raises:
        UsageError: the file is no table of the columns expected, is empty, or names a partnership the registry lacks.
        NothingPublishedError: no edition is served.
    """
    labels = read_labels(labels_file, PROJECT_COLUMNS, ["partnership_id", "project_id"], shipped_theme_texts())
    from pipelines.enrich.evaluation.served import measure_projects

    with Reader(home).snapshot() as edition:
        return measure_projects(labels, edition.frame(JOINT), edition.frame(SHARED))


def evaluate_calls(labels_file: Path, home: Path) -> dict[str, Any]:
    """Measures the served edition's order of calls on a file of graded calls.

    Returns:
        ``overall``, ``partnerships``, ``by_theme``, ``bm25``; see ``measure_calls``.

    Raises:
        UsageError: the file is no table of the columns expected, is empty, or names a partnership the registry lacks.
        NothingPublishedError: no edition is served.
    """
    theme_texts = shipped_theme_texts()
    labels = read_labels(labels_file, CALL_COLUMNS, ["partnership_id", "topic_id"], theme_texts)
    stated = pl.col("is_instrument").fill_null("").str.strip_chars().str.to_lowercase()
    wrong = labels.filter(~stated.is_in(list(TRUTHS))).get_column("is_instrument")
    if not wrong.is_empty():
        raise UsageError(f"{labels_file}: expected is_instrument true or false, found {name_some(wrong)}")
    from pipelines.enrich.evaluation.served import measure_calls

    with Reader(home).snapshot() as edition:
        return measure_calls(
            labels.with_columns(is_instrument=stated.replace_strict(TRUTHS, return_dtype=pl.Boolean)),
            edition.frame(RANKED),
            edition.frame(RANKED_TEXTS),
            theme_texts,
        )


def evaluate_conditions(labels_file: Path, home: Path) -> dict[str, Any]:
    """Judges what the served edition says calls ask for by a file of what people read in them.

    Returns:
        ``fields`` and what stands apart from them; see ``measure_conditions``.

    Raises:
        UsageError: the file is no table with a topic and a field, is empty, or names a topic twice.
        NothingPublishedError: no edition is served.
    """
    from pipelines.enrich.evaluation.conditions import FIELDS, measure_conditions

    labels = read_table(labels_file, ["topic_id"], optional=[*FIELDS, "fields_from_annex"])
    if not set(FIELDS) & set(labels.columns):
        raise UsageError(f"{labels_file}: expected one of the columns {', '.join(FIELDS)}, found none of them")
    refuse_repeated(labels, ["topic_id"], labels_file)
    with Reader(home).snapshot() as edition:
        return measure_conditions(labels, edition.frame(CONDITIONS))


def shipped_theme_texts() -> pl.DataFrame:
    """The texts of all themes as the shipped facts state them, without any workbook."""
    registry = find_source("registry")
    tables = {table.name: table for table in registry.tables}
    names = ("partnerships", "theme_profiles", "theme_niches", "theme_facets")
    return collect_theme_texts(*(read_facts(registry.facts_path(tables[name])) for name in names))


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


def print_projects(figures: Figures, console: Console) -> None:
    """Prints one row per partnership and the overall figures."""
    names = ("precision_1", "precision_2", "recall_1", "recall_2")
    table = PrintedTable("partnership", *(name.replace("_", " ≥ ") for name in names), "pairs", "joint")
    for partnership, row in [*figures["partnerships"].items(), ("overall", figures["overall"])]:
        table.add_row(partnership, *(_show(row[name]) for name in names), str(row["n_pairs"]), str(row["n_positive"]))
    console.print(table)
    console.print(
        f"{figures['n_left_out']} pairs left out: their projects have organisations in fewer than two member regions"
    )


def print_calls(figures: Figures, console: Console) -> None:
    """Prints one row per partnership, the overall figures, and what they are held against."""
    from pipelines.enrich.evaluation.served import CALL_MEASURES

    table = PrintedTable("partnership", *(name.replace("_", " ") for name in CALL_MEASURES))
    rows = [*figures["partnerships"].items(), ("overall", figures["overall"])]
    rows += [("overall, by the theme alone", figures["by_theme"]), ("overall, bm25", figures["bm25"])]
    for name, row in rows:
        table.add_row(name, *(_show(row[measure]) for measure in CALL_MEASURES))
    console.print(table)
    console.print("ranked by the score, as served; instruments left out; a topic without a grade counts as 0")


def print_conditions(figures: Figures, console: Console) -> None:
    """Prints one row per field, those filled from an annex apart, and the pooled figures."""
    kinds = ("right", "wrong", "missing", "invented")
    table, pooled = PrintedTable("field", *kinds), figures["pooled"]
    annexed = {f"{field}, from an annex": cells for field, cells in figures["from_annex"].items()}
    for field, cells in {**figures["fields"], "pooled": pooled, **annexed}.items():
        table.add_row(field, *(str(cells[kind]) for kind in kinds))
    console.print(table)
    console.print(
        f"pooled over fields with ten cells and more: right {_show(pooled['right_share'])}, wrong or invented "
        f"{_show(pooled['wrong_share'])}; not served: {', '.join(figures['not_served']) or 'none'}"
    )


def _show(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


@app.command("matching")
def matching(pairs: PairsOption, topics: TopicsOption, as_json: JsonOption = False) -> None:
    """Rank topics for texts, beside BM25, TF-IDF and embeddings alone. Needs no edition."""
    print_report(evaluate_matching(pairs, topics), print_matching, as_json=as_json)


@app.command("themes")
def themes(labels: LabelsOption, as_json: JsonOption = False) -> None:
    """Score graded topics in the themes of the shipped partnerships. Columns: partnership_id, topic_id, title, grade.

    Needs no edition.
    """
    print_report(evaluate_themes(labels), print_themes, as_json=as_json)


@app.command("projects")
def projects(labels: LabelsOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Judge the served joint projects. Columns: partnership_id, project_id, topic_id, grade."""
    print_report(evaluate_projects(labels, read_settings(home=home).home), print_projects, as_json=as_json)


@app.command("calls")
def calls(labels: LabelsOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Judge the served order of calls, beside BM25. Columns: partnership_id, topic_id, grade, is_instrument."""
    print_report(evaluate_calls(labels, read_settings(home=home).home), print_calls, as_json=as_json)


@app.command("conditions")
def conditions(labels: LabelsOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Judge what the served edition says calls ask for. Columns: topic_id and any field that the report names."""
    print_report(evaluate_conditions(labels, read_settings(home=home).home), print_conditions, as_json=as_json)
