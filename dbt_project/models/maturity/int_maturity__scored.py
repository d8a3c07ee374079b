"""The official score, pillar by pillar and in total; see `pipelines.enrich.maturity.official`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs


def model(dbt: Any, session: object) -> Any:
    """One row is one partnership, evidence basis and scope (a pillar or the total)."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        values=dbt.ref("int_indicators__values"),
    )
    return inputs.official.scopes.to_arrow()
