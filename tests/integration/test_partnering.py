"""Partnering on the real release: who was hidden is found again, more often than by size."""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import polars as pl
import pytest

from pipelines.enrich.collaboration import tables
from pipelines.enrich.collaboration.expectation import presence_matrix
from pipelines.enrich.collaboration.partnering import score_candidates, score_organisations
from tests.homes import Operator

pytestmark = [pytest.mark.real, pytest.mark.slow]

FIRST = 20
TABLES = {
    "presence": "intermediate.int_projects__regions",
    "participations": "marts_core.fct_participation",
    "themes": "staging.stg_enrich__project_themes",
    "partnerships": "intermediate.int_partnerships__overlaid",
    "member_codes": "intermediate.int_memberships__nuts_codes",
    "joint_participations": "intermediate.int_joint_projects__participations",
    "competences": "marts_engagement.fct_competence",
    "regions": "intermediate.int_regions__attributes",
    "parameters": "seeds.parameters",
}


@pytest.fixture(scope="module")
def frames(real_nights: Operator) -> dict[str, pl.DataFrame]:
    with duckdb.connect(str(real_nights.home / "build" / "interregio.duckdb"), read_only=True) as connection:
        return {name: connection.sql(f"select * from {table}").pl() for name, table in TABLES.items()}


def rank(values: np.ndarray, places: list[int], outside: np.ndarray) -> float:
    """The best place of those looked for among those outside; of equals the middle one."""
    open_to = np.where(outside, values, -1.0)
    return min(
        float((open_to > open_to[place]).sum() + ((open_to == open_to[place]).sum() + 1) / 2) for place in places
    )


def test_hidden_members_are_found(frames: dict[str, pl.DataFrame]) -> None:
    evidence, members, weights = tables.region_evidence(frames)
    seen, _, together = presence_matrix(frames["presence"].select("project_id", participant_id="nuts_code"))
    by_size = np.zeros(len(evidence.candidates))
    by_size[evidence.candidates.search_sorted(seen).to_numpy()] = np.asarray(together.sum(axis=1)).ravel()
    held = frames["member_codes"].with_columns(region=pl.col("nuts_code").str.head(tables.region_length(frames)))
    ours, theirs = [], []
    for (partnership,), part in held.group_by("partnership_id"):
        if part["member_id"].n_unique() < 5:
            continue
        place = int(evidence.partnerships.search_sorted(str(partnership)))
        for member in part["member_id"].unique():
            others = part.filter(pl.col("member_id") != member)["region"]
            hidden = part.filter(member_id=member).filter(~pl.col("region").is_in(others.implode()))["region"].unique()
            if hidden.is_empty():
                continue
            is_hidden = (pl.col("partnership_id") == partnership) & pl.col("participant_id").is_in(hidden.implode())
            membership = evidence.membership(members.filter(~is_hidden))
            outside = membership[:, place] == 0
            places = [int(evidence.candidates.search_sorted(region)) for region in hidden]
            ours.append(rank(score_candidates(evidence, membership, place, weights)["score"], places, outside))
            theirs.append(rank(by_size, places, outside))
    found, by_size_found = (np.mean(np.array(ranks) <= FIRST) for ranks in (ours, theirs))
    sys.stdout.write(
        f"{len(ours)} hidden: {found:.3f} in {FIRST}, median {np.median(ours)}; by size {by_size_found:.3f}\n"
    )
    assert len(ours) > 200
    assert found >= 2 * by_size_found


def test_hidden_participants_are_found(frames: dict[str, pl.DataFrame]) -> None:
    seats = frames["participations"].rename({"organisation_id": "participant_id"})
    names, projects, together = presence_matrix(seats.select("participant_id", "project_id"))
    size = np.asarray(together.sum(axis=1)).ravel()
    themes, joint = frames["themes"].filter("is_theme_match"), frames["joint_participations"]
    seated = frames["member_codes"].join(seats, on="nuts_code")
    ours, theirs = [], []
    for (partnership,), part in joint.sort("participation_id").group_by("partnership_id", maintain_order=True):
        in_theme, inside = (
            np.isin(side.to_numpy(), frame.filter(partnership_id=partnership)[column].to_numpy()).astype(float)
            for side, frame, column in ((projects, themes, "project_id"), (names, seated, "participant_id"))
        )
        for project, hidden in (
            part.select("project_id", "organisation_id").unique().sort(pl.all()).gather_every(40).rows()
        ):
            place, column = int(names.search_sorted(hidden)), int(projects.search_sorted(project))
            without = together.copy()
            row = slice(without.indptr[place], without.indptr[place + 1])
            without.data[row][without.indices[row] == column] = 0
            rest = part.filter(pl.col("organisation_id") != hidden)["organisation_id"]
            core = np.isin(names.to_numpy(), rest.to_numpy()).astype(float)
            ours.append(rank(score_organisations(without, in_theme, core, inside)["score"], [place], core == 0))
            theirs.append(rank(np.where(np.arange(len(size)) == place, size - 1, size), [place], core == 0))
    found, by_size_found = (np.mean(np.array(ranks) <= FIRST) for ranks in (ours, theirs))
    sys.stdout.write(
        f"{len(ours)} hidden: {found:.3f} in {FIRST}, median {np.median(ours)}; by size {by_size_found:.3f}\n"
    )
    assert len(ours) > 60
    assert found >= 2 * by_size_found
