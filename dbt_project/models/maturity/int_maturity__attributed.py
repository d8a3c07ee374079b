"""Which indicator moved a score by how much; see `pipelines.enrich.maturity.changes`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, change_table


def model(dbt: Any, session: object) -> Any:
    """One row is one comparison, partnership, scope and indicator with a value then or now."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        compared=dbt.ref("int_indicators__compared"),
    )
    return change_table(inputs).to_arrow()
