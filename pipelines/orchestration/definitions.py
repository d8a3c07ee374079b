"""Dagster's entry point: sources found, steps added, policies attached.

Logic is elsewhere: the graph's bodies in ``pipelines.orchestration.assets``, jobs and schedules in
``pipelines.orchestration.automation``.
"""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from pipelines.ingest.source import Source
from pipelines.orchestration.assets import (
    build_dbt_assets,
    build_demo_assets,
    build_edition_assets,
    build_enrich_assets,
    build_history_assets,
    build_night_assets,
    build_review_asset,
    build_source_assets,
)
from pipelines.orchestration.automation import build_jobs, build_schedules, freshness_of
from pipelines.orchestration.resources import night_of_run
from pipelines.sources import discover_sources


def build_defs(
    *, night: dg.ResourceDefinition = night_of_run, sources: Sequence[Source] | None = None
) -> dg.Definitions:
    """Everything Dagster needs to know, made afresh.

    Args:
        night: the night that runs work for; by default each run begins its own.
        sources: the sources of the graph; by default all there are.
    """
    found = tuple(discover_sources() if sources is None else sources)
    dbt_prepare, dbt_publishable = build_dbt_assets()
    assets = [
        *(asset for source in found for asset in build_source_assets(source, freshness_of(source))),
        build_demo_assets(found),
        build_night_assets(found),
        build_history_assets(),
        build_review_asset(),
        dbt_prepare,
        *build_enrich_assets(),
        dbt_publishable,
        *build_edition_assets(dbt_publishable),
    ]
    return dg.Definitions(
        assets=assets,
        jobs=build_jobs(found),
        schedules=build_schedules(),
        resources={"night": night},
        executor=dg.in_process_executor,
    )
