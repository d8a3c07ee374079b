"""The command line. The one module that may reach everywhere, and holds no logic of its own.

Exit codes of ``refresh``: 0 published or nothing new, 3 the same but a source failed, was never loaded
or is stale, 4 gate closed and the old edition still served, 1 error; 2 wrong usage, for every command.
Heavy packages are imported inside the commands that need them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from pipelines.ingest.errors import SourceError
from pipelines.nightly.night import NightRun, Watcher, begin_night
from pipelines.nightly.project import DbtError, require_known_programmes
from pipelines.sources import discover_sources
from warehouse.products.matches.state import Entry, Kind, MatchState
from warehouse.settings import SettingsError, read_settings, read_user_name
from warehouse.store.editions import Editions
from warehouse.store.errors import UsageError, WarehouseError
from warehouse.store.nights import ExitCode, Night
from warehouse.store.paths import Home

if TYPE_CHECKING:
    import dagster as dg

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Analytics warehouse for Europe's thematic smart specialisation partnerships and the money they can win.",
)
export_app = typer.Typer(no_args_is_help=True, help="Write tables of the served edition to files.")
app.add_typer(export_app, name="export")
evaluate_app = typer.Typer(no_args_is_help=True, help="Measure the theme engine on pairs and labels of your own.")
app.add_typer(evaluate_app, name="evaluate")
registry_app = typer.Typer(no_args_is_help=True, help="Workbooks in which secretariats state their partnerships.")
app.add_typer(registry_app, name="registry")
organisations_app = typer.Typer(no_args_is_help=True, help="Which records stand for one organisation.")
app.add_typer(organisations_app, name="organisations")

match_app = typer.Typer(no_args_is_help=True, help="Say what you do about a match; it is kept over every refresh.")
app.add_typer(match_app, name="match")

WRONG_USAGE = 2
# What publishers and users wrote is printed too: brackets and colons in it are theirs, and no markup of ours.
out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", help="Where all data lies. Default: INTERREGIO_HOME, else warehouse/data.", show_default=False
    ),
]


@app.command()
def refresh(
    mirror: Annotated[
        Path | None,
        typer.Option("--mirror", help="Read publishers' files from DIR/<host>/<path> instead of the network."),
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Ask only this source; may be given several times.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The date the night speaks for, e.g. 2026-08-10. Default: today in Brussels."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", help="Load this source even if it lost more rows than it may; several times."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Run the whole night: visit the sources, build, check, publish."""
    settings = read_settings(home=home, mirror=mirror, as_of=as_of)
    require_known_programmes(settings.programmes)
    asked, accepted = _known_sources(source or []), _known_sources(accept or [])
    with (
        _watch() as watcher,
        begin_night(settings, asked=asked, watcher=watcher, accepted_shrinking=accepted) as run,
    ):
        watcher.progress("visiting sources")
        run.visit_asked()
        night = _run_graph(run) if run.has_news() else run.close_without_news()
    _tell_end(night)
    raise typer.Exit(ExitCode.ERROR if night.exit_code is None else night.exit_code)


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False, home: HomeOption = None
) -> None:
    """Show editions, the one being served, and how each source is doing."""
    from pipelines.commands.status_report import print_status, status_record

    record = status_record(Home(read_settings(home=home).home))
    if as_json:
        sys.stdout.write(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    else:
        print_status(record, out)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on the loopback interface.")] = 8050,
    home: HomeOption = None,
) -> None:
    """Serve the dashboards on the published edition."""
    from dashboards.serve import serve as serve_dashboards

    serve_dashboards(
        read_settings(home=home).home,
        port=port,
        on_ready=lambda address: out.print(f"serving the dashboards on {address} (stop with Ctrl-C)"),
    )


@app.command()
def nights(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False, home: HomeOption = None
) -> None:
    """List every night: each source's status, vintage and rows, and what changed since the night before."""
    from pipelines.commands.night_report import night_records, print_nights

    records = night_records(Home(read_settings(home=home).home))
    if as_json:
        sys.stdout.write(json.dumps(records, indent=2, ensure_ascii=False) + "\n")
    else:
        print_nights(records, out)


@app.command()
def changes(
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only the figures of this one.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    home: HomeOption = None,
) -> None:
    """Show which figures moved since the edition before, and why, the largest first."""
    from pipelines.commands.change_report import change_record, print_changes

    record = change_record(Home(read_settings(home=home).home), partnership=partnership)
    if as_json:
        sys.stdout.write(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    else:
        print_changes(record, out, partnership=partnership)


@app.command()
def editions(home: HomeOption = None) -> None:
    """List the editions that are kept; the served one is marked."""
    known = Editions(Home(read_settings(home=home).home))
    served = known.served()
    for edition in known.all():
        mark = "*" if served and edition.edition_id == served.edition_id else " "
        out.print(f"{mark} {edition.edition_id}  as of {edition.as_of}{'  demo' if edition.is_demo else ''}")


@app.command()
def rollback(
    edition: Annotated[str, typer.Argument(help="Id of the edition to serve, as `interregio editions` lists it.")],
    home: HomeOption = None,
) -> None:
    """Serve an earlier edition. The next night that has news publishes and serves a new one."""
    served = Editions(Home(read_settings(home=home).home)).serve(edition)
    out.print(f"serving {served.edition_id}")


@app.command()
def reconcile(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Count the landed files apart too.")] = False,
    home: HomeOption = None,
) -> None:
    """Compare what was loaded with the served edition.

    Exit code 1 if a difference has no explanation, 0 otherwise.
    """
    from pipelines.commands.reconcile import print_reconciliation, reconciliation_report

    report = reconciliation_report(Home(read_settings(home=home).home), deep=deep)
    if as_json:
        sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    else:
        print_reconciliation(report, out)
    raise typer.Exit(ExitCode.OK if report["is_explained"] else ExitCode.ERROR)


@app.command()
def docs(
    out_dir: Annotated[
        Path | None, typer.Option("--out", help="Directory to write to; made if absent. Default: <home>/docs.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Print how much is documented and tested instead; all of it must be.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Write the data dictionary and dbt's own documentation.

    With --coverage the exit code is 1 if anything lacks, and it is named.
    """
    from pipelines.commands.docs import measure_coverage, read_tables, write_dbt_docs, write_dictionary
    from pipelines.nightly.project import ensure_manifest

    manifest = ensure_manifest()
    if coverage:
        criteria = measure_coverage(manifest)
        for criterion in criteria:
            lacking = f"; lacking: {', '.join(criterion.lacking)}" if criterion.lacking else ""
            out.print(f"{criterion.share:6.1%}  {criterion.name}, of {criterion.asked}{lacking}")
        raise typer.Exit(ExitCode.ERROR if any(criterion.lacking for criterion in criteria) else ExitCode.OK)
    folder = out_dir or read_settings(home=home).home / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*write_dictionary(read_tables(manifest), folder), write_dbt_docs(folder)):
        out.print(str(path))


# An option that no filter has is answered like an address with such a filter, in one line that names those there are.
@export_app.command("funding-match", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def export_funding_match(
    context: typer.Context,
    out_dir: Annotated[Path, typer.Option("--out", help="Directory to write to; made if absent.")],
    *,
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only this partnership's id.")] = None,
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
    home: HomeOption = None,
) -> None:
    """Write the funding matches: one row per partnership and open or forthcoming topic."""
    from warehouse.products.matches.export import check_formats, export_matches, write_file
    from warehouse.products.matches.query import MatchFilters
    from warehouse.store.reader import Reader

    chosen = check_formats([name.strip() for name in formats.split(",")])
    asked = {
        "partnership": partnership,
        "programme": programme,
        "min_score": min_score,
        "eligibility": eligibility,
        "status": topic_status,
        "text": text,
        "muted": muted,
        "review_status": review_status,
    }
    unknown = {word.lstrip("-").partition("=")[0].replace("-", "_"): "" for word in context.args[:1]}
    filters = MatchFilters.from_text({name: value for name, value in asked.items() if value is not None} | unknown)
    with Reader(read_settings(home=home).home).snapshot() as snapshot:
        matches = export_matches(snapshot, filters)
    out_dir.mkdir(parents=True, exist_ok=True)
    stem = f"funding-match-{partnership}" if partnership else "funding-match"
    for file_format in chosen:
        path = write_file(matches, out_dir, stem, file_format)
        out.print(f"{path}: {matches.frame.height} rows")


@export_app.command("maturity")
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
    from warehouse.products.maturity.export import check_formats, write_maturity
    from warehouse.store.reader import Reader

    chosen = check_formats([name.strip() for name in formats.split(",")])
    with Reader(read_settings(home=home).home).snapshot() as snapshot:
        out_dir.mkdir(parents=True, exist_ok=True)
        for path in write_maturity(snapshot, out_dir, chosen):
            out.print(str(path), markup=False)


PartnershipArgument = Annotated[str, typer.Argument(metavar="PARTNERSHIP", help="Id of the partnership.")]
TopicArgument = Annotated[str, typer.Argument(metavar="TOPIC", help="Id of the topic.")]
SaidByOption = Annotated[
    str | None, typer.Option("--by", help="Who says so. Default: the user that runs this.", show_default=False)
]


@match_app.command("mute")
def match_mute(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why it is muted.")],
    said_by: SaidByOption = None,
    home: HomeOption = None,
) -> None:
    """Leave a match out of lists, files and alerts."""
    _say(home, (partnership, topic), "mute", reason, said_by)


@match_app.command("unmute")
def match_unmute(
    partnership: PartnershipArgument, topic: TopicArgument, said_by: SaidByOption = None, home: HomeOption = None
) -> None:
    """Take a muted match back into lists, files and alerts."""
    _say(home, (partnership, topic), "unmute", "", said_by)


@match_app.command("status")
def match_status(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    value: Annotated[str, typer.Argument(metavar="STATUS", help="watching, preparing, submitted, won, lost or none.")],
    said_by: SaidByOption = None,
    home: HomeOption = None,
) -> None:
    """Say how far you are with a match."""
    _say(home, (partnership, topic), "status", value, said_by)


@match_app.command("note")
def match_note(
    partnership: PartnershipArgument,
    topic: TopicArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The note; an empty text takes it back.")],
    said_by: SaidByOption = None,
    home: HomeOption = None,
) -> None:
    """Keep a note with a match."""
    _say(home, (partnership, topic), "note", text, said_by)


@match_app.command("list")
def match_list(
    partnership: Annotated[str | None, typer.Option("--partnership", help="Only this partnership's id.")] = None,
    with_history: Annotated[bool, typer.Option("--history", help="Everything ever said, not what holds now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
    home: HomeOption = None,
) -> None:
    """List what is kept about matches."""
    state = MatchState(Home(read_settings(home=home).home))
    said = [asdict(row) for row in (state.history() if with_history else state.current())]
    kept = [row for row in said if partnership is None or row["partnership_id"] == partnership]
    if as_json:
        sys.stdout.write(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")
        return
    for row in kept:
        row["is_muted"] = "muted" if row.get("is_muted") else None
        out.print("  ".join(str(value) for value in row.values() if value is not None))
    err.print(f"{len(kept)} {'entries' if with_history else 'matches'}")


@evaluate_app.command("matching")
def evaluate_matching(
    pairs: Annotated[
        Path, typer.Option("--pairs", help="CSV: query_text, topic_id.", exists=True, dir_okay=False, readable=True)
    ],
    topics: Annotated[
        Path,
        typer.Option(
            "--topics", help="CSV: topic_id, title and, if there, text.", exists=True, dir_okay=False, readable=True
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Rank topics for texts, beside BM25, TF-IDF and embeddings alone. Needs no edition."""
    from pipelines.commands import evaluate

    figures = evaluate.evaluate_matching(pairs, topics)
    if as_json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    else:
        evaluate.print_matching(figures, out)


@evaluate_app.command("themes")
def evaluate_themes(
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
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Score graded topics in the themes of the shipped partnerships. Needs no edition."""
    from pipelines.commands import evaluate

    figures = evaluate.evaluate_themes(labels)
    if as_json:
        sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    else:
        evaluate.print_themes(figures, out)


@registry_app.command("template")
def registry_template(
    out_file: Annotated[Path, typer.Option("--out", help="The .xlsx file to write; never replaces another file.")],
) -> None:
    """Write an empty workbook to fill in."""
    from pipelines.sources.registry.commands import write_new_template

    write_new_template(out_file)
    out.print(f"{out_file}: an empty workbook")


@registry_app.command("check")
def registry_check(
    file: Annotated[Path, typer.Argument(help="A filled workbook.", exists=True, dir_okay=False, readable=True)],
    home: HomeOption = None,
) -> None:
    """Print every problem of a workbook, and write a copy with the cells marked.

    Exit code 1 if a problem keeps the workbook out, 0 otherwise.
    """
    from pipelines.sources.registry.commands import report_on_workbook

    report = report_on_workbook(file, as_of=read_settings(home=home).as_of)
    for line in report.lines:
        out.print(line)
    err.print(report.summary)
    raise typer.Exit(ExitCode.ERROR if report.is_refused else ExitCode.OK)


@organisations_app.command("review")
def organisations_review(
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Print at most this many doubts.")] = None,
    effect: Annotated[
        str | None,
        typer.Option(
            "--effect",
            help="Print what a decision would move, without making it: 'merge A B', 'split A B' or 'never A B', "
            "A and B being records as the list prints them.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
    home: HomeOption = None,
) -> None:
    """List organisation links in doubt, most money at stake first; or print what a decision would move."""
    from pipelines.commands import organisation_review
    from warehouse.store.reader import Reader

    reader = Reader(read_settings(home=home).home)
    if effect is None:
        rows, show = organisation_review.list_doubts(reader, limit=limit), organisation_review.print_doubts
    else:
        rows, show = organisation_review.describe_effect(reader, effect), organisation_review.print_effect
    if as_json:
        records = organisation_review.as_records(rows)
        sys.stdout.write(json.dumps(records, indent=2, ensure_ascii=False) + "\n")
    else:
        show(rows, out)


def _say(home: Path | None, match: tuple[str, str], kind: str, value: str, said_by: str | None) -> None:
    """Keeps one thing said about one match of the served edition."""
    from warehouse.products.matches.reviews import find_match
    from warehouse.store.reader import Reader

    chosen = Home(read_settings(home=home).home)
    with Reader(chosen.root).snapshot() as snapshot:
        partnership_id, topic_id = find_match(snapshot, *match)
    entry = Entry(
        partnership_id=partnership_id,
        topic_id=topic_id,
        kind=Kind(kind),
        value=value,
        said_by=said_by or read_user_name(),
        said_at=datetime.now(UTC),
    )
    MatchState(chosen).add([entry])
    out.print(f"{partnership_id} {topic_id}: {kind} {entry.value}".rstrip())


def main() -> None:
    """Entry point of the console script: errors of known kinds become one line and an exit code."""
    try:
        app()
    except (SettingsError, UsageError) as error:
        err.print(f"error: {error}", style="red")
        sys.exit(WRONG_USAGE)
    except (WarehouseError, SourceError, DbtError, OSError) as error:
        err.print(f"error: {error}", style="red")
        sys.exit(ExitCode.ERROR)


def _run_graph(run: NightRun) -> Night:
    """Runs the same definitions that Dagster's schedule runs, in this process."""
    run.watcher.progress("starting Dagster")
    import dagster as dg

    from pipelines.orchestration.automation import NIGHTLY_JOB
    from pipelines.orchestration.definitions import build_defs
    from pipelines.orchestration.resources import given_night

    with run.log.open("a", encoding="utf-8") as told, redirect_stdout(told), dg.DagsterInstance.ephemeral() as instance:
        job = build_defs(night=given_night(run)).resolve_job_def(NIGHTLY_JOB)
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
    if run.night.finished_at is None:
        run.close_unpublished(ExitCode.ERROR, _describe_failure(result))
    return run.night


def _describe_failure(result: dg.ExecuteInProcessResult) -> str:
    """What went wrong in the first step that failed."""
    for event in result.all_node_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            cause = error.cause or error
            return f"{event.step_key}: {cause.message.strip()}"
    return "the run ended before it published an edition"


def _known_sources(names: list[str]) -> list[str]:
    valid = [source.name for source in discover_sources()]
    for name in names:
        if name not in valid:
            raise UsageError(f"source {name!r}: expected one of {', '.join(valid)}")
    return names


@contextmanager
def _watch() -> Iterator[Watcher]:
    """A watcher that shows progress on a terminal and prints warnings everywhere."""
    with err.status("starting") as spinner:
        yield Watcher(
            warn=lambda line: err.print(f"warning: {line}", style="yellow"),
            progress=lambda line: spinner.update(Text(line)),
        )


def _tell_end(night: Night) -> None:
    style = "green" if night.exit_code == ExitCode.OK else "yellow"
    if night.exit_code in (ExitCode.ERROR, ExitCode.GATE_CLOSED):
        style = "red"
    served = f"serving {night.edition}" if night.edition else "no edition is served yet"
    err.print(f"night {night.id}: {night.message}; {served}; exit code {night.exit_code}", style=style)
