"""Points of every indicator; what they are is in `pipelines.enrich.maturity.official`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs


def model(dbt: Any, session: object) -> Any:
    """One row is one partnership and one indicator."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        values=dbt.ref("int_indicators__values"),
    )
    return inputs.official.indicators.to_arrow()
