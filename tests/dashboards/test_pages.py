"""Pages and files through a client: what a page says, and that its table is its file."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from lxml import html
from starlette.testclient import TestClient

from dashboards.answers import CONTENT_POLICY
from dashboards.app import create_app
from dashboards.domains import NAVIGATION
from dashboards.serve import warm
from tests.dashboards.conftest import AS_OF, BuildEdition, visitor
from tests.dashboards.tree import column, figures, read_page, tables, words
from warehouse.products.matches.columns import MATCH_COLUMNS
from warehouse.store.reader import Reader

ASSETS = Path(__file__).parents[2] / "dashboards" / "assets"
MOST_COLUMNS = 11
FIGURE_PAGES = [
    "/",
    "/partnerships",
    "/partnership/apple-growing",
    "/region/BE21",
    "/regions",
    "/maturity",
    "/funding",
    "/quality",
]
PAGES = [
    "/",
    "/partnerships",
    "/partnership/apple-growing",
    "/partnership/silent-circle",
    "/region/BE21",
    "/region/EL",
    "/maturity",
    "/funding",
    "/regions",
    "/quality",
    "/methodology",
]


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_page_wears_heading_stamp_and_one_badge_of_freshness(client: TestClient, path: str) -> None:
    page = html.fromstring(client.get(path).content)
    assert len(page.xpath("//h1")) == 1
    assert f"{AS_OF}-00000001" in words(page.find(".//footer"))
    assert "10 August 2026" in words(page.find(".//footer"))
    (badge,) = page.xpath("//header//details")
    assert "Funding & Tenders Portal: failed on the last night" in words(badge.find("summary"))
    assert "4 sources: 1 stale, 1 failed, 1 incomplete" in words(badge)
    assert "failed, last good data kept" in words(badge)
    assert "lacks project.csv" in words(badge)
    assert "Demonstration data" not in words(page)


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/funding?eligibility=maybe"])
def test_demonstration_edition_says_so_on_every_page(demo_reader: Reader, path: str) -> None:
    client = visitor(create_app(demo_reader))
    banners = html.fromstring(client.get(path).content).find_class("demo-banner")
    assert len(banners) == 1
    assert "Demonstration data" in words(*banners)


def test_figures_resting_on_demonstration_data_say_so(demo_reader: Reader, reader: Reader) -> None:
    page = read_page(visitor(create_app(demo_reader)), "/partnership/apple-growing")
    cards = [card for card in page.find_class("card") if card.find(".//h2") is not None]
    findings = {words(card.find(".//h2")): words(card) for card in cards}
    assert "demonstration data" in findings["Who carries it"]
    assert "demonstration data" in findings["Its joint projects"]
    assert "demonstration data" not in findings["What it could apply for"]
    real = read_page(visitor(create_app(reader)), "/partnership/apple-growing")
    assert "demonstration data" not in words(real)


@pytest.mark.parametrize("path", FIGURE_PAGES)
def test_every_figure_has_finding_source_date_coverage_definition_table_and_file(client: TestClient, path: str) -> None:
    cards = [part for part in read_page(client, path).find_class("card") if part.find_class("card-foot")]
    assert cards
    for card in cards:
        about = words(*card.find_class("about"))
        assert all(term in about for term in ("Definition", "Coverage", "As of", "10 August 2026")), about
        assert words(*card.find_class("source-line")).strip()
        assert words(*card.find_class("finding")).strip().endswith((".", ")"))
        assert card.find_class("download")
        assert card.find(".//table") is not None or "no row" in words(card)


def test_source_line_says_until_when_a_source_reaches(client: TestClient) -> None:
    (card,) = read_page(client, "/region/BE21?tab=carries").xpath(".//section[@aria-labelledby='region-years']")
    assert "CORDIS, Horizon Europe to 1 April 2026" in words(*card.find_class("source-line"))


@pytest.mark.parametrize("path", FIGURE_PAGES)
def test_every_page_table_is_its_file(client: TestClient, path: str) -> None:
    page = read_page(client, path)
    links = {
        link.get("href").partition(".")[0].removeprefix("/export/"): link.get("href")
        for link in page.find_class("download")
        if ".csv" in link.get("href")
    }
    found = tables(page)
    assert found
    for name, rows in found.items():
        file = pl.read_csv(client.get(links[name]).content, infer_schema_length=0)
        assert set(rows[0]) <= set(file.columns)
        assert len(rows[0]) <= MOST_COLUMNS
        assert file.height == len(rows) - 1
        for shown in rows[0]:
            if shown.endswith(("_name", "_title")) or shown == "member_id":
                given = [(value or "not known").lstrip("'") for value in file[shown].to_list()]
                assert sorted(column(rows, shown)) == sorted(given)


def test_funding_page_and_file_agree_under_filters(client: TestClient) -> None:
    query = "?partnership=apple-growing&status=open"
    rows = tables(read_page(client, f"/funding{query}"))["funding-match"]
    file = pl.read_csv(client.get(f"/export/funding-match.csv{query}").content)
    assert tuple(file.columns) == MATCH_COLUMNS
    assert set(rows[0]) <= set(MATCH_COLUMNS)
    assert file["topic_id"].to_list() == ["HORIZON-CL6-2026-01-ORCHARD", "HORIZON-CL5-2026-02-TIDE"]
    assert column(rows, "topic_title") == [title.lstrip("'") for title in file["topic_title"]]


def test_unknown_is_written_and_never_nought(client: TestClient) -> None:
    rows = tables(read_page(client, "/partnerships"))["partnerships"]
    silent = next(row for row in rows if row[0] == "Silent circle")
    assert silent[rows[0].index("net_ec_contribution_eur")] == "not known"
    assert silent[rows[0].index("best_match_score")] == "not known"
    assert silent[rows[0].index("joint_project_count")] == "0"


def test_maturity_page_keeps_every_partnership_and_says_why_one_is_not_assessed(client: TestClient) -> None:
    page = read_page(client, "/maturity")
    said = words(page)
    assert (
        "Apple growing stands highest (median 61.0, 50.5 to 68.5); 67\u202f% of 3 partnerships are not assessed, "
        "which is not weak."
    ) in said
    assert "Stage, which is apart from the score: 1 connect, 1 demonstrate; not known of 1." in said
    assert "Nothing points to scale-up and commercialisation: the guidance has no insight" in said
    assert "0 of 4 indicators have a value (0 %); 65 % are needed." in said
    scores = {row[0]: row for row in tables(page)["maturity-scores"][1:]}
    assert scores.keys() == {"Apple growing", "Tidal mills", "Silent circle"}
    assert "15 places: 4 declared, 2 observed, 9 missing." in said
    assert "Recommended to 1 partnership: demonstration." in said


def test_partnership_page_tells_unknown_from_weak(client: TestClient) -> None:
    mills, circle = (words(read_page(client, f"/partnership/{name}")) for name in ("tidal-mills", "silent-circle"))
    assert "Known: connected ecosystems 25.0, 20.0 to 42.0 points." in mills
    assert "Stage: connect (observed). 1 × joint project." in mills
    assert "demonstration comes into question if the conditions turn out to be met." in mills
    assert "Not assessed as a whole. 0 of 4 indicators" in circle
    assert "No service can be recommended: what the rules ask for is not known, or they do not fire." in circle


def test_what_cannot_be_told_apart_is_said_and_drawn(client: TestClient) -> None:
    page = read_page(client, "/maturity?pillar=ecosystems")
    assert (
        "Connected ecosystems: Apple growing stands highest (median 41.0, 30.0 to 45.0) and cannot be told apart from "
        "1 of 1 other; 33\u202f% are not assessed."
    ) in words(page)
    assert "In connected ecosystems, 1 of 1 pair of partnerships cannot be told apart." in words(page)
    assert [trace.get("name") for trace in figures(page)["chart-pillar-scores"]["data"]] == [
        None,
        "First",
        "Cannot be told apart from the first",
    ]


def test_what_drives_the_ranks_is_said_of_the_pillar_that_can_be_compared(client: TestClient) -> None:
    page = read_page(client, "/maturity")
    said = words(page)
    assert (
        "In connected ecosystems, ranks depend most on one assumption, silence: 60\u202f% of their variance alone, "
        "75\u202f% together with the others."
    ) in said
    assert (
        "In connected ecosystems, ranks hang most on Joint projects: without it partnerships move by 1.5 places on "
        "average, at most by 2."
    ) in said
    assert column(tables(page)["leave-one-out"], "partnership_name") == ["Tidal mills", "Apple growing"]
    mission = words(read_page(client, "/maturity?pillar=mission"))
    assert "In clear mission, ranks do not vary with the assumptions, or too few are scored to be ranked." in mission
    assert "In clear mission, nothing changes rank when one indicator is left out." in mission


def test_checks_of_the_framework_stand_with_their_rule_what_is_flagged_first(client: TestClient) -> None:
    page = read_page(client, "/maturity")
    assert (
        "1 of 2 checks that can be made is flagged: availability; 1 cannot be made with what is known today."
    ) in words(page)
    assert "Availability 1 of 2 flagged Flagged where fewer than half have a value. Flagged: M1." in words(page)
    assert "Skewness cannot be made today Flagged beyond 2." in words(page)
    rows = tables(page)["framework-checks"]
    assert [row[rows[0].index("finding")] for row in rows[1:]] == [
        "Flagged",
        "Within the rule",
        "Cannot be said: 2 observations, 10 are needed",
    ]
    assert "Flagged where fewer than half have a value" in rows[1]


def test_recommendation_on_the_page_of_a_partnership_has_evidence_share_of_draws_and_what_would_change_it(
    client: TestClient,
) -> None:
    said = " ".join(words(read_page(client, "/partnership/apple-growing")).split())
    assert "As a whole between medium and high: median 61.0, 50.5 to 68.5 points." in said
    assert (
        "Demonstration recommended Evidence a wish: yes Stays in 93 % of the draws What would change it It falls away "
        "once this no longer holds: a wish Rule Where links are wanted: demonstration (Guidance)"
    ) in said


def test_partnership_page_says_why_its_maturity_differs_and_what_lay_before_a_service(client: TestClient) -> None:
    said = " ".join(words(read_page(client, "/partnership/apple-growing")).split())
    assert "2 scores differ from before; most by Plenary meetings, +3.0 points (new data)." in said
    assert (
        "As a whole, since the edition of 20 July 2026 60.0 → 62.2 +2.2 +3.0 Plenary meetings (new data); −0.8 the "
        "framework (our method changed)."
    ) in said
    assert "assessed now, not then Now 1 of 1 indicators have a value." in said
    assert "1 service recorded; of 1 indicator 1 stands higher afterwards and 0 lower, which proves no effect" in said
    assert "1 of 2 pairs of before and after are known" in said


def test_demonstration_values_are_marked_on_the_maturity_page(demo_reader: Reader) -> None:
    said = words(read_page(visitor(create_app(demo_reader)), "/maturity"))
    assert "15 places: 4 declared, 0 observed, 2 demonstration, 9 missing." in said


def test_withheld_name_is_not_shown_and_its_money_is(client: TestClient) -> None:
    said = words(read_page(client, "/region/EL52"))
    assert "Withheld because the beneficiary is a natural person: 1 name." in said
    assert "400\u202f000" in said


def test_overview_says_what_changed_why_and_where_the_rows_are(client: TestClient) -> None:
    page = read_page(client, "/")
    said = " ".join(words(page).split())
    assert "2 headline figures moved since the edition of 20 July 2026, most rows because of data corrected" in said
    assert "2 → 2 ±0 −1 our method changed (1 row); +1 new data (1 row)" in said
    assert "+€1.0 million data corrected or withdrawn (2 rows)" in said
    assert "Since 20 July 2026: 1 new match, 1 budget changed." in said
    assert "New match: HORIZON-CL5-2026-02-TIDE: Tidal power (Tidal mills)" in said
    links = page.xpath(".//a[text()='Show the rows']/@href")
    assert links == [
        "/?figure=net_ec_contribution_eur#changed-rows",
        "/?figure=joint_projects#changed-rows",
    ]


def test_rows_behind_a_figure_are_listed_with_name_and_cause(client: TestClient) -> None:
    page = read_page(client, "/?figure=joint_projects")
    rows = tables(page)["changed-rows"]
    assert [row[:2] + row[-2:] for row in rows[1:]] == [
        ["100", "not known", "method", "code changed"],
        ["101", "APPLE", "new data", "record is new"],
    ]
    assert "2 rows moved the figure: 1 by our method changed; 1 by new data." in words(page)
    wrong = words(read_page(client, "/?figure=luck", status=400))
    assert "valid values: joint_net_ec_contribution_eur, joint_organisations, joint_projects, member_regions" in wrong
    own = pl.read_csv(client.get("/export/figure-changes.csv?partnership=apple-growing").content)
    assert own["difference"].to_list() == [1.0]


@pytest.mark.parametrize(
    ("base", "sentence"),
    [
        pytest.param("date '2026-07-20'", "No headline figure moved since the edition of 20 July 2026.", id="nothing"),
        pytest.param("null::date", "This is the first edition of its line", id="first"),
    ],
)
def test_overview_says_plainly_when_nothing_changed_or_nothing_was_before(
    tmp_path: Path, build_edition: BuildEdition, base: str, sentence: str
) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000c")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute("delete from marts_quality.fct_change")
        connection.execute("delete from marts_funding.fct_match_event")
        connection.execute(f"update marts_quality.edition set base_as_of = {base}")
    said = words(read_page(visitor(create_app(Reader(tmp_path))), "/"))
    assert sentence in said
    assert ("nothing happened to a watched match" in said) == ("nothing" in said)


def test_published_baselines_stand_beside_todays_counts(client: TestClient) -> None:
    rows = tables(read_page(client, "/"))["baselines"]
    assert [row[1:4] for row in rows[1:]] == [
        ["28", "42", "3"],
        ["145", "not known", "4"],
        ["more than 380", "not known", "4"],
        ["not known", "33", "not known"],
    ]


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/nowhere", 404, "There is no page at this address"),
        ("/partnership/nope", 404, "No such partnership"),
        ("/partnership/nope/deeper", 404, "There is no page at this address"),
        ("/region/XX99", 404, "No such region"),
        ("/methodology/nope", 404, "No such method"),
        ("/funding?eligibility=maybe", 400, "This filter has no such value"),
        ("/funding?colour=red", 400, "This filter has no such value"),
        ("/funding?status=open&status=forthcoming", 400, "This filter has no such value"),
        ("/partnerships?platform=nope", 400, "This filter has no such value"),
        ("/partnerships?tab=nope", 400, "This filter has no such value"),
        ("/partnerships?partnerships_sort=colour", 400, "This filter has no such value"),
        ("/partnerships?partnerships_page=0", 400, "This filter has no such value"),
        ("/partnerships?partnerships_page=x", 400, "This filter has no such value"),
        ("/maturity?w_mission=heavy", 400, "This filter has no such value"),
    ],
)
def test_wrong_address_is_answered_in_words_with_a_way_on(
    client: TestClient, address: str, status: int, heading: str
) -> None:
    page = html.fromstring(client.get(address).content)
    assert client.get(address).status_code == status
    assert words(page.find(".//h1")) == heading
    assert "/partnerships" in page.xpath(".//main//a/@href")


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
@pytest.mark.parametrize("given", ["", "<script>alert(1)</script>", "x" * 5_000, "\x00", "'; drop table x; --"])
def test_nothing_that_an_address_says_breaks_a_page_or_runs_in_it(client: TestClient, path: str, given: str) -> None:
    for name in ("platform", "partnership", "text", "tab", "<b>"):
        answer = client.get(path, params={name: given})
        assert answer.status_code in (200, 400, 404)
        assert "<script>alert" not in answer.text
        assert "Traceback" not in answer.text


def test_funding_page_without_a_match_says_so_in_every_card(client: TestClient) -> None:
    page = words(read_page(client, "/funding?text=nothing-of-the-kind"))
    assert "No match passes these filters; fewer filters show more." in page
    assert "No partnership has a match under these filters." in page
    assert "best 0" not in page


def test_lower_case_region_code_finds_the_region(client: TestClient) -> None:
    title = html.fromstring(client.get("/region/be21").content).findtext(".//title")
    assert title == "Prov. Antwerpen (BE21) – Interregio"


def test_filter_form_shows_what_the_url_says(client: TestClient) -> None:
    page = read_page(client, "/funding?partnership=tidal-mills&min_score=42.5&text=tide")
    chosen = set(page.xpath(".//option[@selected]/@value"))
    assert {"tidal-mills", "42.5"} <= chosen
    assert page.xpath(".//input[@type='search']/@value") == ["tide"]


def test_large_table_is_paged_by_the_url(tmp_path: Path, build_edition: BuildEdition) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000f")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute(
            "insert into marts_funding.fct_match by name "
            "select 'silent-circle' as partnership_id, 'I3-2026-INV1' as topic_id, 'open' as topic_status, "
            "'pass' as eligibility, number as score, 1.0 as score_theme from range(60) as numbers (number)"
        )
    client = visitor(create_app(Reader(tmp_path)))
    query = "?partnership=silent-circle"
    first = tables(read_page(client, f"/funding{query}"))["funding-match"]
    last_page = read_page(client, f"/funding{query}&funding_match_page=3")
    assert len(first) - 1 == 20
    assert len(tables(last_page)["funding-match"]) - 1 == 20
    assert "Rows 41 to 60 of 60, page 3 of 3" in words(last_page)
    assert client.get(f"/export/funding-match.csv{query}").content.count(b"\n") == 61


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
def test_wrong_file_is_refused_in_one_line(client: TestClient, address: str, status: int, message: str) -> None:
    response = client.get(address)
    body = response.text
    assert response.status_code == status
    assert message in body
    assert body.count("\n") == 1


def test_file_says_which_edition_it_is_from(client: TestClient, demo_reader: Reader) -> None:
    response = client.get("/export/members.csv?partnership=apple-growing")
    assert response.headers["X-Interregio-Edition"] == f"{AS_OF}-00000001"
    assert f"members_apple-growing_{AS_OF}-00000001.csv" in response.headers["Content-Disposition"]
    demo = visitor(create_app(demo_reader)).get("/export/members.csv?partnership=apple-growing")
    assert "demonstration-data_members" in demo.headers["Content-Disposition"]


def test_page_follows_the_edition_that_is_published(tmp_path: Path, build_edition: BuildEdition) -> None:
    reader = Reader(tmp_path)
    client = visitor(create_app(reader))
    assert "No edition is being served" in words(html.fromstring(client.get("/").content))
    assert client.get("/export/partnerships.csv").status_code == 503
    build_edition(tmp_path, "2026-08-10-0000000a")
    assert "2026-08-10-0000000a" in words(html.fromstring(client.get("/").content))
    build_edition(tmp_path, "2026-08-11-0000000b", as_of="2026-08-11")
    said = words(html.fromstring(client.get("/").content))
    assert "2026-08-11-0000000b" in said
    assert "11 August 2026" in said


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
    client = visitor(create_app(Reader(tmp_path)))
    page = read_page(client, path)
    sentence = (
        f"This edition (2026-08-10-0000000e, as of 2026-08-10) was made before the {lacking} existed; it comes with "
        "the next night."
    )
    assert [words(part.find("p")) for part in page.find_class("lacking")] == [sentence]
    assert "service-recommendations" in tables(page)
    refused = client.get(f"/export/{file}")
    assert (refused.status_code, refused.text) == (404, f"{sentence}\n")


def test_page_that_rests_on_a_missing_table_says_so(tmp_path: Path, build_edition: BuildEdition) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000e")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute("drop schema marts_maturity cascade")
    client = visitor(create_app(Reader(tmp_path)))
    said = words(read_page(client, "/maturity", status=404))
    assert "This edition is too old for the page" in said
    assert "marts_maturity.dim_pillar" in said


def test_fault_of_ours_is_owned_up_to_in_words(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("made up for this test")

    monkeypatch.setattr("dashboards.funding.page.best_matches", fail)
    answer = client.get("/funding?min_score=1")
    page = html.fromstring(answer.content)
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "This page could not be drawn" in words(page)
    assert f"{AS_OF}-00000001" in words(page)


@pytest.mark.parametrize("path", PAGES)
def test_frame_has_skip_link_landmarks_one_script_of_ours_and_no_foreign_address(client: TestClient, path: str) -> None:
    answer = client.get(path)
    page = html.fromstring(answer.content)
    assert page.get("lang") == "en"
    assert all(page.find(f".//{part}") is not None for part in ("header", "main", "nav", "footer"))
    assert page.xpath("//a[@class='skip-link']/@href") == ["#content"]
    loaded = page.xpath("//script/@src | //link/@href | //img/@src")
    assert all(address.startswith("/assets/") for address in loaded)
    # Data of charts is the only other kind of script, and no attribute runs one.
    assert {script.get("type") for script in page.iter("script") if not script.get("src")} <= {"application/json"}
    assert not re.search(r"<[^>]* on[a-z]+=", answer.text)
    assert answer.headers["Content-Security-Policy"] == CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY.partition("script-src")[2].partition(";")[0]
    assert page.xpath("string(//meta[@name='description']/@content)")


def test_map_links_every_region_and_says_what_its_shades_mean(client: TestClient) -> None:
    (figure,) = read_page(client, "/").find_class("map-figure")
    assert "/region/BE21" in figure.xpath(".//svg//a/@href")
    assert any("Prov. Antwerpen (BE21)" in title for title in figure.xpath(".//svg//title/text()"))
    assert "no known member" in words(*figure.find_class("map-legend"))
    assert "UNSCR 1244/1999" in words(figure.find("figcaption"))


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", []),
        ("/partnerships", ["/partnerships"]),
        ("/partnership/apple-growing", ["/partnerships"]),
        ("/region/BE21", ["/regions"]),
        ("/nowhere", []),
    ],
)
def test_navigation_marks_the_section_of_a_page(client: TestClient, path: str, marked: list[str]) -> None:
    page = html.fromstring(client.get(path).content)
    assert page.xpath("//header//a[@aria-current='page']/@href") == marked


def test_warming_makes_every_page_of_the_navigation_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(reader)
    warm(app)
    made: list[str] = []
    monkeypatch.setattr(app.state.pages, "_make", lambda _route, visit, _given: made.append(visit.path))
    for path, _ in NAVIGATION:
        assert visitor(app).get(path).status_code == 200
    assert made == []


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
    client: TestClient, partnership_id: str, said: tuple[str, ...]
) -> None:
    text = words(read_page(client, f"/partnership/{partnership_id}"))
    assert [sentence for sentence in said if sentence not in text] == []


def test_methodology_tells_each_method_once_with_all_that_is_made_by_it(client: TestClient) -> None:
    page = read_page(client, "/methodology")
    links = page.xpath(".//section[@aria-labelledby='questions']//a")
    assert [link.text for link in links] == ["What can a partnership apply for?", "How near is a text to a theme?"]
    first = words(read_page(client, links[0].get("href")))
    assert "Formula. Parts that add up." in " ".join(first.split())
    assert "Shared words" not in first
    assert "Question" not in first
    assert "One row is one partnership and one open or forthcoming topic." in first
    assert "What happened to a match." in first
    assert "Points from 0 to 100" in first
    assert "One row is one topic." in words(*page.xpath(".//section[@aria-labelledby='other-tables']"))


def test_methodology_of_an_edition_without_a_dictionary_says_when_it_comes(
    tmp_path: Path, build_edition: BuildEdition
) -> None:
    directory = build_edition(tmp_path, "2026-08-10-0000000f")
    with duckdb.connect(str(directory / "interregio.duckdb")) as connection:
        connection.execute("drop table marts_quality.data_dictionary")
    said = words(read_page(visitor(create_app(Reader(tmp_path))), "/methodology"))
    assert "made before methods were kept with the figures" in said


def test_page_is_sent_once_compressed_and_told_apart_by_its_content(client: TestClient) -> None:
    first = client.get("/partnerships")
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["Vary"] == "Accept-Encoding"
    again = client.get("/partnerships", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get("/partnerships", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.text == first.text
    assert client.get("/maturity").headers["ETag"] != first.headers["ETag"]


def test_page_made_on_another_day_is_another_page(reader: Reader) -> None:
    days = [date(2026, 8, 10), date(2026, 8, 30)]
    app = create_app(reader, today=lambda: days[0])
    first = visitor(app).get("/quality")
    days.pop(0)
    second = visitor(app).get("/quality", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    ages = [
        re.findall(r"(\d+) days? old", words(html.fromstring(page.content).find(".//header")))
        for page in (first, second)
    ]
    assert int(ages[1][0]) - int(ages[0][0]) == 20


def test_table_is_sorted_by_the_address_with_the_unknown_last(client: TestClient) -> None:
    address = "/partnerships?partnerships_sort={}net_ec_contribution_eur"
    up, down = (tables(read_page(client, address.format(sign)))["partnerships"] for sign in ("", "-"))
    money = [text for text in column(up, "net_ec_contribution_eur") if text != "not known"]
    assert column(up, "net_ec_contribution_eur")[-1] == column(down, "net_ec_contribution_eur")[-1] == "not known"
    assert [text for text in column(down, "net_ec_contribution_eur") if text != "not known"] == money[::-1]
    heads = read_page(client, address.format("-")).xpath(".//th[@aria-sort]")
    assert [(head.get("data-column"), head.get("aria-sort")) for head in heads] == [
        ("net_ec_contribution_eur", "descending")
    ]


def test_assets_are_kept_for_as_long_as_their_address_lasts(client: TestClient) -> None:
    page = html.fromstring(client.get("/").content)
    (style,) = page.xpath("//link[@rel='stylesheet']/@href")
    assert "immutable" in client.get(style).headers["Cache-Control"]
    assert client.get(style.partition("?")[0]).headers["Cache-Control"] == "no-cache"
    assert client.get("/assets/nope.css").status_code == 404
    assert client.get("/assets/%2e%2e/app.py").status_code == 404


def test_plotly_is_the_file_that_its_note_names() -> None:
    note = (ASSETS / "vendor" / "README.md").read_text(encoding="utf-8")
    (script,) = (ASSETS / "vendor").glob("*.js")
    assert script.name in note
    assert hashlib.sha256(script.read_bytes()).hexdigest() in note
