"""What changes without one indicator; what is compared is in `pipelines.enrich.maturity.sensitivity`."""

from typing import Any

from pipelines.enrich.maturity.tables import Inputs, leave_one_out_table


def model(dbt: Any, session: object) -> Any:
    """One row is one scope, indicator and partnership with an official score."""
    inputs = Inputs.from_frames(
        indicators=dbt.ref("maturity_indicators").pl(),
        pillars=dbt.ref("maturity_pillars").pl(),
        bands=dbt.ref("maturity_bands").pl(),
        parameters=dbt.ref("maturity_parameters").pl(),
        assumptions=dbt.ref("maturity_assumptions").pl(),
        positions=dbt.ref("int_indicators__positioned").pl(),
    )
    return leave_one_out_table(inputs).to_arrow()
