"""What a score can be at worst and at best; see `pipelines.enrich.maturity.bounds`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, bounds_table


def model(dbt: Any, session: object) -> Any:
    """One row is one partnership and one pillar, or the whole where the pillar is null."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        values=dbt.ref("int_indicators__values"),
    )
    return bounds_table(inputs).to_arrow()
