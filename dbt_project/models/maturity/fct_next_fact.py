"""Which facts would narrow the bounds most; see `pipelines.enrich.maturity.bounds`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, next_fact_table


def model(dbt: Any, session: object) -> Any:
    """One row is one partnership and one missing fact."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        values=dbt.ref("int_indicators__values"),
    )
    return next_fact_table(inputs).to_arrow()
