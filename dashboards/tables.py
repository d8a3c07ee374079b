"""Every table that a page shows and a reader can take away: its address, its columns, and where its rows come from.

The page and the file draw on the same entry, which is why they cannot differ. How a table looks is in
`components/table.py`; the routes are in `downloads.py`; the SQL is in `queries/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType

import polars as pl

from dashboards import baselines
from dashboards.own_weights import PREFIX, read_weights
from dashboards.queries import changes, funding, maturity, overview, partnerships, regions, sources
from dashboards.text import definitions
from warehouse.products.files.columns import Column
from warehouse.products.files.table import ExportedTable
from warehouse.products.matches.columns import COLUMNS
from warehouse.products.matches.export import MATCH_ROW, MATCH_SOURCES, MATCH_TITLE, export_matches
from warehouse.products.matches.query import FILTER_NAMES, FilterError, MatchFilters
from warehouse.store.reader import Snapshot

Parameters = Mapping[str, str]
Load = Callable[[Snapshot, Parameters], pl.DataFrame]
Export = Callable[[Snapshot, Parameters], ExportedTable]


@dataclass(frozen=True)
class TableSpec:
    """One table.

    Attributes:
        name: in the address of the file, `/export/<name>.csv`.
        title: as a caption.
        one_row: what one row is.
        columns: in the order of page and file.
        load: gives the rows for an edition and the parameters of the address.
        parameters: the names `load` understands, `*` standing for any ending; what a name so left open may be, `load`
            checks.
        required: those of them that must be given.
        rests_on: the sources a figure from this table rests on.
        address: `schema.table` whose description defines what is counted.
        export: makes the table of its file where the warehouse does that for every caller.
    """

    name: str
    title: str
    one_row: str
    columns: tuple[Column, ...]
    load: Load
    parameters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    address: str | None = None
    export: Export | None = None

    @property
    def rests_on_participations(self) -> bool:
        """Whether its figures come from participations, which a demonstration edition makes up."""
        return "cordis" in self.rests_on

    def rows(self, snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
        """The rows for these parameters, with exactly the columns of the table.

        Raises:
            FilterError: an unknown or missing parameter, or a value the edition does not have.
        """
        given = {name: value for name, value in parameters.items() if value}
        unknown = sorted(name for name in given if not any(fnmatchcase(name, known) for known in self.parameters))
        if unknown:
            raise FilterError(f"{unknown[0]}: no such filter; valid filters: {', '.join(self.parameters) or 'none'}")
        missing = [name for name in self.required if name not in given]
        if missing:
            raise FilterError(f"{missing[0]}: expected a value, came none")
        return self.load(snapshot, given).select(column.name for column in self.columns)

    def exported(self, snapshot: Snapshot, parameters: Parameters) -> ExportedTable:
        """The same rows on their way into a file.

        Raises:
            FilterError: as `rows`.
        """
        if self.export is not None:
            return self.export(snapshot, parameters)
        return ExportedTable(
            name=self.name,
            title=self.title,
            one_row=self.one_row,
            columns=self.columns,
            frame=self.rows(snapshot, parameters),
            edition=snapshot.edition,
            filters={name: value for name, value in parameters.items() if value},
            rests_on=self.rests_on,
            definitions=definitions(snapshot),
        )


def _load_partnerships(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    platform = parameters.get("platform")
    check_platform(snapshot, platform)
    return partnerships.list_partnerships(snapshot, platform)


def _load_joint_project_years(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    partnership = parameters.get("partnership")
    if partnership is not None:
        check_partnership(snapshot, partnership)
    return overview.joint_projects_by_year(snapshot, partnership)


def _load_members(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_partnership(snapshot, parameters["partnership"])
    return partnerships.partnership_members(snapshot, parameters["partnership"])


def _load_joint_projects(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_partnership(snapshot, parameters["partnership"])
    return partnerships.joint_projects(snapshot, parameters["partnership"])


def _load_niches(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_partnership(snapshot, parameters["partnership"])
    return partnerships.partnership_niches(snapshot, parameters["partnership"])


def _load_near_miss_candidates(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_partnership(snapshot, parameters["partnership"])
    return funding.near_miss_candidates(snapshot, parameters["partnership"])


def _load_figure_changes(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    if (partnership := parameters.get("partnership")) is not None:
        check_partnership(snapshot, partnership)
    return changes.figure_changes(snapshot, partnership)


def _load_changed_rows(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    if (partnership := parameters.get("partnership")) is not None:
        check_partnership(snapshot, partnership)
    figure = parameters["figure"]
    valid = changes.list_figures(snapshot)["figure_id"].to_list()
    if figure not in valid:
        raise FilterError(f"figure: no such value {figure!r}; valid values: {', '.join(valid)}")
    return changes.changed_rows(snapshot, figure, partnership)


def _load_maturity_scores(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    _check_maturity_filters(snapshot, parameters)
    return maturity.maturity_scores(snapshot, parameters.get("platform"), parameters.get("partnership"))


def _load_pillar_scores(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    _check_maturity_filters(snapshot, parameters)
    return maturity.pillar_scores(
        snapshot, parameters.get("platform"), parameters.get("pillar"), parameters.get("partnership")
    )


def _load_indicator_values(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    _check_maturity_filters(snapshot, parameters)
    return maturity.indicator_values(
        snapshot, parameters.get("platform"), parameters.get("pillar"), parameters.get("partnership")
    )


def _load_service_recommendations(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    _check_maturity_filters(snapshot, parameters)
    return maturity.service_recommendations(snapshot, parameters.get("platform"), parameters.get("partnership"))


def _load_maturity_changes(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    _check_maturity_filters(snapshot, parameters)
    return maturity.maturity_changes(snapshot, parameters.get("platform"), parameters.get("partnership"))


def _load_service_effects(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    _check_maturity_filters(snapshot, parameters)
    return maturity.service_effects(snapshot, parameters.get("platform"), parameters.get("partnership"))


def _load_maturity_pairs(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_platform(snapshot, parameters.get("platform"))
    return maturity.maturity_pairs(snapshot, parameters.get("platform"), _check_scope(snapshot, parameters))


def _load_sensitivity(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    return maturity.maturity_sensitivity(snapshot, _check_scope(snapshot, parameters))


def _load_leave_one_out(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_platform(snapshot, parameters.get("platform"))
    return maturity.leave_one_out(snapshot, parameters.get("platform"), _check_scope(snapshot, parameters))


def _load_framework_checks(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    _check_maturity_filters(snapshot, parameters)
    return maturity.framework_checks(snapshot, parameters.get("pillar"))


def _check_scope(snapshot: Snapshot, parameters: Parameters) -> str | None:
    scope = parameters.get("scope")
    valid = ["total", *maturity.list_pillars(snapshot)["pillar_id"]]
    if scope is not None and scope not in valid:
        raise FilterError(f"scope: no such value {scope!r}; valid values: {', '.join(valid)}")
    return scope


def _load_own_scores(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    check_platform(snapshot, parameters.get("platform"))
    weights = read_weights(parameters, maturity.framework(snapshot))
    return maturity.own_scores(snapshot, weights, parameters.get("platform"))


def _check_maturity_filters(snapshot: Snapshot, parameters: Parameters) -> None:
    check_platform(snapshot, parameters.get("platform"))
    if (partnership := parameters.get("partnership")) is not None:
        check_partnership(snapshot, partnership)
    pillar = parameters.get("pillar")
    valid = maturity.list_pillars(snapshot)["pillar_id"].to_list()
    if pillar is not None and pillar not in valid:
        raise FilterError(f"pillar: no such value {pillar!r}; valid values: {', '.join(valid)}")


def check_platform(snapshot: Snapshot, platform: str | None) -> None:
    """Make sure the edition has this platform.

    Raises:
        FilterError: it has not; the message names those it has.
    """
    valid = partnerships.list_platforms(snapshot)["platform_id"].to_list()
    if platform is not None and platform not in valid:
        raise FilterError(f"platform: no such value {platform!r}; valid values: {', '.join(valid)}")


def check_partnership(snapshot: Snapshot, partnership_id: str) -> None:
    """Make sure the edition has this partnership.

    Raises:
        FilterError: it has not; the message names those it has.
    """
    valid = sorted(partnerships.list_partnerships(snapshot)["partnership_id"].to_list())
    if partnership_id not in valid:
        raise FilterError(f"partnership: no such value {partnership_id!r}; valid values: {', '.join(valid)}")


def check_region(snapshot: Snapshot, nuts_code: str) -> None:
    """Make sure a version of NUTS in the edition has this code.

    Raises:
        FilterError: none has.
    """
    if regions.find_region(snapshot, nuts_code).is_empty():
        raise FilterError(
            f"region: no such value {nuts_code!r}; valid values: codes of NUTS 2021 and 2024 in capitals, such as ES21"
        )


def _of_region(query: Callable[[Snapshot, str], pl.DataFrame]) -> Load:
    """A question about one region, asked of those there are: else a misspelt code would look like a silent region."""

    def load(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
        check_region(snapshot, parameters["region"])
        return query(snapshot, parameters["region"])

    return load


_DIM_PARTNERSHIP = "marts_core.dim_partnership"
_NICHE = "marts_core.dim_niche"
_PARTNERSHIP_ENGAGEMENT = "marts_engagement.fct_partnership_engagement"
_REGION_ENGAGEMENT = "marts_engagement.fct_region_engagement"
_MATCH = "marts_funding.fct_match"
_TOPIC = "marts_core.dim_topic"
_MATURITY = "marts_maturity.fct_maturity_score"
_PILLAR = "marts_maturity.fct_pillar_score"
_PILLAR_INTERVAL = "marts_maturity.fct_pillar_interval"
_MATURITY_CHANGE = "marts_maturity.fct_maturity_change"
_EFFECT = "marts_maturity.fct_service_effect"
_SENSITIVITY = "marts_maturity.fct_maturity_sensitivity"
_FRAMEWORK_CHECK = "marts_maturity.fct_framework_check"
_LEFT_OUT = "marts_maturity.fct_leave_one_out"
_PAIR = "marts_maturity.fct_maturity_pair"
_VALUE = "marts_maturity.fct_indicator_value"
_INDICATOR = "marts_maturity.dim_indicator"
_STAGE = "marts_maturity.fct_stage"
_SERVICE = "marts_maturity.fct_service_recommendation"
_JOINT = "marts_core.fct_joint_project"
_STATUS = "marts_quality.fct_source_status"
_MEMBERSHIP = "marts_core.fct_membership"
_CHANGE = "marts_quality.fct_change"
_CHANGED = "marts_quality.fct_changed_row"
_EVENT = "marts_funding.fct_match_event"

SOURCE_STATUS = TableSpec(
    name="source-status",
    title="What arrived on the newest night",
    one_row="One row is one source.",
    columns=(
        Column("source", "Source", "code", f"{_STATUS}.source"),
        Column("status", "Status", "text", f"{_STATUS}.status"),
        Column("vintage", "Content up to", "stated_date", f"{_STATUS}.vintage"),
        Column("retrieved_at", "Retrieved", "stated_date", f"{_STATUS}.retrieved_at"),
        Column("is_stale", "Stale", "flag", f"{_STATUS}.is_stale"),
        Column("age_days", "Age, days", "count", f"{_STATUS}.age_days"),
        Column("limit_days", "Limit, days", "count", f"{_STATUS}.limit_days"),
        Column("rows", "Rows", "count", f"{_STATUS}.rows"),
        Column("rows_rejected", "Rows rejected", "count", f"{_STATUS}.rows_rejected"),
        Column("missing_members", "Missing files", "text", f"{_STATUS}.missing_members"),
        Column("message", "Message", "text", f"{_STATUS}.message"),
    ),
    load=lambda snapshot, _: sources.latest_source_status(snapshot),
    address=_STATUS,
)

FIGURE_CHANGES = TableSpec(
    name="figure-changes",
    title="Headline figures that moved since the edition before",
    one_row="One row is one figure and one cause.",
    columns=(
        Column("figure_id", "Figure id", "code", f"{_CHANGE}.figure_id"),
        Column("figure_name", "Figure", "text", f"{_CHANGE}.figure_name"),
        Column("unit", "Unit", "text", f"{_CHANGE}.unit"),
        Column("previous_value", "Before", "count", f"{_CHANGE}.previous_value"),
        Column("current_value", "Now", "count", f"{_CHANGE}.current_value"),
        Column("difference", "Difference", "count", f"{_CHANGE}.difference"),
        Column("cause", "Cause", "text", f"{_CHANGE}.cause"),
        Column("amount", "Of the difference", "count", f"{_CHANGE}.amount"),
        Column("row_count", "Rows", "count", f"{_CHANGE}.row_count"),
        Column("example_keys", "For instance", "list", f"{_CHANGE}.example_keys"),
    ),
    load=_load_figure_changes,
    parameters=("partnership",),
    address=_CHANGE,
    rests_on=("registry", "cordis", "funding_tenders", "regions"),
)

CHANGED_ROWS = TableSpec(
    name="changed-rows",
    title="Rows that moved a headline figure",
    one_row="One row is one thing that the figure counts.",
    columns=(
        Column("row_key", "Row", "code", f"{_CHANGED}.row_key"),
        Column("row_name", "Name"),
        Column("previous_amount", "Before", "count", f"{_CHANGED}.previous_amount"),
        Column("current_amount", "Now", "count", f"{_CHANGED}.current_amount"),
        Column("amount", "Difference", "count", f"{_CHANGED}.amount"),
        Column("cause", "Cause", "text", f"{_CHANGED}.cause"),
        Column("evidence_id", "Seen by", "text", f"{_CHANGED}.evidence_id"),
    ),
    load=_load_changed_rows,
    parameters=("figure", "partnership"),
    required=("figure",),
    address=_CHANGED,
    rests_on=("registry", "cordis", "funding_tenders", "regions"),
)

MATCH_EVENTS = TableSpec(
    name="match-events",
    title="What happened to matches",
    one_row="One row is one event of one match.",
    columns=(
        Column("topic_id", "Topic id", "code", f"{_EVENT}.topic_id"),
        Column("event_date", "On", "date", f"{_EVENT}.event_date"),
        Column("event_kind", "What", "text", f"{_EVENT}.event_kind"),
        Column("topic_title", "Topic", "text", f"{_TOPIC}.topic_title"),
        Column("partnership_id", "Partnership id", "code", f"{_EVENT}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("value_before", "Before", "text", f"{_EVENT}.value_before"),
        Column("value_after", "Now", "text", f"{_EVENT}.value_after"),
        Column("alert_days", "Days left", "count", f"{_EVENT}.alert_days"),
        Column("deadline_date", "Deadline", "date", f"{_MATCH}.deadline_date"),
        Column("score", "Score", "score", f"{_MATCH}.score"),
        Column("portal_url", "Portal", "url", f"{_TOPIC}.portal_url"),
    ),
    load=lambda snapshot, parameters: changes.match_events(snapshot, MatchFilters.from_text(parameters)),
    parameters=FILTER_NAMES,
    address=_EVENT,
    rests_on=("funding_tenders",),
)

BASELINES = TableSpec(
    name="baselines",
    title="Published baselines beside this edition",
    one_row="One row is one thing counted.",
    columns=(
        Column("measure", "Counted"),
        Column("published_2018", "Published 2018"),
        Column("published_june_2025", "Published June 2025"),
        Column("this_edition", "This edition", "count"),
        Column("reading", "How to read it"),
    ),
    load=lambda snapshot, _: baselines.compare_with_baselines(overview.headline_counts(snapshot)),
    rests_on=("registry", "cordis"),
)

MEMBER_REGIONS = TableSpec(
    name="member-regions",
    title="Member regions",
    one_row="One row is one member: a region, a country, or one without a NUTS code.",
    columns=(
        Column("member_id", "Code", "code", f"{_MEMBERSHIP}.member_id", page="region"),
        Column("region_name", "Region", "text", f"{_MEMBERSHIP}.region_name"),
        Column("country_code", "Country", "code", f"{_MEMBERSHIP}.country_code"),
        Column("nuts_level", "NUTS level", "year"),
        Column("partnership_count", "Partnerships", "count"),
        Column("led_partnership_count", "of these led", "count"),
        Column("cohesion_category", "Cohesion category", "text", "marts_core.dim_region.cohesion_category"),
        Column("is_outermost", "Outermost", "flag", "marts_core.dim_region.is_outermost"),
        Column("partnership_names", "Member of"),
    ),
    load=lambda snapshot, _: overview.member_regions(snapshot),
    address=_MEMBERSHIP,
    rests_on=("registry", "regions"),
)

PARTNERSHIPS = TableSpec(
    name="partnerships",
    title="Partnerships",
    one_row="One row is one partnership.",
    columns=(
        Column(
            "partnership_id",
            "Partnership id",
            "code",
            f"{_DIM_PARTNERSHIP}.partnership_id",
            page="partnership",
        ),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("platform_name", "Platform", "text", f"{_DIM_PARTNERSHIP}.platform_name"),
        Column("launch_year", "Launched", "year", f"{_DIM_PARTNERSHIP}.launch_year"),
        Column("status", "Status", "text", f"{_DIM_PARTNERSHIP}.status"),
        Column("member_count", "Known members", "count", f"{_PARTNERSHIP_ENGAGEMENT}.member_count"),
        Column("member_country_count", "Countries", "count", f"{_PARTNERSHIP_ENGAGEMENT}.member_country_count"),
        Column("active_member_count", "Active members", "count", f"{_PARTNERSHIP_ENGAGEMENT}.active_member_count"),
        Column("joint_project_count", "Joint projects", "count", f"{_PARTNERSHIP_ENGAGEMENT}.joint_project_count"),
        Column("organisation_count", "Organisations", "count", f"{_PARTNERSHIP_ENGAGEMENT}.organisation_count"),
        Column(
            "net_ec_contribution_eur",
            "Net EU contribution, EUR",
            "euro",
            f"{_PARTNERSHIP_ENGAGEMENT}.net_ec_contribution_eur",
        ),
        Column("best_match_score", "Best match, points", "score", f"{_MATCH}.score"),
        Column("is_placeholder", "Placeholder", "flag", f"{_DIM_PARTNERSHIP}.is_placeholder"),
        Column("confidence", "Confidence", "text", f"{_DIM_PARTNERSHIP}.confidence"),
    ),
    load=_load_partnerships,
    parameters=("platform",),
    address=_PARTNERSHIP_ENGAGEMENT,
    rests_on=("registry", "cordis", "funding_tenders"),
)

JOINT_PROJECT_YEARS = TableSpec(
    name="joint-projects-by-year",
    title="Joint projects by year",
    one_row="One row is one year.",
    columns=(
        Column("project_year", "Year", "year", "marts_core.dim_project.project_year"),
        Column("joint_project_count", "Joint projects", "count", _JOINT),
        Column(
            "year_from_call_count",
            "of these dated by their call",
            "count",
            "marts_core.dim_project.is_year_from_topic",
        ),
        Column("with_participations_count", "of these with participations", "count"),
    ),
    load=_load_joint_project_years,
    parameters=("partnership",),
    address=_JOINT,
    rests_on=("registry", "cordis"),
)

MEMBERS = TableSpec(
    name="members",
    title="Members",
    one_row="One row is one member of the partnership.",
    columns=(
        Column("member_id", "Code", "code", f"{_REGION_ENGAGEMENT}.member_id", page="region"),
        Column("region_name", "Region", "text", f"{_REGION_ENGAGEMENT}.region_name"),
        Column("country_code", "Country", "code", f"{_MEMBERSHIP}.country_code"),
        Column("role", "Role", "text", f"{_REGION_ENGAGEMENT}.role"),
        Column("level", "Engagement", "text", f"{_REGION_ENGAGEMENT}.level"),
        Column("joint_project_count", "Joint projects", "count", f"{_REGION_ENGAGEMENT}.joint_project_count"),
        Column("organisation_count", "Organisations", "count", f"{_REGION_ENGAGEMENT}.organisation_count"),
        Column("participation_count", "Participations", "count", f"{_REGION_ENGAGEMENT}.participation_count"),
        Column(
            "net_ec_contribution_eur",
            "Net EU contribution, EUR",
            "euro",
            f"{_REGION_ENGAGEMENT}.net_ec_contribution_eur",
        ),
        Column("latest_project_year", "Newest project", "year", f"{_REGION_ENGAGEMENT}.latest_project_year"),
        Column("latest_act_date", "Newest act", "date", f"{_REGION_ENGAGEMENT}.latest_act_date"),
        Column("score", "Engagement score", "score", f"{_REGION_ENGAGEMENT}.score"),
        Column("stated_on", "Membership stated", "stated_date", f"{_MEMBERSHIP}.stated_on"),
        Column("source", "Source of membership", "url", f"{_MEMBERSHIP}.source"),
    ),
    load=_load_members,
    parameters=("partnership",),
    required=("partnership",),
    address=_REGION_ENGAGEMENT,
    rests_on=("registry", "cordis"),
)

NICHES = TableSpec(
    name="niches",
    title="Niches",
    one_row="One row is one sub-topic of the partnership's theme.",
    columns=(
        Column("niche_name", "Niche", "text", f"{_NICHE}.niche_name"),
        Column("niche_basis", "Rests on", "text", f"{_NICHE}.niche_basis"),
        Column("confidence", "How sure", "text", f"{_NICHE}.confidence"),
        Column("niche_synonyms", "Related terms", "list", f"{_NICHE}.niche_synonyms"),
        Column("source", "Source", "url", f"{_NICHE}.source"),
        Column("origin", "Read from", "text"),
        Column("niche_id", "Id", "code", f"{_NICHE}.niche_id"),
        Column("niche_description", "Description", "text", f"{_NICHE}.niche_description"),
    ),
    load=_load_niches,
    parameters=("partnership",),
    required=("partnership",),
    address=_NICHE,
    rests_on=("registry",),
)

JOINT_PROJECTS = TableSpec(
    name="joint-projects",
    title="Joint projects",
    one_row="One row is one project in the theme with organisations of at least two member regions.",
    columns=(
        Column("project_id", "Project", "code", f"{_JOINT}.project_id"),
        Column("acronym", "Acronym", "text", "marts_core.dim_project.acronym"),
        Column("title", "Title", "text"),
        Column("is_title_of_topic", "Title is the topic's", "flag"),
        Column("project_year", "Year", "year", f"{_JOINT}.project_year"),
        Column("is_year_from_topic", "Year is the call's", "flag", "marts_core.dim_project.is_year_from_topic"),
        Column("theme_score", "Theme fit, 0–1", "share", f"{_JOINT}.theme_score"),
        Column("matched_terms", "Matched terms", "list", f"{_JOINT}.matched_terms"),
        Column("member_region_count", "Member regions", "count", f"{_JOINT}.member_region_count"),
        Column("member_ids", "Members", "list", f"{_JOINT}.member_ids"),
        Column("organisation_count", "Organisations", "count", f"{_JOINT}.organisation_count"),
        Column("net_ec_contribution_eur", "Net EU contribution, EUR", "euro", f"{_JOINT}.net_ec_contribution_eur"),
        Column("topic_id", "Topic", "code", "marts_core.dim_project.topic_id"),
    ),
    load=_load_joint_projects,
    parameters=("partnership",),
    required=("partnership",),
    address=_JOINT,
    rests_on=("registry", "cordis"),
)

REGION_MEMBERSHIPS = TableSpec(
    name="region-memberships",
    title="Partnerships the region is in",
    one_row="One row is one partnership and the member through which the region is in it.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_MEMBERSHIP}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("platform_name", "Platform", "text", f"{_DIM_PARTNERSHIP}.platform_name"),
        Column("member_id", "Member", "code", f"{_MEMBERSHIP}.member_id", page="region"),
        Column("region_name", "Member's name", "text", f"{_MEMBERSHIP}.region_name"),
        Column("through", "In it through"),
        Column("role", "Role", "text", f"{_MEMBERSHIP}.role"),
        Column("level", "Engagement", "text", f"{_REGION_ENGAGEMENT}.level"),
        Column("joint_project_count", "Joint projects", "count", f"{_REGION_ENGAGEMENT}.joint_project_count"),
        Column("organisation_count", "Organisations", "count", f"{_REGION_ENGAGEMENT}.organisation_count"),
        Column(
            "net_ec_contribution_eur",
            "Net EU contribution, EUR",
            "euro",
            f"{_REGION_ENGAGEMENT}.net_ec_contribution_eur",
        ),
        Column("valid_from", "From", "stated_date", f"{_MEMBERSHIP}.valid_from"),
        Column("valid_to", "To", "stated_date", f"{_MEMBERSHIP}.valid_to"),
        Column("stated_on", "Stated on", "stated_date", f"{_MEMBERSHIP}.stated_on"),
    ),
    load=_of_region(regions.region_memberships),
    parameters=("region",),
    required=("region",),
    address=_REGION_ENGAGEMENT,
    rests_on=("registry", "cordis"),
)

REGION_YEARS = TableSpec(
    name="region-years",
    title="Horizon Europe in the region by year",
    one_row="One row is one year.",
    columns=(
        Column("project_year", "Year", "year", "marts_core.dim_project.project_year"),
        Column(
            "net_ec_contribution_eur",
            "Net EU contribution, EUR",
            "euro",
            "marts_core.fct_participation.net_ec_contribution_eur",
        ),
        Column("project_count", "Projects", "count"),
        Column("organisation_count", "Organisations", "count"),
        Column("participation_count", "Participations", "count", "marts_core.fct_participation"),
        Column(
            "year_from_call_count",
            "Projects dated by their call",
            "count",
            "marts_core.dim_project.is_year_from_topic",
        ),
    ),
    load=_of_region(regions.region_years),
    parameters=("region",),
    required=("region",),
    address="marts_core.fct_participation",
    rests_on=("cordis",),
)

REGION_ORGANISATIONS = TableSpec(
    name="region-organisations",
    title="Organisations of the region",
    one_row="One row is one organisation.",
    columns=(
        Column("organisation_id", "Organisation id", "code", "marts_core.dim_organisation.organisation_id"),
        Column("organisation_name", "Organisation", "text", "marts_core.dim_organisation.organisation_name"),
        Column("helix", "Kind", "text", "marts_core.dim_organisation.helix"),
        Column("city", "City", "text", "marts_core.dim_organisation.city"),
        Column("project_count", "Projects", "count"),
        Column("coordinated_project_count", "of these coordinated", "count"),
        Column(
            "net_ec_contribution_eur",
            "Net EU contribution, EUR",
            "euro",
            "marts_core.fct_participation.net_ec_contribution_eur",
        ),
        Column("is_name_withheld", "Name withheld", "flag", "marts_core.dim_organisation.is_name_withheld"),
    ),
    load=_of_region(regions.region_organisations),
    parameters=("region",),
    required=("region",),
    address="marts_core.dim_organisation",
    rests_on=("cordis",),
)

REGION_MATCHES = TableSpec(
    name="region-matches",
    title="Topics that fit the region's partnerships",
    one_row="One row is one partnership and one topic that shares words with its theme.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_MATCH}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("topic_id", "Topic", "code", f"{_MATCH}.topic_id"),
        Column("topic_title", "Title", "text", f"{_TOPIC}.topic_title"),
        Column("programme_name", "Programme", "text", f"{_TOPIC}.programme_name"),
        Column("topic_status", "Status", "text", f"{_MATCH}.topic_status"),
        Column("deadline_date", "Deadline", "date", f"{_MATCH}.deadline_date"),
        Column("days_left", "Days left", "count", f"{_MATCH}.days_left"),
        Column("eligibility", "Eligibility", "text", f"{_MATCH}.eligibility"),
        Column("score", "Score", "score", f"{_MATCH}.score"),
        Column("matched_terms", "Matched terms", "text", f"{_MATCH}.matched_terms"),
        Column("near_miss", "What is missing", "text", f"{_MATCH}.near_miss"),
        Column("portal_url", "Portal", "url", f"{_TOPIC}.portal_url"),
    ),
    load=_of_region(lambda snapshot, region: funding.without_muted(snapshot, regions.region_matches(snapshot, region))),
    parameters=("region",),
    required=("region",),
    address=_MATCH,
    rests_on=("registry", "funding_tenders"),
)

FUNDING_MATCHES = TableSpec(
    name="funding-match",
    title=MATCH_TITLE,
    one_row=MATCH_ROW,
    columns=tuple(entry.column for entry in COLUMNS),
    load=lambda snapshot, parameters: funding.find_matches(snapshot, MatchFilters.from_text(parameters)),
    parameters=FILTER_NAMES,
    address=_MATCH,
    rests_on=MATCH_SOURCES,
    export=lambda snapshot, parameters: export_matches(snapshot, MatchFilters.from_text(parameters)),
)

MATCH_SUMMARY = TableSpec(
    name="match-summary",
    title="Matches by partnership",
    one_row="One row is one partnership with at least one match.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_MATCH}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("platform_name", "Platform", "text", f"{_DIM_PARTNERSHIP}.platform_name"),
        Column("match_count", "Topics", "count", _MATCH),
        Column("theme_match_count", "in its theme", "count", f"{_MATCH}.is_theme_match"),
        Column("theme_pass_count", "in its theme, rules passed", "count", f"{_MATCH}.eligibility"),
        Column("pass_count", "All: pass", "count", f"{_MATCH}.eligibility"),
        Column("unknown_count", "All: unknown", "count", f"{_MATCH}.eligibility"),
        Column("fail_count", "All: fail", "count", f"{_MATCH}.eligibility"),
        Column("best_score", "Best score", "score", f"{_MATCH}.score"),
        Column("next_deadline_date", "Next deadline", "date", f"{_MATCH}.deadline_date"),
    ),
    load=lambda snapshot, parameters: funding.match_summary(snapshot, MatchFilters.from_text(parameters)),
    parameters=FUNDING_MATCHES.parameters,
    address=_MATCH,
    rests_on=FUNDING_MATCHES.rests_on,
)

_VERDICT = "marts_funding.fct_eligibility"
_RULE = "marts_funding.dim_eligibility_rule"
_CANDIDATE = "marts_funding.fct_near_miss_candidate"

RULE_VERDICTS = TableSpec(
    name="rule-verdicts",
    title="Rules, one by one",
    one_row="One row is one rule on one match.",
    columns=(
        Column("topic_id", "Topic", "code", f"{_VERDICT}.topic_id"),
        Column("topic_title", "Title", "text", f"{_TOPIC}.topic_title"),
        Column("verdict", "Verdict", "text", f"{_VERDICT}.verdict"),
        Column("verdict_words", "In words", "text", f"{_VERDICT}.verdict_words"),
        Column("have_count", "Have", "count", f"{_VERDICT}.have_count"),
        Column("need_count", "Need", "count", f"{_VERDICT}.need_count"),
        Column("is_decisive", "Decides", "flag", f"{_VERDICT}.is_decisive"),
        Column("clause", "Clause", "text", f"{_RULE}.clause"),
        Column("source", "Source", "text", f"{_RULE}.source"),
        Column("rule_confidence", "How sure", "text", f"{_VERDICT}.rule_confidence"),
        Column("rule_id", "Rule", "code", f"{_VERDICT}.rule_id"),
        Column("partnership_id", "Partnership id", "code", f"{_VERDICT}.partnership_id", page="partnership"),
    ),
    load=lambda snapshot, parameters: funding.rule_verdicts(snapshot, MatchFilters.from_text(parameters)),
    parameters=FILTER_NAMES,
    address=_VERDICT,
    rests_on=("registry", "funding_tenders", "regions"),
)

NEAR_MISS_CANDIDATES = TableSpec(
    name="near-miss-candidates",
    title="Regions that would close a gap",
    one_row="One row is one region outside the partnership for one thing its members lack.",
    columns=(
        Column("nuts_code", "Code", "code", f"{_CANDIDATE}.nuts_code", page="region"),
        Column("region_name", "Region", "text", f"{_CANDIDATE}.region_name"),
        Column("country_code", "Country", "code", f"{_CANDIDATE}.country_code"),
        Column("closed_words", "Would bring", "text", f"{_CANDIDATE}.closed_words"),
        Column("is_sufficient", "Enough alone", "flag", f"{_CANDIDATE}.is_sufficient"),
        Column("topic_count", "Topics with this gap", "count", f"{_MATCH}.gap_id"),
        Column("theme_project_count", "Projects in the theme", "count", f"{_CANDIDATE}.theme_project_count"),
        Column("theme_organisation_count", "Organisations", "count", f"{_CANDIDATE}.theme_organisation_count"),
        Column("latest_project_year", "Newest", "year", f"{_CANDIDATE}.latest_project_year"),
        Column("cohesion_category", "Cohesion category", "text", f"{_CANDIDATE}.cohesion_category"),
        Column("innovator_group", "Innovator group", "text", f"{_CANDIDATE}.innovator_group"),
        Column("is_riv", "Innovation Valley", "flag", f"{_CANDIDATE}.is_riv"),
        Column("candidate_rank", "Place", "count", f"{_CANDIDATE}.candidate_rank"),
        Column("gap_id", "Gap", "code", f"{_CANDIDATE}.gap_id"),
    ),
    load=_load_near_miss_candidates,
    parameters=("partnership",),
    required=("partnership",),
    address=_CANDIDATE,
    rests_on=("registry", "cordis", "regions"),
)

MATURITY_SCORES = TableSpec(
    name="maturity-scores",
    title="Maturity of partnerships",
    one_row="One row is one partnership.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_MATURITY}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("platform_name", "Platform", "text", f"{_DIM_PARTNERSHIP}.platform_name"),
        Column("score", "Score", "score", f"{_MATURITY}.score"),
        Column("band", "Band", "text", f"{_MATURITY}.band"),
        Column("score_p05", "5th percentile", "score", f"{_MATURITY}.score_p05"),
        Column("score_p50", "Median", "score", f"{_MATURITY}.score_p50"),
        Column("score_p95", "95th percentile", "score", f"{_MATURITY}.score_p95"),
        Column("rank_p05", "Rank, from", "score", f"{_MATURITY}.rank_p05"),
        Column("rank_p95", "to", "score", f"{_MATURITY}.rank_p95"),
        Column("alike_count", "Cannot be told apart from", "count", f"{_PAIR}.is_distinguishable"),
        Column("compared_count", "of others", "count"),
        Column("band_of_score", "Band of the score", "text", f"{_MATURITY}.band_of_score"),
        Column("is_borderline", "Near a limit", "flag", f"{_MATURITY}.is_borderline"),
        Column("share_low", "Draws: low", "share", f"{_MATURITY}.share_low"),
        Column("share_medium", "Draws: medium", "share", f"{_MATURITY}.share_medium"),
        Column("share_high", "Draws: high", "share", f"{_MATURITY}.share_high"),
        Column("score_arithmetic", "Arithmetic score", "score", f"{_MATURITY}.score_arithmetic"),
        Column("coverage_share", "Coverage", "share", f"{_MATURITY}.coverage_share"),
        Column("indicator_with_value_count", "Indicators known", "count", f"{_MATURITY}.indicator_with_value_count"),
        Column("indicator_count", "of", "count", f"{_MATURITY}.indicator_count"),
        Column("not_assessed_reason", "Why not assessed", "text", f"{_MATURITY}.not_assessed_reason"),
        Column("score_observed_only", "Score, observed only", "score", f"{_MATURITY}.score_observed_only"),
        Column("stage_id", "Stage", "text", f"{_STAGE}.stage_id"),
        Column("stage_evidence", "Stage rests on", "text", f"{_STAGE}.evidence"),
        Column("stage_basis", "Evidence of the stage", "text", f"{_STAGE}.basis"),
        Column("shown_stage_id", "Stage that shows", "text", f"{_STAGE}.shown_stage_id"),
    ),
    load=_load_maturity_scores,
    parameters=("platform", "partnership"),
    address=_MATURITY,
    rests_on=("registry", "cordis", "regions"),
)

OWN_SCORES = TableSpec(
    name="own-weights",
    title="Scores with weights of your own, never stored as official",
    one_row="One row is one partnership.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_MATURITY}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("platform_name", "Platform", "text", f"{_DIM_PARTNERSHIP}.platform_name"),
        Column("own_rank", "Your rank", "count"),
        Column("official_rank", "Official rank", "count"),
        Column("rank_shift", "Places gained", "count"),
        Column("own_score", "Your score", "score"),
        Column("official_score", "Official score", "score", f"{_MATURITY}.score"),
        Column("band", "Band of your score", "text", f"{_MATURITY}.band"),
        Column("coverage_share", "Coverage", "share", f"{_MATURITY}.coverage_share"),
        Column("indicator_with_value_count", "Indicators known", "count", f"{_MATURITY}.indicator_with_value_count"),
        Column("indicator_count", "of", "count", f"{_MATURITY}.indicator_count"),
        Column("not_assessed_reason", "Why not assessed", "text", f"{_MATURITY}.not_assessed_reason"),
    ),
    load=_load_own_scores,
    parameters=("platform", f"{PREFIX}*"),
    rests_on=("registry", "cordis", "regions"),
)

PILLAR_SCORES = TableSpec(
    name="pillar-scores",
    title="Scores of the pillars",
    one_row="One row is one partnership and one pillar.",
    columns=(
        Column("pillar_id", "Pillar id", "code", f"{_PILLAR}.pillar_id"),
        Column("pillar_name", "Pillar", "text", "marts_maturity.dim_pillar.pillar_name"),
        Column("partnership_id", "Partnership id", "code", f"{_PILLAR}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("platform_name", "Platform", "text", f"{_DIM_PARTNERSHIP}.platform_name"),
        Column("score", "Score", "score", f"{_PILLAR}.score"),
        Column("band", "Band", "text", f"{_PILLAR_INTERVAL}.band"),
        Column("score_p05", "5th percentile", "score", f"{_PILLAR_INTERVAL}.score_p05"),
        Column("score_p50", "Median", "score", f"{_PILLAR_INTERVAL}.score_p50"),
        Column("score_p95", "95th percentile", "score", f"{_PILLAR_INTERVAL}.score_p95"),
        Column("rank_p05", "Rank, from", "score", f"{_PILLAR_INTERVAL}.rank_p05"),
        Column("rank_p95", "to", "score", f"{_PILLAR_INTERVAL}.rank_p95"),
        Column("alike_count", "Cannot be told apart from", "count", f"{_PAIR}.is_distinguishable"),
        Column("compared_count", "of others", "count"),
        Column("indicator_with_value_count", "Indicators known", "count", f"{_PILLAR}.indicator_with_value_count"),
        Column("indicator_count", "of", "count", f"{_PILLAR}.indicator_count"),
        Column("score_observed_only", "Score, observed only", "score", f"{_PILLAR}.score"),
        Column("not_assessed_reason", "Why not assessed", "text", f"{_PILLAR}.not_assessed_reason"),
    ),
    load=_load_pillar_scores,
    parameters=("platform", "pillar", "partnership"),
    address=_PILLAR,
    rests_on=("registry", "cordis", "regions"),
)

INDICATOR_VALUES = TableSpec(
    name="indicator-values",
    title="Values of the maturity indicators",
    one_row="One row is one partnership and one indicator.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_VALUE}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("pillar_name", "Pillar", "text", "marts_maturity.dim_pillar.pillar_name"),
        Column("indicator_id", "Indicator id", "code", f"{_VALUE}.indicator_id"),
        Column("indicator_name", "Indicator", "text", f"{_INDICATOR}.indicator_name"),
        Column("value", "Value", "share", f"{_VALUE}.value"),
        Column("unit", "Unit", "text", f"{_INDICATOR}.unit"),
        Column("normalised", "Points, 0 to 100", "score", f"{_VALUE}.normalised"),
        Column("contribution", "Brings to the total", "score", f"{_VALUE}.contribution"),
        Column("evidence", "Evidence", "text", f"{_VALUE}.evidence"),
        Column("use", "Use", "text", f"{_VALUE}.use"),
        Column("input_count", "Records", "count", f"{_VALUE}.input_count"),
        Column("newest_date", "Newest", "date", f"{_VALUE}.newest_date"),
        Column("basis", "Rests on", "text", f"{_VALUE}.basis"),
    ),
    load=_load_indicator_values,
    parameters=("platform", "pillar", "partnership"),
    address=_VALUE,
    rests_on=("registry", "cordis", "regions"),
)

SERVICE_RECOMMENDATIONS = TableSpec(
    name="service-recommendations",
    title="Services that would help",
    one_row="One row is one partnership and one rule.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_SERVICE}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("rule_id", "Rule", "code", f"{_SERVICE}.rule_id"),
        Column("service_name", "Service", "text", f"{_SERVICE}.service_name"),
        Column("status", "Verdict", "text", f"{_SERVICE}.status"),
        Column("recommendation_order", "Order", "count", f"{_SERVICE}.recommendation_order"),
        Column("priority", "Priority", "text", f"{_SERVICE}.priority"),
        Column("is_proxy", "By proxy", "flag", f"{_SERVICE}.is_proxy"),
        Column("draw_share", "Share of draws", "share", f"{_SERVICE}.draw_share"),
        Column("evidence_read", "Evidence", "text", f"{_SERVICE}.evidence_read"),
        Column("what_would_change_it", "What would change it", "text", f"{_SERVICE}.what_would_change_it"),
        Column("statement", "The rule", "text", f"{_SERVICE}.statement"),
        Column("document", "Document", "text", f"{_SERVICE}.document"),
    ),
    load=_load_service_recommendations,
    parameters=("platform", "partnership"),
    address=_SERVICE,
    rests_on=("registry", "cordis", "regions"),
)

MATURITY_PAIRS = TableSpec(
    name="maturity-pairs",
    title="Who can be told apart",
    one_row="One row is one partnership compared with another in a pillar or in total.",
    columns=(
        Column("scope", "Total or pillar", "text", f"{_PAIR}.scope"),
        Column("partnership_id", "Partnership id", "code", f"{_PAIR}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("other_partnership_id", "Other's id", "code", f"{_PAIR}.other_partnership_id", page="partnership"),
        Column("other_partnership_name", "Other", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("above_share", "Share of draws in which it stands above", "share", f"{_PAIR}.above_share"),
        Column("is_distinguishable", "Told apart", "flag", f"{_PAIR}.is_distinguishable"),
    ),
    load=_load_maturity_pairs,
    parameters=("platform", "scope"),
    address=_PAIR,
    rests_on=("registry", "cordis", "regions"),
)

SENSITIVITY = TableSpec(
    name="maturity-sensitivity",
    title="Which assumption moves maturity",
    one_row="One row is one result and one assumption.",
    columns=(
        Column("scope", "Total or pillar", "text", f"{_SENSITIVITY}.scope"),
        Column("statistic", "Result", "text", f"{_SENSITIVITY}.statistic"),
        Column("subject_id", "Of", "code", f"{_SENSITIVITY}.subject_id"),
        Column("assumption_id", "Assumption id", "code", f"{_SENSITIVITY}.assumption_id"),
        Column("assumption_name", "Assumption", "text", "marts_maturity.dim_maturity_assumption.assumption_name"),
        Column("first_order", "Alone", "share", f"{_SENSITIVITY}.first_order"),
        Column("first_low", "from", "share", f"{_SENSITIVITY}.first_low"),
        Column("first_high", "to", "share", f"{_SENSITIVITY}.first_high"),
        Column("total_order", "With others", "share", f"{_SENSITIVITY}.total_order"),
        Column("total_low", "from", "share", f"{_SENSITIVITY}.total_low"),
        Column("total_high", "to", "share", f"{_SENSITIVITY}.total_high"),
    ),
    load=_load_sensitivity,
    parameters=("scope",),
    address=_SENSITIVITY,
    rests_on=("registry", "cordis", "regions"),
)

LEAVE_ONE_OUT = TableSpec(
    name="leave-one-out",
    title="What changes without one indicator",
    one_row="One row is one indicator and one partnership, in a pillar or in total.",
    columns=(
        Column("scope", "Total or pillar", "text", f"{_LEFT_OUT}.scope"),
        Column("indicator_id", "Indicator id", "code", f"{_LEFT_OUT}.indicator_id"),
        Column("indicator_name", "Indicator", "text", f"{_INDICATOR}.indicator_name"),
        Column("partnership_id", "Partnership id", "code", f"{_LEFT_OUT}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("score_shift", "Points", "score", f"{_LEFT_OUT}.score_shift"),
        Column("rank_shift", "Places down", "count", f"{_LEFT_OUT}.rank_shift"),
    ),
    load=_load_leave_one_out,
    parameters=("platform", "scope"),
    address=_LEFT_OUT,
    rests_on=("registry", "cordis", "regions"),
)

FRAMEWORK_CHECKS = TableSpec(
    name="framework-checks",
    title="Statistical checks of the framework",
    one_row="One row is one check of one indicator, two indicators, or a pillar.",
    columns=(
        Column("check_id", "Check id", "code", f"{_FRAMEWORK_CHECK}.check_id"),
        Column("check_name", "Check", "text", f"{_FRAMEWORK_CHECK}.check_name"),
        Column("subject_id", "Of", "code", f"{_FRAMEWORK_CHECK}.subject_id"),
        Column("pillar_id", "Pillar", "text", f"{_FRAMEWORK_CHECK}.pillar_id"),
        Column("value", "Value", "share", f"{_FRAMEWORK_CHECK}.value"),
        Column("finding", "Finding", "text", f"{_FRAMEWORK_CHECK}.finding"),
        Column("is_flagged", "Flagged", "flag", f"{_FRAMEWORK_CHECK}.is_flagged"),
        Column("observation_count", "Observations", "count", f"{_FRAMEWORK_CHECK}.observation_count"),
        Column("min_count", "Needed", "count", f"{_FRAMEWORK_CHECK}.min_count"),
        Column("rule", "Rule", "text", f"{_FRAMEWORK_CHECK}.rule"),
        Column("reason", "Why this rule", "text", f"{_FRAMEWORK_CHECK}.reason"),
    ),
    load=_load_framework_checks,
    parameters=("pillar",),
    address=_FRAMEWORK_CHECK,
    rests_on=("registry", "cordis", "regions"),
)

MATURITY_CHANGES = TableSpec(
    name="maturity-changes",
    title="Why maturity differs from before",
    one_row="One row is one comparison, partnership, total or pillar, and indicator or the framework.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_MATURITY_CHANGE}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("comparison_id", "Compared with", "text", f"{_MATURITY_CHANGE}.comparison_id"),
        Column("compared_as_of", "Of", "date", f"{_MATURITY_CHANGE}.compared_as_of"),
        Column("subject_name", "Total or pillar", "text", f"{_MATURITY_CHANGE}.subject_id"),
        Column("change_kind", "What", "text", f"{_MATURITY_CHANGE}.change_kind"),
        Column("previous_score", "Before", "score", f"{_MATURITY_CHANGE}.previous_score"),
        Column("current_score", "Now", "score", f"{_MATURITY_CHANGE}.current_score"),
        Column("difference", "Difference", "score", f"{_MATURITY_CHANGE}.difference"),
        Column("indicator_id", "Indicator id", "code", f"{_MATURITY_CHANGE}.indicator_id"),
        Column("indicator_name", "Indicator", "text", f"{_INDICATOR}.indicator_name"),
        Column("cause", "Cause", "text", f"{_MATURITY_CHANGE}.cause"),
        Column("amount", "Of the difference", "score", f"{_MATURITY_CHANGE}.amount"),
        Column("previous_value", "Value before", "share", f"{_MATURITY_CHANGE}.previous_value"),
        Column("current_value", "Value now", "share", f"{_MATURITY_CHANGE}.current_value"),
        Column("reason", "In words", "text", f"{_MATURITY_CHANGE}.reason"),
    ),
    load=_load_maturity_changes,
    parameters=("platform", "partnership"),
    address=_MATURITY_CHANGE,
    rests_on=("registry", "cordis", "regions"),
)

SERVICE_EFFECTS = TableSpec(
    name="service-effects",
    title="Indicators before and after services",
    one_row="One row is one partnership, service and indicator.",
    columns=(
        Column("partnership_id", "Partnership id", "code", f"{_EFFECT}.partnership_id", page="partnership"),
        Column("partnership_name", "Partnership", "text", f"{_DIM_PARTNERSHIP}.partnership_name"),
        Column("service_name", "Service", "text", f"{_EFFECT}.service_name"),
        Column("started_on", "Begun", "date", f"{_EFFECT}.started_on"),
        Column("delivered_on", "Delivered", "date", f"{_EFFECT}.delivered_on"),
        Column("before_as_of", "Before: edition of", "date", f"{_EFFECT}.before_as_of"),
        Column("indicator_id", "Indicator id", "code", f"{_EFFECT}.indicator_id"),
        Column("indicator_name", "Indicator", "text", f"{_INDICATOR}.indicator_name"),
        Column("unit", "Unit", "text", f"{_INDICATOR}.unit"),
        Column("value_before", "Value before", "share", f"{_EFFECT}.value_before"),
        Column("value_after", "Value after", "share", f"{_EFFECT}.value_after"),
        Column("points_before", "Points before", "score", f"{_EFFECT}.points_before"),
        Column("points_after", "Points after", "score", f"{_EFFECT}.points_after"),
        Column("difference", "Difference", "score", f"{_EFFECT}.difference"),
        Column("missing_reason", "Why not known", "text", f"{_EFFECT}.missing_reason"),
        Column("outcome", "What came of it", "text", f"{_EFFECT}.outcome"),
        Column("caution", "Caution", "text", f"{_EFFECT}.caution"),
    ),
    load=_load_service_effects,
    parameters=("platform", "partnership"),
    address=_EFFECT,
    rests_on=("registry", "cordis", "regions"),
)

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {
        table.name: table
        for table in (
            SOURCE_STATUS,
            FIGURE_CHANGES,
            CHANGED_ROWS,
            MATCH_EVENTS,
            BASELINES,
            MEMBER_REGIONS,
            PARTNERSHIPS,
            JOINT_PROJECT_YEARS,
            MEMBERS,
            NICHES,
            JOINT_PROJECTS,
            REGION_MEMBERSHIPS,
            REGION_YEARS,
            REGION_ORGANISATIONS,
            REGION_MATCHES,
            FUNDING_MATCHES,
            MATCH_SUMMARY,
            RULE_VERDICTS,
            NEAR_MISS_CANDIDATES,
            MATURITY_SCORES,
            OWN_SCORES,
            PILLAR_SCORES,
            INDICATOR_VALUES,
            SERVICE_RECOMMENDATIONS,
            MATURITY_PAIRS,
            SENSITIVITY,
            LEAVE_ONE_OUT,
            FRAMEWORK_CHECKS,
            MATURITY_CHANGES,
            SERVICE_EFFECTS,
        )
    }
)
