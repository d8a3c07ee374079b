"""Tables of this folder's page, with the files of the same names."""

import polars as pl

from dashboards.changes import queries
from dashboards.partnerships.queries import check_partnership
from dashboards.tables import Parameters, TableSpec, names
from warehouse.products.matches.query import FILTER_NAMES, FilterError, MatchFilters, check_choice
from warehouse.store.editions import Editions
from warehouse.store.reader import Snapshot


def _load_figure_changes(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    if (partnership := parameters.get("partnership")) is not None:
        check_partnership(snapshot, partnership)
    return queries.figure_changes(snapshot, partnership)


def _load_edition_changes(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    if (partnership := parameters.get("partnership")) is not None:
        check_partnership(snapshot, partnership)
    editions = tuple(edition.edition_id for edition in Editions(snapshot.home).all())
    check_choice("since", since := parameters["since"], editions)
    return queries.edition_changes(snapshot, since, partnership)


def _load_changed_rows(snapshot: Snapshot, parameters: Parameters) -> pl.DataFrame:
    if (partnership := parameters.get("partnership")) is not None:
        check_partnership(snapshot, partnership)
    figure = parameters["figure"]
    valid = queries.list_figures(snapshot)["figure_id"].to_list()
    if figure not in valid:
        raise FilterError(f"figure: no such value {figure!r}; valid values: {', '.join(valid)}")
    return queries.changed_rows(snapshot, figure, partnership)


FIGURE_CHANGES = TableSpec(
    name="figure-changes",
    columns=names(
        "figure_id figure_name unit previous_value current_value difference cause amount row_count example_keys"
    ),
    shown=names("figure_name unit previous_value current_value difference cause amount row_count"),
    load=_load_figure_changes,
    parameters=("partnership",),
    address="marts_quality.fct_change",
    rests_on=("registry", "cordis", "funding_tenders", "regions"),
)

EDITION_CHANGES = TableSpec(
    name="edition-changes",
    columns=names("figure_id figure_name unit previous_value current_value difference cause amount row_count"),
    shown=names("figure_name unit previous_value current_value difference cause amount row_count"),
    load=_load_edition_changes,
    parameters=("since", "partnership"),
    required=("since",),
    address="marts_quality.fct_change",
    rests_on=FIGURE_CHANGES.rests_on,
)

CHANGED_ROWS = TableSpec(
    name="changed-rows",
    columns=names("row_key row_name previous_amount current_amount amount cause evidence_id"),
    load=_load_changed_rows,
    parameters=("figure", "partnership"),
    required=("figure",),
    address="marts_quality.fct_changed_row",
    rests_on=("registry", "cordis", "funding_tenders", "regions"),
)

MATCH_EVENTS = TableSpec(
    name="match-events",
    columns=names(
        "topic_id event_date event_kind topic_title partnership_id partnership_name value_before value_after "
        "alert_days deadline_date days_left score portal_url"
    ),
    shown=names(
        "event_date event_kind topic_title partnership_name value_before value_after deadline_date days_left score"
    ),
    load=lambda snapshot, parameters: queries.match_events(snapshot, MatchFilters.from_text(parameters)),
    parameters=FILTER_NAMES,
    address="marts_funding.fct_match_event",
    rests_on=("funding_tenders",),
)
