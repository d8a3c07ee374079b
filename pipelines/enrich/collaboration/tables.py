"""From the tables of the build to the tables of collaboration, as dbt's Python models read and make them.

Belongs here: which columns of which table a measure is handed, and how its result is laid out.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.enrich.collaboration.expectation import expected_pairs
from pipelines.enrich.collaboration.networks import ALL, measure_networks, name_ties
from pipelines.enrich.collaboration.partnering import Evidence, rank_organisations, rank_regions
from pipelines.enrich.maturity.tables import Relation

Frames = Mapping[str, pl.DataFrame]


def read(**relations: Relation) -> dict[str, pl.DataFrame]:
    """The rows of the tables that a model refers to, by the names it gives them."""
    return {name: relation.pl() for name, relation in relations.items()}


def region_pairs(frames: Frames) -> pl.DataFrame:
    """Rows of `fct_region_pair`: pairs of regions beside what chance would give, in all projects and in each theme.

    Within a theme only the projects in it count, so that two regions that are both strong there are not taken for two
    that seek each other. Pairs of one project, which cannot be more than chance, stand for all projects alone.

    Args:
        frames: `presence`, `themes`, `parameters`, `observations`.
    """
    level = _parameters(frames)["network_significance_level"]
    presence = frames["presence"].select("project_id", participant_id="nuts_code")
    in_themes = presence.join(_themes(frames), on="project_id").sort("partnership_id")
    networks = [
        (ALL, expected_pairs(presence, level=level)),
        *(
            (str(partnership), expected_pairs(part, level=level).filter(pl.col("project_count") > 1))
            for (partnership,), part in in_themes.group_by("partnership_id", maintain_order=True)
        ),
    ]
    return (
        pl.concat([pairs.select(pl.lit(name).alias("partnership_id"), pl.all()) for name, pairs in networks])
        .rename({"participant_a": "region_a", "participant_b": "region_b"})
        .with_columns(observed_to=_observed_to(frames), is_demo=pl.lit(bool(frames["presence"]["is_demo"].any())))
    )


def bridges(frames: Frames) -> pl.DataFrame:
    """Rows of `fct_bridge`: the nodes of every network.

    Args:
        frames: `joint_participations`.
    """
    joint = frames["joint_participations"]
    return measure_networks(joint).with_columns(is_demo=pl.lit(bool(joint["is_demo"].any())))


def candidates(frames: Frames) -> pl.DataFrame:
    """Rows of `fct_partnering_candidate`: regions and organisations outside, ranked, with what their rank rests on.

    Args:
        frames: `presence`, `participations`, `themes`, `partnerships`, `member_codes`, `joint_participations`,
            `competences`, `niches`, `regions`, `projects`, `organisations`, `observations`, `parameters`.
    """
    numbers, regions = _parameters(frames), frames["regions"]
    ranked = pl.concat([_ranked_regions(frames, numbers), _ranked_organisations(frames, numbers)])
    names = pl.concat(
        [
            regions.select(participant_id="nuts_code", candidate_name="region_name", country_code="country_code"),
            frames["organisations"].select(
                participant_id="organisation_id", candidate_name="organisation_name", country_code="country_code"
            ),
        ]
    )
    in_partnerships = _members(frames).group_by("participant_id").agg(in_partnership_count=pl.len().cast(pl.Int64))
    return (
        ranked.join(names, on="participant_id", how="left")
        .join(in_partnerships, on="participant_id", how="left")
        .join(_missing_niches(frames), on=["partnership_id", "participant_id"], how="left")
        .select(
            "partnership_id",
            "candidate_kind",
            pl.col("participant_id").alias("candidate_id"),
            "candidate_name",
            "country_code",
            pl.col("rank").alias("candidate_rank"),
            "rank_for_candidate",
            "score",
            *(
                pl.col(part).round(6).alias(f"{part}_share")
                for part in ("evidence", "company", "ties", "complement", "gain")
            ),
            pl.when(not frames["presence"].is_empty()).then("theme_project_count"),
            pl.when(candidate_kind="region").then(pl.col("in_partnership_count").fill_null(0)),
            pl.col("missing_niches").fill_null([]),
            pl.col("tie_project_count").fill_null(0),
            pl.col("tie_projects").fill_null([]),
            pl.col("tie_members").fill_null([]),
            observed_to=_observed_to(frames),
            is_demo=pl.lit(bool(frames["presence"]["is_demo"].any())),
        )
        .sort("partnership_id", "candidate_kind", "candidate_rank")
    )


def region_evidence(frames: Frames) -> tuple[Evidence, pl.DataFrame, dict[str, float]]:
    """What is known of regions as candidates, the regions that members hold, and the weights of what counts.

    Args:
        frames: `presence`, `themes`, `partnerships`, `member_codes`, `competences`, `regions`, `parameters`.
    """
    regions, members = frames["regions"], _members(frames)
    traits = pl.concat(
        [
            regions.select(participant_id="nuts_code", trait="country_code"),
            regions.select(participant_id="nuts_code", trait="cohesion_labels").explode("trait"),
        ]
    ).drop_nulls()
    competences = frames["competences"].filter(pl.col("holder_kind") == "region")
    evidence = Evidence.from_frames(
        presence=frames["presence"].select("project_id", participant_id="nuts_code"),
        themes=_themes(frames),
        members=members,
        competences=competences.rename({"holder_id": "participant_id"}),
        traits=traits,
    )
    weights = {name.removeprefix("partnering_weight_"): value for name, value in _parameters(frames).items()}
    return evidence, members, weights


def _parameters(frames: Frames) -> dict[str, float]:
    return dict(frames["parameters"].select("parameter_id", "parameter_value").iter_rows())


def _observed_to(frames: Frames) -> pl.Expr:
    of_participations = frames["observations"].filter(pl.col("table_name") == "organization")
    return pl.lit(of_participations["observed_to"].max(), dtype=pl.Date)


def _members(frames: Frames) -> pl.DataFrame:
    """Regions of the level of categories that members of partnerships hold or lie in; a placeholder is none."""
    return (
        frames["member_codes"]
        .join(frames["partnerships"].filter("is_placeholder"), on="partnership_id", how="anti")
        .select("partnership_id", participant_id=_region_of(frames))
        .join(frames["regions"].select(participant_id="nuts_code"), on="participant_id", how="semi")
        .unique()
    )


def _region_of(frames: Frames) -> pl.Expr:
    return pl.col("nuts_code").str.head(region_length(frames))


def region_length(frames: Frames) -> int:
    """Characters of a code of the level of categories."""
    return max(map(len, frames["regions"]["nuts_code"]), default=0)


def _themes(frames: Frames) -> pl.DataFrame:
    return frames["themes"].filter("is_theme_match").select("partnership_id", "project_id")


def _ties(
    frames: Frames, ranked: pl.DataFrame, presence: pl.DataFrame, members: pl.DataFrame, numbers: Mapping[str, float]
) -> pl.DataFrame:
    name = pl.coalesce("acronym", "project_title", "topic_title", "project_id")
    projects = frames["projects"].select("project_id", "project_year", project_name=name)
    named = int(numbers["partnering_ties_named"])
    return name_ties(ranked, presence, members, projects, _themes(frames), named=named)


def _ranked_regions(frames: Frames, numbers: Mapping[str, float]) -> pl.DataFrame:
    evidence, members, weights = region_evidence(frames)
    presence = frames["presence"].select("project_id", participant_id="nuts_code")
    in_none = ~pl.col("participant_id").is_in(members["participant_id"].implode())
    ranked = rank_regions(evidence, members, weights).filter(
        (pl.col("rank") <= numbers["partnering_regions_kept"])
        | (pl.col("rank_for_candidate") <= numbers["partnering_partnerships_kept"])
        | (
            in_none
            & (pl.col("rank").rank("ordinal").over("partnership_id", in_none) <= numbers["partnering_newcomers_kept"])
        )
    )
    ties = _ties(frames, ranked, presence, members, numbers)
    return ranked.join(ties, on=["partnership_id", "participant_id"], how="left").with_columns(
        candidate_kind=pl.lit("region")
    )


def _ranked_organisations(frames: Frames, numbers: Mapping[str, float]) -> pl.DataFrame:
    seats = frames["participations"].rename({"organisation_id": "participant_id"})
    presence = seats.select("participant_id", "project_id").unique()
    core = frames["joint_participations"].select("partnership_id", participant_id="organisation_id").unique()
    seated = frames["member_codes"].join(seats, on="nuts_code").select("partnership_id", "participant_id").unique()
    ranked = rank_organisations(
        presence, _themes(frames), core, seated, kept=int(numbers["partnering_organisations_kept"])
    )
    ties = _ties(frames, ranked, presence, core, numbers)
    names = frames["organisations"].select(tie_members="organisation_id", name="organisation_name")
    named = (
        ties.explode("tie_members")
        .join(names, on="tie_members", how="left", maintain_order="left")
        .group_by("partnership_id", "participant_id", maintain_order=True)
        .agg(pl.coalesce("name", "tie_members").alias("tie_members"))
    )
    return (
        ranked.join(ties.drop("tie_members"), on=["partnership_id", "participant_id"], how="left")
        .join(named, on=["partnership_id", "participant_id"], how="left")
        .with_columns(candidate_kind=pl.lit("organisation"))
    )


def _missing_niches(frames: Frames) -> pl.DataFrame:
    """What open calls ask for, no member shows, and a region or organisation does."""
    shown = frames["competences"].filter("is_competence")
    keys = ["partnership_id", "niche_id"]
    by_members = shown.filter(pl.col("holder_kind") == "region", "is_in_member_region")
    return (
        shown.filter(pl.col("open_topic_count") > 0)
        .join(by_members, on=keys, how="anti")
        .join(frames["niches"].select(*keys, "niche_name"), on=keys)
        .group_by("partnership_id", participant_id="holder_id")
        .agg(missing_niches=pl.col("niche_name").sort())
    )
