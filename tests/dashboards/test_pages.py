"""Pages and files through Flask's test client: what a page says, and that its table is its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from dash.exceptions import PreventUpdate
from flask import request
from flask.testing import FlaskClient

from dashboards.app import create_app, mark_current
from dashboards.overview.page import open_region
from dashboards.serve import page_request, warm
from tests.dashboards.conftest import AS_OF, BuildEdition
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.store.reader import Reader

PAGES = [
    "/",
    "/partnerships",
    "/partnership/apple-growing",
    "/partnership/silent-circle",
    "/region/BE21",
    "/region/EL",
    "/maturity",
    "/funding",
    "/methodology",
    "/nowhere",
]


def _ask(client: FlaskClient, path: str, search: str = "") -> Any:
    response = client.post("/_dash-update-component", json=page_request(path, search))
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()["response"]


def _page(client: FlaskClient, path: str, search: str = "") -> Any:
    return _ask(client, path, search)["_pages_content"]["children"]


def _parts(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, list):
        for part in tree:
            yield from _parts(part)
    elif isinstance(tree, dict) and "props" in tree:
        yield tree
        yield from _parts(tree["props"].get("children"))


def _class(part: dict[str, Any]) -> str:
    return part["props"].get("className") or ""


def _words(tree: Any) -> str:
    if isinstance(tree, list):
        return " ".join(_words(part) for part in tree)
    if isinstance(tree, dict) and "props" in tree:
        return _words(tree["props"].get("children"))
    return "" if tree is None else str(tree)


def _tables(tree: Any) -> dict[str, list[list[str]]]:
    """Every table of a page as its rows of cells, the headings' column names first."""
    found = {}
    for part in _parts(tree):
        if part["type"] == "Table":
            rows = [
                [cell["props"].get("data-column") or _words(cell) for cell in row["props"]["children"]]
                for row in _parts(part)
                if row["type"] == "Tr"
            ]
            found[part["props"]["data-table"]] = rows
    return found


@pytest.mark.parametrize("path", PAGES)
def test_page_wears_heading_stamp_and_freshness(client: FlaskClient, path: str) -> None:
    page = _page(client, path)
    words = _words(page)
    assert sum(part["type"] == "H1" for part in _parts(page)) == 1
    assert f"{AS_OF}-00000001" in words
    assert "10 August 2026" in words
    assert "4 sources: 1 stale, 1 failed, 1 incomplete" in words
    assert "failed, last good data kept" in words
    assert "lacks project.csv" in words
    assert "Demonstration data" not in words


@pytest.mark.parametrize("path", [*PAGES, "/funding?eligibility=maybe"])
def test_demonstration_edition_says_so_on_every_page(demo_reader: Reader, path: str) -> None:
    client = create_app(demo_reader).server.test_client()
    path, _, search = path.partition("?")
    page = _page(client, path, f"?{search}" if search else "")
    banners = [part for part in _parts(page) if part["props"].get("className") == "demo-banner"]
    assert len(banners) == 1
    assert "Demonstration data" in _words(banners)


def test_figures_resting_on_demonstration_data_say_so(demo_reader: Reader, reader: Reader) -> None:
    page = _page(create_app(demo_reader).server.test_client(), "/partnership/apple-growing")
    findings = {
        _words(part["props"]["children"][0]["props"]["children"][0]): _words(part)
        for part in _parts(page)
        if part["type"] == "Section"
        and "aria-labelledby" in part["props"]
        and part["props"]["className"] != "freshness"
    }
    assert "demonstration data" in findings["Who carries it"]
    assert "demonstration data" in findings["Its joint projects"]
    assert "demonstration data" not in findings["What it could apply for"]
    real = _page(create_app(reader).server.test_client(), "/partnership/apple-growing")
    assert "demonstration data" not in _words(real)


@pytest.mark.parametrize(
    "path", ["/", "/partnerships", "/partnership/apple-growing", "/region/BE21", "/maturity", "/funding"]
)
def test_every_figure_has_finding_source_date_coverage_definition_table_and_file(
    client: FlaskClient, path: str
) -> None:
    cards = [part for part in _parts(_page(client, path)) if _class(part).startswith("card ")]
    assert cards
    for card in cards:
        words = _words(card)
        assert all(term in words for term in ("Source", "As of", "Coverage", "Definition")), words
        findings = [part for part in _parts(card) if part["props"].get("className") == "finding"]
        assert _words(findings).strip().endswith((".", ")"))
        assert any(part["props"].get("className") == "download" for part in _parts(card))
        assert any(part["type"] == "Table" or "no row" in _words(part) for part in _parts(card))


@pytest.mark.parametrize(
    "path", ["/", "/partnerships", "/partnership/apple-growing", "/region/BE21", "/maturity", "/funding"]
)
def test_every_page_table_is_its_file(client: FlaskClient, path: str) -> None:
    page = _page(client, path)
    links = {
        part["props"]["href"].partition(".")[0].removeprefix("/export/"): part["props"]["href"]
        for part in _parts(page)
        if part["props"].get("className") == "download" and ".csv" in part["props"]["href"]
    }
    tables = _tables(page)
    assert tables
    for name, rows in tables.items():
        file = pl.read_csv(client.get(links[name]).get_data(), infer_schema_length=0)
        assert file.columns == rows[0]
        assert file.height == len(rows) - 1
        first = file.columns[0]
        assert [row[0] for row in rows[1:]] == [value.lstrip("'") for value in file[first].to_list()]


def test_funding_page_and_file_agree_under_filters(client: FlaskClient) -> None:
    query = "?partnership=apple-growing&status=open"
    rows = _tables(_page(client, "/funding", query))["funding-match"]
    file = pl.read_csv(client.get(f"/export/funding-match.csv{query}").get_data())
    assert tuple(rows[0]) == MATCH_COLUMNS == tuple(file.columns)
    assert (
        [row[1] for row in rows[1:]]
        == file["topic_id"].to_list()
        == [
            "HORIZON-CL6-2026-01-ORCHARD",
            "HORIZON-CL5-2026-02-TIDE",
        ]
    )


def test_unknown_is_written_and_never_nought(client: FlaskClient) -> None:
    rows = _tables(_page(client, "/partnerships"))["partnerships"]
    silent = next(row for row in rows if row[0] == "silent-circle")
    assert silent[rows[0].index("net_ec_contribution_eur")] == "not known"
    assert silent[rows[0].index("best_match_score")] == "not known"
    assert silent[rows[0].index("joint_project_count")] == "0"


def test_maturity_page_keeps_every_partnership_and_says_why_one_is_not_assessed(client: FlaskClient) -> None:
    page = _page(client, "/maturity")
    words = _words(page)
    assert (
        "Apple growing stands highest (median 61.0, 50.5 to 68.5); 67\u202f% of 3 partnerships are not assessed, "
        "which is not weak."
    ) in words
    assert "Stage, which is apart from the score: 1 connect, 1 demonstrate; not known of 1." in words
    assert "Nothing points to scale-up and commercialisation: the guidance has no insight" in words
    assert "0 of 4 indicators have a value (0 %); 65 % are needed." in words
    scores = {row[1]: row for row in _tables(page)["maturity-scores"][1:]}
    assert scores.keys() == {"Apple growing", "Tidal mills", "Silent circle"}
    assert "15 places: 4 declared, 2 observed, 9 missing." in words
    assert "Recommended to 1 partnership: demonstration." in words


def test_partnership_page_tells_unknown_from_weak(client: FlaskClient) -> None:
    mills, circle = (_words(_page(client, f"/partnership/{name}")) for name in ("tidal-mills", "silent-circle"))
    assert "Known: connected ecosystems 25.0, 20.0 to 42.0 points." in mills
    assert "Stage: connect (observed). 1 × joint project." in mills
    assert "demonstration comes into question if the conditions turn out to be met." in mills
    assert "Not assessed as a whole. 0 of 4 indicators" in circle
    assert "No service can be recommended: what the rules ask for is not known, or they do not fire." in circle


def test_what_cannot_be_told_apart_is_said_and_drawn(client: FlaskClient) -> None:
    page = _page(client, "/maturity", "?pillar=ecosystems")
    assert (
        "Connected ecosystems: Apple growing stands highest (median 41.0, 30.0 to 45.0) and cannot be told apart from "
        "1 of 1 other; 33\u202f% are not assessed."
    ) in _words(page)
    assert "In connected ecosystems, 1 of 1 pair of partnerships cannot be told apart." in _words(page)
    figures = {part["props"]["id"]: part["props"]["figure"] for part in _parts(page) if part["type"] == "Graph"}
    assert [trace.get("name") for trace in figures["chart-pillar-scores"]["data"]] == [
        None,
        "First",
        "Cannot be told apart from the first",
    ]


def test_what_drives_the_ranks_is_said_of_the_pillar_that_can_be_compared(client: FlaskClient) -> None:
    page = _page(client, "/maturity")
    words = _words(page)
    assert (
        "In connected ecosystems, ranks depend most on one assumption, silence: 60\u202f% of their variance alone, "
        "75\u202f% together with the others."
    ) in words
    assert (
        "In connected ecosystems, ranks hang most on Joint projects: without it partnerships move by 1.5 places on "
        "average, at most by 2."
    ) in words
    assert [row[3] for row in _tables(page)["leave-one-out"][1:]] == ["tidal-mills", "apple-growing"]
    mission = _words(_page(client, "/maturity", "?pillar=mission"))
    assert "In clear mission, ranks do not vary with the assumptions, or too few are scored to be ranked." in mission
    assert "In clear mission, nothing changes rank when one indicator is left out." in mission


def test_checks_of_the_framework_stand_with_their_rule_what_is_flagged_first(client: FlaskClient) -> None:
    page = _page(client, "/maturity")
    assert (
        "1 of 2 checks that can be made is flagged: availability; 1 cannot be made with what is known today."
    ) in _words(page)
    assert "Availability 1 of 2 flagged Flagged where fewer than half have a value. Flagged: M1." in _words(page)
    assert "Skewness cannot be made today Flagged beyond 2." in _words(page)
    rows = _tables(page)["framework-checks"]
    assert [row[rows[0].index("finding")] for row in rows[1:]] == [
        "Flagged",
        "Within the rule",
        "Cannot be said: 2 observations, 10 are needed",
    ]
    assert "Flagged where fewer than half have a value" in rows[1]


def test_recommendation_on_the_page_of_a_partnership_has_evidence_share_of_draws_and_what_would_change_it(
    client: FlaskClient,
) -> None:
    words = " ".join(_words(_page(client, "/partnership/apple-growing")).split())
    assert "As a whole between medium and high: median 61.0, 50.5 to 68.5 points." in words
    assert (
        "Demonstration recommended Evidence a wish: yes Stays in 93 % of the draws What would change it It falls away "
        "once this no longer holds: a wish Rule Where links are wanted: demonstration (Guidance)"
    ) in words


def test_partnership_page_says_why_its_maturity_differs_and_what_lay_before_a_service(client: FlaskClient) -> None:
    words = " ".join(_words(_page(client, "/partnership/apple-growing")).split())
    assert "2 scores differ from before; most by Plenary meetings, +3.0 points (new data)." in words
    assert (
        "As a whole, since the edition of 20 July 2026 60.0 → 62.2 +2.2 +3.0 Plenary meetings (new data); −0.8 the "
        "framework (our method changed)."
    ) in words
    assert "assessed now, not then Now 1 of 1 indicators have a value." in words
    assert "1 service recorded; of 1 indicator 1 stands higher afterwards and 0 lower, which proves no effect" in words
    assert "1 of 2 pairs of before and after are known" in words


def test_demonstration_values_are_marked_on_the_maturity_page(demo_reader: Reader) -> None:
    words = _words(_page(create_app(demo_reader).server.test_client(), "/maturity"))
    assert "15 places: 4 declared, 0 observed, 2 demonstration, 9 missing." in words


def test_withheld_name_is_not_shown_and_its_money_is(client: FlaskClient) -> None:
    words = _words(_page(client, "/region/EL52"))
    assert "Withheld because the beneficiary is a natural person: 1 name." in words
    assert "400\u202f000" in words


def test_overview_says_what_changed_why_and_where_the_rows_are(client: FlaskClient) -> None:
    page = _page(client, "/")
    words = " ".join(_words(page).split())
    assert "2 headline figures moved since the edition of 20 July 2026, most rows because of data corrected" in words
    assert "2 → 2 ±0 −1 our method changed (1 row); +1 new data (1 row)" in words
    assert "+EUR 1.0 million data corrected or withdrawn (2 rows)" in words
    assert "Since 20 July 2026: 1 new match, 1 budget changed." in words
    assert "New match: HORIZON-CL5-2026-02-TIDE: Tidal power (Tidal mills)" in words
    links = [
        part["props"]["href"] for part in _parts(page) if _words(part) == "Show the rows" and part["type"] == "Link"
    ]
    assert links == [
        "/?figure=net_ec_contribution_eur#changed-rows",
        "/?figure=joint_projects#changed-rows",
    ]


def test_rows_behind_a_figure_are_listed_with_name_and_cause(client: FlaskClient) -> None:
    page = _page(client, "/", "?figure=joint_projects")
    rows = _tables(page)["changed-rows"]
    assert [row[:2] + row[-2:] for row in rows[1:]] == [
        ["100", "not known", "method", "code changed"],
        ["101", "APPLE", "new data", "record is new"],
    ]
    assert "2 rows moved the figure: 1 by our method changed; 1 by new data." in _words(page)
    wrong = _words(_page(client, "/", "?figure=luck"))
    assert "valid values: joint_projects, net_ec_contribution_eur, partnerships, topics_open" in wrong
    own = pl.read_csv(client.get("/export/figure-changes.csv?partnership=apple-growing").get_data())
    assert own["difference"].to_list() == [1.0]


@pytest.mark.parametrize(
    ("base", "said"),
    [
        pytest.param("date '2026-07-20'", "No headline figure moved since the edition of 20 July 2026.", id="nothing"),
        pytest.param("null::date", "This is the first edition of its line", id="first"),
    ],
)
def test_overview_says_plainly_when_nothing_changed_or_nothing_was_before(
    tmp_path: Path, build_edition: BuildEdition, base: str, said: str
) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000c")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute("delete from marts_quality.fct_change")
        connection.execute("delete from marts_funding.fct_match_event")
        connection.execute(f"update marts_quality.edition set base_as_of = {base}")
    words = _words(_page(create_app(Reader(tmp_path)).server.test_client(), "/"))
    assert said in words
    assert ("nothing happened to a watched match" in words) == ("nothing" in words)


def test_published_baselines_stand_beside_todays_counts(client: FlaskClient) -> None:
    rows = _tables(_page(client, "/"))["baselines"]
    assert [row[1:4] for row in rows[1:]] == [
        ["28", "42", "3"],
        ["145", "not known", "5"],
        ["more than 380", "not known", "4"],
        ["not known", "33", "not known"],
    ]


@pytest.mark.parametrize(
    ("path", "search", "heading"),
    [
        ("/nowhere", "", "There is no page at this address"),
        ("/partnership/nope", "", "No such partnership"),
        ("/region/XX99", "", "No such region"),
        ("/funding", "?eligibility=maybe", "This filter has no such value"),
        ("/funding", "?colour=red", "This filter has no such value"),
        ("/partnerships", "?platform=nope", "This filter has no such value"),
    ],
)
def test_wrong_address_is_answered_in_words(client: FlaskClient, path: str, search: str, heading: str) -> None:
    page = _page(client, path, search)
    assert heading in [_words(part) for part in _parts(page) if part["type"] == "H1"]


def test_funding_page_without_a_match_says_so_in_every_card(client: FlaskClient) -> None:
    page = json.dumps(_page(client, "/funding", "?text=nothing-of-the-kind"))
    assert "No match passes these filters; fewer filters show more." in page
    assert "No partnership has a match under these filters." in page
    assert "best 0" not in page


def test_lower_case_region_code_finds_the_region(client: FlaskClient) -> None:
    answer = _ask(client, "/region/be21")
    assert answer["_pages_store"]["data"]["title"] == "Prov. Antwerpen – Interregio"


def test_filter_form_shows_what_the_url_says(client: FlaskClient) -> None:
    page = _page(client, "/funding", "?partnership=tidal-mills&min_score=42.5&text=tide")
    chosen = {part["props"]["value"] for part in _parts(page) if part["props"].get("selected")}
    assert {"tidal-mills", "42.5"} <= chosen
    assert [part["props"]["value"] for part in _parts(page) if part["type"] == "Input"] == ["tide"]


def test_large_table_is_paged_by_the_url(tmp_path: Path, build_edition: BuildEdition) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000f")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute(
            "insert into marts_funding.fct_match by name "
            "select 'silent-circle' as partnership_id, 'I3-2026-INV1' as topic_id, 'open' as topic_status, "
            "'pass' as eligibility, number as score, 1.0 as score_theme from range(60) as numbers (number)"
        )
    client = create_app(Reader(tmp_path)).server.test_client()
    query = "?partnership=silent-circle"
    first = _tables(_page(client, "/funding", query))["funding-match"]
    last_page = _page(client, "/funding", f"{query}&funding_match_page=3")
    assert len(first) - 1 == 25
    assert len(_tables(last_page)["funding-match"]) - 1 == 10
    assert "Rows 51 to 60 of 60, page 3 of 3" in _words(last_page)
    assert client.get(f"/export/funding-match.csv{query}").get_data().count(b"\n") == 61


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/export/funding-match.csv?partnership=nope", 400, "valid values: apple-growing, silent-circle, tidal-mills"),
        ("/export/funding-match.csv?colour=red", 400, "valid filters: partnership, programme"),
        ("/export/funding-match.xls", 400, "valid values: xlsx, csv, parquet, json, ics, atom, bundle"),
        ("/export/members.csv", 400, "partnership: expected a value"),
        ("/export/nope.csv", 404, "valid tables: baselines"),
    ],
)
def test_wrong_file_is_refused_in_one_line(client: FlaskClient, address: str, status: int, message: str) -> None:
    response = client.get(address)
    body = response.get_data(as_text=True)
    assert response.status_code == status
    assert message in body
    assert body.count("\n") == 1


def test_file_says_which_edition_it_is_from(client: FlaskClient, demo_reader: Reader) -> None:
    response = client.get("/export/members.csv?partnership=apple-growing")
    assert response.headers["X-Interregio-Edition"] == f"{AS_OF}-00000001"
    assert f"members_apple-growing_{AS_OF}-00000001.csv" in response.headers["Content-Disposition"]
    demo = create_app(demo_reader).server.test_client().get("/export/members.csv?partnership=apple-growing")
    assert "demonstration-data_members" in demo.headers["Content-Disposition"]


def test_page_follows_the_edition_that_is_published(tmp_path: Path, build_edition: BuildEdition) -> None:
    reader = Reader(tmp_path)
    client = create_app(reader).server.test_client()
    assert "No edition is being served" in _words(_page(client, "/"))
    assert client.get("/export/partnerships.csv").status_code == 503
    build_edition(tmp_path, "2026-08-10-0000000a")
    assert "2026-08-10-0000000a" in _words(_page(client, "/"))
    build_edition(tmp_path, "2026-08-11-0000000b", as_of="2026-08-11")
    words = _words(_page(client, "/"))
    assert "2026-08-11-0000000b" in words
    assert "11 August 2026" in words


@pytest.mark.parametrize(
    ("statement", "places", "lacking"),
    [
        pytest.param(
            "drop table marts_core.dim_niche",
            ("/partnership/apple-growing", "niches.csv?partnership=apple-growing"),
            "table dim_niche",
            id="table",
        ),
        pytest.param(
            "alter table marts_maturity.fct_maturity_score drop column score_observed_only",
            ("/maturity", "maturity-scores.csv"),
            "column score_observed_only",
            id="column",
        ),
    ],
)
def test_part_that_an_older_edition_lacks_is_explained_in_its_place(
    tmp_path: Path, build_edition: BuildEdition, statement: str, places: tuple[str, str], lacking: str
) -> None:
    path, file = places
    directory = build_edition(tmp_path, "2026-08-10-0000000e")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute(statement)
    client = create_app(Reader(tmp_path)).server.test_client()
    page = _page(client, path)
    sentence = (
        f"This edition (2026-08-10-0000000e, as of 2026-08-10) was made before the {lacking} existed; it comes with "
        "the next night."
    )
    assert [_words(part["props"]["children"][1]) for part in _parts(page) if _class(part) == "card lacking"] == [
        sentence
    ]
    assert "service-recommendations" in _tables(page)
    refused = client.get(f"/export/{file}")
    assert (refused.status_code, refused.get_data(as_text=True)) == (404, f"{sentence}\n")


def test_page_that_rests_on_a_missing_table_says_so(tmp_path: Path, build_edition: BuildEdition) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000e")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute("drop schema marts_maturity cascade")
    client = create_app(Reader(tmp_path)).server.test_client()
    words = _words(_page(client, "/maturity"))
    assert "This edition is too old for the page" in words
    assert "marts_maturity.dim_pillar" in words


def test_fault_of_ours_is_owned_up_to_in_words(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up for this test")

    monkeypatch.setattr("dashboards.funding.page.best_matches", fail)
    words = _words(_page(client, "/funding"))
    assert "This page could not be drawn" in words
    assert f"{AS_OF}-00000001" in words


def test_frame_has_skip_link_landmarks_and_no_foreign_address(client: FlaskClient) -> None:
    index = client.get("/").get_data(as_text=True)
    layout = client.get("/_dash-layout").get_json()
    kinds = {part["type"] for part in _parts(layout)}
    assert 'lang="en"' in index
    assert "http://" not in index.replace("http://localhost", "")
    assert "https://" not in index
    assert {"Header", "Main", "Nav", "Footer"} <= kinds
    assert any(part["props"].get("className") == "skip-link" for part in _parts(layout))
    assert "default-src 'self'" in client.get("/").headers["Content-Security-Policy"]


def test_empty_base_map_is_served_from_here(client: FlaskClient) -> None:
    topology = json.loads(client.get("/assets/topojson/world_110m.json").get_data())
    assert topology["type"] == "Topology"
    assert topology["arcs"] == []


def test_navigation_marks_the_section_of_a_page() -> None:
    assert mark_current("/") == ["page", None, None, None, None]
    assert mark_current("/partnership/apple-growing") == [None, "page", None, None, None]
    assert mark_current("/region/BE21") == [None, None, None, None, None]


def test_map_leads_to_the_region_that_was_chosen() -> None:
    assert open_region({"points": [{"customdata": ["Prov. Antwerpen", "BE21", 2]}]}) == "/region/BE21"
    with pytest.raises(PreventUpdate):
        open_region(None)
    with pytest.raises(PreventUpdate):
        open_region({"points": [{"location": "BE"}]})


def test_warming_asks_for_every_page_of_the_navigation(reader: Reader) -> None:
    app = create_app(reader)
    asked: list[str] = []
    app.server.before_request(lambda: asked.append(request.path))
    warm(app)
    assert asked.count("/_dash-update-component") == 5


@pytest.mark.parametrize(
    ("partnership_id", "said"),
    [
        pytest.param(
            "apple-growing",
            (
                "Orchards that prune themselves.",
                "2 niches, 1 of them resting on the partnership's own words or projects",
                "approved by no partnership; it rests on published name, confidence medium; 2 niches.",
            ),
            id="shipped profile",
        ),
        pytest.param(
            "tidal-mills",
            (
                "Mills that turn with the tide.",
                "Its secretariat names 1 niche.",
                "The scope above is stated by the secretariat; 1 niche.",
            ),
            id="workbook",
        ),
        pytest.param(
            "silent-circle",
            ("No niche of its theme is known.", "No scope is known; no niche."),
            id="no profile",
        ),
    ],
)
def test_partnership_page_says_what_its_theme_rests_on(
    client: FlaskClient, partnership_id: str, said: tuple[str, ...]
) -> None:
    words = _words(_page(client, f"/partnership/{partnership_id}"))
    assert [sentence for sentence in said if sentence not in words] == []


def test_methodology_tells_each_method_once_with_all_that_is_made_by_it(client: FlaskClient) -> None:
    page = _page(client, "/methodology")
    sections = {
        part["props"]["aria-labelledby"]: part
        for part in _parts(page)
        if part["type"] == "Section" and _class(part) == "card"
    }
    assert list(sections) == ["questions", "method-1", "method-2", "other-tables"]
    assert [_words(part).strip() for part in _parts(sections["questions"]) if part["type"] == "Li"][:2] == [
        "What can a partnership apply for?",
        "How near is a text to a theme?",
    ]
    first = _words(sections["method-1"])
    assert "**Formula.** Parts that add up." in first
    assert "Shared words" not in first
    assert "Question" not in first
    assert "marts_funding.fct_match  One row is one partnership and one open or forthcoming topic." in first
    assert "marts_funding.fct_match_event  What happened to a match." in first
    assert "1 column of marts_funding.fct_match" in first
    assert "Points from 0 to 100" in first


def test_methodology_of_an_edition_without_a_dictionary_says_when_it_comes(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000f")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute("drop table marts_quality.data_dictionary")
    words = _words(_page(create_app(Reader(tmp_path)).server.test_client(), "/methodology"))
    assert "made before methods were kept with the figures" in words
