"""Demonstration participations: made-up projects, in CORDIS's columns, from a seeded generator.

They exist only where CORDIS was never loaded, so that a first run without a network shows how the
system works. Ids begin with ``demo-``, names say so, every row downstream carries ``is_demo``. No real
organisation, project or amount is imitated. Whether they are wanted, ``pipelines.nightly.steps`` decides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from warehouse.store.files import hash_text
from warehouse.store.load import LoadableTable, make_loadable

SEED = 20260810
PROJECTS_PER_PARTNERSHIP = 8
YEARS = (2022, 2023, 2024, 2025)
FEWEST_REGIONS = 2
MOST_REGIONS = 5
ORGANISATIONS_PER_REGION = 3
ACTIVITY_TYPES = ("PUB", "PRC", "REC")
SOURCE_FILE = "seeded generator, demonstration data"


DEMO_TABLES = ("organization", "topics", "euro_sci_voc")


@dataclass(frozen=True)
class DemoTables:
    """Demonstration rows, in the columns of the CORDIS tables of the same names."""

    organization: pl.DataFrame
    topics: pl.DataFrame
    euro_sci_voc: pl.DataFrame


def generate_demo(members: pl.DataFrame, themes: pl.DataFrame) -> DemoTables:
    """Makes demonstration projects for every partnership with at least two placed members.

    Args:
        members: one row per member: ``partnership_id``, ``nuts_code``, ``country``.
        themes: one row per partnership: ``partnership_id``, ``keywords`` (separated by semicolons).

    Returns:
        The same tables for the same arguments, whatever the order of their rows.
    """
    random = np.random.default_rng(SEED)
    placed = (
        members.filter(pl.col("nuts_code").is_not_null())
        .select("partnership_id", "nuts_code", "country")
        .unique()
        .filter(pl.len().over("partnership_id") >= FEWEST_REGIONS)
        .sort("partnership_id", "nuts_code")
    )
    projects = _make_projects(placed, themes, random)
    return DemoTables(
        organization=_make_organisations(projects, placed, random),
        topics=_with_audit(
            projects.select(
                "project_id",
                pl.col("topic_id").alias("topic"),
                pl.format("Demonstration topic: {}", "term").alias("title"),
            )
        ),
        euro_sci_voc=_with_audit(
            projects.select(
                "project_id",
                pl.lit("/demo").alias("euro_sci_voc_code"),
                pl.format("/demonstration/{}", "term").alias("euro_sci_voc_path"),
                pl.col("term").alias("euro_sci_voc_title"),
                pl.lit(None, dtype=pl.String).alias("euro_sci_voc_description"),
            )
        ),
    )


def demo_tables_to_load(demo: DemoTables, *, is_wanted: bool) -> list[LoadableTable]:
    """The demonstration tables as they shall stand in ``raw_demo``: whole where wanted, else empty."""
    frames: list[tuple[str, pl.DataFrame]] = [(name, getattr(demo, name)) for name in DEMO_TABLES]
    return [
        make_loadable(
            frame if is_wanted else frame.clear(),
            source="demo",
            table_name=name,
            content_sha256=hash_text(f"demo {SEED}") if is_wanted else "",
        )
        for name, frame in frames
    ]


def _make_projects(placed: pl.DataFrame, themes: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """One row per demonstration project: ids, partnership, the theme's term it is about, year."""
    terms = themes.select("partnership_id", pl.col("keywords").str.split(";").alias("terms"))
    partnerships = placed.select("partnership_id").unique().join(terms, on="partnership_id").sort("partnership_id")
    projects = partnerships.join(pl.DataFrame({"turn": list(range(PROJECTS_PER_PARTNERSHIP))}), how="cross").sort(
        "partnership_id", "turn"
    )
    years = pl.Series("year", random.choice(YEARS, size=projects.height))
    return projects.with_columns(
        years,
        pl.format("demo-{}", pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)).alias("project_id"),
        pl.col("terms").list.get(pl.col("turn") % pl.col("terms").list.len()).str.strip_chars().alias("term"),
    ).with_columns(pl.format("DEMO-{}-{}", "year", pl.col("project_id").str.slice(5)).alias("topic_id"))


def _make_organisations(projects: pl.DataFrame, placed: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """One row per demonstration participation, in the columns of CORDIS's organization table."""
    seats = (
        projects.select("project_id", "partnership_id")
        .join(placed, on="partnership_id")
        .sort("project_id", "nuts_code")
    )
    seats = seats.with_columns(
        pl.Series("draw", random.random(seats.height)),
        pl.Series("organisation", random.integers(1, ORGANISATIONS_PER_REGION + 1, size=seats.height)),
        pl.Series("contribution", random.lognormal(mean=12.3, sigma=0.6, size=seats.height).round(-2)),
    )
    chosen = (
        seats.with_columns(pl.col("draw").rank("ordinal").over("project_id").alias("order"))
        .filter(pl.col("order") <= MOST_REGIONS)
        .sort("project_id", "order")
    )
    pic = pl.format("demo-{}-{}", "nuts_code", "organisation")
    name = pl.format("Demonstration organisation {} of {}", "organisation", "nuts_code")
    activity = pl.col("organisation").replace_strict(dict(enumerate(ACTIVITY_TYPES, start=1)))
    amount = pl.col("contribution").cast(pl.Int64).cast(pl.String)
    texts: dict[str, pl.Expr] = {
        "project_id": pl.col("project_id"),
        "project_acronym": pl.col("project_id").str.to_uppercase(),
        "organisation_id": pic,
        "vat_number": pl.lit(None),
        "name": name,
        "short_name": pl.lit(None),
        "sme": pl.lit("false"),
        "activity_type": activity,
        "street": pl.lit("Demonstration street 1"),
        "post_code": pl.lit("0000"),
        "city": pl.lit("Demonstration city"),
        "country": pl.col("country"),
        "nuts_code": pl.col("nuts_code"),
        "geolocation": pl.lit(None),
        "organization_url": pl.lit(None),
        "contact_form": pl.lit(None),
        "content_update_date": pl.lit(None),
        "rcn": pl.lit(None),
        "order": pl.col("order").cast(pl.String),
        "role": pl.when(pl.col("order") == 1).then(pl.lit("coordinator")).otherwise(pl.lit("participant")),
        "ec_contribution": amount,
        "net_ec_contribution": amount,
        "total_cost": pl.lit(None),
        "end_of_participation": pl.lit("false"),
        "active": pl.lit(None),
    }
    return _with_audit(chosen.select([value.cast(pl.String).alias(column) for column, value in texts.items()]))


def _with_audit(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.lit(SOURCE_FILE).alias("_source_file"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_row_number"),
    )
