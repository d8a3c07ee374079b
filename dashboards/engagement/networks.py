"""Who is around a region or an organisation, two steps out: the table, its file and its picture.

A network two steps out has hundreds of nodes: what is left out is said. Nearest are those who share most projects; of
regions, most projects more than chance would give.
"""

import polars as pl

from dashboards.cache import cached_by_edition
from dashboards.charts.network import draw_network
from dashboards.components.figure_card import Card, card_tab
from dashboards.engagement.queries import check_organisation
from dashboards.engagement.tables import lay_table
from dashboards.regions.queries import check_region
from dashboards.tables import Parameters, TableSpec
from dashboards.visit import Tab, Visit
from dashboards.words import Words
from warehouse.store.reader import Snapshot

say = Words(__file__, "networks")

NEAREST = 12
FURTHER = 3

# Both ends of each pair, then the nearest of the centre, then the nearest of each of those that are no neighbours yet.
_STEPS = f"""
    near as (
        select near_id, other_id, project_count, weight
        from ties where near_id in (from centre) and other_id not in (from centre)
        order by weight desc, project_count desc, near_id, other_id limit {NEAREST}
    ),
    further as (
        select near_id, other_id, project_count, weight
        from ties
        where near_id in (select other_id from near) and other_id not in (from centre)
            and other_id not in (select other_id from near)
        qualify row_number() over (
            partition by near_id order by weight desc, project_count desc, other_id
        ) <= {FURTHER}
    ),
    between as (
        select near_id, other_id, project_count, weight
        from ties
        where near_id < other_id and near_id in (select other_id from near) and other_id in (select other_id from near)
    ),
    found as (
        select 1 as network_step, * from near
        union all select 2, * from further
        union all select 2, * from between
    )
"""
_REGIONS = f"""
    with ties as (
        select region_a as near_id, region_b as other_id, project_count, project_count - expected_count as weight
        from marts_engagement.fct_region_pair where partnership_id = 'all'
        union all
        select region_b, region_a, project_count, project_count - expected_count
        from marts_engagement.fct_region_pair where partnership_id = 'all'
    ),
    centre as (
        select distinct near_id from ties where starts_with(near_id, $centre) or starts_with($centre, near_id)
    ),
    {_STEPS},
    names as (
        select nuts_code as id, max_by(region_name, nuts_version) as name from marts_core.dim_region group by nuts_code
    )
"""
_ORGANISATIONS = f"""
    with present as (
        select distinct organisation_id, project_id from marts_core.fct_participation
    ),
    sized as (
        select project_id, count(*) as size from present group by project_id having size > 1
    ),
    centre as (
        select $centre as near_id
    ),
    first_ties as (
        select $centre as near_id, organisation_id as other_id, count(*) as project_count, sum(1 / (size - 1)) as weight
        from present inner join sized using (project_id)
        where organisation_id != $centre
            and project_id in (select project_id from present where organisation_id = $centre)
        group by organisation_id
    ),
    neighbours as (
        select other_id from first_ties order by weight desc, project_count desc, other_id limit {NEAREST}
    ),
    second_projects as (
        select organisation_id as near_id, project_id
        from present semi join neighbours on organisation_id = other_id
    ),
    ties as (
        from first_ties
        union all
        select near_id, organisation_id, count(*), sum(1 / (size - 1))
        from second_projects inner join present using (project_id) inner join sized using (project_id)
        where organisation_id != near_id
        group by near_id, organisation_id
    ),
    {_STEPS},
    names as (
        select organisation_id as id, coalesce(organisation_name, 'name withheld') as name
        from marts_core.dim_organisation
    )
"""
_ENDS = """
    select found.*, near_id as {end}_a, other_id as {end}_b, ours.name as {name}, theirs.name as other_{name},
        (select count(distinct other_id) from ties where near_id in (from centre) and other_id not in (from centre))
            as neighbour_count
    from found
    left join names as ours on near_id = ours.id
    left join names as theirs on other_id = theirs.id
    order by network_step, weight desc, project_count desc, near_id, other_id
"""


_KINDS = {
    "region": (_REGIONS, check_region, "fct_region_pair"),
    "organisation": (_ORGANISATIONS, check_organisation, "fct_organisation_edge"),
}


@cached_by_edition
def _ask(snapshot: Snapshot, kind: str, centre: str) -> pl.DataFrame:
    return snapshot.frame(_KINDS[kind][0] + _ENDS.format(end=kind, name=f"{kind}_name"), {"centre": centre})


def _network_of(kind: str) -> TableSpec:
    """The table of those around one thing of a kind, `region` or `organisation`."""
    _, check, mart = _KINDS[kind]

    def load(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
        check(snapshot, parameters[kind])
        return _ask(snapshot, kind, parameters[kind])

    return lay_table(
        f"{kind}-network",
        mart,
        f"network_step {kind}_name other_{kind}_name project_count",
        f"{kind}_a {kind}_b neighbour_count",
        load,
        parameters=kind,
        required=kind,
        sources="cordis",
    )


REGION_NETWORK, ORGANISATION_NETWORK = map(_network_of, _KINDS)


def network_tab(visit: Visit, kind: str, centre: str, name: str) -> Tab:
    """The tab of those around a region or an organisation, by its kind, id and name."""
    spec = REGION_NETWORK if kind == "region" else ORGANISATION_NETWORK
    return card_tab(visit, "ties", say("network.tab"), (spec, lambda: _network_card(visit, spec, kind, centre, name)))


def _network_card(visit: Visit, spec: TableSpec, kind: str, centre: str, name: str) -> Card:
    rows = spec.rows(visit.snapshot, {kind: centre})
    first = rows.filter(pl.col("network_step") == 1)
    if first.is_empty():
        finding = say("network.none", name=name)
    else:
        top, others = first.row(0, named=True), f"other_{kind}_name"
        said = {"all": top["neighbour_count"], "nearest": top[others], "projects": top["project_count"]}
        # Ties of a smaller area are those of the NUTS 2 region that it lies in, of a wider one those of its regions.
        if centre.startswith(top[f"{kind}_a"]):
            name = top[f"{kind}_name"]
            finding = say(f"network-{kind}.finding", name=name, **said)
        else:
            finding = say("network-region.finding-of-part", name=name, part=top["region_name"], **said)
        nearest = first[others].n_unique()
        finding = f"{finding} {say('network.shown', nearest=nearest, all=said['all'], further=FURTHER)}"
    return Card(
        heading=say("network"),
        finding=finding,
        spec=spec,
        frame=rows,
        figure=draw_network(
            rows.select(
                "network_step",
                near_id=f"{kind}_a",
                other_id=f"{kind}_b",
                near_name=f"{kind}_name",
                other_name=f"other_{kind}_name",
                project_count="project_count",
            ),
            centre=name,
            empty_reason=say("network.empty"),
        ),
        coverage=say(f"network-{kind}.coverage"),
        table_parameters={kind: centre},
        formats=("csv", "xlsx", "graphml"),
    )
