"""From a night's marts to an edition: its facts, its dictionary, its exports.

The mechanics of making and switching editions are in ``warehouse.store.publish``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.nightly.code_version import code_version
from pipelines.nightly.dictionary import read_dictionary
from pipelines.nightly.ledger import Ledger
from pipelines.nightly.messages.digest import make_digest
from pipelines.nightly.project import MANIFEST
from pipelines.sources import find_source
from warehouse.products.matches.export import export_matches, narrow_matches, write_file
from warehouse.products.matches.query import MatchFilters, list_partnerships
from warehouse.products.matches.reviews import edition_reviews
from warehouse.products.search import write_index
from warehouse.store.connection import writer
from warehouse.store.editions import Edition, read_edition
from warehouse.store.files import hash_text, to_json
from warehouse.store.history import carried_base
from warehouse.store.nights import Night, SourceStatus, Status
from warehouse.store.publish import EditionFacts, publish_edition
from warehouse.store.reader import Snapshot

SHIPPED_FORMATS = ("csv", "xlsx", "parquet", "ics", "atom")
"""Files that lie beside every edition's database. JSON repeats its column names in every row, a bundle repeats CSV and
Parquet: both would double what an edition takes on the disk, and both are made on demand with the same bytes."""


def publish_night(ledger: Ledger, fingerprint: str, held_back: Callable[[str], None]) -> Edition:
    """Publishes the marts of a night as an edition and serves it, unless something speaks against that.

    Args:
        ledger: of the night.
        fingerprint: hash of what the edition is made of; with the base edition it makes the id.
        held_back: takes the reason why it is not served; blank where it is.
    """

    def hold_back(served: Edition | None) -> str:
        held_back(reason := reason_to_hold_back(ledger.night, served))
        return reason

    with writer(ledger.home.build_database) as connection:
        base = carried_base(connection)
    as_of = ledger.night.as_of
    return publish_edition(
        ledger.home,
        EditionFacts(
            edition=f"{as_of.isoformat()}-{hash_text(to_json([fingerprint, base]))[:8]}",
            base_edition=base,
            as_of=as_of,
            is_demo=ledger.status_of("cordis").status is Status.NEVER,
            code_version=code_version(),
            fingerprint=fingerprint,
            sources=[_source_record(status) for status in ledger.statuses()],
            dictionary=read_dictionary(MANIFEST),
        ),
        write_exports,
        hold_back,
    )


def reason_to_hold_back(night: Night, served: Edition | None) -> str:
    """Why a night's edition must not take the place of what is served; blank if it may."""
    if served is None:
        return ""
    if night.as_of < served.as_of:
        return f"{served.edition_id} speaks for a later date than {night.as_of.isoformat()}"
    if night.served_before and night.served_before != served.edition_id:
        return f"{served.edition_id} was put in the place of {night.served_before} while the night ran"
    return ""


def write_exports(edition: Path, exports: Path) -> None:
    """Writes the files that every edition ships with.

    The index of its search; the whole match table in each of `SHIPPED_FORMATS`; the digest of the week as text and
    page; and in `partnerships/` the calendar and the feed of each partnership.
    """
    digest = make_digest(read_edition(edition))
    (exports / "digest.txt").write_text(digest.text, encoding="utf-8")
    (exports / "digest.html").write_text(digest.page, encoding="utf-8")
    snapshot = Snapshot(read_edition(edition))
    try:
        reviews = edition_reviews(snapshot)
        matches = export_matches(snapshot, MatchFilters(), reviews)
        alerts = {
            partnership: narrow_matches(matches, MatchFilters(partnership=partnership), reviews)
            for partnership in list_partnerships(snapshot)
        }
        write_index(snapshot, edition)
    finally:
        snapshot.close()
    for file_format in SHIPPED_FORMATS:
        write_file(matches, exports, "funding-match", file_format)
    folder = exports / "partnerships"
    folder.mkdir()
    for partnership, watched in alerts.items():
        for file_format in ("ics", "atom"):
            write_file(watched, folder, partnership, file_format)


def _source_record(status: SourceStatus) -> dict[str, Any]:
    source = find_source(status.source)
    record = {
        **asdict(status),
        "status": status.status.value,
        "missing_members": list(status.missing_members),
        "title": source.title,
        "licence": asdict(source.licence),
        "citation": source.citation,
        "documentation_url": source.documentation_url,
    }
    del record["seconds"]  # an edition carries no clock's time
    return record
