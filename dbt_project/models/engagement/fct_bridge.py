"""Who holds a network of joint projects together; see `pipelines.enrich.collaboration`."""

from typing import Any

from pipelines.enrich.collaboration import tables


def model(dbt: Any, session: object) -> Any:
    """One row is one network, kind and node."""
    frames = tables.read(
        joint_participations=dbt.ref("int_joint_projects__participations"),
    )
    return tables.bridges(frames).to_arrow()
