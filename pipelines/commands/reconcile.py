"""A reconciliation report: what was loaded beside what the served edition publishes, and why the two differ.

The edition brings its own, made by dbt over the raw tables (``marts_quality.fct_reconciliation``); the gate of a night
rests on it. A deep report also counts the landed files independently, with code that shares nothing with the product's
own reading (``pipelines.commands.recount``).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import dropwhile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipelines.commands.console import HomeOption, JsonOption, home_of, print_report
from pipelines.commands.recount import (
    REFERENCE,
    Place,
    Release,
    count_participations,
    count_workbook_rows,
    find_projects,
    find_topics,
    first_text,
    keep_newest,
    read_listing,
)
from warehouse.store.editions import Editions
from warehouse.store.errors import NoEditionError
from warehouse.store.landing import Arrival, Landing
from warehouse.store.nights import ARRIVED, ExitCode
from warehouse.store.paths import Home
from warehouse.store.reader import Snapshot

MEMBERS = ("organization.csv", "topics.csv", "legalBasis.csv", "euroSciVoc.csv", "webLink.csv", "project.csv")
"""Members that name projects; a project named in any of them is a project."""

TOPIC_TYPES, CASCADE_TYPE = {"1", "2"}, "8"
"""The portal's codes for grant topics, and for calls of funded projects for third parties."""

LISTINGS = ("lately-", "closed-", "earlier-")
"""What names of pages begin with, newest listing first; tonight's have none of these."""

EARLIER_LENGTH = len("earlier-2026-08-10")

TABLE_WIDTH = 132


@dataclass(frozen=True)
class Check:
    """One count of the landed files beside the same in the edition.

    Attributes:
        name: what is counted.
        counted: in the files.
        published: in the edition.
        explained: the part of the difference that is known and listed elsewhere.
        explanation: what that part is; empty where nothing differs.
    """

    name: str
    counted: Decimal
    published: Decimal
    explained: Decimal = Decimal(0)
    explanation: str = ""

    @property
    def difference(self) -> Decimal:
        """Counted minus published."""
        return self.counted - self.published

    @property
    def is_explained(self) -> bool:
        """True if nothing is missing and nothing is there twice without a reason."""
        return self.difference == self.explained

    def record(self) -> dict[str, Any]:
        """Ready for JSON; amounts as text, to the cent."""
        return {
            "check": self.name,
            "counted": str(self.counted),
            "published": str(self.published),
            "difference": str(self.difference),
            "explanation": self.explanation if self.difference else "",
            "is_explained": self.is_explained,
        }


def reconciliation_report(home: Home, *, deep: bool = False) -> dict[str, Any]:
    """Every check of the served edition, ready for JSON.

    Args:
        home: whose served edition.
        deep: count the landed files independently too.

    Returns:
        ``edition``; ``raw_tables``: the edition's own comparison with its raw tables; ``files``, if deep: counts of the
        landed files beside the edition; ``is_explained``: whether every difference has its reason.

    Raises:
        NoEditionError: nothing is published.
    """
    edition = Editions(home).served()
    if edition is None:
        raise NoEditionError(f"expected a served edition under {home.published}, got none: run `interregio refresh`")
    snapshot = Snapshot(edition)
    try:
        checks = list(_recount(home, snapshot)) if deep else []
        raw_tables = snapshot.frame("from marts_quality.fct_reconciliation order by check_id").to_dicts()
    finally:
        snapshot.close()
    return {
        "edition": edition.edition_id,
        **({"files": [check.record() for check in checks]} if deep else {}),
        "raw_tables": [_as_json(row) for row in raw_tables],
        "is_explained": all(check.is_explained for check in checks)
        and all(not row["difference"] or row["explanation"] for row in raw_tables),
    }


def print_reconciliation(report: dict[str, Any], console: Console) -> None:
    """Prints a report for people."""
    console.print(f"edition {report['edition']}")
    for title, rows, names in (
        (
            "Landed files, counted independently, and the edition",
            report.get("files", []),
            ("check", "counted", "published"),
        ),
        ("Raw tables and the edition", report["raw_tables"], ("check_id", "raw_value", "mart_value")),
    ):
        if not rows:
            continue
        table = Table(title=title, title_justify="left", width=TABLE_WIDTH)
        table.add_column("check", no_wrap=True)
        for heading in ("counted", "published", "difference"):
            table.add_column(heading, justify="right", no_wrap=True)
        table.add_column("explanation")
        for row in rows:
            amounts = (row[names[1]], row[names[2]], row["difference"])
            table.add_row(row[names[0]], *(f"{Decimal(amount):,}" for amount in amounts), row["explanation"] or "")
        console.print(table)
    console.print("every difference is explained" if report["is_explained"] else "a difference has NO explanation")


def _recount(home: Home, snapshot: Snapshot) -> Iterator[Check]:
    """Landed files counted independently, source by source."""
    yield from _check_landed(home, snapshot)
    yield from _check_cordis(home, snapshot)
    yield from _check_portal(home, snapshot)
    yield from _check_i3(home, snapshot)
    yield from _check_workbooks(home, snapshot)
    yield from _check_quarantine(snapshot)


def _check_landed(home: Home, snapshot: Snapshot) -> Iterator[Check]:
    """Content that the edition rests on and that is not in the landing zone any more: nothing of it can be counted."""
    for facts in snapshot.edition.manifest["sources"]:
        source = facts["source"]
        if facts.get("status") in ARRIVED and _published_arrival(home, snapshot, source) is None:
            yield Check(f"{source}: landed content of this edition", Decimal(0), Decimal(1))


def _check_cordis(home: Home, snapshot: Snapshot) -> Iterator[Check]:
    """Participations, money, organisations, projects and topics of the CORDIS archives, in the layout of today."""
    arrivals = list(_published_arrivals(home, snapshot, "cordis"))
    if not arrivals:
        return
    release = Release(
        {name: [arrival.paths[name] for arrival in arrivals if name in arrival.paths] for name in arrivals[0].paths}
    )
    kept_out = {
        (archive, row["source_row_number"])
        for row in _kept_out(snapshot, "cordis")
        for archive, _, member in [str(row["source_file"]).partition("/")]
        if member == "organization.csv"
    }
    yield from _check_participations(snapshot, release, kept_out)
    projects = find_projects(release, MEMBERS)
    yield Check("projects named in any member", Decimal(len(projects)), _number(snapshot, _PROJECTS))
    yield Check("topics of funded projects", Decimal(len(find_topics(release))), _number(snapshot, _TOPICS_OF_PROJECTS))


def _check_participations(snapshot: Snapshot, release: Release, kept_out: set[Place]) -> Iterator[Check]:
    everything, kept = count_participations(release), count_participations(release, without=kept_out)
    reason = f"{len(kept_out)} rows kept out by the contract, listed in marts_quality.fct_quarantined_row"
    published = {row["role"]: row for row in snapshot.frame(_PER_ROLE).to_dicts()}

    def check(name: str, counted: Decimal, wanted: Decimal, found: Decimal) -> Check:
        return Check(name, counted, found, counted - wanted, reason if counted != wanted else "")

    for role in [None, *sorted(everything.rows.keys() | (published.keys() - {None}))]:
        found = published.get(role, {})
        for words, part in (("rows", "rows"), ("EC contribution", "ec_eur"), ("net EC contribution", "net_ec_eur")):
            counted, wanted = (_sum_of(getattr(count, part), role) for count in (everything, kept))
            name = f"participations, {role or 'all roles'}: {words}"
            yield check(name, counted, wanted, Decimal(found.get(part, 0)))
    for words, part in (("PICs", "pics"), ("projects", "projects")):
        counted, wanted = (Decimal(len(getattr(count, part))) for count in (everything, kept))
        found = published.get(None, {})
        yield check(f"participations: distinct {words}", counted, wanted, Decimal(found.get(part, 0)))


def _sum_of(parts: Mapping[str, Decimal] | Mapping[str, int], role: str | None) -> Decimal:
    return Decimal(sum(parts.values()) if role is None else parts.get(role, 0))


def _check_portal(home: Home, snapshot: Snapshot) -> Iterator[Check]:
    """Records of the portal's listing, and the topics and cascade calls they are about."""
    arrival = _published_arrival(home, snapshot, "funding_tenders")
    if arrival is None:
        return
    listings = [read_listing(pages) for pages in _listings(arrival)]
    everything, records = sum(map(len, listings)), keep_newest(listings)
    facts = _manifest_source(snapshot, "funding_tenders")
    rejected = facts.get("rows_rejected", 0)
    yield Check(
        "portal listings: records",
        Decimal(everything),
        Decimal(facts.get("table_rows", {}).get("topics", 0)),
        everything - len(records) + rejected,
        f"{everything - len(records)} stand in a newer listing too, {rejected} are kept out by the contract",
    )
    topics = {
        first_text(record, "identifier").upper()
        for record in records
        if first_text(record, "type") in TOPIC_TYPES and first_text(record, "identifier")
    }
    yield Check("portal listings: distinct topics", Decimal(len(topics)), _number(snapshot, _PORTAL_TOPICS))
    cascade = [record for record in records if first_text(record, "type") == CASCADE_TYPE]
    keys = {
        first_text(record, "ccm2Id") or first_text(record, REFERENCE)
        for record in cascade
        if first_text(record, "identifier")
    }
    yield Check("portal listings: distinct cascade calls", Decimal(len(keys)), _number(snapshot, _CASCADE_CALLS))


def _check_i3(home: Home, snapshot: Snapshot) -> Iterator[Check]:
    """Projects of the projects index; one that CORDIS has too is published as CORDIS's."""
    arrival = _published_arrival(home, snapshot, "i3")
    if arrival is None:
        return
    listed = {first_text(record, "projectId") for record in read_listing(_pages(arrival))} - {""}
    known = set(snapshot.frame(_CORDIS_PROJECT_IDS).get_column("project_id"))
    yield Check(
        "projects index: distinct projects",
        Decimal(len(listed)),
        _number(snapshot, _INDEX_PROJECTS),
        Decimal(len(listed & known)),
        "published as CORDIS's, which has them too" if listed & known else "",
    )


def _check_workbooks(home: Home, snapshot: Snapshot) -> Iterator[Check]:
    """Rows of the secretariats' workbooks; of each partnership the latest workbook alone is published."""
    arrival = _published_arrival(home, snapshot, "registry")
    if arrival is None:
        return
    speaking = dict(snapshot.frame(_SPEAKING_WORKBOOKS).iter_rows())
    published = {
        (file, sheet): rows
        for file, sheet, rows in snapshot.frame(
            "select source_file, source_sheet, row_count from marts_quality.fct_workbook_sheet"
        ).iter_rows()
    }
    for name, path in sorted(arrival.paths.items()):
        rows = count_workbook_rows(path)
        for sheet in sorted({sheet for sheet, _ in rows}):
            of_sheet = {partnership: count for (title, partnership), count in rows.items() if title == sheet}
            overruled = sum(count for partnership, count in of_sheet.items() if speaking.get(partnership) != name)
            yield Check(
                f"{name}, {sheet}: rows",
                Decimal(sum(of_sheet.values())),
                Decimal(published.get((name, sheet), 0)),
                Decimal(overruled),
                "another workbook states these partnerships later" if overruled else "",
            )


def _check_quarantine(snapshot: Snapshot) -> Iterator[Check]:
    """Rows kept out, as the manifest counts them and as the edition lists them."""
    for source in snapshot.edition.manifest["sources"]:
        listed = len(_kept_out(snapshot, source["source"]))
        if source["rows_rejected"] or listed:
            yield Check(f"{source['source']}: rows kept out", Decimal(source["rows_rejected"]), Decimal(listed))


def _published_arrival(home: Home, snapshot: Snapshot, source: str) -> Arrival | None:
    """The landed content that the edition was made from, None if the source brought none."""
    return next(_published_arrivals(home, snapshot, source), None)


def _published_arrivals(home: Home, snapshot: Snapshot, source: str) -> Iterator[Arrival]:
    """The same, and behind it what was accepted before: a table of which it lacks the member rests on that."""
    facts = _manifest_source(snapshot, source)
    arrivals = Landing(home.raw, source).accepted_arrivals()
    return dropwhile(lambda arrival: not facts or arrival.content_sha256 != facts["sha256"], arrivals)


def _pages(arrival: Arrival) -> list[Path]:
    return [path for name, path in sorted(arrival.paths.items()) if "page-" in name]


def _listings(arrival: Arrival) -> list[list[Path]]:
    """Pages of tonight's listing, of those that closed recently, of all closed, then pages kept of earlier nights."""
    by_listing: dict[str, list[Path]] = {}
    for name, path in sorted(arrival.paths.items()):
        if "page-" in name:
            kind = next((kind for kind in LISTINGS if name.startswith(kind)), "")
            by_listing.setdefault(name[:EARLIER_LENGTH] if kind == LISTINGS[-1] else kind, []).append(path)
    earlier = sorted((key for key in by_listing if key.startswith(LISTINGS[-1])), reverse=True)
    return [by_listing[key] for key in ("", *LISTINGS[:-1], *earlier) if key in by_listing]


def _manifest_source(snapshot: Snapshot, source: str) -> dict[str, Any]:
    """What the edition says of a source; nothing where it says nothing."""
    sources: Iterable[dict[str, Any]] = snapshot.edition.manifest["sources"]
    return next((one for one in sources if one["source"] == source), {})


def _kept_out(snapshot: Snapshot, source: str) -> list[dict[str, Any]]:
    return snapshot.frame("from marts_quality.fct_quarantined_row where source = ?", [source]).to_dicts()


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in row.items()}


def _number(snapshot: Snapshot, sql: str) -> Decimal:
    return Decimal(snapshot.frame(sql).item())


_PER_ROLE = """
    select
        role,
        count(*) as rows,
        coalesce(sum(ec_contribution_eur), 0) as ec_eur,
        coalesce(sum(net_ec_contribution_eur), 0) as net_ec_eur,
        count(distinct pic) as pics,
        count(distinct project_id) as projects
    from marts_core.fct_participation
    where not is_demo
    group by rollup (role)
"""
_PROJECTS = "select count(*) from marts_core.dim_project where source = 'cordis'"
_TOPICS_OF_PROJECTS = "select count(distinct upper(topic_id)) from marts_core.dim_project where source = 'cordis'"
_PORTAL_TOPICS = "select count(*) from marts_core.dim_topic where source = 'funding_tenders'"
_CASCADE_CALLS = "select count(*) from marts_core.dim_cascade_call"
_INDEX_PROJECTS = "select count(*) from marts_core.dim_project where source = 'portal_projects'"
_CORDIS_PROJECT_IDS = "select project_id from marts_core.dim_project where source = 'cordis'"
_SPEAKING_WORKBOOKS = """
    select partnership_id, regexp_extract(source, '^workbook (.*?), stated on', 1) as source_file
    from marts_core.dim_partnership
    where source like 'workbook %'
"""


def reconcile(
    as_json: JsonOption = False,
    deep: Annotated[bool, typer.Option("--deep", help="Count the landed files independently too.")] = False,
    home: HomeOption = None,
) -> None:
    """Compare what was loaded with the served edition.

    Exit code 1 if a difference has no explanation, 0 otherwise.
    """
    report = reconciliation_report(home_of(home), deep=deep)
    print_report(report, print_reconciliation, as_json=as_json)
    raise typer.Exit(ExitCode.OK if report["is_explained"] else ExitCode.ERROR)
