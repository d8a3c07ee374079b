"""Which pairs of organisation records are worth comparing, what they share, and what follows for each pair.

Pairs come from blocks (same VAT number, same name, a rare word in common), never from all pairs. One verdict per
pair: linked, in doubt, or nothing. Putting linked pairs together is work of ``pipelines.enrich.organisations``; the
method with an example is in ``dbt_project/docs/methodology_organisations.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from rapidfuzz import process
from rapidfuzz.fuzz import token_set_ratio

from pipelines.enrich.organisation_likeness import Names, compare_names
from pipelines.enrich.organisation_names import NameWords, clean_vat, fold_text, read_names

PAIR = ["record_a", "record_b"]
NODES = ["node", "node_b"]
FULL_NUTS_LETTERS = 5
TRANSLATED_FORM = "translated"
"""Form class of "Ltd" and the like outside the countries that have it: it contradicts no other form."""
NOT_COMPANIES = ("HES", "REC", "PUB", "OTH")
BODIES = ("HES", "REC", "PUB")
KNOWLEDGE_BODIES = ("HES", "REC", "OTH")


@dataclass(frozen=True)
class LinkParameters:
    """The numbers of the method, from the seeds ``parameters`` and ``organisation_link_rules`` with their reasons.

    Attributes:
        accept_from: confidence (0–1) from which a pair is linked.
        doubt_from: confidence (0–1) from which a pair that is not linked is kept as a doubt.
        max_block: a word that more records of one country or city share makes no pairs.
        similar_from: how alike (0–100) two cities or streets must be written to be one.
        rules: per rule ``confidence_floor``, ``confidence_span``, ``min_similarity``.
    """

    accept_from: float
    doubt_from: float
    max_block: int
    similar_from: float
    rules: pl.DataFrame

    @classmethod
    def from_frames(cls, parameters: pl.DataFrame, rules: pl.DataFrame) -> LinkParameters:
        """From the rows of the two seeds."""
        values = dict(parameters.select("parameter_id", "parameter_value").iter_rows())
        return cls(
            accept_from=float(values["organisation_accept_from"]),
            doubt_from=float(values["organisation_doubt_from"]),
            max_block=int(values["organisation_max_block"]),
            similar_from=float(values["organisation_similar_from"]),
            rules=rules,
        )

    def rule(self, name: str) -> Mapping[str, float]:
        """The numbers of one rule."""
        found: Mapping[str, float] = self.rules.row(by_predicate=pl.col("link_rule") == name, named=True)
        return found


def judge_pairs(records: pl.DataFrame, words: NameWords, parameters: LinkParameters) -> pl.DataFrame:
    """What speaks for and against two records being one organisation, and the verdict.

    Args:
        records: one row per record; ``record_id``, ``pic``, ``vat_number``, ``organisation_name``, ``short_name``,
            ``country_code``, ``city``, ``nuts_code``, ``street``, ``activity_type_code``, ``is_name_withheld``,
            ``is_demo``.
        words: how names are read.
        parameters: thresholds and rules.

    Returns:
        One row per pair that is linked or in doubt: ``record_a`` before ``record_b``, ``verdict`` (linked, doubtful),
        ``link_rule``, ``confidence`` (0–1), ``evidence`` (what agreed, what differed); sorted by its key.
    """
    prepared = _prepare(records)
    # Demonstration organisations are invented: whatever they agree in with a fact is chance.
    facts = prepared.filter(~pl.col("is_demo"))
    by_pic = _pairs_on(facts, ["pic"])
    # Natural persons are never compared by name: only the code may say that two rows are one of them.
    comparable = facts.filter(~pl.col("is_name_withheld") & pl.col("organisation_name").is_not_null())
    named = read_names(comparable, words).join(comparable.select("record_id", "node", "place"), on="record_id")
    pairs = _block(comparable, named, parameters).join(by_pic, on=NODES, how="anti")
    lowest = parameters.rules.filter(pl.col("min_similarity") > 0).select(pl.col("min_similarity").min()).item()
    compared = compare_names(Names.spell(named, words), pairs, lowest)
    judged = _judge(_compare_attributes(compared, comparable, parameters), parameters)
    same_pic = by_pic.with_columns(
        pl.lit("linked").alias("verdict"),
        pl.lit("same_pic").alias("link_rule"),
        pl.lit(1.0).alias("confidence"),
        pl.lit("same PIC").alias("evidence"),
    )
    return _name_records(pl.concat([same_pic, judged.select(same_pic.columns)]), facts).sort(PAIR)


def _prepare(records: pl.DataFrame) -> pl.DataFrame:
    # Records are numbered in the order of their ids: blocks make a hundred times as many pairs as there are records,
    # and numbers are joined in a fraction of the time and memory that texts take.
    return (
        records.sort("record_id")
        .with_row_index("node")
        .with_columns(
            clean_vat(pl.col("vat_number")).alias("vat"),
            fold_text(pl.col("city")).replace("", None).alias("place"),
            fold_text(pl.col("street")).replace("", None).alias("street_folded"),
            pl.when(pl.col("nuts_code").str.len_chars() == FULL_NUTS_LETTERS).then("nuts_code").alias("nuts_3"),
        )
    )


def _pairs_on(rows: pl.DataFrame, keys: list[str], *, max_block: int | None = None) -> pl.DataFrame:
    """Distinct pairs of nodes that agree in all keys; blocks beyond the limit make none."""
    blocks = (
        rows.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
        .group_by(keys)
        .agg(pl.col("node").unique())
        .select("node")
        .filter(pl.col("node").list.len().is_between(2, max_block or rows.height))
    )
    members = blocks.with_row_index("block").explode("node")
    return (
        members.join(members, on="block", suffix="_b")
        .filter(pl.col("node") < pl.col("node_b"))
        .select("node", "node_b")
        .unique()
    )


def _name_records(pairs: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Pairs of nodes as pairs of records."""
    named = records.select("node", "record_id")
    return (
        pairs.join(named.rename({"record_id": "record_a"}), on="node")
        .join(named.rename({"record_id": "record_b"}), left_on="node_b", right_on="node")
        .select(*PAIR, *(column for column in pairs.columns if column not in ("node", "node_b")))
    )


def _block(records: pl.DataFrame, named: pl.DataFrame, parameters: LinkParameters) -> pl.DataFrame:
    """Pairs worth a look: one VAT number, one name, or a word that few records of the country or city share.

    No block is larger than the limit: a record meets at most as many others in each word of its name, whatever the
    number of records.
    """
    legal = named.filter(pl.col("variant") == "name")
    words = legal.explode("name_words").rename({"name_words": "word"})
    limit = parameters.max_block
    by_vat = _pairs_on(records, ["vat"], max_block=limit)
    by_name = pl.concat(
        [
            _pairs_on(legal, ["country_code", "compact"], max_block=limit),
            _pairs_on(words, ["country_code", "word"], max_block=limit),
            _pairs_on(words, ["country_code", "place", "word"], max_block=limit),
            _pairs_on(legal, ["compact", "acronym"], max_block=limit),
        ]
    ).unique()
    return pl.concat(
        [
            by_vat.with_columns(pl.lit(True).alias("has_vat")),
            by_name.join(by_vat, on=NODES, how="anti").with_columns(pl.lit(False).alias("has_vat")),
        ]
    )


def _compare_attributes(compared: pl.DataFrame, records: pl.DataFrame, parameters: LinkParameters) -> pl.DataFrame:
    """Adds what is known beside the names: VAT numbers, country, city, street, legal form, kind of organisation."""
    attributes = records.select("node", "vat", "country_code", "place", "nuts_3", "street_folded", "activity_type_code")
    sided = compared.join(attributes, on="node").join(attributes, left_on="node_b", right_on="node", suffix="_b")
    places = _alikeness(sided, "place")
    streets = _alikeness(sided, "street_folded")
    numbers = pl.col("street_folded").str.extract_all(r"\d+").list.sort()
    vat_agrees = pl.col("vat").str.contains(pl.col("vat_b"), literal=True) | pl.col("vat_b").str.contains(
        pl.col("vat"), literal=True
    )
    return sided.with_columns(places, streets).with_columns(
        (pl.col("country_code") == pl.col("country_code_b")).fill_null(False).alias("is_same_country"),
        vat_agrees.fill_null(False).alias("is_same_vat"),
        (~vat_agrees).fill_null(False).alias("is_other_vat"),
        ((pl.col("place_alike") >= parameters.similar_from) | (pl.col("nuts_3") == pl.col("nuts_3_b")))
        .fill_null(False)
        .alias("is_same_city"),
        (
            (pl.col("street_folded_alike") >= parameters.similar_from)
            & (numbers == pl.col("street_folded_b").str.extract_all(r"\d+").list.sort())
        )
        .fill_null(False)
        .alias("is_same_street"),
        (
            (pl.col("form_a") != pl.col("form_b"))
            & ~pl.col("form_a").eq(TRANSLATED_FORM)
            & ~pl.col("form_b").eq(TRANSLATED_FORM)
        )
        .fill_null(False)
        .alias("is_other_form"),
        (pl.col("form_a").is_null() & pl.col("form_b").is_null()).alias("is_without_form"),
        _both_are(NOT_COMPANIES).alias("is_public"),
        _both_are(BODIES).alias("is_body"),
        _both_are(KNOWLEDGE_BODIES).alias("is_knowledge"),
    )


def _both_are(kinds: tuple[str, ...]) -> pl.Expr:
    """Whether both sides are of one of the kinds by activity type, or bear the name of such a body.

    A university that some project entered as a company (PRC) is none; a blank kind is of none.
    """
    first = pl.col("activity_type_code").is_in(kinds).fill_null(False) | pl.col("is_named_body")
    second = pl.col("activity_type_code_b").is_in(kinds).fill_null(False) | pl.col("is_named_body_b")
    return first & second


def _alikeness(sided: pl.DataFrame, column: str) -> pl.Series:
    """How alike (0–100) the two sides of a column are written; null where either is silent."""
    first, second = sided[column].fill_null("").to_list(), sided[f"{column}_b"].fill_null("").to_list()
    alike = pl.Series(f"{column}_alike", process.cpdist(first, second, scorer=token_set_ratio, workers=2), pl.Float64)
    known = sided[column].is_not_null() & sided[f"{column}_b"].is_not_null()
    return pl.select(pl.when(known).then(alike).alias(f"{column}_alike")).to_series()


def _judge(pairs: pl.DataFrame, parameters: LinkParameters) -> pl.DataFrame:
    """The strongest rule each pair fulfils, its confidence and the verdict; pairs below the doubt threshold go."""
    similarity = pl.col("similarity")
    unopposed = ~pl.col("is_other_vat") & ~pl.col("is_other_form") & ~pl.col("has_unit")
    here = pl.col("is_same_country") & pl.col("is_same_city")
    # Sister companies of a VAT group share its number, and the name of one is often the beginning of all the others.
    is_of_group = (pl.col("is_same_vat") & pl.col("is_apart") & ~pl.col("is_public")).any().over("vat")
    is_one_body = pl.col("is_public") | pl.col("is_whole") | ~is_of_group
    # Public pages name partners without place or number: the one placed record of the name in the country is meant.
    namesake = pl.col("is_same_country") & pl.col("is_same_name") & pl.col("place").is_not_null()
    is_placeless = pl.col("place_b").is_null() & pl.col("vat_b").is_null()
    is_only_namesake = namesake & is_placeless & (namesake.sum().over("node_b") == 1)
    conditions = {
        "vat_and_name": pl.col("is_same_vat") & unopposed & ~pl.col("is_apart") & is_one_body,
        "vat_and_translation": pl.col("is_same_vat") & here & unopposed & pl.col("is_knowledge"),
        "vat_and_address": pl.col("is_same_vat")
        & pl.col("is_same_street")
        & pl.col("is_knowledge")
        & pl.col("is_without_form")
        & ~pl.col("has_unit"),
        "name_and_city": here & unopposed & pl.col("is_whole"),
        "name_and_street": here
        & pl.col("is_same_street")
        & unopposed
        & ~pl.col("is_apart")
        & pl.col("is_body")
        & pl.col("is_without_form"),
        "name_and_country": pl.col("is_same_country") & unopposed & pl.col("is_same_name") & pl.col("is_public"),
        "name_without_place": is_only_namesake & unopposed,
        "name_of_ministry": here & unopposed & ~pl.col("is_apart") & pl.col("are_ministries"),
        "name_and_acronym": pl.col("is_same_acronym") & unopposed & pl.col("is_public"),
        "contradicted_name": here & (pl.col("is_other_vat") | pl.col("is_other_form")),
        "near_name_and_city": here & ~pl.col("is_other_vat"),
        "near_name_and_country": pl.col("is_same_country") & unopposed & pl.col("is_whole"),
        "vat_only": pl.col("is_same_vat"),
    }
    chosen = pl.coalesce(
        pl.when(condition & (similarity >= parameters.rule(name)["min_similarity"])).then(pl.lit(name))
        for name, condition in conditions.items()
    )
    numbers = parameters.rules.select("link_rule", "confidence_floor", "confidence_span")
    confidence = (pl.col("confidence_floor") + pl.col("confidence_span") * similarity).round(4)
    verdict = (
        pl.when(pl.col("confidence") >= parameters.accept_from).then(pl.lit("linked")).otherwise(pl.lit("doubtful"))
    )
    return (
        pairs.with_columns(chosen.alias("link_rule"))
        .join(numbers, on="link_rule")
        .with_columns(confidence.alias("confidence"))
        .filter(pl.col("confidence") >= parameters.doubt_from)
        .with_columns(verdict.alias("verdict"), _tell_evidence().alias("evidence"))
    )


def _tell_evidence() -> pl.Expr:
    """What agreed and what differed, in words and without a name: the mart that shows it stands beside the names."""
    told = {
        "same VAT number": pl.col("is_same_vat"),
        "other VAT number": pl.col("is_other_vat"),
        "same city": pl.col("is_same_city"),
        "other city": ~pl.col("is_same_city") & pl.col("place").is_not_null() & pl.col("place_b").is_not_null(),
        "same street": pl.col("is_same_street"),
        "other legal form": pl.col("is_other_form"),
        "part or sister named": pl.col("has_unit"),
    }
    name = (
        pl.when("is_same_name")
        .then(pl.lit("same name"))
        .otherwise(pl.format("name {}% alike", (100 * pl.col("similarity")).round(0).cast(pl.Int64)))
    )
    only = [
        pl.when(pl.col(column).list.len() > 0).then(
            pl.format("only {}: {}", pl.lit(side), pl.col(column).list.join(" "))
        )
        for side, column in (("first", "only_a"), ("second", "only_b"))
    ]
    return pl.concat_str(
        [name, *(pl.when(condition).then(pl.lit(text)) for text, condition in told.items()), *only],
        separator="; ",
        ignore_nulls=True,
    )
