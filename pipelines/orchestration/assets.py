"""The night as a graph: one factory that turns a Source into assets, and the steps every night shares.

Asset bodies fetch what they need from the night and report what came of it; what they do is in
``pipelines.nightly.night``, ``pipelines.nightly.loading``, ``pipelines.enrich`` and ``warehouse``.
"""

from collections.abc import Iterator, Sequence

import dagster as dg
from dagster_dbt import build_dbt_asset_specs

from pipelines.ingest.source import Source
from pipelines.nightly.building import build
from pipelines.nightly.code_version import code_version
from pipelines.nightly.demo import DEMO_TABLES, demo_tables_to_load, generate_demo
from pipelines.nightly.digest import send_digest
from pipelines.nightly.linking import link_build
from pipelines.nightly.night import NightRun
from pipelines.nightly.project import compiled_project, ensure_manifest
from pipelines.nightly.publishing import publish_night
from pipelines.nightly.status_table import status_frame
from warehouse.products.matches.reviews import Reviews
from warehouse.store.connection import transaction, writer
from warehouse.store.gate import check_build
from warehouse.store.history import BASE_SCHEMA, BASE_TABLE, CARRIED, carry_over
from warehouse.store.load import TableLoad, read_if_alike, replace_frame, replace_tables
from warehouse.store.nights import ARRIVED, ExitCode, SourceStatus, Status

OWNERS = ["team:interregio"]
POOL = "warehouse"
NIGHT_KEY = dg.AssetKey(["night", "source_status"])
LOADS_KEY = dg.AssetKey(["night", "table_load"])
QUARANTINE_KEY = dg.AssetKey(["night", "quarantine"])
REVIEW_KEY = dg.AssetKey(["state", "match_review"])
GATE_KEY = dg.AssetKey(["edition", "gate"])
PROJECT_THEME_KEY = dg.AssetKey(["enrich", "project_theme"])
PROJECT_TEXT_KEY = dg.AssetKey(["enrich", "project_theme_text"])
PROJECT_TABLES = ("enrich.project_theme", "enrich.project_theme_text")
PROJECT_TEXTS = "select project_id, text_field, text from intermediate.int_projects__texts"
THEME_TEXTS = "select partnership_id, text_field, niche_id, text from intermediate.int_partnerships__theme_texts"
WON_PROJECTS = (
    "select partnership_id, project_id from enrich.project_theme "
    "semi join intermediate.int_partnerships__shared_projects using (partnership_id, project_id) where is_match"
)
BROAD_TOPICS = "select topic_id from intermediate.int_topics__instrument_fits where is_broad"
EDITION_KEY = dg.AssetKey(["edition", "published"])
BASE_GROUP = "previous"


def build_source_assets(source: Source, freshness: dg.FreshnessPolicy | None) -> list[dg.AssetsDefinition]:
    """Assets of one source: its landing, where anything is fetched, and its raw tables."""
    tables = _build_table_assets(source, freshness)
    return [tables] if source.is_bundled else [_build_landing_asset(source, freshness), tables]


def _build_landing_asset(source: Source, freshness: dg.FreshnessPolicy | None) -> dg.AssetsDefinition:
    @dg.asset(
        key=dg.AssetKey([source.name, "landing"]),
        description=f"{source.title}: the publisher's files of tonight, as they came.",
        group_name=source.name,
        kinds={"python", "file"},
        owners=OWNERS,
        freshness_policy=freshness,
        check_specs=[
            dg.AssetCheckSpec(
                "arrived",
                asset=dg.AssetKey([source.name, "landing"]),
                description="The publisher gave what it should; if not, the last good content stays.",
            )
        ],
        metadata={"documentation": dg.MetadataValue.url(source.documentation_url), "licence": source.licence.name},
    )
    def landing(night: dg.ResourceParam[NightRun]) -> dg.MaterializeResult:
        night.visit(source)
        status = night.status_of(source.name)
        return dg.MaterializeResult(
            metadata=_status_metadata(status),
            check_results=[
                dg.AssetCheckResult(
                    check_name="arrived",
                    passed=status.status in (*ARRIVED, Status.BUNDLED),
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={"message": status.message},
                )
            ],
        )

    return landing


def _build_table_assets(source: Source, freshness: dg.FreshnessPolicy | None) -> dg.AssetsDefinition:
    deps = [] if source.is_bundled else [dg.AssetKey([source.name, "landing"])]

    @dg.multi_asset(
        name=f"{source.name}_tables",
        specs=[
            dg.AssetSpec(
                dg.AssetKey([source.name, table.name]),
                deps=deps,
                description=f"One row is {table.row}.",
                group_name=source.name,
                kinds={"duckdb", "polars"},
                owners=OWNERS,
                freshness_policy=freshness,
            )
            for table in source.tables
        ],
        pool=POOL,
    )
    def tables(night: dg.ResourceParam[NightRun]) -> Iterator[dg.MaterializeResult]:
        load = night.load(source)
        known = {table.table_name: table for table in load.tables}
        for table in source.tables:
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey([source.name, table.name]),
                metadata={**_load_metadata(known[table.name]), "source_status": load.status.status.value},
            )

    return tables


def build_demo_assets(sources: Sequence[Source]) -> dg.AssetsDefinition:
    """Demonstration participations: made only where CORDIS was never loaded, empty otherwise."""
    by_name = {source.name: source for source in sources}
    deps = [dg.AssetKey([name, table.name]) for name in ("cordis", "registry") for table in by_name[name].tables]

    @dg.multi_asset(
        name="demo_tables",
        specs=[
            dg.AssetSpec(
                dg.AssetKey(["demo", table]),
                deps=deps,
                description=f"Demonstration rows in the columns of cordis/{table}; empty once CORDIS was loaded.",
                group_name="demo",
                kinds={"duckdb", "polars"},
                owners=OWNERS,
            )
            for table in DEMO_TABLES
        ],
        pool=POOL,
    )
    def demo_tables(night: dg.ResourceParam[NightRun]) -> Iterator[dg.MaterializeResult]:
        is_wanted = night.status_of("cordis").status is Status.NEVER
        with writer(night.home.build_database) as connection:
            members = connection.sql(
                "select partnership_id, nuts_code, country from raw_registry.partnership_regions"
            ).pl()
            themes = connection.sql("select partnership_id, keywords from raw_registry.partnerships").pl()
            replace_tables(connection, demo_tables_to_load(generate_demo(members, themes), is_wanted=is_wanted))
        for table in DEMO_TABLES:
            yield dg.MaterializeResult(asset_key=dg.AssetKey(["demo", table]), metadata={"is_demo": is_wanted})

    return demo_tables


def build_night_assets(sources: Sequence[Source]) -> dg.AssetsDefinition:
    """What is known of every source on every night, as tables that dbt can read."""
    deps = [dg.AssetKey([source.name, table.name]) for source in sources for table in source.tables]

    @dg.multi_asset(
        name="night_tables",
        specs=[
            dg.AssetSpec(
                NIGHT_KEY,
                deps=deps,
                description="One row is one source on one night.",
                group_name="night",
                owners=OWNERS,
            ),
            dg.AssetSpec(
                LOADS_KEY,
                deps=deps,
                description="One row is one raw table and what it was last loaded from.",
                group_name="night",
                owners=OWNERS,
            ),
            dg.AssetSpec(
                QUARANTINE_KEY,
                deps=deps,
                description="One row is one published row that its contract kept out of a raw table.",
                group_name="night",
                owners=OWNERS,
            ),
        ],
        pool=POOL,
    )
    def night_tables(night: dg.ResourceParam[NightRun]) -> Iterator[dg.MaterializeResult]:
        statuses = status_frame(night.nights())
        with writer(night.home.build_database) as connection, transaction(connection):
            replace_frame(connection, "raw_night.source_status", statuses)
        yield dg.MaterializeResult(asset_key=NIGHT_KEY, metadata={"dagster/row_count": statuses.height})
        yield dg.MaterializeResult(asset_key=LOADS_KEY)
        yield dg.MaterializeResult(asset_key=QUARANTINE_KEY)

    return night_tables


def build_history_assets() -> dg.AssetsDefinition:
    """What tonight's edition takes over from its base edition, before dbt reads or writes any of it."""
    tables = {
        BASE_TABLE: "One row is the base edition; none where there is none.",
        **{name: f"One row is one row of {carried.mart} in the base edition." for name, carried in CARRIED.items()},
    }

    @dg.multi_asset(
        name="base_tables",
        specs=[
            dg.AssetSpec(
                dg.AssetKey([BASE_GROUP, table]),
                deps=[NIGHT_KEY],
                description=description,
                group_name=BASE_GROUP,
                kinds={"duckdb"},
                owners=OWNERS,
            )
            for table, description in tables.items()
        ],
        pool=POOL,
    )
    def base_tables(night: dg.ResourceParam[NightRun]) -> Iterator[dg.MaterializeResult]:
        base = night.base_edition()
        with writer(night.home.build_database) as connection:
            rows = carry_over(connection, base, as_of=night.settings.as_of, code_version=code_version())
        for table in tables:
            yield dg.MaterializeResult(
                asset_key=dg.AssetKey([BASE_GROUP, table]),
                metadata={
                    "dagster/row_count": rows[f"{BASE_SCHEMA}.{table}"],
                    "base_edition": base.edition_id if base else "none",
                },
            )

    return base_tables


def build_review_asset() -> dg.AssetsDefinition:
    """What users keep about matches, as a table that dbt can read."""

    @dg.asset(
        key=REVIEW_KEY,
        description="One row is one match that somebody said something about: muted, status, note.",
        group_name="night",
        kinds={"duckdb", "polars"},
        owners=OWNERS,
        pool=POOL,
    )
    def match_review(night: dg.ResourceParam[NightRun]) -> dg.MaterializeResult:
        reviews = Reviews.of(night.reviews())
        with writer(night.home.build_database) as connection, transaction(connection):
            replace_frame(connection, "raw_state.match_review", reviews.frame)
        return dg.MaterializeResult(metadata={"dagster/row_count": reviews.frame.height, "revision": reviews.revision})

    return match_review


def build_dbt_assets() -> list[dg.AssetsDefinition]:
    """The two parts of the dbt graph: before the enrichment and after it."""
    manifest = ensure_manifest()

    @dg.multi_asset(name="dbt_prepare", specs=build_dbt_asset_specs(manifest=manifest, selector="prepare"), pool=POOL)
    def dbt_prepare(
        context: dg.AssetExecutionContext, night: dg.ResourceParam[NightRun]
    ) -> Iterator[dg.MaterializeResult]:
        yield from _build_models("prepare", context, night)

    @dg.multi_asset(
        name="dbt_publishable", specs=build_dbt_asset_specs(manifest=manifest, selector="publishable"), pool=POOL
    )
    def dbt_publishable(
        context: dg.AssetExecutionContext, night: dg.ResourceParam[NightRun]
    ) -> Iterator[dg.MaterializeResult]:
        yield from _build_models("publishable", context, night)

    return [dbt_prepare, dbt_publishable]


def _build_models(selector: str, context: dg.AssetExecutionContext, night: NightRun) -> Iterator[dg.MaterializeResult]:
    """Runs one part of the graph; a failed data test closes the gate, anything else is an error."""
    outcome = build(
        selector,
        database=night.home.build_database,
        as_of=night.settings.as_of,
        programmes=night.settings.programmes,
        progress=night.watcher.progress,
    )
    if not outcome.is_ok:
        is_gate = not outcome.failures.errors
        reason = f"{'gate closed' if is_gate else 'dbt failed'}: {outcome.failures.describe()}"
        night.close_unpublished(ExitCode.GATE_CLOSED if is_gate else ExitCode.ERROR, reason)
        raise dg.Failure(reason)
    nodes = compiled_project().nodes
    for built in outcome.nodes:
        key = dg.AssetKey([nodes[built.unique_id].schema, nodes[built.unique_id].name])
        if key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=key)


def build_enrich_assets() -> list[dg.AssetsDefinition]:
    """Python work between dbt models: who is who, and which project and which topic belongs to which theme."""
    return [_build_linking_asset(), _build_project_theme_asset(), _build_topic_theme_asset()]


def _build_project_theme_asset() -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="project_theme",
        specs=[
            _enrich_spec(
                PROJECT_THEME_KEY,
                ["int_projects__texts", "int_partnerships__theme_texts"],
                "One row is one partnership and one project that may belong to its theme.",
            ),
            _enrich_spec(
                PROJECT_TEXT_KEY,
                ["int_projects__texts", "int_partnerships__theme_texts"],
                "One row is one project and the hash of what its theme scores rest on.",
            ),
        ],
        pool=POOL,
    )
    def project_theme(night: dg.ResourceParam[NightRun]) -> Iterator[dg.MaterializeResult]:
        from pipelines.enrich.themes.classification import classify_projects, empty_project_tables

        with writer(night.home.build_database) as connection:
            known, known_texts = (
                read_if_alike(connection, table, empty)
                for table, empty in zip(PROJECT_TABLES, empty_project_tables(), strict=True)
            )
            themes, texts = classify_projects(
                connection.sql(PROJECT_TEXTS).pl(),
                connection.sql(THEME_TEXTS).pl(),
                known=known,
                known_texts=known_texts,
            )
            with transaction(connection):
                for table, frame in zip(PROJECT_TABLES, (themes, texts), strict=True):
                    replace_frame(connection, table, frame)
        yield dg.MaterializeResult(asset_key=PROJECT_THEME_KEY, metadata={"dagster/row_count": themes.height})
        yield dg.MaterializeResult(asset_key=PROJECT_TEXT_KEY, metadata={"dagster/row_count": texts.height})

    return project_theme


def _build_topic_theme_asset() -> dg.AssetsDefinition:
    spec = _enrich_spec(
        dg.AssetKey(["enrich", "topic_theme"]),
        [
            "int_topics__texts",
            "int_projects__texts",
            "int_partnerships__theme_texts",
            "int_partnerships__shared_projects",
            "int_topics__instrument_fits",
        ],
        "One row is one partnership and one topic that may belong to its theme, or whose instrument is broad.",
    )

    @dg.multi_asset(
        name="topic_theme",
        specs=[spec.replace_attributes(deps=[*spec.deps, PROJECT_THEME_KEY])],
        pool=POOL,
    )
    def topic_theme(night: dg.ResourceParam[NightRun]) -> dg.MaterializeResult:
        from pipelines.enrich.themes.classification import classify_topics

        with writer(night.home.build_database) as connection:
            topics = classify_topics(
                connection.sql("select topic_id, text_field, text from intermediate.int_topics__texts").pl(),
                connection.sql(THEME_TEXTS).pl(),
                won=connection.sql(WON_PROJECTS).pl(),
                project_texts=connection.sql(
                    f"{PROJECT_TEXTS} where project_id in (select project_id from ({WON_PROJECTS}))"
                ).pl(),
                broad=connection.sql(BROAD_TOPICS).pl().get_column("topic_id"),
            )
            with transaction(connection):
                replace_frame(connection, "enrich.topic_theme", topics)
        return dg.MaterializeResult(asset_key=spec.key, metadata={"dagster/row_count": topics.height})

    return topic_theme


def _enrich_spec(key: dg.AssetKey, models: Sequence[str], description: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        key,
        deps=[dg.AssetKey(["intermediate", model]) for model in models],
        description=description,
        group_name="enrich",
        kinds={"python", "polars"},
        owners=OWNERS,
    )


def _build_linking_asset() -> dg.AssetsDefinition:
    link_key, pair_key = dg.AssetKey(["enrich", "organisation_link"]), dg.AssetKey(["enrich", "organisation_pair"])
    deps = [dg.AssetKey(["intermediate", "int_organisations__records"])]

    @dg.multi_asset(
        name="organisation_links",
        specs=[
            dg.AssetSpec(
                key, deps=deps, description=description, group_name="enrich", kinds={"python", "polars"}, owners=OWNERS
            )
            for key, description in (
                (link_key, "One row is one organisation record and the organisation it stands for."),
                (pair_key, "One row is one pair of organisation records that is linked, in doubt or decided on."),
            )
        ],
        pool=POOL,
    )
    def links(night: dg.ResourceParam[NightRun]) -> Iterator[dg.MaterializeResult]:
        with writer(night.home.build_database) as connection:
            linked = link_build(connection)
        yield dg.MaterializeResult(asset_key=link_key, metadata={"dagster/row_count": linked.links.height})
        yield dg.MaterializeResult(asset_key=pair_key, metadata={"dagster/row_count": linked.pairs.height})

    return links


def build_edition_assets(dbt_publishable: dg.AssetsDefinition) -> list[dg.AssetsDefinition]:
    """The gate and, behind it, the published edition."""

    @dg.asset(
        key=GATE_KEY,
        deps=list(dbt_publishable.keys),
        description="Blocking checks on the marts as a whole; closed, the edition being served stays.",
        group_name="edition",
        owners=OWNERS,
        pool=POOL,
    )
    def gate(night: dg.ResourceParam[NightRun]) -> dg.MaterializeResult:
        with writer(night.home.build_database) as connection:
            checks = check_build(connection)
        closed = [check for check in checks if not check.is_passed]
        if closed:
            reasons = "; ".join(f"{check.name} ({check.detail})" for check in closed)
            night.close_unpublished(ExitCode.GATE_CLOSED, f"gate closed: {reasons}")
            raise dg.Failure(f"gate closed: {reasons}")
        return dg.MaterializeResult(metadata={check.name: check.detail for check in checks})

    @dg.asset(
        key=EDITION_KEY,
        deps=[GATE_KEY],
        description="One published, immutable version of the warehouse: marts, exports, manifest.",
        group_name="edition",
        kinds={"duckdb"},
        owners=OWNERS,
        pool=POOL,
    )
    def published(night: dg.ResourceParam[NightRun]) -> dg.MaterializeResult:
        edition = publish_night(night)
        night.close_published(edition.edition_id)
        if failure := send_digest(night.settings.mail, edition):
            night.watcher.warn(failure)
        return dg.MaterializeResult(
            metadata={
                "edition": edition.edition_id,
                "is_demo": edition.is_demo,
                "path": dg.MetadataValue.path(str(edition.directory)),
                "tables": dg.MetadataValue.json(edition.manifest["tables"]),
            }
        )

    return [gate, published]


def _status_metadata(status: SourceStatus) -> dict[str, str]:
    return {
        "status": status.status.value,
        "sha256": status.sha256 or "",
        "missing_members": ", ".join(status.missing_members),
        "message": status.message,
    }


def _load_metadata(load: TableLoad) -> dict[str, str | int]:
    return {
        "dagster/row_count": load.rows_loaded,
        "rows_rejected": load.rows_rejected,
        "content_sha256": load.content_sha256,
        "vintage": load.vintage or "",
    }
