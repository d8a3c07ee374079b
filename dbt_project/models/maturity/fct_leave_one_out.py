"""What changes without one indicator; what is compared is in `pipelines.enrich.maturity.sensitivity`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, leave_one_out_table


def model(dbt: Any, session: object) -> Any:
    """One row is one scope, indicator and partnership."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        assumptions=dbt.ref("dim_maturity_assumption"),
        values=dbt.ref("int_indicators__values"),
        at_levels=dbt.ref("int_indicators__ecosystems"),
    )
    return leave_one_out_table(inputs).to_arrow()
