"""What was published about the partnerships before this warehouse, put beside today's counts.

The numbers are quotations and never change; their sources are in `page.ftl`. What this edition counts is its headlines.
"""

import polars as pl

from dashboards.words import Words

say = Words(__file__)


def compare_with_baselines(counts: pl.DataFrame) -> pl.DataFrame:
    """Put today's counts beside the published ones.

    Args:
        counts: `overview.queries.headlines`.

    Returns:
        One row per thing counted; the published figures are text, because "more than 380" is no number.
    """
    today = {
        figure: int(value) for figure, value in counts.select("figure_id", "figure_value").drop_nulls().iter_rows()
    }
    published = (
        ("partnerships", "28", "42", today.get("partnerships")),
        ("regions", "145", None, today.get("member_regions")),
        ("partners", say("baselines.more-than", count=380), None, today.get("joint_organisations")),
        ("reports", None, "33", None),
    )
    return pl.DataFrame(
        [(say(f"baseline-{one}"), *figures, say(f"baseline-{one}.reading")) for one, *figures in published],
        schema={
            "measure": pl.String,
            "published_2018": pl.String,
            "published_june_2025": pl.String,
            "this_edition": pl.Int64,
            "reading": pl.String,
        },
        orient="row",
    )
