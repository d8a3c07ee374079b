"""Statistical checks of the framework; what they are is in `pipelines.enrich.maturity.checks`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, check_table


def model(dbt: Any, session: object) -> Any:
    """One row is one check on one subject."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        values=dbt.ref("int_indicators__values"),
        rules=dbt.ref("maturity_checks"),
    )
    return check_table(inputs).to_arrow()
