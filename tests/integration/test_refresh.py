"""The whole night, end to end: from publishers' files to a served edition, whatever publishers do."""

from __future__ import annotations

import json
import shutil
import tomllib
from math import isclose, prod
from pathlib import Path

import duckdb
import polars as pl
import pytest
from icalendar import Calendar
from lxml import etree

from tests.conftest import FIRST_NIGHT
from tests.homes import Operator
from tests.mirrors import pack_archive, read_archive
from tests.registry.demonstration import AS_OF, DEMONSTRATIONS, all_rows
from tests.registry.workbooks import fill_template
from tests.spreadsheet import Calculated

ARCHIVE = "cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip"
PAGE = "api.tech.ec.europa.eu/search-api/prod/rest/search/SEDIA/page-0001.json"
SHAPES = "gisco-services.ec.europa.eu/distribution/v2/nuts/geojson/NUTS_RG_60M_2021_4326.geojson"


def spoil_member(archive: Path, member: str, old: bytes, new: bytes) -> None:
    members = read_archive(archive)
    assert old in members[member]
    pack_archive(archive, {**members, member: members[member].replace(old, new, 1)})


UNSTATED = ("bioenergy", "I3-2026-INV1")
"""A partnership of which few members are public, and a strand that asks for three countries."""


MEMBERS = """
stated_on = 2026-07-01
members = [
    { region_name = "Catalonia", country = "ES", nuts_code = "ES51", role = "lead", has_mandate = true },
    { region_name = "Lombardy", country = "IT", nuts_code = "ITC4", role = "lead" },
    { region_name = "Norte", country = "PT", nuts_code = "PT11", role = "participant", has_mandate = false },
]
"""
"""One of them is a less developed region."""

HARBOURS = (
    MEMBERS
    + """
partnerships = [{ partnership_name = "Harbour cranes", platform = "Energy", scope = "Cranes" }]
working_groups = [{ working_group = "Hoists" }]
niches = [{ niche = "hoists" }]
[[documents]]
document_title = "Scoping note"
document_kind = "scoping note"
document_date = 2026-02-01
answers_why = true
answers_how = false
[[events]]
event_id = "spring"
event_date = 2026-04-14
event_kind = "plenary meeting"
event_format = "online"
working_group = "Hoists"
[[management_capacity]]
half_year = "2026-H2"
management_fte = 0.5
"""
)
"""A partnership that no public page knows: all that the short form asks, but surveys and needs."""


def state_partnerships(operator: Operator, folder: Path) -> None:
    """States members of a known partnership, and all of a new one twice: by the short form and by a workbook."""
    inbox = operator.home / "inbox" / "registry"
    for partnership_id, answers in (("harbours-by-form", HARBOURS), (UNSTATED[0], MEMBERS)):
        form = folder / f"{partnership_id}.toml"
        form.write_text(f'partnership_id = "{partnership_id}"{answers}', encoding="utf-8")
        stated = operator.run("registry", "state", str(form))
        assert stated.exit_code == 0, stated.stdout
        assert f"{partnership_id} would gain most from: " in stated.stdout
    sheets = {name: rows for name, rows in tomllib.loads(HARBOURS).items() if name != "stated_on"}
    typed = {
        name: [
            {"partnership_id": "harbours-by-workbook"}
            | {
                key: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
                for key, value in row.items()
            }
            for row in rows
        ]
        for name, rows in sheets.items()
    }
    fill_template(inbox / "harbours.xlsx", typed)


def assert_both_ways_end_in_the_same_bounds(operator: Operator) -> None:
    """The form and the workbook say the same, and the total is less open than of a partnership that said nothing."""
    bounds = {
        partnership_id: operator.query(
            "select pillar_id, score_low, score_high from marts_maturity.fct_maturity_bounds "
            f"where partnership_id = '{partnership_id}' order by pillar_id"
        )
        for partnership_id in ("harbours-by-form", "harbours-by-workbook", "social-economy")
    }
    assert len(bounds["harbours-by-form"]) == 5
    assert bounds["harbours-by-form"] == bounds["harbours-by-workbook"]
    spans = {
        partnership_id: {pillar_id or "total": high - low for pillar_id, low, high in rows}
        for partnership_id, rows in bounds.items()
    }
    assert spans["harbours-by-form"]["total"] < spans["social-economy"]["total"]


def verdict_of(operator: Operator, partnership_id: str, topic_id: str) -> str:
    rows = operator.query(
        f"select eligibility from marts_funding.fct_match where partnership_id = '{partnership_id}' "
        f"and topic_id = '{topic_id}'"
    )
    return str(rows[0][0])


def failed_rules_of(operator: Operator, partnership_id: str, topic_id: str) -> set[str]:
    rows = operator.query(
        f"select rule_kind from marts_funding.fct_eligibility where partnership_id = '{partnership_id}' "
        f"and topic_id = '{topic_id}' and verdict = 'fail'"
    )
    return {str(kind) for (kind,) in rows}


def hand_in_full_workbook(home: Path) -> None:
    """Drops the workbook of three partnerships, made up and named so, that states all that can be stated."""
    fill_template(home / "inbox" / "registry" / "demonstration.xlsx", all_rows())


def bands_of_demonstrations(operator: Operator) -> dict[str, str]:
    ids = ", ".join(f"'{one.partnership_id}'" for one in DEMONSTRATIONS)
    return dict(
        operator.query(
            "select partnership_id, band_of_score from marts_maturity.fct_maturity_score "
            f"where partnership_id in ({ids}) and (band = 'not_assessed') = (band_of_score = 'not_assessed')"
        )
    )


def assert_full_workbook_is_assessed(operator: Operator) -> None:
    """Bands, totals and what each rule says of the three are those that stand beside their rows."""
    assert bands_of_demonstrations(operator) == {one.partnership_id: one.band for one in DEMONSTRATIONS}
    for one in DEMONSTRATIONS:
        of_one = f"where partnership_id = '{one.partnership_id}'"
        pillars = dict(
            operator.query(
                "select pillar_id, score from marts_maturity.fct_pillar_score " + of_one + " and evidence_basis = 'all'"
            )
        )
        expected = one.pillar_scores()
        assert pillars.keys() == expected.keys()
        assert all(isclose(pillars[pillar], expected[pillar], abs_tol=1e-9) for pillar in expected), pillars
        [(score,)] = operator.query("select score from marts_maturity.fct_maturity_score " + of_one)
        assert isclose(score, prod(expected.values()) ** 0.25, abs_tol=1e-9)
        said = operator.query(
            "select rule_id, status, service_id from marts_maturity.fct_service_recommendation "
            + of_one
            + " order by recommendation_order nulls last, rule_id"
        )
        assert {rule: status for rule, status, _ in said} == one.statuses
        assert [service for _, status, service in said if status == "recommended"] == list(one.recommended)


def assert_audit_file_recomputes(operator: Operator, folder: Path) -> None:
    """The formulas of the audit file come to the totals that plain Python makes of the rows."""
    written = operator.run("export", "maturity", "--format", "xlsx", "--out", str(folder))
    assert written.exit_code == 0, written.stderr
    totals = {row["partnership_id"]: row["total"] for row in Calculated(folder / "maturity.xlsx").table("Scores")}
    for one in DEMONSTRATIONS:
        assert isclose(totals[one.partnership_id], prod(one.pillar_scores().values()) ** 0.25, abs_tol=1e-9)
    assert operator.run("export", "maturity", "--format", "pdf", "--out", str(folder)).exit_code == 2


def assert_change_is_told(operator: Operator) -> None:
    """What the full workbook changed is told against the edition before, and services without one say so."""
    became = operator.query(
        "select partnership_id, count(*), string_agg(distinct cause), any_value(reason) "
        "from marts_maturity.fct_maturity_change "
        "where (comparison_id, subject_id, change_kind) = ('last_edition', 'total', 'became_assessed') group by all"
    )
    assert {partnership for partnership, *_ in became} == {one.partnership_id for one in DEMONSTRATIONS}
    assert all(count >= 14 and cause == "new_data" for _, count, cause, _ in became)
    assert all(reason.startswith("Assessed now. Before: ") and "65 % are needed" in reason for *_, reason in became)
    effects = operator.query(
        "select service_id, indicator_id, before_as_of, value_after, missing_reason from "
        "marts_maturity.fct_service_effect where service_id in ('governance', 'training') order by all"
    )
    no_edition = "No edition that keeps indicators is older than its beginning."
    assert effects == [
        *(
            ("governance", indicator, None, None, f"{no_edition} Not delivered yet.")
            for indicator in ("C4", "P1", "P2", "P5")
        ),
        ("training", "C1", None, 1.0, no_edition),
        ("training", "P3", None, 0.8, no_edition),
    ]


def mute_first_match(operator: Operator) -> tuple[str, str]:
    """Mutes a match between two nights; gives its partnership and topic."""
    partnership, topic = operator.query("select partnership_id, topic_id from marts_funding.fct_match order by all")[0]
    assert operator.run("match", "mute", partnership, topic, "--reason", "not ours").exit_code == 0
    assert operator.query("select * from marts_funding.fct_match_review") == []
    return partnership, topic


MOVED = ("sport-vitality", "I3-EX-1")
"""A match that is watched, and the topic whose deadline moves between two nights."""


def deadlines_told(operator: Operator) -> list[tuple[str, str, int]]:
    """Identifier, day and sequence number of the topic's events in the partnership's calendar of instruments."""
    out = operator.home.with_name("calendar")
    chosen = ("--partnership", MOVED[0], "--lane", "instrument", "--format", "ics", "--out", str(out))
    assert operator.run("export", "funding-match", *chosen).exit_code == 0
    [exported] = out.glob("*.ics")
    calendar = Calendar.from_ical(exported.read_bytes())
    return [
        (str(event["uid"]), event.decoded("dtstart").date().isoformat(), event.decoded("sequence"))
        for event in calendar.walk("VEVENT")
        if MOVED[1] in str(event["summary"])
    ]


def moves_told(operator: Operator) -> list[str]:
    """What the partnership's feed says of moved deadlines, one text per entry."""
    exports = operator.home / "published" / "current" / "exports" / "partnerships"
    feed = etree.fromstring((exports / f"{MOVED[0]}.atom").read_bytes())
    entries = feed.iter("{http://www.w3.org/2005/Atom}entry")
    told = [" ".join(str(text) for text in entry.itertext()) for entry in entries]
    return [text for text in told if "Deadline changed" in text]


def move_deadline(operator: Operator) -> str:
    """The portal moves the deadline of one topic between two nights; gives the identifier of its event."""
    assert operator.mirror is not None
    [(event, day, sequence)] = deadlines_told(operator)
    assert (day, sequence, moves_told(operator)) == ("2026-09-15", 0, [])
    path = operator.mirror / PAGE
    page = json.loads(path.read_text(encoding="utf-8"))
    for result in page["results"]:
        if result["metadata"]["identifier"] == [MOVED[1]] and result["metadata"]["type"] == ["1"]:
            result["metadata"]["deadlineDate"] = ["2026-10-20T00:00:00.000+0000"]
    path.write_text(json.dumps(page), encoding="utf-8")
    return event


def assert_move_is_told_once(operator: Operator, event: str) -> None:
    """However many nights follow, the event has moved under its name, and one entry says so."""
    assert deadlines_told(operator) == [(event, "2026-10-20", 1)]
    [told] = moves_told(operator)
    assert "Deadlines were 2026-09-15 and are now 2026-10-20." in told


def assert_left_out(operator: Operator, match: tuple[str, str]) -> None:
    """The edition knows that a match is muted, and its files leave it out."""
    muted = "select partnership_id, topic_id, mute_reason from marts_funding.fct_match_review where is_muted"
    assert operator.query(muted) == [(*match, "not ours")]
    shipped = pl.read_csv(operator.home / "published" / "current" / "exports" / "funding-match.csv")
    assert match not in shipped.select("partnership_id", "topic_id").rows()


def check_that_a_lost_row_is_seen(operator: Operator) -> None:
    """The same home with one participation missing from its edition."""
    spoiled = Operator(operator.home.with_name("spoiled"))
    shutil.copytree(operator.home, spoiled.home, symlinks=True, copy_function=shutil.copyfile)
    with duckdb.connect(str((spoiled.home / "published" / "current" / "interregio.duckdb").resolve())) as connection:
        connection.execute("delete from marts_core.fct_participation where role = 'coordinator'")

    told = spoiled.run("reconcile", "--deep")

    assert told.exit_code == 1
    assert "NO explanation" in told.stdout


@pytest.mark.slow
def test_a_week_of_nights_keeps_its_promises(settled_operator: Operator) -> None:
    """One home, one night after the other, as an operator would see them."""
    operator = settled_operator
    assert operator.mirror is not None
    archive = operator.mirror / ARCHIVE
    whole_archive = archive.read_bytes()

    manifest = operator.manifest()
    rows = operator.query("select count(*) from marts_core.fct_participation")
    check_that_a_lost_row_is_seen(operator)

    again = operator.refresh(FIRST_NIGHT)
    assert (again.exit_code, "nothing new" in again.stderr) == (0, True)
    assert operator.statuses()["cordis"] == "unchanged"
    assert [kept["edition"] for kept in operator.status()["editions"]] == [manifest["edition"]]

    archive.write_bytes(b"<!DOCTYPE html><html>Page not found</html>")
    html = operator.refresh(FIRST_NIGHT)
    assert html.exit_code == 3
    assert "expected a zip archive" in html.stderr
    assert operator.statuses()["cordis"] == "failed_last_good_kept"
    assert operator.status()["served"] == manifest["edition"]

    muted, event = mute_first_match(operator), move_deadline(operator)

    archive.write_bytes(whole_archive)
    spoil_member(archive, "organization.csv", b'"netEcContribution"', b'"netContribution"')
    renamed = operator.refresh("2026-03-16")
    assert renamed.exit_code == 3
    assert "net_ec_contribution" in renamed.stderr or "netEcContribution" in renamed.stderr
    assert operator.statuses()["cordis"] == "failed_last_good_kept"
    assert operator.query("select count(*) from marts_core.fct_participation") == rows
    assert operator.manifest()["edition"].startswith("2026-03-16-")
    assert_left_out(operator, muted)

    parsed_again = operator.refresh("2026-03-16")
    assert (parsed_again.exit_code, "nothing new" in parsed_again.stderr) == (3, True)

    archive.unlink()
    (operator.mirror / SHAPES).write_text('{"type": "Topology"}')
    down = operator.refresh("2026-03-28")
    assert down.exit_code == 3
    stale = {source["source"]: source["is_stale"] for source in operator.status()["sources"]}
    assert {name for name, is_stale in stale.items() if is_stale} == {"cordis"}
    assert_move_is_told_once(operator, event)
    assert operator.statuses()["regions"] == "failed_last_good_kept"
    assert operator.query("select count(*) from marts_core.fct_participation") == rows
    nights = operator.query(
        "select night_id, status from marts_quality.fct_source_status where source = 'cordis' order by night_id"
    )
    assert nights == [
        ("2026-03-15-01", "new"),
        ("2026-03-15-02", "unchanged"),
        ("2026-03-15-03", "failed_last_good_kept"),
        ("2026-03-16-01", "failed_last_good_kept"),
        ("2026-03-16-02", "failed_last_good_kept"),
        ("2026-03-28-01", "failed_last_good_kept"),
    ]


@pytest.mark.slow
def test_same_history_gives_the_same_edition_and_bytes(settled_operator: Operator, tmp_path: Path) -> None:
    operator, other = settled_operator, Operator(tmp_path / "other", settled_operator.mirror)
    assert operator.mirror is not None
    assert other.refresh(FIRST_NIGHT).exit_code == 0
    first = operator.manifest()["edition"]
    members = read_archive(operator.mirror / ARCHIVE)
    header, *rows = members["organization.csv"].splitlines(keepends=True)
    pack_archive(operator.mirror / ARCHIVE, {**members, "organization.csv": b"".join([header, *rows[:-1]])})
    for one in (operator, other):
        assert one.refresh("2026-03-28", "--accept", "cordis").exit_code == 0

    assert operator.manifest()["edition"] == other.manifest()["edition"]
    assert operator.manifest()["base_edition"] == first
    assert marts_that_differ(operator, other) == []
    assert operator.query("select cause, amount from marts_quality.fct_change where figure_id = 'participations'") == [
        ("corrected_data", -1)
    ]
    assert operator.query("select count(distinct as_of) from marts_quality.hist_headline") == [(2,)]
    files = [
        {name: sha256 for name, sha256 in one.manifest()["files"].items() if name.startswith("exports/")}
        for one in (operator, other)
    ]
    assert files[0] == files[1]
    assert files[0]
    assert operator.manifest()["tables"] == other.manifest()["tables"]


def marts_that_differ(one: Operator, other: Operator) -> list[str]:
    """Tables of two homes' served editions that do not hold the same rows."""
    databases = [str((home.home / "published" / "current" / "interregio.duckdb").resolve()) for home in (one, other)]
    with duckdb.connect() as connection:
        connection.execute(f"attach '{databases[0]}' as one (read_only)")
        connection.execute(f"attach '{databases[1]}' as other (read_only)")
        return [
            table
            for table in one.manifest()["tables"]
            if connection.execute(
                f"(from one.{table} except all from other.{table}) union all "
                f"(from other.{table} except all from one.{table}) limit 1"
            ).fetchall()
        ]


@pytest.mark.slow
def test_demonstration_ends_on_the_night_on_which_cordis_comes(
    demo_operator: Operator, operator: Operator, tmp_path: Path
) -> None:
    state_partnerships(demo_operator, tmp_path)
    hand_in_full_workbook(demo_operator.home)

    connected = Operator(demo_operator.home, operator.mirror)
    assert connected.refresh(AS_OF.isoformat()).exit_code == 0
    assert connected.manifest()["is_demo"] is False
    assert verdict_of(connected, *UNSTATED) == "pass"
    assert failed_rules_of(connected, *UNSTATED) == set()
    assert_both_ways_end_in_the_same_bounds(connected)
    assert_full_workbook_is_assessed(connected)
    assert_change_is_told(connected)
    assert_audit_file_recomputes(connected, tmp_path)
    assert connected.query("select count(*) from marts_core.fct_participation where is_demo") == [(0,)]
    assert connected.query("select count(*) from marts_core.dim_organisation where is_demo") == [(0,)]
