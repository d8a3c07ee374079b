"""Counting landed files a second time, in the plainest way there is, so that the product's own reading can be checked.

Shares nothing with a source's ``parse``: no CSV reader, no frame, no contract. A record of CORDIS is a line cut at
``";"``, one line after the other; a listing is JSON looked at record by record. That is why rows are looped over
here and nowhere else. Comparing the counts with an edition is in ``pipelines.commands.reconcile``.
"""

import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from openpyxl import load_workbook

BETWEEN_FIELDS = '";"'
REFERENCE, LANGUAGE = "record reference", "record language"
"""Keys under which what stands beside a record's metadata is put among them."""

PARTNERSHIP_LABEL, EXAMPLE_LABEL = "partnership id", "example"
"""Headers of the columns that name the partnership of a row and mark a worked example."""

PROJECT_COLUMNS = {"project.csv": "id"}
"""Column of the project's number in members where it is not ``projectID``."""

Place: TypeAlias = tuple[str, int]
"""Where a record stands: its archive, and its number in a member."""


@dataclass
class ParticipationCount:
    """What rows of organization.csv hold: rows and euro by role, and which organisations and projects they name."""

    rows: Counter[str] = field(default_factory=Counter)
    ec_eur: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    net_ec_eur: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    pics: set[str] = field(default_factory=set)
    projects: set[str] = field(default_factory=set)

    def add(self, record: Mapping[str, str]) -> None:
        """Counts one row."""
        role = record["role"]
        self.rows[role] += 1
        self.ec_eur[role] += read_euro(record["ecContribution"])
        self.net_ec_eur[role] += read_euro(record["netEcContribution"])
        self.pics.add(record["organisationID"])
        self.projects.add(record["projectID"])


def read_records(archive: Path, member: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Records of one member with their number, counted from one after the header; none if the archive lacks it."""
    with zipfile.ZipFile(archive) as opened:
        if member not in opened.namelist():
            return
        with opened.open(member) as stream:
            lines = (line.rstrip("\r\n") for line in io.TextIOWrapper(stream, encoding="utf-8-sig", newline="\n"))
            header = _cut(next(lines, ""))
            for number, fields in enumerate(_join_torn(lines, len(header)), start=1):
                yield number, dict(zip(header, fields, strict=False))


@dataclass(frozen=True)
class Release:
    """The archives that an edition's projects came from: one per framework programme.

    Attributes:
        copies: per archive its landed copies, newest first; a member is read from the first that holds it.
    """

    copies: Mapping[str, Sequence[Path]]

    def read(self, member: str) -> Iterator[tuple[Place, dict[str, str]]]:
        """Records of one member in all archives, each with its place."""
        for archive, copies in self.copies.items():
            holding = next((copy for copy in copies if _holds(copy, member)), None)
            for number, record in read_records(holding, member) if holding else ():
                yield (archive, number), record


def count_participations(release: Release, *, without: Collection[Place] = ()) -> ParticipationCount:
    """What organization.csv holds, leaving out the rows at the given places."""
    count = ParticipationCount()
    for place, record in release.read("organization.csv"):
        if place not in without and "role" in record and "netEcContribution" in record:
            count.add(record)
    return count


def find_projects(release: Release, members: Iterable[str]) -> set[str]:
    """Numbers of the projects that any of the members names."""
    return {
        record[column]
        for member in members
        for column in [PROJECT_COLUMNS.get(member, "projectID")]
        for _, record in release.read(member)
        if record.get(column)
    }


def find_topics(release: Release) -> set[str]:
    """Topics that projects were funded under, in capitals: each project's own row, else what project.csv says."""
    by_project = {
        record[column]: record[topic].strip().upper()
        for member, column, topic in (("project.csv", "id", "topics"), ("topics.csv", "projectID", "topic"))
        for _, record in release.read(member)
        if record.get(column) and record.get(topic, "").strip()
    }
    return set(by_project.values())


def read_listing(pages: Iterable[Path]) -> list[dict[str, Any]]:
    """Metadata of every record of a listing, page after page, with the record's own reference."""
    return [
        {**(record.get("metadata") or {}), REFERENCE: record.get("reference"), LANGUAGE: record.get("language")}
        for page in pages
        for record in json.loads(page.read_text(encoding="utf-8"))["results"]
    ]


def keep_newest(listings: Iterable[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Records of listings, newest listing first, without those that a newer listing has too."""
    kept: list[dict[str, Any]] = []
    known: set[tuple[str, ...]] = set()
    for records in listings:
        kept += [record for record in records if _identity(record) not in known]
        known |= {_identity(record) for record in records}
    return kept


def count_workbook_rows(path: Path) -> Counter[tuple[str, str]]:
    """Filled rows of a workbook by sheet and partnership, without worked examples and sheets that name none."""
    rows: Counter[tuple[str, str]] = Counter()
    workbook = load_workbook(path, read_only=True)
    for sheet in workbook.worksheets:
        header, *filled = list(sheet.iter_rows(values_only=True)) or [()]
        labels = [str(label or "").strip(" *").casefold() for label in header]
        if PARTNERSHIP_LABEL not in labels:
            continue
        place, example = labels.index(PARTNERSHIP_LABEL), labels.index(EXAMPLE_LABEL)
        partnerships = [str(row[place]).strip() for row in filled if row[place] and not row[example]]
        rows.update((sheet.title, partnership) for partnership in partnerships)
    workbook.close()
    return rows


def first_text(metadata: Mapping[str, Any], key: str) -> str:
    """The first value of a metadata key without blanks around it, empty where it has none."""
    values = metadata.get(key)
    value = values[0] if isinstance(values, list) and values else values
    return str(value).strip() if value else ""


def read_euro(text: str) -> Decimal:
    """An amount with a decimal point or comma; a blank is nothing."""
    return Decimal(text.strip().replace(",", ".")) if text.strip() else Decimal(0)


def _holds(archive: Path, member: str) -> bool:
    with zipfile.ZipFile(archive) as opened:
        return member in opened.namelist()


def _identity(record: Mapping[str, Any]) -> tuple[str, ...]:
    """What tells a record from night to night: the internal number, where there is one; the reference changes form."""
    number = first_text(record, "ccm2Id")
    if number in ("", "0"):
        return (first_text(record, REFERENCE),)
    return (number, first_text(record, "type"), first_text(record, LANGUAGE) or first_text(record, "language"))


def _join_torn(lines: Iterator[str], width: int) -> Iterator[list[str]]:
    """Lines cut into fields; a record whose value holds a line break is put together again."""
    waiting: list[str] = []
    cuts = 0
    for line in lines:
        if waiting and _is_whole(line, width):
            yield _cut("\n".join(waiting))
            waiting, cuts = [], 0
        waiting.append(line)
        # Counted line by line: joining what waits for each of them would take quadratic time.
        is_quoted = waiting[0].startswith('"')
        between = BETWEEN_FIELDS if is_quoted else ";"
        if cuts + line.count(between, 0, len(line) - is_quoted) == width - 1 and is_quoted == line.endswith('"'):
            yield _cut("\n".join(waiting))
            waiting, cuts = [], 0
        else:
            cuts += line.count(between)
    if waiting:
        yield _cut("\n".join(waiting))


def _is_whole(text: str, width: int) -> bool:
    return len(_cut(text)) == width and text.startswith('"') == text.endswith('"')


def _cut(line: str) -> list[str]:
    return line[1:-1].split(BETWEEN_FIELDS) if line.startswith('"') else line.split(";")
