"""How often the linking errs, on pairs that were labelled by reading.

What belongs here: reading the labels and the release, running the engine, counting. What does not: bounds; they
stand in the test. The labels and how they came about: ``README.md`` beside this file.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.enrich.organisation_names import NameWords
from pipelines.enrich.organisation_overrides import no_overrides
from pipelines.enrich.organisation_pairs import LinkParameters
from pipelines.enrich.organisations import link_organisations
from tests.mirrors import TESTS

HERE = TESTS / "linking"
SEEDS = TESTS.parent / "dbt_project" / "seeds"
RELEASE = Path("cordis.europa.eu") / "data" / "cordis-HORIZONprojects-csv.zip"


@dataclass(frozen=True)
class Measured:
    """How the engine came out on labelled pairs.

    Attributes:
        errors: the pairs it got wrong: ``pair``, ``part``, ``label``, ``kind``.
        true_links: pairs rightly linked.
        false_links: pairs wrongly linked.
        missed_links: pairs wrongly kept apart.
    """

    errors: pl.DataFrame
    true_links: int
    false_links: int
    missed_links: int

    @property
    def precision(self) -> float:
        """Share of links that are right."""
        return self.true_links / (self.true_links + self.false_links)

    @property
    def recall(self) -> float:
        """Share of the pairs that are the same which are linked."""
        return self.true_links / (self.true_links + self.missed_links)


def read_words() -> NameWords:
    """The seeds of names, as shipped."""
    return NameWords(
        legal_forms=_read_seed("organisation_legal_forms").drop("reason"),
        words=_read_seed("organisation_name_words").drop("reason"),
    )


def read_parameters() -> LinkParameters:
    """The seeds of the method's numbers, as shipped."""
    numbers = ("confidence_floor", "confidence_span", "min_similarity")
    rules = _read_seed("organisation_link_rules").with_columns(pl.col(numbers).cast(pl.Float64)).drop("reason")
    return LinkParameters.from_frames(_read_seed("parameters"), rules)


def read_release(mirror: Path) -> pl.DataFrame:
    """The organisations of the real release: one row per PIC, columns as the engine takes them."""
    with zipfile.ZipFile(mirror / RELEASE) as archive:
        rows = pl.read_csv(archive.read("organization.csv"), separator=";", infer_schema_length=0)
    address = ["SME", "vatNumber", "street", "postCode", "city"]
    blank = pl.all_horizontal((pl.col(column).fill_null("") == "") for column in address)
    return rows.unique("organisationID", keep="first", maintain_order=True).select(
        pl.concat_str(pl.lit("cordis:"), "organisationID").alias("record_id"),
        pl.col("organisationID").alias("pic"),
        pl.col("vatNumber").replace("", None).alias("vat_number"),
        pl.col("name").alias("organisation_name"),
        pl.col("shortName").alias("short_name"),
        pl.col("country").alias("country_code"),
        "city",
        pl.col("nutsCode").alias("nuts_code"),
        "street",
        pl.col("activityType").alias("activity_type_code"),
        # As the product reads one record a code, but for its list of words: a few organisations more are left out.
        (blank & pl.col("activityType").fill_null("PRC").is_in(["PRC", ""])).alias("is_name_withheld"),
        pl.lit(False).alias("is_demo"),
    )


def read_written_records() -> pl.DataFrame:
    """Both sides of the hand-written pairs as records."""
    pairs = _read_seed_file(HERE / "written_pairs.csv")
    sides = [
        pairs.select(
            pl.concat_str("pair_id", pl.lit(side)).alias("record_id"),
            pl.lit(None, pl.String).alias("pic"),
            pl.col(f"vat_{side}").alias("vat_number"),
            pl.col(f"name_{side}").alias("organisation_name"),
            pl.lit(None, pl.String).alias("short_name"),
            "country_code",
            pl.col(f"city_{side}").alias("city"),
            pl.lit(None, pl.String).alias("nuts_code"),
            pl.col(f"street_{side}").alias("street"),
            pl.col(f"type_{side}").alias("activity_type_code"),
            pl.lit(False).alias("is_name_withheld"),
            pl.lit(False).alias("is_demo"),
        )
        for side in ("a", "b")
    ]
    return pl.concat(sides)


def read_labels() -> pl.DataFrame:
    """Labels of the real release: ``record_a``, ``record_b``, ``part`` (tuning, held_out), ``label``, ``kind``."""
    return _read_seed_file(HERE / "labelled_pairs.csv").select(
        pl.concat_str(pl.lit("cordis:"), "pic_a").alias("record_a"),
        pl.concat_str(pl.lit("cordis:"), "pic_b").alias("record_b"),
        pl.col("half").alias("part"),
        "label",
        pl.concat_str("stratum", pl.lit("/"), "kind").alias("kind"),
    )


def read_written_labels() -> pl.DataFrame:
    """Labels of the hand-written pairs, in the same columns."""
    return _read_seed_file(HERE / "written_pairs.csv").select(
        pl.concat_str("pair_id", pl.lit("a")).alias("record_a"),
        pl.concat_str("pair_id", pl.lit("b")).alias("record_b"),
        pl.lit("written").alias("part"),
        "label",
        "kind",
    )


def judge_labels(records: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """The labels with ``is_linked``: whether the engine puts both records into one organisation."""
    linked = link_organisations(records, read_words(), read_parameters(), no_overrides()).links
    organisation = linked.select("record_id", "organisation_id")
    return (
        labels.join(organisation, left_on="record_a", right_on="record_id")
        .join(organisation, left_on="record_b", right_on="record_id", suffix="_b")
        .with_columns((pl.col("organisation_id") == pl.col("organisation_id_b")).alias("is_linked"))
    )


def count_errors(judged: pl.DataFrame) -> Measured:
    """Counts over judged labels; pairs that could not be told by reading count neither way."""
    told = judged.filter(pl.col("label") != "unclear")
    is_same, is_linked = pl.col("label") == "same", pl.col("is_linked")
    errors = told.filter(is_same != is_linked).select(
        pl.concat_str("record_a", pl.lit(" "), "record_b").alias("pair"), "part", "label", "kind"
    )
    return Measured(
        errors=errors.sort("part", "label", "pair"),
        true_links=told.filter(is_same & is_linked).height,
        false_links=told.filter(~is_same & is_linked).height,
        missed_links=told.filter(is_same & ~is_linked).height,
    )


def _read_seed(name: str) -> pl.DataFrame:
    return _read_seed_file(SEEDS / f"{name}.csv")


def _read_seed_file(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema_length=0)
