"""Who could join a partnership; see `pipelines.enrich.collaboration`."""

from typing import Any

from pipelines.enrich.collaboration import tables


def model(dbt: Any, session: object) -> Any:
    """One row is one partnership and one region or organisation outside."""
    frames = tables.read(
        presence=dbt.ref("int_projects__regions"),
        participations=dbt.ref("fct_participation"),
        themes=dbt.ref("stg_enrich__project_themes"),
        partnerships=dbt.ref("int_partnerships__overlaid"),
        member_codes=dbt.ref("int_memberships__nuts_codes"),
        joint_participations=dbt.ref("int_joint_projects__participations"),
        competences=dbt.ref("fct_competence"),
        niches=dbt.ref("dim_niche"),
        regions=dbt.ref("int_regions__attributes"),
        projects=dbt.ref("int_projects__spine"),
        organisations=dbt.ref("dim_organisation"),
        observations=dbt.ref("fct_observation"),
        parameters=dbt.ref("parameters"),
    )
    return tables.candidates(frames).to_arrow()
