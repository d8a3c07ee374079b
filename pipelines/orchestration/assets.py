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
from pipelines.nightly.checks import COVERAGE, COVERAGE_WORDS, SOURCE_CHECKS
from pipelines.nightly.ledger import Event
from pipelines.nightly.project import compiled_project, ensure_manifest
from pipelines.nightly.steps import BEGIN, STEPS, Step, owner_of_test, take
from pipelines.orchestration.automation import EDITION_TAG, freshness_of
from pipelines.orchestration.seat import Seat
from warehouse.store.errors import BusyError
from warehouse.store.files import read_json

OWNERS = ["team:interregio"]
POOL = "warehouse"
OUTSIDE_THE_POOL = ("begin", "visit", "finish")
"""Steps that leave the build database alone."""

TRANSIENT = (BusyError, OSError, duckdb.IOException)
"""What may be over in a minute: somebody holds the database, the disk or the network did not answer."""
RETRIES = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL)

_THEMES = ("intermediate/int_partnerships__theme_texts",)
_UNREAD = {"project_theme_text": "One row is one project and the hash of what its theme scores rest on."}
"""Tables that a step keeps for itself: no model reads them, so that dbt does not describe them."""


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
    raw = [f"{source.name}/{table.name}" for source in sources for table in source.tables]
    publishable = _dbt_part("publishable")
    parts: Mapping[str, Part] = {
        "load": describe_sources(sources),
        "demo": _written("demo", made_from=[key for key in raw if key.startswith(("cordis/", "registry/"))]),
        "source_status": _written("night", made_from=raw),
        "previous": _written("previous", made_from=["night/source_status"]),
        "match_review": _written("state"),
        "prepare": _dbt_part("prepare"),
        "organisation_links": _written(
            "enrich", "organisation_link", "organisation_pair", made_from=["intermediate/int_organisations__records"]
        ),
        "project_theme": _written(
            "enrich", "project_theme", "project_theme_text", made_from=[*_THEMES, "intermediate/int_projects__texts"]
        ),
        "topic_theme": _written(
            *("enrich", "topic_theme"),
            made_from=[*_THEMES, "intermediate/int_topics__texts", "intermediate/int_topics__instrument_fits"],
        ),
        "topic_condition": _written(
            *("enrich", "topic_condition"), made_from=["intermediate/int_topics__dated", "marts_core/dim_topic_text"]
        ),
        "publishable": publishable,
        "gate": Part(
            [
                _spec(
                    "edition/gate",
                    "Blocking checks on the marts as a whole; closed, the edition being served stays.",
                    [spec.key.to_user_string() for spec in publishable.specs],
                )
            ],
            [dg.AssetCheckSpec(COVERAGE, asset=dg.AssetKey(["edition", "gate"]), description=COVERAGE_WORDS)],
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
    if ledger.night.is_published:
        # From the run to its edition; the other way leads `interregio editions` and the night's record.
        context.instance.add_run_tags(context.run_id, {EDITION_TAG: str(ledger.night.edition)})
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
            part.checks += [
                dg.AssetCheckSpec(name, asset=dg.AssetKey(landing.split("/")), description=words)
                for name, words in SOURCE_CHECKS.items()
            ]
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


def _written(group: str, *names: str, made_from: Iterable[str] = ()) -> Part:
    """Tables that a step writes and dbt reads, as dbt's source of that name describes them; all where none is named."""
    stated = read_json(ensure_manifest())["sources"].values()
    described = {table["name"]: table["description"] for table in stated if table["source_name"] == group}
    return Part([_spec(f"{group}/{name}", (described | _UNREAD)[name], made_from) for name in names or described])


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
