"""Which steps of a night are due, with a reason each. Pure: no clock, no disk, no network.

What the steps do is in ``pipelines.nightly.steps``. Both drivers, Dagster's schedule and the command line, take the
steps of this plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

LOAD = "load"
BUILDING = (
    "demo",
    "source_status",
    "previous",
    "match_review",
    "prepare",
    "organisation_links",
    "project_theme",
    "topic_theme",
    "topic_condition",
    "publishable",
    "gate",
    "publish",
)
"""Steps between raw tables and edition, in their order."""


@dataclass(frozen=True)
class Served:
    """What the edition being served was made of.

    Attributes:
        as_of: the date it speaks for.
        code_version: which code made it.
        fingerprint: hash of its inputs, seeds and code.
    """

    as_of: date
    code_version: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What a plan rests on.

    Attributes:
        as_of: the date the night speaks for.
        code_version: which code runs.
        fingerprint: hash of accepted content, inbox, reviews, code and date.
        arrived: hash of the content that came tonight and was fit so far, by source.
        accepted: hash of the content that the raw tables hold, by source.
        let_in: sources whose refused content, or whose held facts, an operator accepts.
        served: what is served, None if nothing is.
    """

    as_of: date
    code_version: str
    fingerprint: str
    arrived: Mapping[str, str]
    accepted: Mapping[str, str]
    let_in: frozenset[str]
    served: Served | None


def plan_night(inputs: Inputs) -> dict[str, str]:
    """The steps that are due, each with its reason; none on a night without anything new."""
    content = [
        f"{source} {'is accepted by the operator' if source in inputs.let_in else 'brought new content'}"
        for source, sha256 in sorted(inputs.arrived.items())
        if source in inputs.let_in or inputs.accepted.get(source) != sha256
    ]
    content += [f"{source} is accepted by the operator" for source in sorted(inputs.let_in - inputs.arrived.keys())]
    reasons = content + _reasons_beside_content(inputs)
    if not reasons:
        return {}
    reason = "; ".join(reasons)
    loading = "; ".join(content) or "the raw tables are compared with what was accepted"
    return {LOAD: loading, **dict.fromkeys(BUILDING, reason)}


def _reasons_beside_content(inputs: Inputs) -> list[str]:
    served = inputs.served
    if served is None:
        return ["no edition is served"]
    if served.fingerprint == inputs.fingerprint:
        return []
    reasons = []
    if served.as_of != inputs.as_of:
        reasons.append(f"the date moved from {served.as_of.isoformat()} to {inputs.as_of.isoformat()}")
    if served.code_version != inputs.code_version:
        reasons.append(f"the code changed from {served.code_version} to {inputs.code_version}")
    return reasons or ["what was accepted, the inbox, the reviews or the chosen programmes are others"]
