"""Who is missing in a partnership, and who could join: regions and organisations from outside, ranked by evidence.

Belongs here: the ranking and what it rests on. Does not belong here: competences by niche (dbt, `fct_competence`), and
what a single call's rules lack (`fct_near_miss_candidate`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from scipy.stats import rankdata

from pipelines.enrich.collaboration.expectation import Floats, Matrix, presence_matrix

ADDED_TIES = 5.0
"""Ties to others that everybody is given: one shared project of a newcomer with one is no lasting tie."""
_PARTS = ("evidence", "company", "ties", "complement", "gain")
_RANKED = {
    "partnership_id": pl.String,
    "participant_id": pl.String,
    "theme_project_count": pl.Int64,
    **dict.fromkeys((*_PARTS, "score"), pl.Float64),
    "rank": pl.Int64,
    "rank_for_candidate": pl.Int64,
}
_OF_BOTH = ("participant_id", "theme_project_count", "evidence", "company", "ties", "score", "rank")


@dataclass(frozen=True)
class Evidence:
    """What is known of candidates before anybody asks who is a member of what.

    Attributes:
        candidates: ids, sorted.
        partnerships: ids, sorted.
        theme_counts: candidates × partnerships: projects in the theme.
        ties: candidates × candidates: shared projects, weighted by Newman; nobody is tied to itself.
        competences: candidates × niches: 1 where projects show that a candidate has it.
        asked: partnerships × niches: 1 where an open call of the partnership asks for it.
        traits: candidates × what rules on composition count (countries, cohesion categories): 1 where it has it.
    """

    candidates: pl.Series
    partnerships: pl.Series
    theme_counts: Floats
    ties: Floats
    competences: Floats
    asked: Floats
    traits: Floats

    @classmethod
    def from_frames(
        cls,
        *,
        presence: pl.DataFrame,
        themes: pl.DataFrame,
        members: pl.DataFrame,
        competences: pl.DataFrame,
        traits: pl.DataFrame,
    ) -> Self:
        """From who is in which project.

        Args:
            presence: one row is one region in one project: `participant_id`, `project_id`.
            themes: one row is one project in a theme: `partnership_id`, `project_id`.
            members: one row is one region that a partnership's members hold: `partnership_id`, `participant_id`. A
                region in no project can be a candidate by the partnerships it is in; one in neither is none.
            competences: one row is one region and one niche: `partnership_id`, `niche_id`, `participant_id`,
                `is_competence`, `open_topic_count`.
            traits: one row is one region and one thing that rules count: `participant_id`, `trait`.
        """
        seen, projects, together = presence_matrix(presence)
        candidates = pl.concat([seen, members["participant_id"]]).unique().sort()
        partnerships = pl.concat([themes["partnership_id"], members["partnership_id"]]).unique().sort()
        counts = np.zeros((len(candidates), len(partnerships)))
        ties = np.zeros((len(candidates), len(candidates)))
        rows = candidates.search_sorted(seen).to_numpy()
        theme = _marks(projects, partnerships, themes.select("project_id", "partnership_id"))
        counts[rows] = together @ theme
        sizes = np.asarray(together.sum(axis=0)).ravel()
        shared = (together.multiply(1 / np.maximum(sizes - 1, 1))).tocsr() @ together.T
        ties[np.ix_(rows, rows)] = shared.toarray()
        np.fill_diagonal(ties, 0)
        shown = competences.with_columns(niche=pl.concat_str("partnership_id", "niche_id", separator="|"))
        asked = shown.filter((pl.col("open_topic_count") > 0) & pl.col("partnership_id").is_in(partnerships.implode()))
        niches = asked["niche"].unique().sort()
        held = shown.filter(pl.col("is_competence") & pl.col("niche").is_in(niches.implode()))
        known = traits["trait"].unique().sort()
        return cls(
            candidates,
            partnerships,
            counts,
            ties,
            _marks(candidates, niches, held.select("participant_id", "niche")),
            _marks(partnerships, niches, asked.select("partnership_id", "niche")),
            _marks(candidates, known, traits.select("participant_id", "trait")),
        )

    def membership(self, members: pl.DataFrame) -> Floats:
        """Candidates × partnerships: 1 where a region is held by a member."""
        return _marks(self.candidates, self.partnerships, members.select("participant_id", "partnership_id"))


def _marks(rows: pl.Series, columns: pl.Series, frame: pl.DataFrame) -> Floats:
    """Ones where a frame of two columns names a row and a column that there are."""
    marks = np.zeros((len(rows), len(columns)))
    first, second = frame.columns
    found = frame.filter(pl.col(first).is_in(rows.implode()) & pl.col(second).is_in(columns.implode()))
    marks[rows.search_sorted(found[first]).to_numpy(), columns.search_sorted(found[second]).to_numpy()] = 1
    return marks


def score_candidates(
    evidence: Evidence, membership: Floats, partnership: int, weights: Mapping[str, float]
) -> dict[str, Floats]:
    """Score everybody for one partnership.

    Five parts, each the share of all candidates that one stands above: `evidence` (projects in the theme), `company`
    (partnerships that it shares with the members, more the smaller and the more alike those are), `ties` (share of its
    shared projects that is with members), `complement` (niches that open calls ask for and no member shows), `gain`
    (countries and cohesion categories that no member has).

    Args:
        evidence: of all candidates.
        membership: candidates × partnerships, 1 where a region is held by a member.
        partnership: place of the partnership.
        weights: of the parts.

    Returns:
        The parts and `score`, 0 to 100, of every candidate, those that are members too.
    """
    inside = membership[:, partnership]
    others = membership.copy()
    others[:, partnership] = 0
    alike = inside @ others / np.sqrt(np.maximum(others.sum(axis=0), 1))
    values = {
        "evidence": evidence.theme_counts[:, partnership],
        "company": others @ alike,
        "ties": evidence.ties @ inside / (evidence.ties.sum(axis=1) + ADDED_TIES),
        "complement": evidence.competences @ (evidence.asked[partnership] * (inside @ evidence.competences == 0)),
        "gain": evidence.traits @ (inside @ evidence.traits == 0),
    }
    parts = {name: (rankdata(np.round(value, 9)) - 1) / max(len(value) - 1, 1) for name, value in values.items()}
    total = sum(weights[name] * part for name, part in parts.items()) / sum(weights[name] for name in parts)
    return {**parts, "score": np.round(100 * total, 6)}


def rank_regions(evidence: Evidence, members: pl.DataFrame, weights: Mapping[str, float]) -> pl.DataFrame:
    """Rank the regions outside each partnership.

    Args:
        evidence: of all candidates.
        members: one row is one region that a partnership's members hold: `partnership_id`, `participant_id`.
        weights: of the parts, see `score_candidates`.

    Returns:
        One row is one partnership that has members and one region outside: `partnership_id`, `participant_id`,
        `theme_project_count`, the parts, `score`, `rank` (for the partnership) and `rank_for_candidate` (of the
        partnership among those that the region is not in).
    """
    membership = evidence.membership(members)
    frames = []
    for place, partnership in enumerate(evidence.partnerships):
        if not membership[:, place].any():
            continue
        scored = pl.DataFrame(
            {
                "participant_id": evidence.candidates,
                "theme_project_count": evidence.theme_counts[:, place].astype(np.int64),
                **score_candidates(evidence, membership, place, weights),
            }
        ).filter(membership[:, place] == 0)
        frames.append(scored.select(pl.lit(partnership).alias("partnership_id"), pl.all()))
    if not frames:
        return pl.DataFrame(schema=_RANKED)
    best = pl.struct(-pl.col("score"), -pl.col("theme_project_count"), "participant_id", "partnership_id")
    return pl.concat(frames).with_columns(
        rank=best.rank("ordinal").over("partnership_id").cast(pl.Int64),
        rank_for_candidate=best.rank("ordinal").over("participant_id").cast(pl.Int64),
    )


def score_organisations(together: Matrix, in_theme: Floats, core: Floats, seated: Floats) -> dict[str, Floats]:
    """Score organisations for one partnership.

    Args:
        together: organisations × projects, sparse ones.
        in_theme: of each project, 1 where it is in the theme.
        core: of each organisation, 1 where it takes part in joint projects from a member region.
        seated: of each organisation, 1 where its seat is in a member region.

    Returns:
        `theme_project_count`; the parts, each from 0 to 1: `evidence` (what it stands above by projects in the theme,
        of those that have one), `ties` (by how many of the core it shares a project with), `company` (its seat);
        `score`, their mean of 100.
    """
    counts = together @ in_theme
    partners = np.asarray((together @ together[core > 0].T > 0).sum(axis=1)).ravel()
    evidence, shown = np.zeros(len(counts)), counts > 0
    evidence[shown], ties = ((rankdata(values) - 1) / max(len(values) - 1, 1) for values in (counts[shown], partners))
    parts = {"evidence": evidence, "ties": ties, "company": seated}
    return {**parts, "score": np.round(100 * sum(parts.values()) / len(parts), 6), "theme_project_count": counts}


def rank_organisations(
    presence: pl.DataFrame, themes: pl.DataFrame, core: pl.DataFrame, seated: pl.DataFrame, *, kept: int
) -> pl.DataFrame:
    """Rank the organisations that take part in no joint project of a partnership.

    Args:
        presence: one row is one organisation in one project: `participant_id`, `project_id`.
        themes: one row is one project in a theme: `partnership_id`, `project_id`.
        core: those that do: `partnership_id`, `participant_id`.
        seated: those with a seat in a member region: `partnership_id`, `participant_id`.
        kept: how many of a partnership's member regions, and how many from outside.

    Returns:
        One row is one partnership and one organisation with a project in its theme; columns as in `rank_regions`.
    """
    names, projects, together = presence_matrix(presence)
    partnerships = core["partnership_id"].unique().sort()
    in_theme, members, seats = (
        _marks(side, partnerships, frame.select(column, "partnership_id"))
        for side, column, frame in (
            (projects, "project_id", themes),
            (names, "participant_id", core),
            (names, "participant_id", seated),
        )
    )
    frames = [
        pl.DataFrame(
            {
                "participant_id": names,
                "is_core": members[:, place] > 0,
                **score_organisations(together, in_theme[:, place], members[:, place], seats[:, place]),
            }
        )
        .filter(~pl.col("is_core") & (pl.col("theme_project_count") > 0))
        .sort("score", "theme_project_count", "participant_id", descending=[True, True, False])
        .with_row_index("rank", offset=1)
        .filter(pl.int_range(pl.len()).over("company") < kept)
        .select(
            (
                pl.col(name)
                if name in _OF_BOTH
                else pl.lit(partnership if name == "partnership_id" else None).alias(name)
            ).cast(kind)
            for name, kind in _RANKED.items()
        )
        for place, partnership in enumerate(partnerships)
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=_RANKED)
