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
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.fuzz import token_set_ratio

from pipelines.enrich.organisation_names import NameWords, clean_vat, fold_text, read_names

PAIR = ["record_a", "record_b"]
MIN_LETTERS = 6
"""A word shorter than this must agree to the letter: one letter makes Pavia of Padova's neighbours."""
MAX_INFLECTION = 3
"""Letters by which an inflected word may be longer: Zadar, Zadarska."""
INFLECTED_FROM = 5
FULL_NUTS_LETTERS = 5
MISSPELT = 0.95
"""What remains of a name's similarity for each word that agrees but for a letter or an ending."""
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
    by_pic = _name_records(_pairs_on(facts, ["pic"]), facts).with_columns(
        pl.lit("linked").alias("verdict"),
        pl.lit("same_pic").alias("link_rule"),
        pl.lit(1.0).alias("confidence"),
        pl.lit("same PIC").alias("evidence"),
    )
    # Natural persons are never compared by name: only the code may say that two rows are one of them.
    comparable = facts.filter(~pl.col("is_name_withheld") & pl.col("organisation_name").is_not_null())
    names = read_names(comparable, words)
    pairs = _name_records(_block(comparable, names, parameters), comparable).join(by_pic, on=PAIR, how="anti")
    lowest = parameters.rules.filter(pl.col("min_similarity") > 0).get_column("min_similarity").min()
    compared = _compare_names(pairs, names, words).filter(pl.col("has_vat") | (pl.col("similarity") >= lowest))
    judged = _judge(_compare_attributes(compared, comparable, parameters), parameters)
    return pl.concat([by_pic, judged.select(by_pic.columns)]).sort(PAIR)


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


def _block(records: pl.DataFrame, names: pl.DataFrame, parameters: LinkParameters) -> pl.DataFrame:
    """Pairs worth a look: one VAT number, one name, or a word that few records of the country or city share.

    Of pairs without a common VAT number only those whose names may be alike.
    """
    legal = names.filter(pl.col("variant") == "name").join(records.select("record_id", "node", "place"), on="record_id")
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
    hopeful = _keep_hopeful(by_name.join(by_vat, on=["node", "node_b"], how="anti"), legal, _weigh_words(names))
    return pl.concat(
        [by_vat.with_columns(pl.lit(True).alias("has_vat")), hopeful.with_columns(pl.lit(False).alias("has_vat"))]
    )


def _keep_hopeful(pairs: pl.DataFrame, legal: pl.DataFrame, weights: pl.DataFrame) -> pl.DataFrame:
    """Pairs of the same name, or whose names agree in a third of the shorter one: no other reaches a rule by its name.

    Said before anything else is looked at: in a release ten times as large all but a few pairs end here.
    """
    said = (
        legal.select("node", pl.col("name_words").alias("word"))
        .explode("word")
        .join(weights.with_row_index("spelling"), on="word")
        .select("node", "spelling", "weight")
    )
    shared = (
        pairs.join(said, on="node")
        .join(
            said.select("node", "spelling"), left_on=["node_b", "spelling"], right_on=["node", "spelling"], how="semi"
        )
        .group_by("node", "node_b")
        .agg(pl.col("weight").sum().alias("shared"))
    )
    of_name = legal.select("node", pl.col("compact").hash().alias("compact")).join(
        said.group_by("node").agg(pl.col("weight").sum().alias("total")), on="node"
    )
    # The same sums are made again where pairs are compared, in another order: one at the edge must get there.
    is_hopeful = 3 * pl.col("shared").fill_null(0.0) >= pl.min_horizontal("total", "total_b") * (1 - 1e-9)
    return (
        pairs.join(shared, on=["node", "node_b"], how="left")
        .join(of_name, on="node")
        .join(of_name, left_on="node_b", right_on="node", suffix="_b")
        .filter(is_hopeful | (pl.col("compact") == pl.col("compact_b")))
        .select("node", "node_b")
    )


def _compare_names(pairs: pl.DataFrame, names: pl.DataFrame, words: NameWords) -> pl.DataFrame:
    """The best agreement of any two name variants per pair.

    Adds ``similarity`` (0–1, words weighed by how rare they are), ``is_same_name``, the words only one side has
    (``only_a``, ``only_b``), ``form_a``, ``form_b``.
    """
    keyed = names.sort("record_id", "variant").with_row_index("key")
    weights = _weigh_words(keyed)
    is_ministry = pl.col("name_words").list.set_intersection(words.of_kind("ministry")).list.len() > 0
    is_body = is_ministry | (pl.col("name_words").list.set_intersection(words.of_kind("body")).list.len() > 0)
    sides = keyed.select(
        "key",
        "record_id",
        "variant",
        "compact",
        "acronym",
        "form_class",
        (is_body & pl.col("form_class").is_null()).alias("is_named_body"),
        is_ministry.alias("is_ministry"),
    )
    # A short name may be that of the mother house: it may speak for a record only where the VAT number does too.
    is_legal = (pl.col("variant") == "name") & (pl.col("variant_b") == "name")
    variants = (
        pairs.join(sides, left_on="record_a", right_on="record_id")
        .join(sides, left_on="record_b", right_on="record_id", suffix="_b")
        .filter(is_legal | pl.col("has_vat"))
        .with_row_index("pair")
    )
    spoken = keyed.select("key", pl.col("name_words").alias("word")).explode("word").join(weights, on="word")
    shared = _share_words(variants, spoken)
    weighed = _weigh_agreement(variants, spoken, shared)
    left = _left_words(weighed.filter("is_hopeful"), spoken, shared)
    close = _close_words(left.join(variants.select("pair", "has_vat"), on="pair"))
    said = left.join(close, on=["pair", "side", "word"], how="anti")
    own = _drop_acronyms(said, variants)
    scored = _score_names(weighed, own, close, words.of_kind("unit"))
    return scored.sort([*PAIR, "similarity", "key", "key_b"], descending=[False, False, True, False, False]).unique(
        PAIR, keep="first", maintain_order=True
    )


def _weigh_agreement(variants: pl.DataFrame, spoken: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Adds ``shared`` (weight of the words both have), ``total`` and ``total_b``, and ``is_hopeful``.

    Names that agree in less than a third of the shorter one reach no rule by a misspelt word: they are not looked at
    word by word.
    """
    both = shared.group_by("pair").agg(pl.col("weight").sum().alias("shared"))
    total = spoken.group_by("key").agg(pl.col("weight").sum().alias("total"))
    return (
        variants.join(both, on="pair", how="left")
        .join(total, on="key")
        .join(total.rename({"key": "key_b", "total": "total_b"}), on="key_b")
        .with_columns(pl.col("shared").fill_null(0.0))
        .with_columns((3 * pl.col("shared") >= pl.min_horizontal("total", "total_b")).alias("is_hopeful"))
    )


def _weigh_words(keyed: pl.DataFrame) -> pl.DataFrame:
    """A word's weight: the rarer among all names, the more it says."""
    counted = keyed.select(pl.col("name_words").alias("word")).explode("word").group_by("word").len("uses")
    return counted.select("word", (1 + keyed.height / pl.col("uses")).log().alias("weight"))


def _share_words(variants: pl.DataFrame, spoken: pl.DataFrame) -> pl.DataFrame:
    """One row per variant pair and word that both have: ``pair``, ``word``, ``weight``."""
    return (
        variants.select("pair", "key", "key_b")
        .join(spoken, on="key")
        .join(spoken.select("key", "word"), left_on=["key_b", "word"], right_on=["key", "word"], how="semi")
        .select("pair", "word", "weight")
    )


def _left_words(hopeful: pl.DataFrame, spoken: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    """Words that the other side lacks, per variant pair and side: ``pair``, ``side``, ``word``, ``weight``."""
    sides = [
        hopeful.select("pair", pl.col(key).alias("key"), pl.lit(side).alias("side"))
        .join(spoken, on="key")
        .join(shared, on=["pair", "word"], how="anti")
        for key, side in (("key", "a"), ("key_b", "b"))
    ]
    return pl.concat(sides).drop("key")


def _close_words(left: pl.DataFrame) -> pl.DataFrame:
    """Words of one side that are a misspelling or an inflection of a word of the other side."""
    both = left.filter(pl.col("side") == "a").join(left.filter(pl.col("side") == "b"), on="pair", suffix="_b")
    distinct = both.select("word", "word_b").unique()
    if distinct.is_empty():
        return left.select("pair", "side", "word").clear()
    first, second = distinct["word"].to_list(), distinct["word_b"].to_list()
    edits = process.cpdist(first, second, scorer=OSA.distance, workers=2)
    common = process.cpdist(first, second, scorer=Prefix.similarity, workers=2)
    shorter = pl.min_horizontal(pl.col("word").str.len_chars(), pl.col("word_b").str.len_chars())
    longer = pl.max_horizontal(pl.col("word").str.len_chars(), pl.col("word_b").str.len_chars())
    starts = pl.col("word").str.starts_with(pl.col("word_b")) | pl.col("word_b").str.starts_with(pl.col("word"))
    has_digit = pl.col("word").str.contains(r"\d") | pl.col("word_b").str.contains(r"\d")
    is_misspelt = (pl.col("edits") <= 1) & (shorter >= MIN_LETTERS)
    is_longer = starts & (shorter >= INFLECTED_FROM) & (longer - shorter <= MAX_INFLECTION)
    is_inflected = (pl.col("common") >= INFLECTED_FROM) & (longer - pl.col("common") <= MAX_INFLECTION + 1)
    close = distinct.with_columns(pl.Series("edits", edits), pl.Series("common", common)).filter(~has_digit)
    told = close.with_columns((is_misspelt | is_longer).alias("is_close"), is_inflected.alias("is_inflected"))
    # A stem alone (Helsinki, Helsingin) is enough only where the VAT number says the same.
    matched = both.join(told, on=["word", "word_b"]).filter(
        pl.col("is_close") | (pl.col("is_inflected") & pl.col("has_vat"))
    )
    return pl.concat(
        [
            matched.select("pair", pl.lit("a").alias("side"), "word"),
            matched.select("pair", pl.lit("b").alias("side"), pl.col("word_b").alias("word")),
        ]
    ).unique()


def _drop_acronyms(left: pl.DataFrame, variants: pl.DataFrame) -> pl.DataFrame:
    """Without words that are the other record's acronym: "AMC" behind the full name says nothing new.

    A record's own acronym stays: it is often the one word that tells a company from its namesake.
    """
    said = pl.concat(
        [
            variants.select("pair", pl.lit("a").alias("side"), pl.col("acronym_b").alias("word")),
            variants.select("pair", pl.lit("b").alias("side"), pl.col("acronym").alias("word")),
        ]
    )
    return left.join(said.drop_nulls(), on=["pair", "side", "word"], how="anti")


def _score_names(weighed: pl.DataFrame, own: pl.DataFrame, close: pl.DataFrame, unit_words: list[str]) -> pl.DataFrame:
    sided = own.group_by("pair", "side").agg(
        pl.col("weight").sum(), pl.col("word").sort(), pl.col("word").is_in(unit_words).any().alias("has_unit")
    )
    scored = weighed
    for side in ("a", "b"):
        scored = scored.join(
            sided.filter(pl.col("side") == side).select(
                "pair",
                pl.col("weight").alias(f"left_{side}"),
                pl.col("word").alias(f"only_{side}"),
                pl.col("has_unit").fill_null(False).alias(f"has_unit_{side}"),
            ),
            on="pair",
            how="left",
        )
    misspelt = close.filter(pl.col("side") == "a").group_by("pair").len("misspelt")
    is_same = pl.col("compact") == pl.col("compact_b")
    left_over = pl.col("left_a").fill_null(0.0) + pl.col("left_b").fill_null(0.0)
    word_by_word = (
        2 * pl.col("shared") / (2 * pl.col("shared") + left_over) * MISSPELT ** pl.col("misspelt").fill_null(0)
    )
    at_a_glance = 2 * pl.col("shared") / (pl.col("total") + pl.col("total_b"))
    return scored.join(misspelt, on="pair", how="left").select(
        *PAIR,
        "key",
        "key_b",
        "has_vat",
        is_same.alias("is_same_name"),
        pl.when(is_same)
        .then(1.0)
        .otherwise(pl.when("is_hopeful").then(word_by_word).otherwise(at_a_glance).fill_nan(0.0))
        .alias("similarity"),
        pl.when(~is_same).then("only_a").alias("only_a"),
        pl.when(~is_same).then("only_b").alias("only_b"),
        (~is_same & (~pl.col("is_hopeful") | (pl.col("left_a").is_not_null() & pl.col("left_b").is_not_null()))).alias(
            "is_apart"
        ),
        (is_same | (pl.col("is_hopeful") & pl.col("left_a").is_null() & pl.col("left_b").is_null())).alias("is_whole"),
        (is_same & (pl.col("acronym") == pl.col("acronym_b"))).fill_null(False).alias("is_same_acronym"),
        (~is_same & (pl.col("has_unit_a").fill_null(False) | pl.col("has_unit_b").fill_null(False))).alias("has_unit"),
        "is_named_body",
        "is_named_body_b",
        (pl.col("is_ministry") & pl.col("is_ministry_b")).alias("are_ministries"),
        pl.col("form_class").alias("form_a"),
        pl.col("form_class_b").alias("form_b"),
    )


def _compare_attributes(compared: pl.DataFrame, records: pl.DataFrame, parameters: LinkParameters) -> pl.DataFrame:
    """Adds what is known beside the names: VAT numbers, country, city, street, legal form, kind of organisation."""
    attributes = records.select(
        "record_id", "vat", "country_code", "place", "nuts_3", "street_folded", "activity_type_code"
    )
    sided = compared.join(attributes, left_on="record_a", right_on="record_id").join(
        attributes, left_on="record_b", right_on="record_id", suffix="_b"
    )
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
    conditions = {
        "vat_and_name": pl.col("is_same_vat") & unopposed & ~pl.col("is_apart"),
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
