"""Scores of every partnership under draws of the assumptions; what they mean is in `pipelines.enrich.maturity`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, draw_table


def model(dbt: Any, session: object) -> Any:
    """One row is one draw, partnership and scope (a pillar or the total) that has a score in it."""
    inputs = Inputs.from_frames(
        indicators=dbt.ref("maturity_indicators").pl(),
        pillars=dbt.ref("maturity_pillars").pl(),
        bands=dbt.ref("maturity_bands").pl(),
        parameters=dbt.ref("maturity_parameters").pl(),
        assumptions=dbt.ref("maturity_assumptions").pl(),
        positions=dbt.ref("int_indicators__positioned").pl(),
    )
    return draw_table(inputs).to_arrow()
