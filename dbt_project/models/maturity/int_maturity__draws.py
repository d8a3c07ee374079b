"""Scores of every partnership under draws of the assumptions; what they mean is in `pipelines.enrich.maturity`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, draw_table


def model(dbt: Any, session: object) -> Any:
    """One row is one draw, partnership and scope (a pillar or the total) that has a score in it."""
    inputs = Inputs.read(
        indicators=dbt.ref("dim_indicator"),
        pillars=dbt.ref("dim_pillar"),
        bands=dbt.ref("dim_maturity_band"),
        parameters=dbt.ref("dim_maturity_parameter"),
        assumptions=dbt.ref("dim_maturity_assumption"),
        values=dbt.ref("int_indicators__values"),
        at_levels=dbt.ref("int_indicators__ecosystems"),
    )
    return draw_table(inputs).to_arrow()
