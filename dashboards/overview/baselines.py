"""What was published about the partnerships before this warehouse, put beside today's counts.

The numbers are quotations and never change; sources are in `BASELINE_SOURCE`. What
this edition counts is its headlines.
"""

import polars as pl

BASELINE_SOURCE = (
    "2018: SMART, national smart specialisation portal of the Polish Ministry of Entrepreneurship and Technology, and "
    "JRC news of November 2018. June 2025: TSSP Steering Committee, as reported by the partnership Traceability and "
    "Big Data."
)


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
    return pl.DataFrame(
        {
            "measure": ["Partnerships", "Member regions", "Partners", "Monitoring reports"],
            "published_2018": ["28", "145", "more than 380", None],
            "published_june_2025": ["42", None, None, "33"],
            "this_edition": [
                today.get("partnerships"),
                today.get("member_regions"),
                today.get("joint_organisations"),
                None,
            ],
            "reading": [
                "This edition counts partnerships known by name; a platform whose partnerships are not named is "
                "left out.",
                "This edition counts members that a public page names, so fewer than there are.",
                "2018 counted partners that had joined; this edition counts organisations in joint projects, so the "
                "two are not one series.",
                "Reports come with the secretariats' workbooks alone; this edition counts no total of them.",
            ],
        },
        schema_overrides={"this_edition": pl.Int64},
    )
