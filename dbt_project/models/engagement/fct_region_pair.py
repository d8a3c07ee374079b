"""How many projects two regions share beside what chance would give; see `pipelines.enrich.collaboration`."""

from typing import Any

from pipelines.enrich.collaboration import tables


def model(dbt: Any, session: object) -> Any:
    """One row is one pair of regions that shares a project, in all projects or in one theme."""
    frames = tables.read(
        presence=dbt.ref("int_projects__regions"),
        themes=dbt.ref("stg_enrich__project_themes"),
        observations=dbt.ref("fct_observation"),
        parameters=dbt.ref("parameters"),
    )
    return tables.region_pairs(frames).to_arrow()
