"""The night as Dagster's assets: one op for each step, the assets that the step makes, and what they are made from.

Bodies take a step and hand on what it noted. What the steps do is in ``pipelines.nightly.steps``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator

from pipelines.ingest.source import Source
from pipelines.nightly.demo import DEMO_TABLES
from pipelines.nightly.ledger import Event
from pipelines.nightly.project import compiled_project, ensure_manifest
from pipelines.nightly.steps import BEGIN, STEPS, Step, owner_of_test, take
from pipelines.orchestration.automation import freshness_of
from pipelines.orchestration.seat import Seat
from warehouse.store.errors import BusyError
from warehouse.store.files import read_json
from warehouse.store.history import BASE_TABLE, CARRIED

OWNERS = ["team:interregio"]
POOL = "warehouse"
OUTSIDE_THE_POOL = ("begin", "visit", "finish")
"""Steps that leave the build database alone."""

TRANSIENT = (BusyError, OSError, duckdb.IOException)
"""What may be over in a minute: somebody holds the database, the disk or the network did not answer."""
RETRIES = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL)


@dataclass
class Part:
    """What one step makes.

    Attributes:
        specs: the assets.
        checked: keys of those with checks, and the names of these.
    """

    specs: list[dg.AssetSpec] = field(default_factory=list)
    checks: list[dg.AssetCheckSpec] = field(default_factory=list)


def build_step_assets(sources: Sequence[Source]) -> list[dg.AssetsDefinition]:
    """Every step of a night, from its beginning to its end, each after the one before it."""
    parts: Mapping[str, Part] = {
        "load": describe_sources(sources),
        "demo": Part(
            [
                _spec(
                    f"demo/{table}",
                    f"Demonstration rows in the columns of cordis/{table}; empty once CORDIS was loaded.",
                    [
                        f"{source.name}/{of_source.name}"
                        for source in sources
                        if source.name in ("cordis", "registry")
                        for of_source in source.tables
                    ],
                )
                for table in DEMO_TABLES
            ]
        ),
        "source_status": Part(
            [
                _spec(
                    f"night/{table}",
                    description,
                    [f"{source.name}/{of_source.name}" for source in sources for of_source in source.tables],
                )
                for table, description in (
                    ("source_status", "One row is one source on one night."),
                    ("table_load", "One row is one raw table and what it was last loaded from."),
                    ("quarantine", "One row is one published row that its contract kept out of a raw table."),
                )
            ]
        ),
        "previous": Part(
            [
                _spec(f"previous/{table}", description, ["night/source_status"])
                for table, description in {
                    BASE_TABLE: "One row is the base edition; none where there is none.",
                    **{name: f"One row is one row of {one.mart} in the base edition." for name, one in CARRIED.items()},
                }.items()
            ]
        ),
        "match_review": Part(
            [
                _spec(
                    "state/match_review",
                    "One row is one match that somebody said something about: muted, status, note.",
                )
            ]
        ),
        "prepare": _dbt_part("prepare"),
        **_enrich_parts(),
        "publishable": (publishable := _dbt_part("publishable")),
        "gate": Part(
            [
                _spec(
                    "edition/gate",
                    "Blocking checks on the marts as a whole; closed, the edition being served stays.",
                    [spec.key.to_user_string() for spec in publishable.specs],
                )
            ]
        ),
        "publish": Part(
            [
                _spec(
                    "edition/published",
                    "One published, immutable version of the warehouse: marts, exports, manifest.",
                    ["edition/gate"],
                )
            ]
        ),
    }
    steps = [BEGIN, *STEPS]
    markers = [_marker(step, before) for step, before in zip(steps, [None, *steps], strict=False)]
    return [_as_assets(step, marker, parts.get(step.name, Part())) for step, marker in zip(steps, markers, strict=True)]


def _marker(step: Step, before: Step | None) -> dg.AssetSpec:
    """The step itself as an asset: it is made whenever it is taken, and holds the order of the steps."""
    description = f"{(step.run.__doc__ or _doc_of_partial(step)).splitlines()[0]} One row is one night that did."
    return _spec(f"steps/{step.name}", description, [f"steps/{before.name}"] if before else [])


def _doc_of_partial(step: Step) -> str:
    return str(getattr(step.run, "func", step).__doc__)


def _as_assets(step: Step, marker: dg.AssetSpec, part: Part) -> dg.AssetsDefinition:
    """A step as an op and the assets that it may make.

    Only the step before is waited for. What an asset was made from is its lineage and no more: Dagster would else skip
    all that rests on a source that did not arrive, and the night goes on with its last good rows.
    """
    specs = [marker, *(spec.replace_attributes(skippable=True) for spec in part.specs)]

    @dg.multi_asset(
        name=step.name,
        specs=[marker, *(spec.replace_attributes(deps=[]) for spec in specs[1:])],
        check_specs=part.checks,
        # Without it Dagster expects a result of every check, those of tests that were not due among them.
        can_subset=True,
        pool=None if step.name in OUTSIDE_THE_POOL else POOL,
        retry_policy=RETRIES,
    )
    def body(context: dg.AssetExecutionContext, night: dg.ResourceParam[Seat]) -> Iterator[object]:
        yield from _take(step, context, night)

    return dg.AssetsDefinition(
        node_def=body.op,
        keys_by_input_name=dict(body.keys_by_input_name),
        keys_by_output_name=dict(body.keys_by_output_name),
        check_specs_by_output_name=dict(body.node_check_specs_by_output_name),
        can_subset=True,
        specs=specs,
    )


def _take(step: Step, context: dg.AssetExecutionContext, night: Seat) -> Iterator[object]:
    """Takes a step; an error that may pass is tried again, any other ends the night."""
    ledger = night.begin() if step.name == "begin" else night.ledger()
    try:
        take(step, ledger)
    except Exception as error:
        if isinstance(error, TRANSIENT) and context.retry_number < RETRIES.max_retries:
            raise
        ledger.fail(step.name, error)
        yield from _results(ledger.take_events())
        raise dg.Failure(ledger.night.message, allow_retries=False) from error
    made = ledger.take_events()
    yield from _results(made)
    marker = f"steps/{step.name}"
    if not any(event.asset == marker for event in made):
        yield dg.MaterializeResult(asset_key=dg.AssetKey(marker.split("/")), metadata={"is_due": False})


def _results(events: Iterable[Event]) -> Iterator[object]:
    for event in events:
        key = dg.AssetKey(event.asset.split("/"))
        if event.check:
            yield dg.AssetCheckResult(
                asset_key=key,
                check_name=event.check,
                passed=event.is_passed,
                severity=severity_of(event),
                metadata=event.metadata,
            )
        else:
            yield dg.MaterializeResult(asset_key=key, metadata=event.metadata)


def severity_of(event: Event) -> dg.AssetCheckSeverity:
    """How bad it is that a check failed."""
    return dg.AssetCheckSeverity.ERROR if event.is_blocking else dg.AssetCheckSeverity.WARN


def _spec(key: str, description: str, deps: Iterable[str] = (), **more: Any) -> dg.AssetSpec:  # noqa: ANN401
    parts = key.split("/")
    return dg.AssetSpec(
        dg.AssetKey(parts),
        deps=[dg.AssetKey(dep.split("/")) for dep in deps],
        description=description,
        owners=OWNERS,
        **{"group_name": parts[0], "kinds": {"duckdb", "polars"}, **more},
    )


def describe_sources(sources: Sequence[Source]) -> Part:
    """The landing of every source from which anything is fetched, and all raw tables."""
    part = Part()
    for source in sources:
        landing = f"{source.name}/landing"
        freshness = freshness_of(source)
        if not source.is_bundled:
            part.specs.append(
                _spec(
                    landing,
                    f"{source.title}: the publisher's files of tonight, as they came.",
                    kinds={"python", "file"},
                    freshness_policy=freshness,
                    metadata={
                        "documentation": dg.MetadataValue.url(source.documentation_url),
                        "licence": source.licence.name,
                    },
                )
            )
            part.checks.append(
                dg.AssetCheckSpec(
                    "arrived",
                    asset=dg.AssetKey(landing.split("/")),
                    description="The publisher gave what it should; if not, the last good content stays.",
                )
            )
        part.specs += [
            _spec(
                f"{source.name}/{table.name}",
                f"One row is {table.row}.",
                [] if source.is_bundled else [landing],
                freshness_policy=freshness,
            )
            for table in source.tables
        ]
    return part


def _dbt_part(selector: str) -> Part:
    """The models, seeds and snapshots that a selector names, each with one check over all of its tests."""
    manifest = read_json(ensure_manifest())
    project = compiled_project()
    selected = [node for unique_id, node in project.nodes.items() if unique_id in project.selections[selector]]
    built = [node.unique_id for node in selected if node.resource_type != "test"]
    translator = DagsterDbtTranslator()
    owners = {owner_of_test(node, built) for node in selected if node.resource_type == "test"}
    specs = {unique_id: translator.get_asset_spec(manifest, unique_id, None) for unique_id in built}
    return Part(
        [spec.replace_attributes(owners=OWNERS) for spec in specs.values()],
        [
            dg.AssetCheckSpec("tests", asset=spec.key, description="Every test of dbt that is about it holds.")
            for unique_id, spec in specs.items()
            if unique_id in owners
        ],
    )


def _enrich_parts() -> dict[str, Part]:
    """Python work between dbt models: who is who, and which project and which topic belongs to which theme."""
    texts = ["int_projects__texts", "int_partnerships__theme_texts"]
    topics = ["int_topics__texts", "int_partnerships__theme_texts", "int_topics__instrument_fits"]
    made = {
        "organisation_links": {
            "organisation_link": "One row is one organisation record and the organisation it stands for.",
            "organisation_pair": "One row is one pair of organisation records that is linked, in doubt or decided on.",
        },
        "project_theme": {
            "project_theme": "One row is one partnership and one project that may belong to its theme.",
            "project_theme_text": "One row is one project and the hash of what its theme scores rest on.",
        },
        "topic_theme": {
            "topic_theme": "One row is one partnership and one topic with the chance that it belongs to its theme.",
        },
    }
    read = {
        "organisation_links": ["intermediate/int_organisations__records"],
        "project_theme": [f"intermediate/{model}" for model in texts],
        "topic_theme": [f"intermediate/{model}" for model in topics],
    }
    return {
        step: Part(
            [
                _spec(f"enrich/{table}", description, read[step], kinds={"python", "polars"})
                for table, description in tables.items()
            ]
        )
        for step, tables in made.items()
    }
