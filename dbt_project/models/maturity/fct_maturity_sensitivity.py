"""Which assumption moves a score; what the indices mean is in `pipelines.enrich.maturity.sensitivity`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, sensitivity_table


def model(dbt: Any, session: object) -> Any:
    """One row is one scope, statistic, subject and assumption."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        assumptions=dbt.ref("dim_maturity_assumption"),
        values=dbt.ref("int_indicators__values"),
        at_levels=dbt.ref("int_indicators__ecosystems"),
    )
    return sensitivity_table(inputs).to_arrow()
