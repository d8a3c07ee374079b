"""Doubtful organisation links of the served edition, and what a reviewer's decision would move.

How a decision is worked out is in ``pipelines.enrich.organisation_effect``; ``organisations review`` shows both.
"""

from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from pipelines.commands.console import HomeOption, JsonOption, print_report
from pipelines.enrich.organisation_effect import EditionOrganisations, measure_effect, read_override, unknown_records
from pipelines.enrich.organisation_overrides import OverrideError
from warehouse.settings import read_settings
from warehouse.store.errors import UsageError
from warehouse.store.reader import Reader

app = typer.Typer(no_args_is_help=True, help="Which records stand for one organisation.")

DOUBTS = """
    select
        record_a, record_b, organisation_name_a, organisation_name_b, city_a, city_b, country_code, link_rule,
        link_confidence, link_evidence, money_at_stake_eur
    from marts_quality.fct_organisation_pair
    where link_verdict in ('doubtful', 'parted') and override_kind is null and not is_same_organisation
    order by money_at_stake_eur desc nulls last, organisation_pair_id
"""


def list_doubts(reader: Reader, *, limit: int | None) -> pl.DataFrame:
    """The doubtful links nobody decided on, those with most money at stake (EUR of the smaller side) first.

    One row is one pair of records.
    """
    with reader.snapshot() as snapshot:
        doubts = snapshot.frame(DOUBTS)
    return doubts if limit is None else doubts.head(limit)


def describe_effect(reader: Reader, text: str) -> pl.DataFrame:
    """What the decision ``text`` would move in the served edition; one row is one figure, before and after.

    Raises:
        UsageError: the text is no decision, names a record the edition lacks, or contradicts an earlier decision.
    """
    try:
        override = read_override(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    with reader.snapshot() as snapshot:
        edition = EditionOrganisations(
            records=snapshot.frame(
                "select record_id, organisation_id, pic, vat_number from marts_core.bridge_org_link"
            ),
            pairs=snapshot.frame(
                "select record_a, record_b, link_verdict as verdict, link_rule, link_confidence as confidence, "
                "link_evidence as evidence, override_kind as override, split_record_id, reviewer, "
                "override_reason as reason from marts_quality.fct_organisation_pair"
            ),
            participations=snapshot.frame(
                "select partnership_id, member_id, project_id, record_id from marts_core.bridge_joint_participation"
            ),
        )
    if unknown := unknown_records(override, edition.records):
        raise UsageError(
            f"record {unknown[0]!r}: not in the served edition; expected a key as `interregio organisations review` "
            "prints it, e.g. cordis:999984350"
        )
    try:
        return measure_effect(edition, override)
    except OverrideError as error:
        raise UsageError(str(error)) from error


def print_doubts(rows: list[dict[str, Any]], out: Console) -> None:
    """The doubts as a table for a person."""
    table = Table(title="Doubtful organisation links")
    # Records are what a decision is written with: they must be readable whole, however narrow the terminal.
    table.add_column("Records", no_wrap=True)
    for heading in ("Names", "City", "Money at stake", "Why in doubt"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(
            f"{row['record_a']}\n{row['record_b']}",
            f"{row['organisation_name_a']}\n{row['organisation_name_b']}",
            f"{row['city_a'] or '-'}\n{row['city_b'] or '-'}",
            f"EUR {row['money_at_stake_eur']:,.0f}",
            f"{row['link_rule']}, {row['link_confidence']:.2f}\n{row['link_evidence']}",
        )
    out.print(table)


def print_effect(rows: list[dict[str, Any]], out: Console) -> None:
    """What a decision would move, one line per figure."""
    for row in rows:
        of = " / ".join(part for part in (row["partnership_id"], row["subject_id"]) if part)
        out.print(f"{row['figure']}{f' {of}' if of else ''}: {row['before']} → {row['after']}")


def as_records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON can hold them: money as a number."""
    return frame.with_columns(pl.col(pl.Decimal).cast(pl.Float64)).to_dicts()


@app.command("review")
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
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """List organisation links in doubt, most money at stake first; or print what a decision would move."""
    reader = Reader(read_settings(home=home).home)
    if effect is None:
        rows, show = list_doubts(reader, limit=limit), print_doubts
    else:
        rows, show = describe_effect(reader, effect), print_effect
    print_report(as_records(rows), show, as_json=as_json)
