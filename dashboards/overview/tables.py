"""Tables of this folder's page, with the files of the same names."""

from dashboards.overview import queries
from dashboards.overview.baselines import compare_with_baselines
from dashboards.tables import TableSpec, names

BASELINES = TableSpec(
    name="baselines",
    columns=names("measure published_2018 published_june_2025 this_edition reading"),
    load=lambda snapshot, _: compare_with_baselines(queries.headlines(snapshot)),
    rests_on=("registry", "cordis"),
)

MEMBER_REGIONS = TableSpec(
    name="member-regions",
    columns=names(
        "member_id region_name region_name_english country_code nuts_level partnership_count led_partnership_count "
        "cohesion_category is_outermost partnership_names"
    ),
    shown=names("member_id region_name region_name_english partnership_count led_partnership_count"),
    may_lack=("region_name_english",),
    load=lambda snapshot, _: queries.member_regions(snapshot),
    address="marts_core.fct_membership",
    rests_on=("registry", "regions"),
)
